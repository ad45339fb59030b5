//! The answer in a few words: the question in the headline gets its answer.

use super::compose::Composer;
use crate::judge::Combined;
use crate::judge::Patched;
use crate::judge::Placement;
use crate::judge::Status;
use crate::judge::Support;
use alloc::format;
use alloc::string::String;

impl Composer<'_> {
    /// The headline of a status that needs no numbers.
    pub(crate) fn headline_of(&self, status: Status) -> String {
        let code = match status {
            Status::Indeterminate => "version-not-told",
            status => status.code(),
        };
        self.words.say(&format!("headline.{code}"), &[])
    }

    /// The headline of a judged server.
    pub(super) fn headline(&self, combined: &Combined<'_>) -> String {
        let several = combined.cases.len() > 1;
        let case = combined.worst();
        let (open, exploited) = (combined.open.at_least, combined.exploited.at_least);
        let code = match combined.status {
            Status::Exploited if several => "exploited-at-least",
            Status::Exploited if open == exploited => "exploited-all",
            Status::Vulnerable if several => "vulnerable-at-least",
            Status::Unsupported if matches!(case.support, Some(Support::Esu(_))) => {
                "unsupported-esu"
            }
            Status::Superseded if case.missing.is_empty() => "superseded-withdrawn",
            Status::NeedsAction if combined.patched == Patched::No => "needs-action-undone",
            Status::NeedsAction if combined.patched == Patched::Unknown => "needs-action-unknown",
            Status::Current | Status::HotfixAvailable | Status::NeedsAction
                if matches!(case.support, Some(Support::Esu(_))) =>
            {
                match combined.status {
                    Status::Current => "current-esu",
                    status => status.code(),
                }
            }
            Status::UnknownBuild => match case.placement {
                Placement::Newer | Placement::AboveAll => "unknown-build-newer",
                Placement::BeforeRelease => "unknown-build-before-release",
                _ => "unknown-build-never-released",
            },
            status => status.code(),
        };
        let facts = self.words.day(self.known_on());
        let (best, worst) =
            (self.case(combined.range.0.status), self.case(combined.range.1.status));
        self.words.say(
            &format!("headline.{code}"),
            &[
                ("n", &open),
                ("exploited", &exploited),
                ("facts", &facts),
                ("best", &best),
                ("worst", &worst),
            ],
        )
    }

    /// A whole clause on what a candidate would mean, to stand behind "at best".
    pub(super) fn case(&self, status: Status) -> String {
        self.words.say(&format!("case.{}", status.code()), &[])
    }
}
