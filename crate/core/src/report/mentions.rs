//! Mentions as the report lists them: each version once per reason, with what it
//! would mean if it were the reader's server.

use super::IfYours;
use super::MentionView;
use super::compose::Composer;
use super::compose::quote;
use crate::database::Database;
use crate::evidence::Claim;
use crate::evidence::Mention;
use crate::evidence::Why;
use crate::judge;
use crate::resolve::Finding;
use crate::resolve::number_of;
use crate::resolve::resolve_claim;
use alloc::vec::Vec;

/// A report lists so many mentions at most; more are a catalogue.
const LISTED: usize = 100;

impl Composer<'_> {
    /// The mentions of one input, in the order of the text.
    pub(crate) fn mentions(&self, input: &[u8], mentions: &[Mention]) -> Vec<MentionView> {
        let mut seen: Vec<(Option<u64>, Finding, Why)> = Vec::new();
        let mut views = Vec::new();
        for mention in mentions {
            if views.len() == LISTED {
                break;
            }
            let finding = resolve_claim(mention.claim, &self.database);
            if !concerns(mention.claim, &finding, &self.database) {
                continue;
            }
            let bits =
                if let Claim::Build(build) = mention.claim { Some(build.to_bits()) } else { None };
            let mention_of = (bits, finding, mention.why);
            if seen.contains(&mention_of) {
                continue;
            }
            views.push(self.mention(input, mention, &mention_of.1));
            seen.push(mention_of);
        }
        views
    }

    fn mention(&self, input: &[u8], mention: &Mention, finding: &Finding) -> MentionView {
        let (build, prefix) = match mention.claim {
            Claim::Build(build) => (Some(build), None),
            Claim::Prefix(prefix) => (None, Some(prefix)),
            Claim::Named(named) => match number_of(&named, &self.database).0 {
                Claim::Build(build) => (Some(build), None),
                Claim::Prefix(prefix) => (None, Some(prefix)),
                _ => (None, None),
            },
            _ => (None, None),
        };
        let release = match finding {
            Finding::Exact(build) => self.database.find(*build),
            _ => None,
        };
        let text = input.get(mention.span.clone()).unwrap_or_default();
        MentionView {
            text: quote(text),
            start: mention.span.start,
            end: mention.span.end,
            why: mention.why.code(),
            build,
            prefix,
            release: release.map(|id| self.release_name(&self.database.release(id))),
            if_yours: (!matches!(finding, Finding::Unknown | Finding::NotExchange(_))).then(|| {
                let outcome = judge::outcome(&self.database, finding, self.day);
                IfYours { patched: outcome.patched.code(), status: outcome.status.code() }
            }),
        }
    }
}

/// Whether a number is one of Exchange's: other products count in the same way.
fn concerns(claim: Claim, finding: &Finding, database: &Database<'_>) -> bool {
    match (claim, finding) {
        (Claim::Build(build), Finding::Exact(_) | Finding::Candidates(_)) => {
            build.major() < 15 || !database.with_prefix(build.prefix()).is_empty()
        }
        (_, Finding::Exact(_) | Finding::Candidates(_)) => true,
        (Claim::ExchangeOnline, _) => true,
        (Claim::Build(build), _) => build.minor() >= 18,
        _ => false,
    }
}
