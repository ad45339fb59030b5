//! `expatch db key`: keys and lists of keys. How they are kept and used is the
//! ceremony in `crate/trust/README.md`.

use super::unusable;
use crate::database::public_key;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use clap::Subcommand;
use expatch::Date;
use expatch_trust::Term;
use expatch_update::PublicKey;
use expatch_update::SecretKey;
use std::fs::OpenOptions;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key pair: FILE gets the private half, FILE.pub the public one
    New {
        /// Where it is written; nothing is overwritten
        file: PathBuf,
    },
    /// Print the name of a key, public or private, as signatures give it
    Show {
        /// The key's file
        file: PathBuf,
    },
    /// Add a list of keys to FILE: who may sign the next list, who may sign manifests
    List {
        /// The lists so far, to which the new one is added; made where there is none
        file: PathBuf,
        /// A public key that may sign the next list
        #[arg(long, value_name = "FILE", required = true)]
        root: Vec<PathBuf>,
        /// A public key that may sign manifests
        #[arg(long, value_name = "FILE", required = true)]
        data: Vec<PathBuf>,
        /// A private key to sign with: a root of the list before and one of this list
        #[arg(long, value_name = "FILE", required = true)]
        sign: Vec<PathBuf>,
        /// For how many days the list counts
        #[arg(long, value_name = "DAYS", default_value_t = 400)]
        days: u16,
    },
}

pub(super) fn run(arguments: Arguments) -> Outcome {
    let text = match arguments.action {
        Action::New { file } => new(&file)?,
        Action::Show { file } => format!("{}\n", named(&file)?.id()),
        Action::List { file, root, data, sign, days } => list(&file, &root, &data, &sign, days)?,
    };
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The private key in a file.
pub(super) fn secret(file: &Path) -> Result<SecretKey, Failure> {
    let name = file.display();
    SecretKey::parse(&read(file)?).map_err(|error| Failure::unreadable(format!("{name}: {error}")))
}

/// The last day of a term that begins now.
pub(super) fn term(days: u16) -> Term {
    let issued = expatch_update::now();
    Term { issued, expires: Date::from_days(issued.day().days() + i32::from(days)) }
}

pub(super) fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file)
        .map_err(|error| Failure::unreadable(format!("cannot read {}: {error}", file.display())))
}

/// How the file of a private key begins.
const PRIVATE: &str = "# private: keep out of every repository";

/// A key of a file of either half.
fn named(file: &Path) -> Result<PublicKey, Failure> {
    if read(file)?.starts_with(PRIVATE) { Ok(secret(file)?.public()) } else { public_key(file) }
}

fn new(file: &Path) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::database(error.to_string()))?;
    let key = SecretKey::from_bytes(&bytes);
    let digits = expatch::hexadecimal(&bytes);
    let mut beside = file.as_os_str().to_owned();
    beside.push(".pub");
    let beside = PathBuf::from(beside);
    create(file, &format!("{PRIVATE}\n{digits}\n"), true)?;
    create(&beside, &format!("# key {}\n{}\n", key.public().id(), key.public()), false)?;
    Ok(format!("key {}: wrote {} and {}\n", key.public().id(), file.display(), beside.display()))
}

/// Writes a file that must not be there yet.
fn create(file: &Path, text: &str, private: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written
        .map_err(|error| Failure::unreadable(format!("cannot write {}: {error}", file.display())))
}

fn list(
    file: &Path,
    root: &[PathBuf],
    data: &[PathBuf],
    sign: &[PathBuf],
    days: u16,
) -> Result<String, Failure> {
    let before = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::unreadable(format!("{}: {error}", file.display()))),
    };
    let publics = |files: &[PathBuf]| -> Result<Vec<PublicKey>, Failure> {
        files.iter().map(|file| public_key(file)).collect()
    };
    let (root, data) = (publics(root)?, publics(data)?);
    let signers: Result<Vec<SecretKey>, Failure> = sign.iter().map(|file| secret(file)).collect();
    let signers = signers?;
    let signers: Vec<&SecretKey> = signers.iter().collect();
    let term = term(days);
    let text = expatch_trust::sign_list(&before, &root, &data, &signers, term)
        .map_err(|refusal| unusable(refusal.into()))?;
    std::fs::write(file, &text)?;
    let keys = |keys: &[PublicKey]| -> String {
        keys.iter().map(|key| format!(" {}", key.id())).collect()
    };
    Ok(format!(
        "wrote {}: until {}, root{}, data{}\n",
        file.display(),
        term.expires,
        keys(&root),
        keys(&data)
    ))
}
