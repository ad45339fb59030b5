//! Build numbers: [`Build`] has all four parts and names one release;
//! [`BuildPrefix`] has two or three and names a family. They are different
//! types because they answer different questions.

mod error;
mod parse;
#[cfg(feature = "schema")]
mod schema;

pub use error::{BuildError, BuildErrorKind};

use core::fmt;

/// A build of Exchange Server: four numbers, such as `15.2.1748.48`.
///
/// # Syntax
/// Microsoft prints two spellings of one number, short `15.2.1748.48` and long
/// `15.02.1748.048`; both parse to the same build, and the short one is
/// printed. Each part is at most 65535.
///
/// # Total ordering
/// Part by part, as numbers and never as text:
/// `4.0.837.0` < `14.3.123.4` < `15.1.2507.6` < `15.2.1544.9` < `15.2.1544.11`
/// < `15.2.2562.17`.
///
/// ```
/// use expatch_observe::build::Build;
/// let short: Build = "15.2.1544.11".parse().unwrap();
/// let long: Build = "15.02.1544.011".parse().unwrap();
/// assert_eq!(short, long);
/// assert!(short > "15.2.1544.9".parse().unwrap());
/// assert_eq!(long.to_string(), "15.2.1544.11");
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Build(u64);

impl Build {
    /// The build with these four parts.
    pub const fn new(major: u16, minor: u16, build: u16, revision: u16) -> Self {
        Self((major as u64) << 48 | (minor as u64) << 32 | (build as u64) << 16 | revision as u64)
    }

    /// The build as one number whose order is the build's order.
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// The inverse of [`Build::to_bits`].
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// First part: 15 since Exchange Server 2013.
    pub const fn major(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Second part.
    pub const fn minor(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Third part, which since 2013 names the cumulative update.
    pub const fn third(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Fourth part, which rises with each security update and hotfix.
    pub const fn revision(self) -> u16 {
        self.0 as u16
    }

    /// The first three parts.
    pub const fn prefix(self) -> BuildPrefix {
        BuildPrefix { major: self.major(), minor: self.minor(), third: Some(self.third()) }
    }

    /// Microsoft's long spelling, such as `15.02.1748.048`.
    pub fn long(self) -> impl fmt::Display {
        struct Long(Build);
        impl fmt::Display for Long {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Self(build) = self;
                let (major, minor) = (build.major(), build.minor());
                write!(f, "{major}.{minor:02}.{:04}.{:03}", build.third(), build.revision())
            }
        }
        Long(self)
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.major(), self.minor(), self.third(), self.revision())
    }
}

impl fmt::Debug for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Build {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The first two or three parts of a build, such as the `15.2.1748` of an OWA
/// path: it names a baseline and leaves its security update open.
///
/// ```
/// use expatch_observe::build::{Build, BuildPrefix};
/// let path: BuildPrefix = "15.2.1748".parse().unwrap();
/// assert!(path.contains(Build::new(15, 2, 1748, 48)));
/// assert!(!path.contains(Build::new(15, 2, 1544, 48)));
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BuildPrefix {
    major: u16,
    minor: u16,
    third: Option<u16>,
}

impl BuildPrefix {
    /// The prefix with these parts; `third` is `None` for a two-part prefix.
    pub const fn new(major: u16, minor: u16, third: Option<u16>) -> Self {
        Self { major, minor, third }
    }

    /// First part.
    pub const fn major(self) -> u16 {
        self.major
    }

    /// Second part.
    pub const fn minor(self) -> u16 {
        self.minor
    }

    /// Third part, where the prefix has one.
    pub const fn third(self) -> Option<u16> {
        self.third
    }

    /// The lowest build with this prefix.
    pub const fn first(self) -> Build {
        let third = match self.third {
            Some(third) => third,
            None => 0,
        };
        Build::new(self.major, self.minor, third, 0)
    }

    /// The highest build with this prefix.
    pub const fn last(self) -> Build {
        let third = match self.third {
            Some(third) => third,
            None => u16::MAX,
        };
        Build::new(self.major, self.minor, third, u16::MAX)
    }

    /// Whether `build` begins with this prefix.
    pub const fn contains(self, build: Build) -> bool {
        self.first().0 <= build.0 && build.0 <= self.last().0
    }
}

impl fmt::Display for BuildPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.third.map_or(Ok(()), |third| write!(f, ".{third}"))
    }
}

impl fmt::Debug for BuildPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for BuildPrefix {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
