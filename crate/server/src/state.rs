//! What all requests share.

use crate::clock::Clock;
use crate::config::Config;
use crate::facts::Facts;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::rate::Limiter;
use crate::site::Site;
use crate::tls::Tls;
use expatch_store::Store;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::Semaphore;

/// What all requests share.
pub struct State {
    /// What the operator set.
    pub config: Config,
    /// The database in use.
    pub facts: Facts,
    /// What tells the time.
    pub(crate) clock: Clock,
    /// Counters.
    pub metrics: Metrics,
    /// The page.
    pub site: Site,
    /// One permit per request that may be under way.
    pub(crate) requests: Arc<Semaphore>,
    /// Where judging is done.
    pub(crate) pool: Pool,
    /// What is remembered, unless the inventory is off.
    pub(crate) store: Option<Store>,
    /// Whether servers were written since the estate was last counted.
    pub(crate) written: AtomicBool,
    /// The certificate, where the server itself speaks TLS.
    pub(crate) tls: Option<Tls>,
    /// How fast each client may ask.
    pub(crate) limiter: Option<Limiter>,
    /// Whether the server has begun to stop.
    pub(crate) stopping: AtomicBool,
}

/// What handlers are given.
pub type Shared = Arc<State>;

impl State {
    /// The state for a configuration, without an inventory.
    ///
    /// # Errors
    /// A folder with the page that cannot be read, a setting that means nothing.
    pub fn new(config: Config) -> std::io::Result<Shared> {
        Self::with_store(config, None)
    }

    /// The state for a configuration, with what is remembered.
    ///
    /// # Errors
    /// A folder with the page that cannot be read, a setting that means nothing.
    pub fn with_store(config: Config, store: Option<Store>) -> std::io::Result<Shared> {
        Self::with_clock(config, store, Clock::default())
    }

    /// The same by another clock than the system's.
    ///
    /// # Errors
    /// A folder with the page that cannot be read, a setting that means nothing.
    pub fn with_clock(
        config: Config,
        store: Option<Store>,
        clock: Clock,
    ) -> std::io::Result<Shared> {
        let site = match &config.site.folder {
            Some(folder) => Site::folder(folder)?,
            None => Site::embedded(),
        };
        let pool = Pool::new(config.limits.judging, config.limits.waiting);
        Ok(Arc::new(Self {
            metrics: Metrics::new(&pool),
            pool,
            requests: Arc::new(Semaphore::new(config.limits.requests)),
            facts: Facts::default(),
            clock,
            site,
            store,
            written: AtomicBool::new(true),
            tls: Tls::new(&config.listen)?,
            limiter: Limiter::new(&config).map_err(std::io::Error::other)?,
            stopping: AtomicBool::new(false),
            config,
        }))
    }
}
