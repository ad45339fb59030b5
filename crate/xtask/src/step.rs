//! Steps a person can follow: what is done, the command behind it, how long it
//! took, and where it failed. A command that hangs is ended, with all it started.

use anyhow::Context;
use anyhow::bail;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// The longest that one command may take on a machine of its own: twice the longest,
/// cold, on two cores. A hanging test must not cost the results of all that comes
/// after it.
const LIMIT: Duration = Duration::from_mins(30);

/// How often that on a machine that others use at the same time.
const MOST_LIMITS: f64 = 4.0;

/// Does `work` under a heading and prints how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    eprintln!("▸ {title}");
    let start = Instant::now();
    let value = work().with_context(|| title.to_owned())?;
    eprintln!("✓ {title} ({:.1} s)", start.elapsed().as_secs_f64());
    Ok(value)
}

/// A command in the work tree.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// `cargo` of the same toolchain.
pub fn cargo(folder: &Path) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
}

/// Runs a command to its end, its output passing through.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = show(command);
    eprintln!("  $ {shown}");
    let mut child = command.spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let start = Instant::now();
    let Some(status) = wait(&mut child, &|| LIMIT.mul_f64(crowd()))? else {
        let minutes = start.elapsed().as_secs() / 60;
        bail!("`{shown}` did not end within {minutes} minutes and was killed");
    };
    if !status.success() {
        bail!("`{shown}` failed, {status}");
    }
    Ok(())
}

/// Runs a command and takes what it prints.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = show(command);
    let done = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if !done.status.success() {
        bail!("`{shown}` failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Waits until the child ends; `None` where it did not and had to be killed.
fn wait(child: &mut Child, limit: &dyn Fn() -> Duration) -> anyhow::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit() {
            kill_all(child);
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
}

/// How many want each processor, where Linux tells: what runs beside is given its time.
fn crowd() -> f64 {
    let load = std::fs::read_to_string("/proc/loadavg").ok();
    // The average of five minutes: a hanging command adds nothing to it.
    let load = load.and_then(|text| text.split(' ').nth(1)?.parse::<f64>().ok());
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    (load.unwrap_or(0.0) / processors as f64).clamp(1.0, MOST_LIMITS)
}

/// Kills a command and all that it started, which would go on in the background
/// otherwise and slow down whatever runs next.
fn kill_all(child: &mut Child) {
    let parents = processes();
    let mut all = vec![child.id()];
    let mut at = 0;
    while let Some(&parent) = all.get(at) {
        all.extend(parents.iter().filter(|of| of.1 == parent).map(|of| of.0));
        at += 1;
    }
    for process in &all[1..] {
        let _ = Command::new("kill").args(["-KILL", &process.to_string()]).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Every process with its parent, where the system tells (`ps` of POSIX).
fn processes() -> Vec<(u32, u32)> {
    let Ok(listed) = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output() else {
        return Vec::new();
    };
    let pair = |line: &str| {
        let mut numbers = line.split_whitespace().map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    String::from_utf8_lossy(&listed.stdout).lines().filter_map(pair).collect()
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_ended_with_all_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut shell = command("sh", folder.path());
        // The shell's own child would go on to write the file.
        shell.args(["-c", "(sleep 2; echo late > late) & wait"]);
        let mut child = shell.spawn().expect("a shell");
        let ended = wait(&mut child, &|| Duration::from_millis(300)).expect("waited");
        assert!(ended.is_none());
        std::thread::sleep(Duration::from_millis(2500));
        assert!(!folder.path().join("late").exists());
    }

    #[test]
    fn a_command_that_ends_gives_its_status() {
        let mut child =
            command("sh", Path::new("/")).args(["-c", "exit 3"]).spawn().expect("a shell");
        let status =
            wait(&mut child, &|| Duration::from_secs(20)).expect("waited").expect("it ended");
        assert_eq!(status.code(), Some(3));
    }
}
