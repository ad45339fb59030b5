//! Where judging is done: a bounded number of threads, with a bounded queue
//! before them, apart from those that answer. Who leaves the queue (the client
//! went away, the time was up) costs nothing; what has begun is told to stop, and
//! keeps its place until it has, so that the last steps of work that nobody waits
//! for are counted too.

use crate::problem::Code;
use crate::problem::Problem;
use prometheus_client::metrics::gauge::Gauge;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use tokio::sync::Semaphore;

/// The threads and their queue.
pub(crate) struct Pool {
    running: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Judgements under way.
    pub(crate) busy: Gauge,
    /// Judgements that wait.
    pub(crate) waiting: Gauge,
}

/// Counts something as long as it lasts, however it ends.
pub(crate) struct Counted(Gauge);

impl Counted {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Whether anybody waits for some work.
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// What is set once nobody does.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.0
    }

    /// Whether nobody does.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Who waits for some work; to leave is to tell it so.
struct Waits(Arc<AtomicBool>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Pool {
    /// So many at once (0 for one a processor), and so many that may wait.
    pub(crate) fn new(threads: usize, queue: usize) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = if threads == 0 { processors } else { threads };
        Self {
            running: Arc::new(Semaphore::new(threads)),
            queue: Arc::new(Semaphore::new(queue)),
            busy: Gauge::default(),
            waiting: Gauge::default(),
        }
    }

    /// Works, unless too many wait already.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        if let Ok(permit) = self.running.clone().try_acquire_owned() {
            return self.work(permit, work).await;
        }
        let Ok(_place) = self.queue.clone().try_acquire_owned() else {
            let detail = "as many inputs wait to be judged as may; try again in a second";
            return Err(Problem::new(Code::Busy, detail).retry_after(1));
        };
        self.patiently(work).await
    }

    /// Works after whatever waits already: for what is bounded elsewhere.
    pub(crate) async fn patiently<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = Counted::new(&self.waiting);
        let permit = self.running.clone().acquire_owned().await.map_err(Problem::internal)?;
        drop(waiting);
        self.work(permit, work).await
    }

    async fn work<T: Send + 'static>(
        &self,
        permit: tokio::sync::OwnedSemaphorePermit,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = Counted::new(&self.busy);
        let waits = Waits(Arc::default());
        let stop = Stop(waits.0.clone());
        let work = move || {
            let _until_it_ends = (permit, busy);
            work(&stop)
        };
        let done = tokio::task::spawn_blocking(work).await;
        drop(waits);
        done.map_err(Problem::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    #[tokio::test]
    async fn what_waits_is_bounded_and_who_leaves_makes_room() {
        let pool = Arc::new(Pool::new(1, 1));
        let (release, held) = mpsc::channel::<()>();
        let begin = |pool: Arc<Pool>, work: Box<dyn FnOnce(&Stop) + Send>| {
            tokio::spawn(async move { pool.run(work).await })
        };
        let (told, stopped) = mpsc::channel();
        let work = move |stop: &Stop| {
            held.recv().expect("it is released");
            told.send(stop.is_set()).expect("the test waits");
        };
        let first = begin(pool.clone(), Box::new(work));
        while pool.busy.get() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let second = begin(pool.clone(), Box::new(|_| ()));
        while pool.waiting.get() == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let third = pool.run(|_| ()).await;
        assert_eq!(third.unwrap_err().code(), Code::Busy);
        // The second client goes away: its place in the queue is free again.
        second.abort();
        assert!(second.await.unwrap_err().is_cancelled());
        assert_eq!(pool.waiting.get(), 0);
        let fourth = begin(pool.clone(), Box::new(|_| ()));
        // Whose client goes away while it is judged keeps its place until it ends.
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(pool.busy.get(), 1);
        release.send(()).unwrap();
        assert!(stopped.recv().unwrap(), "it was told that nobody waits");
        fourth.await.unwrap().unwrap();
        assert_eq!((pool.busy.get(), pool.waiting.get()), (0, 0));
    }
}
