//! The world without sockets: the same questions, the same answers, as fast as
//! they can be computed.

use crate::reply::reply;
use crate::site::Kind;
use crate::world::World;
use expatch_probe::Observation;
use expatch_probe::Outcome;
use expatch_probe::Probe;
use expatch_probe::Target;
use expatch_probe::observation::Answer;
use expatch_probe::observation::Attempt;
use expatch_probe::plan;
use expatch_probe::target::Host;
use std::sync::Arc;

/// Asks a [`World`] by calling it.
#[derive(Clone, Debug)]
pub struct Virtual(pub Arc<World>);

impl Probe for Virtual {
    async fn probe(&self, target: &Target) -> Observation {
        let Host::Address(address) = target.host else {
            return Observation::without_answer(Outcome::Unresolved, None);
        };
        let mut observation = Observation::without_answer(Outcome::TimedOut, Some(address));
        if let Some(site) = self.0.site_at(address) {
            match site.kind {
                Kind::Hostile(_) => observation.outcome = Outcome::HungUp,
                Kind::Silent => {}
                Kind::Exchange(..) | Kind::Other(_) => {
                    observation.outcome = Outcome::Answered;
                    observation.answers = converse(|path| reply(&site, path));
                }
            }
        }
        let requests = observation.answers.len().max(1) as u32;
        let outcome = observation.outcome;
        observation.attempts = vec![Attempt { outcome, requests, milliseconds: 0 }];
        observation
    }
}

fn converse(ask: impl Fn(&str) -> Option<crate::reply::Reply>) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut text = Vec::new();
    let (mut step, mut path) = (plan::LOGON, plan::LOGON.to_owned());
    while let Some(reply) = ask(&path) {
        let fields = reply.fields.iter();
        let answer = Answer {
            path: path.clone(),
            status_line: format!("HTTP/1.1 {} {}", reply.status.0, reply.status.1),
            status: reply.status.0,
            fields: fields
                .map(|(name, value)| (name.to_ascii_lowercase(), value.clone().into_bytes()))
                .collect(),
            body: reply.body.into_bytes(),
            cut: false,
        };
        answer.write(&mut text);
        let moved = answer.field("location").filter(|to| to.starts_with("/owa/"));
        let moved = moved.map(str::to_owned);
        answers.push(answer);
        match moved {
            Some(to) if to != path => path = to,
            _ => match plan::after(step, &text) {
                Some(next) => (step, path) = (next, next.to_owned()),
                None => break,
            },
        }
    }
    answers
}
