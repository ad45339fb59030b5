//! Names of columns and members that are made of several words, and what any table's
//! columns are.

use super::fields::LONGEST;
use super::fields::Role;
use super::fields::plain;
use super::fields::role;
use super::label::words;
use crate::evidence::Why;

/// What a name of several words says that no table knows as a whole: `version_fixed`,
/// `securityUpdateBuild`, `available update`. A version that a word beside it wants, or
/// that is an update's, is none that a server has.
pub(super) fn of_words(key: &[u8]) -> Option<Role> {
    // Points are a domain's, and a sentence is no name.
    if key.len() > LONGEST || key.contains(&b'.') {
        return None;
    }
    let (mut target, mut versions, mut update) = (None, 0, false);
    for word in words(key) {
        match plain(word) {
            // Two of them need no version beside them: `minimum required`.
            Some(Role::Target(_)) if target.is_some() => versions += 1,
            Some(Role::Target(why)) => target = Some(why),
            Some(Role::Version) => versions += 1,
            _ if word.eq_ignore_ascii_case(b"target") => versions += 1,
            // `installed`: what the server has.
            Some(Role::State) => return None,
            _ => {
                let is = |name: &&[u8]| word.eq_ignore_ascii_case(name);
                update |= [&b"update"[..], b"updates", b"patch", b"patches"].iter().any(is);
            }
        }
    }
    match target {
        Some(why) if versions > 0 || update => Some(Role::Target(why)),
        // `current update build` has two words for what is.
        None if versions == 1 && update => Some(Role::Target(Why::Target)),
        _ => None,
    }
}

/// What stands in a column of any table, by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Column {
    /// What a machine is called.
    Machine,
    /// What is installed.
    Version,
    /// What should be, or what was, and not what is.
    Target,
    /// Something else that is known.
    Other,
}

/// What stands in the column of this name, in any language that is known.
pub fn column(name: &str) -> Option<Column> {
    Some(match role(name.as_bytes())? {
        Role::Name(_) => Column::Machine,
        Role::Version | Role::LabelledVersion => Column::Version,
        Role::Target(_) => Column::Target,
        _ => Column::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_words_that_want_a_version_is_a_target() {
        for key in [
            "version_fixed",
            "vendor fixed version",
            "securityUpdateBuild",
            "available-update",
            "upgradeTargetBuild",
            "missing_updates",
            "Minimum required",
        ] {
            assert_eq!(column(key), Some(Column::Target), "{key}");
        }
        for key in ["mail-old", "srv-next", "old.example", "exchange-old", "current update build"] {
            assert_eq!(role(key.as_bytes()), None, "{key}");
        }
        for key in ["installed version", "Exchange Version", "update", "build number"] {
            assert_ne!(column(key), Some(Column::Target), "{key}");
        }
    }
}
