//! `--lang`: the languages that reports and notices speak.

use clap::ValueEnum;
use expatch::Language;

/// A language.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Tongue {
    /// English
    #[default]
    En,
    /// French
    Fr,
    /// Dutch
    Nl,
    /// German
    De,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::En => Self::English,
            Tongue::Fr => Self::French,
            Tongue::Nl => Self::Dutch,
            Tongue::De => Self::German,
        }
    }
}
