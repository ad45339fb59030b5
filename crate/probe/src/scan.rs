//! Many targets at once, as many as are allowed and no more, their results
//! handed over one by one.

use crate::observation::Observation;
use crate::observation::Observed;
use crate::target::Target;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Something that can ask a target: the network, or a made world in tests.
pub trait Probe: Send + Sync + 'static {
    /// Asks one target.
    fn probe(&self, target: &Target) -> impl Future<Output = Observation> + Send;
}

/// Asks every target, at most `at_once` at a time, and gives each result to
/// `take` until that breaks off or nothing is left. Memory is bounded by
/// `at_once`, however many targets there are.
pub async fn scan<P: Probe>(
    probe: Arc<P>,
    targets: impl Iterator<Item = (u64, Target)>,
    at_once: usize,
    mut take: impl FnMut(Observed) -> ControlFlow<()>,
) {
    let mut targets = targets.fuse();
    let mut running = JoinSet::new();
    loop {
        while running.len() < at_once.max(1) {
            let Some((number, target)) = targets.next() else { break };
            let probe = Arc::clone(&probe);
            running.spawn(async move {
                let observation = probe.probe(&target).await;
                (number, target, observation)
            });
        }
        let observed = match running.join_next().await {
            None => return,
            Some(Ok(observed)) => observed,
            // A task that panicked leaves its target unasked; the next run asks it.
            Some(Err(_)) => continue,
        };
        if take(observed).is_break() {
            return;
        }
    }
}
