//! The rows of the facts as they stand in the TOML files. Unknown fields are
//! errors; `crate/core/data/README.md` explains each field.

mod other;
mod release;
mod vulnerability;

pub use other::*;
pub use release::*;
pub use vulnerability::*;

use expatch::Date;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

/// A value that stands in the facts as text, such as a build.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Parsed<T>(pub T);

impl<T> Deref for Parsed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = text
            .parse()
            .map_err(|error| serde::de::Error::custom(format_args!("`{text}`: {error}")))?;
        Ok(Self(value))
    }
}

/// A day, or a month of which the day is not known.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day {
    /// The day, or the first of the month.
    pub date: Date,
    /// Whether only the month is known.
    pub month_only: bool,
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let month_only = text.len() == 7;
        let day = if month_only { format!("{text}-01") } else { text.clone() };
        let date = day
            .parse()
            .map_err(|error| serde::de::Error::custom(format_args!("`{text}`: {error}")))?;
        Ok(Self { date, month_only })
    }
}

/// How well a fact is attested; high unless a row says otherwise.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Only a rule or one doubtful source says so.
    Low,
    /// One source says so, or sources differ in the number.
    Medium,
    /// Two independent sources agree, or Microsoft says so plainly.
    #[default]
    High,
}
