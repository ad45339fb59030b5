//! `--lang`: the languages that the command speaks, and that assistants ask for.

use clap::ValueEnum;
use expatch::Language;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;

// Without doc comments, which would stand in the schema that assistants get.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, ValueEnum)]
#[serde(rename_all = "lowercase")]
#[schemars(crate = "rmcp::schemars")]
pub(crate) enum Tongue {
    #[default]
    #[value(help = "English")]
    En,
    #[value(help = "French")]
    Fr,
    #[value(help = "Dutch")]
    Nl,
    #[value(help = "German")]
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
