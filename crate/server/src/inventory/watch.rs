//! What goes on by itself: assessing anew when database or day changed,
//! putting what changed into words, and sending it.

use super::judge;
use super::mail;
use super::message;
use super::webhook;
use crate::state::Shared;
use crate::traces::TARGET;
use expatch_store::Cause;
use expatch_store::Delivery;
use expatch_store::EMAIL;
use expatch_store::Error;
use expatch_store::Moment;
use expatch_store::Outcome;
use expatch_store::Store;
use expatch_update::Order;
use expatch_update::order;
use futures_util::future::join_all;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tracing::Instrument;
use tracing::Span;

/// Servers assessed in one transaction.
const BATCH: i64 = 200;
/// Changes told of in one message.
const TOLD: i64 = 10_000;
/// Messages on their way at once.
const SENT: i64 = 16;
/// No wait between two tries is longer: a day.
const LONGEST: i64 = 86_400_000;
const DAY: i64 = 86_400_000;

/// Begins to watch, where there is an inventory.
pub fn start(state: &Shared) {
    let Some(store) = state.store.clone() else { return };
    let (watcher, sender) = (state.clone(), state.clone());
    let (watched, sent) = (store.clone(), store);
    tokio::spawn(async move {
        let mut seen = String::new();
        loop {
            if let Err(error) = turn(&watcher, &watched, &mut seen).await {
                tracing::error!(%error, "the inventory could not be assessed; trying again");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            if let Some(limiter) = &watcher.limiter {
                limiter.tidy();
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    if !state.config.inventory.send {
        return;
    }
    // Apart from the above: an address that does not answer holds up nothing.
    tokio::spawn(async move {
        // The clock may have been set back while the server was down.
        let until = Moment(sender.clock.steady().0 + LONGEST + LONGEST / 4);
        if let Err(error) = sent.wait_at_most(until).await {
            tracing::error!(%error, "messages that wait could not be looked at");
        }
        let mut unsettled = Vec::new();
        loop {
            if let Err(error) = deliver(&sender, &sent, &mut unsettled).await {
                tracing::error!(%error, "messages could not be sent; trying again");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
}

/// One look: is everything assessed with these facts for this day, counted,
/// and told of?
async fn turn(state: &Shared, store: &Store, seen: &mut String) -> Result<(), Error> {
    let (facts, day) = (state.facts.current(), state.clock.today());
    let known = order(&facts.database);
    let wanted = format!("{} {day} {known}", facts.digest);
    if *seen != wanted {
        let last = store.remembered("assessed").await?.unwrap_or_default();
        let words: Vec<&str> = last.split(' ').collect();
        let before = words.get(2).and_then(|text| Order::parse(text));
        if before.is_some_and(|before| known < before) && !state.config.inventory.older_facts {
            // A restart without the newest file, or another server on the same
            // inventory: judging everything by older facts would tell everybody
            // of changes that are none, and again when the newer ones are back.
            tracing::error!(
                database = facts.digest,
                assessed_with = words[0],
                "the inventory was assessed with newer facts, and stays so until they are back"
            );
            *seen = wanted;
            return tell(state, store).await;
        }
        if last != wanted {
            let same = words[0] == facts.digest;
            let cause = if same { Cause::Day } else { Cause::Database };
            let span = tracing::info_span!(
                target: TARGET,
                "assess all",
                servers = tracing::field::Empty,
                changed = tracing::field::Empty,
            );
            assess_all(state, store, cause).instrument(span).await?;
            let kept = i64::from(state.config.inventory.keep_days) * DAY;
            // A clock that jumped ahead must not take the history with it.
            let now = state.clock.now().min(state.clock.steady());
            store.forget(Moment(now.0 - kept)).await?;
            store.count(&day.to_string()).await?;
            store.remember("assessed", &wanted).await?;
        }
        state.metrics.assessed.set(state.clock.now().0 / 1000);
        *seen = wanted;
    }
    if state.written.swap(false, Ordering::Relaxed) {
        store.count(&day.to_string()).await.inspect_err(|_| {
            state.written.store(true, Ordering::Relaxed);
        })?;
    }
    tell(state, store).await
}

async fn assess_all(state: &Shared, store: &Store, cause: Cause) -> Result<(), Error> {
    let (facts, day) = (state.facts.current(), state.clock.today());
    let (mut after, mut total, mut changed) = (String::new(), 0, 0);
    loop {
        let due = store.due(&after, BATCH).await?;
        let Some(last) = due.last() else { break };
        after.clone_from(&last.id);
        total += due.len();
        let facts = facts.clone();
        let work = state.pool.patiently(move |_| {
            due.into_iter()
                .map(|due| {
                    let made = judge::assess(&facts, day, &due.evidence, cause);
                    (due, made)
                })
                .collect::<Vec<_>>()
        });
        let made = work.await.map_err(|error| Error::Database(error.detail().to_owned()))?;
        changed += store.record(made, state.clock.now()).await?;
    }
    Span::current().record("servers", total).record("changed", changed);
    tracing::info!(servers = total, changed, %day, database = facts.digest, "assessed all anew");
    Ok(())
}

async fn tell(state: &Shared, store: &Store) -> Result<(), Error> {
    let changes = store.untold(TOLD).await?;
    if changes.is_empty() {
        return Ok(());
    }
    let text = message::summary(&changes);
    tracing::info!(text, "the estate changed");
    let letter = message::letter(&changes, &text);
    let mail = &state.config.mail;
    let letter = (!mail.server.is_empty() && !mail.to.is_empty()).then_some(letter.as_str());
    let (now, due) = (state.clock.now(), state.clock.steady());
    let told = store.tell(&changes, &message::json(&changes, &text), letter, now, due).await?;
    if !told {
        tracing::debug!("another server on the same database has told of it");
    }
    Ok(())
}

/// No other server, and not this one after a restart, tries a message again
/// while it may still be on its way.
const ON_ITS_WAY: i64 = 60_000;

/// Sends what is due. Each message is recorded as tried before it is sent:
/// whatever fails afterwards, it waits its turn. How a try went is kept in
/// `unsettled` until the database has taken it, and nothing more is sent until
/// then.
async fn deliver(
    state: &Shared,
    store: &Store,
    unsettled: &mut Vec<(i64, Outcome)>,
) -> Result<(), Error> {
    while let Some((seq, outcome)) = unsettled.last() {
        store.settle(*seq, outcome).await?;
        unsettled.pop();
    }
    let now = state.clock.steady();
    if !store.is_due(now).await? {
        return Ok(());
    }
    let first = state.config.inventory.retry_seconds;
    let next = move |attempts| Moment(now.0 + wait(first, attempts).max(ON_ITS_WAY));
    let due = store.claim(now, SENT, next).await?;
    let attempts = due.iter().map(|delivery| {
        let span = tracing::info_span!(
            target: TARGET,
            "deliver",
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            to = delivery.target,
            delivery = delivery.seq,
            attempt = delivery.attempts,
        );
        async { attempt(state, store, delivery).await.map(|how| (delivery.seq, how)) }
            .instrument(span)
    });
    unsettled.extend(join_all(attempts).await.into_iter().flatten());
    while let Some((seq, outcome)) = unsettled.last() {
        store.settle(*seq, outcome).await?;
        unsettled.pop();
    }
    Ok(())
}

/// One try, and how it went; nothing where it was not made.
async fn attempt(state: &Shared, store: &Store, delivery: &Delivery) -> Option<Outcome> {
    let sent = match delivery.target.as_str() {
        EMAIL => {
            let ca_file = state.config.inventory.ca_file.as_deref();
            mail::send(&state.config.mail, ca_file, &delivery.payload, delivery.seq).await
        }
        id => {
            let hook = match store.webhook(id).await {
                Ok(hook) => hook,
                // Deleted a moment ago, and its messages with it.
                Err(Error::NotFound(_)) => return None,
                Err(error) => {
                    tracing::error!(%error, "a webhook could not be read; trying again later");
                    return None;
                }
            };
            let (body, number) = (delivery.payload.clone(), delivery.seq);
            let (time, settings) = (state.clock.now().0 / 1000, state.config.inventory.clone());
            tokio::task::spawn_blocking(move || {
                webhook::send((&hook.url, &hook.secret), &body, number, time, &settings)
            })
            .await
            .unwrap_or_else(|error| Err(error.to_string()))
        }
    };
    if sent.is_err() {
        Span::current().record("otel.status_code", "ERROR");
    }
    let settings = &state.config.inventory;
    Some(match sent {
        Ok(()) => Outcome::Delivered,
        Err(error) if delivery.attempts >= i64::from(settings.attempts) => {
            tracing::warn!(target_id = delivery.target, error, "a message is a dead letter");
            Outcome::Dead(error)
        }
        Err(error) => {
            let wait = wait(settings.retry_seconds, delivery.attempts - 1);
            Outcome::Again(Moment(state.clock.steady().0 + wait), error)
        }
    })
}

/// Milliseconds until the next try: doubled each time, with up to a quarter
/// more so that many that failed together do not come back together.
fn wait(first: u32, attempts: i64) -> i64 {
    let doubled = (i64::from(first) * 1000) << attempts.clamp(0, 20);
    let base = doubled.min(LONGEST);
    base + i64::from(getrandom::u32().unwrap_or(0)) % (base / 4 + 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn waits_grow_and_end_at_a_day() {
        assert!((10_000..=12_500).contains(&super::wait(10, 0)));
        assert!((40_000..=50_000).contains(&super::wait(10, 2)));
        assert!(super::wait(u32::MAX, 99) <= super::LONGEST / 4 * 5);
    }
}
