//! The same verdicts over HTTP, with the page, as a service one can leave
//! running. `serve` is all a command needs; `router` is all a test needs.

pub mod config;

mod answer;
mod ask;
mod body;
mod clock;
mod facts;
mod idle;
mod inventory;
mod layer;
mod lines;
mod listen;
mod log;
mod metrics;
mod openapi;
mod pool;
mod problem;
mod query;
mod rate;
mod refresh;
mod reload;
mod roots;
mod route;
mod router;
mod site;
mod state;
mod tls;
mod traces;

pub use clock::Clock;
pub use config::Config;
pub use inventory::open as open_inventory;
pub use inventory::start as watch;
pub use openapi::document;
pub use problem::Code;
pub use problem::Problem;
pub use router::router;
pub use state::Shared;
pub use state::State;

use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::signal;

/// Serves until SIGINT or SIGTERM. `ready` is called once with the address
/// when requests are answered.
///
/// # Errors
/// An address that is taken or not this machine's, a page that cannot be read.
pub async fn serve(config: Config, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let collector = log::start(&config)?;
    let address = config.listen.address;
    let store = inventory::open(&config).await?;
    let state = State::with_store(config, store)?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })?;
    let metrics = match state.config.listen.metrics_address {
        Some(address) => Some(TcpListener::bind(address).await.map_err(|error| {
            let text = format!("listen.metrics_address: cannot listen on {address}: {error}");
            io::Error::new(error.kind(), text)
        })?),
        None => None,
    };
    reload::start(&state)?;
    refresh::start(&state)?;
    inventory::start(&state);
    let facts = state.facts.current();
    tracing::info!(
        address = %listener.local_addr()?,
        database = facts.digest,
        version = env!("CARGO_PKG_VERSION"),
        "serving"
    );
    if !address.ip().is_loopback() && state.tls.is_none() {
        tracing::warn!(
            "reachable from other machines: put TLS in front or set listen.certificate_file"
        );
    }
    ready(listener.local_addr()?);
    let measured = async {
        if let Some(metrics) = metrics {
            let router = router::metrics(state.clone());
            listen::run(metrics, router, state.clone(), stopped()).await;
        }
    };
    tokio::join!(serve_on(listener, state.clone(), stopped()), measured);
    if let Some(store) = &state.store {
        store.close().await;
    }
    if let Some(collector) = collector {
        collector.finish().await;
    }
    Ok(())
}

/// Serves on a listener until `stop` comes true, then lets what is under way
/// finish.
pub async fn serve_on(listener: TcpListener, state: Shared, stop: impl Future<Output = ()>) {
    listen::run(listener, router(state.clone()), state, stop).await;
}

/// Comes when the operator asks the server to stop.
async fn stopped() {
    #[cfg(unix)]
    {
        let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
            let _ = signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = signal::ctrl_c().await;
}
