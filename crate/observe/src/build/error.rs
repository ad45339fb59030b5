//! Why a text is not a build: what was wrong, and at which byte.

use core::fmt;

/// Why a text is not a [`Build`](super::Build) or a [`BuildPrefix`](super::BuildPrefix).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BuildError {
    pub(super) kind: BuildErrorKind,
    pub(super) at: usize,
}

/// What was wrong with the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildErrorKind {
    /// A digit was expected: `15..1`, `15.2.x.1`, the empty text.
    Digit,
    /// A part is above 65535: `15.1.201000`.
    TooLarge,
    /// The text ends before all parts are there: `15.2.1544`.
    TooShort,
    /// Something follows the last part: `15.2.1544.11.2`.
    TooLong,
}

impl BuildError {
    /// What was wrong.
    pub fn kind(&self) -> BuildErrorKind {
        self.kind
    }

    /// The byte at which it was wrong, counted from 0.
    pub fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            BuildErrorKind::Digit => "expected a digit",
            BuildErrorKind::TooLarge => "a part of a build is at most 65535",
            BuildErrorKind::TooShort => "expected another part, as in 15.2.1748.48",
            BuildErrorKind::TooLong => "unexpected text after the last part",
        };
        write!(f, "{what} at byte {}", self.at)
    }
}

impl core::error::Error for BuildError {}
