//! Notices and bundles signed by the programs that keep the key. What calls `gpg` and
//! `openssl` is `ignored`: `cargo xtask test signatures` runs it where they are, and
//! lists it as not run where they are not.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

const LIST: &str = "timestamp,ip,port,hostname,tag,geo,version\n\
    2026-11-20 08:00:00,192.0.2.1,443,größe.example.org,exchange,DE,15.1.2507.6\n\
    2026-11-20 08:00:00,192.0.2.2,443,b.example.org,exchange,FR,15.1.2507.6\n";

/// A folder with a campaign, and a key ring of its own. Its agent ends with it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(desk.at("list.csv"), LIST).expect("written");
        desk.well(&["campaign", "import", "one.expatch", "list.csv", "--as-of", "2026-11-23"]);
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).env_remove("EXPATCH_DATABASE");
        command.env_remove("EXPATCH_SIGN_PASSPHRASE").env("GNUPGHOME", self.at("ring"));
        command
    }

    fn expatch(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_expatch"))
    }

    #[track_caller]
    fn well(&self, arguments: &[&str]) {
        well(self.expatch().args(arguments));
    }

    /// Notices signed so, and each message's path.
    #[track_caller]
    fn notices(&self, with: &str) -> Vec<PathBuf> {
        let notify = ["notify", "one.expatch", "-o", "notices", "--from", "cert@cert.example"];
        well(self.expatch().args(notify).args(["--sign-with", with]));
        let files = std::fs::read_dir(self.at("notices/unaddressed")).expect("a folder");
        let files: Vec<PathBuf> = files.map(|file| file.expect("there").path()).collect();
        assert_eq!(files.len(), 2);
        files
    }

    #[track_caller]
    fn bundle(&self, with: &str) -> Vec<PathBuf> {
        let mut export = self.expatch();
        export.args(["campaign", "export", "one.expatch", "-o", "bundle", "--sign-with", with]);
        well(export.args(["--publisher", "CERT", "--namespace", "https://cert.example/"]));
        let files = std::fs::read_dir(self.at("bundle")).expect("a folder");
        let mut files: Vec<PathBuf> = files.map(|file| file.expect("there").path()).collect();
        files.retain(|file| !file.extension().is_some_and(|end| end == "asc" || end == "p7s"));
        assert!(files.len() > 10, "{files:?}");
        files
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if self.at("ring").is_dir() {
            let _ = self.command("gpgconf").args(["--kill", "all"]).output();
        }
    }
}

#[track_caller]
fn well(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    output
}

/// How it left, and what it said, of a command that must not go well.
#[track_caller]
fn refused(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program starts");
    assert!(!output.status.success(), "{command:?} went well");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// What a signed message's parts are, cut as RFC 1847 says.
fn parts(message: &str) -> (String, String) {
    let boundary = message.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next());
    let boundary = boundary.expect("a boundary");
    let cut: Vec<&str> = message.split(&format!("--{boundary}")).collect();
    assert_eq!(cut.len(), 4, "two parts");
    assert_eq!(cut[3], "--\r\n");
    let inner = |part: &str| {
        let part = part.strip_prefix("\r\n").and_then(|part| part.strip_suffix("\r\n"));
        part.expect("a line of its own").to_owned()
    };
    (inner(cut[1]), inner(cut[2]))
}

#[test]
#[ignore = "needs gpg; run by `cargo xtask test`"]
fn a_notice_signed_by_gpg_is_whole_and_nothing_else_is() {
    let desk = Desk::new();
    let ring = desk.at("ring");
    std::fs::create_dir(&ring).expect("made");
    #[cfg(unix)]
    std::fs::set_permissions(&ring, std::os::unix::fs::PermissionsExt::from_mode(0o700))
        .expect("ours");
    let (code, said) = refused(
        desk.expatch()
            .args(["notify", "one.expatch", "-o", "none", "--from", "a@b.example"])
            .args(["--sign-with", "gpg:nobody@cert.example"]),
    );
    assert!(said.contains("gpg cannot sign") && said.contains("nobody@cert.example"), "{said}");
    assert_eq!((code, desk.at("none").exists()), (Some(64), false));
    let mut generate = desk.command("gpg");
    generate.args(["--batch", "--quiet", "--passphrase", "", "--quick-generate-key"]);
    well(generate.args(["CERT <cert@cert.example>", "ed25519", "sign", "never"]));

    for file in desk.notices("gpg:cert@cert.example") {
        let message = std::fs::read_to_string(&file).expect("it is ASCII");
        let lines = || message.split("\r\n");
        assert!(message.is_ascii() && !message.replace("\r\n", "").contains(['\r', '\n']));
        assert!(lines().all(|line| line.len() < 999 && !line.ends_with([' ', '\t'])), "{message}");
        assert!(!message.contains("X-Unsent"), "it is not to be edited");
        assert!(message.contains("micalg=\"pgp-sha512\""));
        assert!(message.contains("protocol=\"application/pgp-signature\""));
        let (signed, signature) = parts(&message);
        assert!(signed.starts_with("Content-Language: "), "{signed}");
        assert!(signed.contains("multipart/"), "{signed}");
        let (_, signature) = signature.split_once("\r\n\r\n").expect("a body");
        std::fs::write(desk.at("signed"), &signed).expect("written");
        std::fs::write(desk.at("signature"), signature).expect("written");
        let verify = ["--batch", "--verify", "signature", "signed"];
        well(desk.command("gpg").args(verify));
        std::fs::write(desk.at("signed"), signed.replacen("2026", "2025", 1)).expect("written");
        assert!(refused(desk.command("gpg").args(verify)).1.contains("BAD signature"));
    }
    let sums = desk.at("notices/SHA256SUMS");
    well(desk.command("gpg").arg("--verify").arg(beside(&sums, ".asc")).arg(&sums));
    for file in desk.bundle("gpg") {
        well(desk.command("gpg").arg("--verify").arg(beside(&file, ".asc")).arg(&file));
    }
}

#[test]
#[ignore = "needs openssl; run by `cargo xtask test`"]
fn a_notice_signed_by_openssl_is_read_by_openssl() {
    let desk = Desk::new();
    // A root, what it vouches for, and what that vouches for: the sender.
    let authority = "basicConstraints=critical,CA:TRUE\n";
    let sender = "keyUsage=digitalSignature\nextendedKeyUsage=emailProtection\n";
    for (name, by, extensions) in
        [("root", "root", authority), ("between", "root", authority), ("plain", "between", sender)]
    {
        let file = |end: &str| format!("{name}.{end}");
        std::fs::write(desk.at("extensions"), extensions).expect("written");
        let mut request = desk.command("openssl");
        request.args(["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", &file("key")]);
        well(request.args(["-subj", &format!("/CN={name}"), "-out", &file("csr")]));
        let mut sign = desk.command("openssl");
        sign.args(["x509", "-req", "-days", "2", "-extfile", "extensions", "-in", &file("csr")]);
        match name == by {
            true => sign.args(["-signkey", &file("key")]),
            false => {
                let (certificate, key) = (format!("{by}.pem"), format!("{by}.key"));
                sign.args(["-CA", &certificate, "-CAkey", &key, "-CAcreateserial"])
            }
        };
        well(sign.args(["-out", &file("pem")]));
    }
    let mut lock = desk.command("openssl");
    lock.args(["pkey", "-in", "plain.key", "-aes256", "-passout", "pass:secret"]);
    well(lock.args(["-out", "locked.key"]));
    for file in desk.notices("openssl:plain.pem,plain.key,between.pem") {
        let mut verify = desk.command("openssl");
        verify.args(["cms", "-verify", "-CAfile", "root.pem", "-out", "text", "-in"]).arg(&file);
        well(&mut verify);
        let text = std::fs::read_to_string(desk.at("text")).expect("the signed part");
        assert!(text.contains("multipart/"), "{text}");
        let message = std::fs::read_to_string(&file).expect("it is ASCII");
        std::fs::write(&file, message.replacen("2507", "2508", 1)).expect("written");
        refused(&mut verify);
    }
    for file in desk.bundle("openssl:plain.pem,plain.key,between.pem") {
        let mut verify = desk.command("openssl");
        verify.args(["cms", "-verify", "-binary", "-inform", "PEM", "-CAfile", "root.pem"]);
        verify.args(["-out", "text", "-content"]).arg(&file).arg("-in").arg(beside(&file, ".p7s"));
        well(&mut verify);
    }
    // A locked key is asked for nothing, and told where its passphrase is read.
    let notify = ["notify", "one.expatch", "--from", "a@b.example", "-o", "locked", "--sign-with"];
    let locked = "openssl:plain.pem,locked.key";
    let (code, said) = refused(desk.expatch().args(notify).arg(locked));
    assert_eq!((code, desk.at("locked").exists()), (Some(64), false), "{said}");
    assert!(said.contains("EXPATCH_SIGN_PASSPHRASE"), "{said}");
    let mut unlocked = desk.expatch();
    well(unlocked.args(notify).arg(locked).env("EXPATCH_SIGN_PASSPHRASE", "secret"));
    let (_, said) = refused(desk.expatch().args(notify).arg("openssl:missing.pem,plain.key"));
    assert!(said.contains("missing.pem"), "{said}");
}

#[test]
fn a_program_that_is_missing_is_named_before_anything_is_written() {
    let desk = Desk::new();
    for with in ["gpg", "openssl:a.pem,b.pem"] {
        let program = with.split(':').next().unwrap_or_default();
        let mut notify = desk.expatch();
        notify.args(["notify", "one.expatch", "-o", "notices", "--from", "a@b.example"]);
        let (code, said) = refused(notify.args(["--sign-with", with]).env("PATH", ""));
        assert_eq!((code, desk.at("notices").exists()), (Some(64), false), "{said}");
        assert!(said.contains(&format!("{program} is not installed")), "{said}");
    }
    let mut notify = desk.expatch();
    notify.args(["notify", "one.expatch", "-o", "notices", "--from", "a@b.example"]);
    let (code, said) = refused(notify.args(["--sign-with", "pgp"]));
    assert!(code == Some(64) && said.contains("openssl:CERTIFICATE,KEY[,CHAIN]"), "{said}");
}
