//! The outcomes, their order, their exit codes, and the answer each gives to
//! the question whether the server is patched.

/// What can be said of a server on a day, the worst first.
///
/// The order of the variants is the order in which several servers make one
/// number (severities 2, 3, 1, 0); what is no server of anybody's to patch
/// counts only where nothing else was found.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum Status {
    /// A published vulnerability is open, and attackers are known to use one of the open ones.
    Exploited,
    /// A published vulnerability is open.
    Vulnerable,
    /// No more fixes are made for it.
    Unsupported,
    /// The candidates disagree, or the version is not shown.
    Indeterminate,
    /// The build is newer than the facts of the day, or was never released.
    UnknownBuild,
    /// The text names versions and shows no server.
    Mentioned,
    /// An update that closes no published vulnerability is missing.
    Superseded,
    /// The build is right; a step that this server needs remains.
    NeedsAction,
    /// Nothing newer is known, but the facts do not cover the day.
    LatestKnown,
    /// Only updates without security content are missing.
    HotfixAvailable,
    /// The newest security content, and the facts cover the day.
    Current,
    /// Not an Exchange server.
    NotExchange,
    /// Exchange Online: nothing to patch.
    ExchangeOnline,
}

impl Status {
    /// All of them, in their order.
    pub const ALL: [Self; 13] = [
        Self::Exploited,
        Self::Vulnerable,
        Self::Unsupported,
        Self::Indeterminate,
        Self::UnknownBuild,
        Self::Mentioned,
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
            Self::Mentioned => "mentioned",
            Self::Superseded => "superseded",
            Self::NeedsAction => "needs-action",
            Self::LatestKnown => "latest-known",
            Self::HotfixAvailable => "hotfix-available",
            Self::Current => "current",
            Self::NotExchange => "not-exchange",
            Self::ExchangeOnline => "exchange-online",
        }
    }

    /// The status of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// How bad it is, as the exit code of a Nagios check: 0 fine, 1 warning,
    /// 2 critical, 3 unknown.
    pub const fn severity(self) -> u8 {
        match self {
            Self::Current | Self::HotfixAvailable | Self::ExchangeOnline => 0,
            Self::LatestKnown | Self::NeedsAction | Self::Superseded => 1,
            Self::Unsupported | Self::Vulnerable | Self::Exploited => 2,
            Self::UnknownBuild | Self::Indeterminate | Self::Mentioned | Self::NotExchange => 3,
        }
    }

    /// The answer it gives by itself. Of [`Status::NeedsAction`] it is another
    /// where the step that remains closes a hole that attackers use.
    pub const fn patched(self) -> Patched {
        match self {
            Self::Current | Self::HotfixAvailable | Self::NeedsAction => Patched::Yes,
            Self::Exploited | Self::Vulnerable | Self::Unsupported | Self::Superseded => {
                Patched::No
            }
            Self::LatestKnown | Self::Indeterminate | Self::UnknownBuild | Self::Mentioned => {
                Patched::Unknown
            }
            Self::ExchangeOnline | Self::NotExchange => Patched::NotApplicable,
        }
    }

    /// The status whose place in [`Status::ALL`] is `index`.
    pub const fn from_index(index: u8) -> Option<Self> {
        if (index as usize) < Self::ALL.len() { Some(Self::ALL[index as usize]) } else { None }
    }
}

/// The answer to the question: is this server patched?
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[repr(u8)]
pub enum Patched {
    /// It has every security update that is known, and the facts reach the day.
    Yes,
    /// It lacks one, or gets no more.
    No,
    /// What is known does not tell.
    Unknown,
    /// There is nothing to patch.
    NotApplicable,
}

impl Patched {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Yes, Self::No, Self::Unknown, Self::NotApplicable];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
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
            assert_eq!(Status::from_code(status.code()), Some(status));
        }
        assert_eq!(Status::from_index(13), None);
        assert_eq!(Status::from_code("patched"), None);
    }

    #[test]
    fn several_servers_make_one_number_by_2_3_1_0() {
        let rank = |status: Status| [3, 2, 0, 1][usize::from(status.severity())];
        let servers = Status::ALL.into_iter().filter(|status| *status != Status::NotExchange);
        assert!(servers.map(rank).is_sorted());
        assert!(Status::NotExchange > Status::Current);
    }

    #[test]
    fn no_and_yes_never_share_a_severity_with_doubt() {
        for status in Status::ALL {
            match status.patched() {
                Patched::Yes => assert!(status.severity() < 2),
                Patched::No => assert!((1..3).contains(&status.severity())),
                _ => {}
            }
        }
    }
}
