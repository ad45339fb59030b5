//! What the evidence shows of settings and roles, and what that changes: a step
//! that was done no longer remains, one that was undone does.

use super::Judgement;
use super::claims::is_exploited;
use super::standing::Because;
use super::status::Patched;
use crate::database::Database;
use crate::database::ManualStep;
use crate::database::Necessity;
use crate::database::Role;
use crate::database::VulnerabilityId;
use crate::date::Date;
use crate::evidence::Setting;

/// The settings that one server's evidence shows.
///
/// ```
/// use expatch::judge::Settings;
/// assert!(Settings::default().is_empty());
/// assert!(!Settings::of(&["extended-protection-on"]).is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Settings(u8);

impl Settings {
    /// Those that the remarks on a server name.
    pub fn of(remarks: &[&str]) -> Self {
        let shown = Setting::ALL.into_iter().filter(|setting| remarks.contains(&setting.code()));
        Self(shown.fold(0, |bits, setting| bits | 1 << setting as u8))
    }

    /// Whether the evidence shows none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one was shown.
    pub const fn has(self, setting: Setting) -> bool {
        self.0 & 1 << setting as u8 != 0
    }

    /// Whether a step was done, or concerns a role that the server does not have.
    pub fn has_done(self, step: &ManualStep<'_>) -> bool {
        let elsewhere = self.has(Setting::EdgeRole) && step.role == Some(Role::Mailbox);
        elsewhere || self.shows_done(step.code)
    }

    /// Whether a step of this code was done.
    pub fn shows_done(self, code: &str) -> bool {
        self.shown().any(|setting| setting.done().contains(&code))
    }

    /// Whether a step was undone or never done.
    pub fn has_undone(self, step: &ManualStep<'_>) -> bool {
        self.shown().any(|setting| setting.undone() == Some(step.code)) && !self.has_done(step)
    }

    fn shown(self) -> impl Iterator<Item = Setting> {
        Setting::ALL.into_iter().filter(move |setting| self.has(*setting))
    }
}

impl<'a> Judgement<'a> {
    /// The same server with what is shown of its settings.
    #[must_use]
    pub fn with(mut self, settings: Settings, database: &Database<'a>, day: Date) -> Self {
        if settings.is_empty() {
            return self;
        }
        self.settings = settings;
        for (number, necessity, id) in &mut self.steps {
            let step = database.manual_step(*number);
            if *necessity == Necessity::Verify
                && step.is_some_and(|step| settings.has_undone(&step))
            {
                *necessity = Necessity::Required;
                if !self.open.contains(id) && self.possible.iter().all(|(known, _)| known != id) {
                    self.possible.push((*id, Because::Setting));
                }
            }
        }
        let mut possible = core::mem::take(&mut self.possible);
        possible.retain(|(id, because)| {
            *because != Because::Setting || !self.is_closed_by_settings(database, *id)
        });
        self.possible = possible;
        self.conclude(database, day);
        self
    }

    /// Whether a step is required and not shown as done.
    pub(super) fn remains(
        &self,
        database: &Database<'_>,
        &(number, necessity, _): &(u8, Necessity, VulnerabilityId),
    ) -> bool {
        let step = database.manual_step(number);
        necessity == Necessity::Required && !step.is_some_and(|step| self.settings.has_done(&step))
    }

    /// What the steps that remain leave of holes that attackers use: whether they are
    /// closed, are open, or cannot be told by what is shown.
    pub(super) fn used_holes_closed(&self, database: &Database<'_>, day: Date) -> Patched {
        let leaves = |step: &&(u8, Necessity, VulnerabilityId)| {
            self.remains(database, step) && is_exploited(database, step.2, day)
        };
        let is_shown = |step: &(u8, Necessity, VulnerabilityId)| {
            database.manual_step(step.0).is_some_and(|step| self.settings.has_undone(&step))
        };
        let mut left = self.steps.iter().filter(leaves).map(is_shown);
        match left.next() {
            None => Patched::Yes,
            // What is shown is no question any more.
            Some(first) if first || left.any(|is_shown| is_shown) => Patched::No,
            Some(_) => Patched::Unknown,
        }
    }

    /// Whether every step that decides on a hole was done.
    fn is_closed_by_settings(&self, database: &Database<'_>, id: VulnerabilityId) -> bool {
        let Some(baseline) = &self.baseline else { return false };
        let steps = database.steps_of(id).iter().filter_map(|step| database.manual_step(*step));
        let required =
            |step: &ManualStep<'_>| self.steps.contains(&(step.number, Necessity::Required, id));
        let mut deciding = steps
            .filter(|step| step.concerns(baseline.product) && (step.decides || required(step)))
            .peekable();
        deciding.peek().is_some() && deciding.all(|step| self.settings.has_done(&step))
    }
}
