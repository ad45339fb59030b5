//! The outcomes, their order and their exit codes.

/// What can be said of a server on a day, the worst first.
///
/// The order of the variants is the order of severity: of several true things
/// the first is the status.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum Status {
    /// A published vulnerability is open, and one of the open ones is in KEV.
    Exploited,
    /// A published vulnerability is open.
    Vulnerable,
    /// The product or the baseline gets no more fixes.
    Unsupported,
    /// The candidates disagree.
    Indeterminate,
    /// The build is newer than the facts of the day, or was never released.
    UnknownBuild,
    /// An update that closes no published vulnerability is missing, or support is about to end.
    Superseded,
    /// The build is right; manual steps remain to be confirmed.
    NeedsAction,
    /// Nothing newer is known, but the facts are older than the last Patch Tuesday.
    LatestKnown,
    /// Only updates without security content are missing.
    HotfixAvailable,
    /// The newest security content, and the facts are fresh.
    Current,
    /// Not an Exchange server.
    NotExchange,
    /// Exchange Online: nothing to patch.
    ExchangeOnline,
}

impl Status {
    /// All of them, in their order.
    pub const ALL: [Self; 12] = [
        Self::Exploited,
        Self::Vulnerable,
        Self::Unsupported,
        Self::Indeterminate,
        Self::UnknownBuild,
        Self::Superseded,
        Self::NeedsAction,
        Self::LatestKnown,
        Self::HotfixAvailable,
        Self::Current,
        Self::NotExchange,
        Self::ExchangeOnline,
    ];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exploited => "exploited",
            Self::Vulnerable => "vulnerable",
            Self::Unsupported => "unsupported",
            Self::Indeterminate => "indeterminate",
            Self::UnknownBuild => "unknown-build",
            Self::Superseded => "superseded",
            Self::NeedsAction => "needs-action",
            Self::LatestKnown => "latest-known",
            Self::HotfixAvailable => "hotfix-available",
            Self::Current => "current",
            Self::NotExchange => "not-exchange",
            Self::ExchangeOnline => "exchange-online",
        }
    }

    /// How bad it is, as the exit code of a Nagios check: 0 fine, 1 warning,
    /// 2 critical, 3 unknown.
    pub const fn severity(self) -> u8 {
        match self {
            Self::Current | Self::HotfixAvailable | Self::ExchangeOnline => 0,
            Self::LatestKnown | Self::NeedsAction | Self::Superseded => 1,
            Self::Unsupported | Self::Vulnerable | Self::Exploited => 2,
            Self::UnknownBuild | Self::Indeterminate | Self::NotExchange => 3,
        }
    }

    /// The status whose place in [`Status::ALL`] is `index`.
    pub const fn from_index(index: u8) -> Option<Self> {
        if (index as usize) < Self::ALL.len() { Some(Self::ALL[index as usize]) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_order() {
        assert!(Status::ALL.is_sorted());
        for (index, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status as usize, index);
            assert_eq!(Status::from_index(index as u8), Some(status));
        }
        assert_eq!(Status::from_index(12), None);
    }
}
