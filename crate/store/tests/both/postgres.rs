//! A PostgreSQL of the test's own: in a temporary folder, on a socket there,
//! gone with the test. Needs Debian's `postgresql` or its like.

use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;

/// "nobody": PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

pub(crate) struct Postgres {
    pub(crate) url: String,
    child: Child,
    _folder: TempDir,
}

impl Postgres {
    /// Starts one. A machine without PostgreSQL fails: a test that passes without
    /// what it tests is none.
    pub(crate) fn start() -> Self {
        let programs = programs();
        let programs = programs.expect("no PostgreSQL here: `apt-get install postgresql`");
        let folder = TempDir::new().unwrap();
        let root = folder.path().metadata().unwrap().uid() == 0;
        if root {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let command = |name: &str| {
            let mut command = Command::new(programs.join(name));
            command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
            command.stderr(Stdio::null());
            if root {
                command.uid(NOBODY).gid(NOBODY);
            }
            command
        };
        let data = folder.path().join("data");
        let made = command("initdb")
            .args(["--auth=trust", "--username=test", "--encoding=UTF8", "--no-sync", "-D"])
            .arg(&data)
            .status()
            .unwrap();
        assert!(made.success(), "initdb ended with {made}");
        let child = command("postgres")
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-k"])
            .arg(folder.path())
            .arg("-D")
            .arg(&data)
            .spawn()
            .unwrap();
        let socket = folder.path().join(".s.PGSQL.5432");
        for _ in 0..600 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let host = folder.path().display().to_string().replace('/', "%2F");
        let url = format!("postgres://test@{host}/postgres");
        Self { url, child, _folder: folder }
    }

    /// Comes when it answers: its socket is there before.
    pub(crate) async fn wait(&self) {
        for _ in 0..100 {
            if expatch_store::Store::open(&self.url).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("PostgreSQL does not answer");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok();
    let debian = versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let listed: Vec<PathBuf> = std::env::split_paths(&path).collect();
    debian.chain(listed).find(|folder| both(folder))
}

fn both(folder: &Path) -> bool {
    folder.join("initdb").exists() && folder.join("postgres").exists()
}
