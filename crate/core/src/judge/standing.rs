//! How one build stands to one vulnerability.

use crate::build::Build;
use crate::database::Fix;

/// How one build stands to one vulnerability.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// It does not have it.
    Closed,
    /// It has it.
    Open,
    /// It may have it.
    Possible(Because),
    /// Support had ended when it was published; nobody at Microsoft looked.
    NeverEvaluated,
}

/// Why a vulnerability is only possible.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Because {
    /// The candidates differ.
    Candidates,
    /// Sources name different fixed builds.
    Disputed,
    /// A setting decides, which a version does not show.
    Setting,
    /// The special update of March 2021 does not contain earlier ones.
    SpecialUpdate,
    /// The update that fixes it has a build that stands in no source.
    UnknownBuild,
}

impl Because {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Candidates, Self::Disputed, Self::Setting, Self::SpecialUpdate, Self::UnknownBuild];

    /// The stable name in reports.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Candidates => "candidates",
            Self::Disputed => "disputed",
            Self::Setting => "setting",
            Self::SpecialUpdate => "special-update",
            Self::UnknownBuild => "unknown-build",
        }
    }
}

/// How `build` stands to a vulnerability with this `fix`. `special` is the
/// build of the baseline's special update of March 2021, where it has one;
/// `released` says that `build` stands in the table.
pub(super) fn standing(build: Build, released: bool, special: Option<Build>, fix: Fix) -> Standing {
    match fix {
        Fix::NotAffected | Fix::InBaseline => Standing::Closed,
        Fix::NotEvaluated => Standing::NeverEvaluated,
        Fix::Never => Standing::Open,
        Fix::ManualOnly => Standing::Possible(Because::Setting),
        Fix::From { build: fixed, disputed, special_update_lacks_it } => {
            let says_fixed = build >= fixed;
            let is_special = special.is_some_and(|special| build >= special);
            match disputed.map(|other| build >= other) {
                Some(other) if other != says_fixed => Standing::Possible(Because::Disputed),
                _ if says_fixed && special_update_lacks_it && is_special => {
                    Standing::Possible(Because::SpecialUpdate)
                }
                _ if says_fixed => Standing::Closed,
                _ => Standing::Open,
            }
        }
        // A build of the table is one of the known updates, so it is not the
        // one whose number nobody printed.
        Fix::UnknownBuild { next, .. } => match next {
            Some(next) if build >= next => Standing::Closed,
            _ if released => Standing::Open,
            _ => Standing::Possible(Because::UnknownBuild),
        },
        Fix::Withdrawn { from, until } => {
            let has = from.is_some_and(|from| build >= from);
            let lost = until.is_some_and(|until| build >= until);
            if has && !lost { Standing::Closed } else { Standing::Open }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn build(revision: u16) -> Build {
        Build::new(15, 2, 2562, revision)
    }

    #[track_caller]
    fn check(revision: u16, fix: Fix, expected: Standing) {
        assert_eq!(standing(build(revision), true, Some(build(60)), fix), expected);
    }

    #[test]
    fn a_dispute_is_kept_in_both_directions() {
        let from = |fixed, disputed| Fix::From {
            build: build(fixed),
            disputed: Some(build(disputed)),
            special_update_lacks_it: false,
        };
        for fix in [from(45, 43), from(43, 45)] {
            check(42, fix, Standing::Open);
            check(43, fix, Standing::Possible(Because::Disputed));
            check(45, fix, Standing::Closed);
        }
    }

    #[test]
    fn a_withdrawn_fix_is_gone_above_it() {
        let fix = Fix::Withdrawn { from: Some(build(20)), until: Some(build(30)) };
        check(19, fix, Standing::Open);
        check(20, fix, Standing::Closed);
        check(30, fix, Standing::Open);
    }

    #[test]
    fn the_special_update_proves_nothing_about_older_fixes() {
        let fix = Fix::From { build: build(20), disputed: None, special_update_lacks_it: true };
        check(20, fix, Standing::Closed);
        check(60, fix, Standing::Possible(Because::SpecialUpdate));
    }

    #[test]
    fn an_unprinted_build_leaves_only_unlisted_numbers_open() {
        let fix = Fix::UnknownBuild { next: Some(build(30)), kb: None };
        check(10, fix, Standing::Open);
        check(30, fix, Standing::Closed);
        assert_eq!(
            standing(build(10), false, None, fix),
            Standing::Possible(Because::UnknownBuild)
        );
    }
}
