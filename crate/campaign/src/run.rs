//! Running and resuming a scan: what is done is left alone, the rest is asked
//! in the campaign's order, results are written in batches.

use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Judge;
use expatch_probe::Order;
use expatch_probe::Probe;
use expatch_probe::observation::Observed;
use expatch_probe::scan;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// How a scan is run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many targets are asked at once.
    pub at_once: usize,
    /// After how many results they are written.
    pub batch: usize,
    /// After how long they are written, when there are fewer.
    pub longest: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { at_once: 256, batch: 512, longest: Duration::from_secs(2) }
    }
}

/// How far a scan is; told after each batch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// Targets done, those of earlier runs included.
    pub done: u64,
    /// Targets in all.
    pub total: u64,
    /// Targets asked by this run.
    pub asked: u64,
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Asks every target of the campaign that is not done. `tell` is called after
/// each batch and ends the run by breaking off.
///
/// # Errors
/// When another process scans into the file, or it cannot be written.
pub async fn run<P: Probe>(
    campaign: &mut Campaign,
    probe: Arc<P>,
    judge: &Judge<'_>,
    settings: Settings,
    mut tell: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Progress, Error> {
    let _lock = campaign.lock()?;
    let assessment = campaign.assess(judge, now())?;
    let targets = campaign.targets()?;
    let done = campaign.done()?;
    let mut progress = Progress { done: done.len(), total: targets.len(), asked: 0 };
    let open = Order::new(targets.len(), campaign.seed()?)
        .filter(|number| !done.contains(*number))
        .filter_map(|number| targets.get(number).map(|target| (number, target)));

    let mut batch: Vec<Observed> = Vec::with_capacity(settings.batch);
    let mut written = Instant::now();
    let mut failed = None;
    scan(probe, open, settings.at_once, |observed| {
        batch.push(observed);
        if batch.len() < settings.batch && written.elapsed() < settings.longest {
            return ControlFlow::Continue(());
        }
        written = Instant::now();
        match flush(campaign, &mut batch, assessment, judge, &mut progress) {
            Ok(()) => tell(progress),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })
    .await;
    if let Some(error) = failed {
        return Err(error);
    }
    flush(campaign, &mut batch, assessment, judge, &mut progress)?;
    let _ = tell(progress);
    Ok(progress)
}

fn flush(
    campaign: &mut Campaign,
    batch: &mut Vec<Observed>,
    assessment: crate::record::AssessmentId,
    judge: &Judge<'_>,
    progress: &mut Progress,
) -> Result<(), Error> {
    campaign.record(batch, assessment, judge, now())?;
    progress.done += batch.len() as u64;
    progress.asked += batch.len() as u64;
    batch.clear();
    Ok(())
}
