//! What all requests share.

use crate::config::Config;
use crate::facts::Facts;
use crate::metrics::Metrics;
use crate::site::Site;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::Semaphore;

/// What all requests share.
pub struct State {
    /// What the operator set.
    pub config: Config,
    /// The database in use.
    pub facts: Facts,
    /// Counters.
    pub metrics: Metrics,
    /// The page.
    pub site: Site,
    /// One permit per request that may be under way.
    pub(crate) requests: Arc<Semaphore>,
    /// Whether the server has begun to stop.
    pub(crate) stopping: AtomicBool,
}

/// What handlers are given.
pub type Shared = Arc<State>;

impl State {
    /// The state for a configuration.
    ///
    /// # Errors
    /// A folder with the page that cannot be read.
    pub fn new(config: Config) -> std::io::Result<Shared> {
        let site = match &config.site.folder {
            Some(folder) => Site::folder(folder)?,
            None => Site::embedded(),
        };
        Ok(Arc::new(Self {
            requests: Arc::new(Semaphore::new(config.limits.requests)),
            facts: Facts::default(),
            metrics: Metrics::default(),
            site,
            stopping: AtomicBool::new(false),
            config,
        }))
    }
}
