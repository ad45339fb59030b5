//! The sender's signature on what is handed over, made by the program that keeps
//! the key: GnuPG, or OpenSSL with a certificate. No key is ever read here, and no
//! shell takes part.
//!
//! A message becomes `multipart/signed` (RFC 3156 with OpenPGP, RFC 8551 with
//! S/MIME); other files get a detached signature beside them.

use crate::error::Error;
use crate::manifest;
use crate::manifest::Written;
use sha2::Digest;
use sha2::Sha256;
use std::fs::File;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::str::FromStr;
use std::time::Duration;
use std::time::Instant;

/// Who signs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Signer {
    /// `gpg`, with the key of this name, or its default one.
    OpenPgp {
        /// What `gpg --local-user` takes.
        key: Option<String>,
    },
    /// `openssl cms`.
    SMime {
        /// The certificate (PEM).
        certificate: PathBuf,
        /// Its private key (PEM).
        key: PathBuf,
        /// The certificates between it and its root (PEM).
        chain: Option<PathBuf>,
    },
}

/// How long a program may take: somebody may have to type a passphrase.
const TIMEOUT: Duration = Duration::from_mins(2);

/// The variable that OpenSSL reads the passphrase of a key from.
const PASSPHRASE: &str = "EXPATCH_SIGN_PASSPHRASE";

impl FromStr for Signer {
    type Err = String;

    /// `gpg`, `gpg:KEY`, or `openssl:CERTIFICATE,KEY[,CHAIN]`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (program, rest) = text.split_once(':').unwrap_or((text, ""));
        match program {
            "gpg" => Ok(Self::OpenPgp { key: Some(rest.to_owned()).filter(|key| !key.is_empty()) }),
            "openssl" => {
                let files: Vec<&str> = rest.split(',').collect();
                let (certificate, key, chain) = match files[..] {
                    [certificate, key] => (certificate, key, None),
                    [certificate, key, chain] if !chain.is_empty() => {
                        (certificate, key, Some(chain.into()))
                    }
                    _ => ("", "", None),
                };
                if certificate.is_empty() || key.is_empty() {
                    return Err(
                        "expected openssl:CERTIFICATE,KEY[,CHAIN] with PEM files".to_owned()
                    );
                }
                Ok(Self::SMime { certificate: certificate.into(), key: key.into(), chain })
            }
            _ => Err("expected gpg, gpg:KEY or openssl:CERTIFICATE,KEY[,CHAIN]".to_owned()),
        }
    }
}

impl Signer {
    /// Signs a word, so that a missing program or key is told before anything is
    /// written.
    ///
    /// # Errors
    /// What the program says.
    pub fn check(&self) -> Result<(), Error> {
        if let Self::SMime { certificate, .. } = self {
            let mut command = Command::new("openssl");
            command.args(["x509", "-noout", "-checkend", "0", "-in"]).arg(certificate);
            let output = run(command, Input::Bytes(Vec::new()), TIMEOUT)?;
            if !output.is_well {
                let what = format!("the certificate has ended or is none: {}", output.said());
                return Err(Error::source(certificate, what));
            }
        }
        self.sign(Input::Bytes(b"expatch".to_vec())).map(drop)
    }

    /// The word for it in a manifest.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OpenPgp { .. } => "openpgp",
            Self::SMime { .. } => "smime",
        }
    }

    /// The ending of a detached signature.
    const fn ending(&self) -> &'static str {
        match self {
            Self::OpenPgp { .. } => "asc",
            Self::SMime { .. } => "p7s",
        }
    }

    /// Writes the detached signature of a file beside it. Both forms are armoured:
    /// `gpg --verify` takes it as it is, `openssl cms -verify` with `-inform PEM`.
    ///
    /// # Errors
    /// When the file cannot be read, or what the program says.
    pub fn sign_beside(&self, folder: &Path, path: &str) -> Result<Written, Error> {
        let file = folder.join(path);
        let open = File::open(&file).map_err(|error| Error::Io(file.clone(), error))?;
        let signature = self.sign(Input::File(open))?;
        manifest::write(folder, &format!("{path}.{}", self.ending()), &signature)
    }

    /// A message whose body is signed. Its own headers stay outside of what is
    /// signed; those of the body go with the body.
    ///
    /// # Errors
    /// What the program says.
    pub fn sign_message(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let (outer, signed) = apart(message);
        let signature = self.sign(Input::Bytes(signed.clone()))?;
        let signature = String::from_utf8_lossy(&signature).replace("\r\n", "\n");
        // No text of ours has this line in it, since it names the text.
        let boundary = format!("signed-{}", &expatch::hexadecimal(&Sha256::digest(&signed))[..40]);
        let (kind, digest, part) = match self {
            Self::OpenPgp { .. } => (
                "application/pgp-signature",
                "pgp-sha512",
                format!(
                    "Content-Type: application/pgp-signature; name=\"signature.asc\"\n\
                     Content-Disposition: attachment; filename=\"signature.asc\"\n\n{signature}"
                ),
            ),
            Self::SMime { .. } => {
                let lines = signature.lines().filter(|line| !line.starts_with("-----"));
                let lines: String = lines.flat_map(|line| [line, "\n"]).collect();
                let part = format!(
                    "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\n\
                     Content-Transfer-Encoding: base64\n\
                     Content-Disposition: attachment; filename=\"smime.p7s\"\n\n{lines}"
                );
                ("application/pkcs7-signature", "sha-256", part)
            }
        };
        let mut whole = outer;
        let heading = format!(
            "MIME-Version: 1.0\nContent-Type: multipart/signed; micalg=\"{digest}\";\n\
             \tprotocol=\"{kind}\";\n\tboundary=\"{boundary}\"\n\n--{boundary}\n"
        );
        whole.extend(heading.replace('\n', "\r\n").bytes());
        whole.extend(signed);
        // The line break before a boundary is the boundary's.
        let end = format!("\n--{boundary}\n{}\n--{boundary}--\n", part.trim_end());
        whole.extend(end.replace('\n', "\r\n").bytes());
        Ok(whole)
    }

    /// A detached signature, armoured.
    fn sign(&self, input: Input) -> Result<Vec<u8>, Error> {
        let command = match self {
            Self::OpenPgp { key } => {
                let mut command = Command::new("gpg");
                command.args(["--batch", "--no-tty", "--armor", "--digest-algo", "SHA512"]);
                if let Some(key) = key {
                    command.arg("--local-user").arg(key);
                }
                command.args(["--output", "-", "--detach-sign"]);
                command
            }
            Self::SMime { certificate, key, chain } => {
                let mut command = Command::new("openssl");
                command.args(["cms", "-sign", "-binary", "-md", "sha256", "-outform", "PEM"]);
                command.arg("-signer").arg(certificate).arg("-inkey").arg(key);
                if let Some(chain) = chain {
                    command.arg("-certfile").arg(chain);
                }
                // Without one an encrypted key fails and is not asked for.
                let has = std::env::var_os(PASSPHRASE).is_some();
                command.arg("-passin");
                command.arg(if has { format!("env:{PASSPHRASE}") } else { "pass:".to_owned() });
                command
            }
        };
        let output = run(command, input, TIMEOUT)?;
        if output.is_well && output.out.starts_with(b"-----BEGIN ") {
            return Ok(output.out);
        }
        let hint = match self {
            Self::OpenPgp { .. } => String::new(),
            Self::SMime { .. } => {
                format!(" (the passphrase of an encrypted key is read from {PASSPHRASE})")
            }
        };
        Err(Error::Input(format!("{} cannot sign: {}{hint}", output.program, output.said())))
    }
}

/// The headers of a message that stay outside of a signature, and what is signed:
/// the body with its own headers, its lines ended as mail ends them.
fn apart(message: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = String::from_utf8_lossy(message).replace("\r\n", "\n");
    let (headers, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (mut outer, mut inner) = (String::new(), String::new());
    let mut is_inner = false;
    let mut is_dropped = false;
    for line in headers.lines() {
        // A header goes on in lines that begin with a blank.
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            is_inner = name.starts_with("content-");
            is_dropped = name == "mime-version";
        }
        if !is_dropped {
            let list = if is_inner { &mut inner } else { &mut outer };
            list.push_str(line);
            list.push('\n');
        }
    }
    let signed = format!("{inner}\n{}", body.trim_end_matches('\n'));
    let bytes = |text: &str| text.replace('\n', "\r\n").into_bytes();
    (bytes(&outer), bytes(&signed))
}

/// What a program is given.
enum Input {
    Bytes(Vec<u8>),
    File(File),
}

/// What a program came to.
struct Output {
    program: String,
    is_well: bool,
    out: Vec<u8>,
    error: Vec<u8>,
}

impl Output {
    /// Its last words, on one line.
    fn said(&self) -> String {
        let text = String::from_utf8_lossy(&self.error);
        let lines: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4).collect();
        match &lines[..] {
            [] => "it says nothing".to_owned(),
            lines => lines.join("; ").escape_debug().to_string(),
        }
    }
}

/// Runs a program to its end, or ends it when that does not come.
fn run(mut command: Command, input: Input, most: Duration) -> Result<Output, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let (stdin, bytes) = match input {
        Input::File(file) => (Stdio::from(file), None),
        Input::Bytes(bytes) => (Stdio::piped(), Some(bytes)),
    };
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::Input(format!("{program} is not installed: --sign-with calls it"))
        }
        _ => Error::Input(format!("{program} cannot be called: {error}")),
    };
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let writing = child.stdin.take().zip(bytes);
    // Each pipe has a thread, so that none waits for another.
    let writer = std::thread::spawn(move || {
        // A program that ends early says why on its standard error.
        writing.map(|(mut pipe, bytes)| pipe.write_all(&bytes))
    });
    let out = gather(child.stdout.take());
    let error = gather(child.stderr.take());
    let Some(is_well) = wait(&mut child, most).map_err(failed)? else {
        return Err(Error::Input(format!(
            "{program} did not end within {} seconds: is it waiting for a passphrase?",
            most.as_secs()
        )));
    };
    let _ = writer.join();
    let out = out.join().unwrap_or_default();
    let error = error.join().unwrap_or_default();
    Ok(Output { program, is_well, out, error })
}

fn gather(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // No signature and no complaint is this long.
            let _ = pipe.take(1 << 20).read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Whether the program ended well; nothing when its time was over.
fn wait(child: &mut Child, most: Duration) -> std::io::Result<Option<bool>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if start.elapsed() > most {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signer_is_named_by_its_program() {
        let key = |key: &str| Ok(Signer::OpenPgp { key: Some(key.to_owned()) });
        assert_eq!("gpg".parse(), Ok(Signer::OpenPgp { key: None }));
        assert_eq!("gpg:cert@cert.example".parse(), key("cert@cert.example"));
        let pair = |chain: Option<&str>| Signer::SMime {
            certificate: "c.pem".into(),
            key: "k.pem".into(),
            chain: chain.map(PathBuf::from),
        };
        assert_eq!("openssl:c.pem,k.pem".parse(), Ok(pair(None)));
        assert_eq!("openssl:c.pem,k.pem,i.pem".parse(), Ok(pair(Some("i.pem"))));
        for text in ["openssl", "openssl:c.pem", "openssl:c.pem,", "openssl:a,b,", "pgp", ""] {
            assert!(text.parse::<Signer>().is_err(), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("60");
        let start = Instant::now();
        let ended = run(command, Input::Bytes(Vec::new()), Duration::from_millis(50));
        let said = ended.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(
            said.contains("did not end") && start.elapsed() < Duration::from_secs(30),
            "{said}"
        );
    }

    #[test]
    fn the_headers_of_a_body_are_signed_with_it() {
        let message = b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\
            \tcharset=utf-8\r\nSubject: two\r\n lines\r\nContent-Language: nl\r\n\r\none\r\ntwo\r\n";
        let (outer, signed) = apart(message);
        assert_eq!(
            String::from_utf8_lossy(&outer),
            "From: a@b.example\r\nSubject: two\r\n lines\r\n"
        );
        let expected = "Content-Type: text/plain;\r\n\tcharset=utf-8\r\nContent-Language: nl\r\n\
            \r\none\r\ntwo";
        assert_eq!(String::from_utf8_lossy(&signed), expected);
    }
}
