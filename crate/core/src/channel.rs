//! The kinds of place evidence comes from.

/// A kind of place that reveals a version; each is read by one module of
/// [`observe`](crate::observe).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Channel {
    /// A build typed or pasted on its own.
    BareBuild,
}

impl Channel {
    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BareBuild => "bare-build",
        }
    }
}
