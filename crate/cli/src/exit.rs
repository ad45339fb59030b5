//! The exit codes, which scripts and monitoring systems rely on.

use std::process::ExitCode;

/// Verdicts leave with their severity, 0 to 3, which is the Nagios meaning:
/// 0 well, 1 warning, 2 critical, 3 unknown.
pub(crate) const UNKNOWN: u8 = 3;
/// The command line is wrong (`EX_USAGE`).
pub(crate) const USAGE: u8 = 64;
/// An input cannot be read (`EX_DATAERR`).
pub(crate) const UNREADABLE: u8 = 65;
/// The database is missing, damaged or older than allowed (`EX_UNAVAILABLE`).
pub(crate) const DATABASE: u8 = 69;
/// A bug of ours (`EX_SOFTWARE`).
pub(crate) const BUG: u8 = 70;
/// The output cannot be written (`EX_IOERR`).
pub(crate) const OUTPUT: u8 = 74;

/// Why a command ended without a verdict: the code to leave with and the
/// sentence for standard error.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: u8,
    pub(crate) message: String,
}

/// What a command ends with: an exit code, or the failure to report.
pub(crate) type Outcome = Result<ExitCode, Failure>;

impl Failure {
    pub(crate) fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The command line is wrong.
    pub(crate) fn usage(message: impl ToString) -> Self {
        Self::new(USAGE, message.to_string())
    }

    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::new(UNREADABLE, message)
    }

    pub(crate) fn database(message: impl Into<String>) -> Self {
        Self::new(DATABASE, message)
    }
}

impl From<std::io::Error> for Failure {
    /// For writing results; reading an input names the input instead.
    fn from(error: std::io::Error) -> Self {
        Self::new(OUTPUT, format!("cannot write the output: {error}"))
    }
}

impl From<serde_json::Error> for Failure {
    /// Reports always serialise, so only writing can fail.
    fn from(error: serde_json::Error) -> Self {
        std::io::Error::from(error).into()
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        std::io::Error::from(error).into()
    }
}

impl From<expatch_campaign::Error> for Failure {
    fn from(error: expatch_campaign::Error) -> Self {
        use expatch_campaign::Error;
        let code = match error {
            Error::Exists(_) | Error::InUse(_) | Error::Input(_) => USAGE,
            Error::Io(_, ref error) if error.kind() == std::io::ErrorKind::NotFound => UNREADABLE,
            Error::Source(..)
            | Error::NotACampaign(_)
            | Error::Newer { .. }
            | Error::Damaged(_) => UNREADABLE,
            _ => OUTPUT,
        };
        Self::new(code, error.to_string())
    }
}
