//! Accepts connections, gives each its limits, and at the end lets those under
//! way finish.

use crate::rate::Peer;
use crate::state::Shared;
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::server::graceful::Watcher;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;
use tower_service::Service;

/// Serves until `stop` comes true, then drains.
pub(crate) async fn run(
    listener: TcpListener,
    router: Router,
    state: Shared,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(state.config.limits.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        // Waiting for a slot first leaves further clients in the system's
        // queue instead of taking them and having nothing for them.
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        let (stream, peer, slot) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, mostly: waiting lets some be freed.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let (router, state, watcher) = (router.clone(), state.clone(), graceful.watcher());
        tokio::spawn(async move {
            state.metrics.connections.inc();
            secured(stream, peer, router, &state, watcher).await;
            state.metrics.connections.dec();
            drop(slot);
        });
    }
    drop(listener);
    state.stopping.store(true, Ordering::Relaxed);
    let drain = Duration::from_secs(state.config.limits.drain_seconds);
    match tokio::time::timeout(drain, graceful.shutdown()).await {
        Ok(()) => tracing::info!("stopped; every request under way was answered"),
        Err(_) => tracing::warn!(seconds = drain.as_secs(), "stopped with requests under way"),
    }
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> io::Result<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let slot = slots.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer.ip().to_canonical(), slot))
}

/// Shakes hands first, where the server itself speaks TLS.
async fn secured(
    stream: TcpStream,
    peer: IpAddr,
    router: Router,
    state: &Shared,
    watcher: Watcher,
) {
    let Some(tls) = &state.tls else {
        return connection(stream, peer, router, state, watcher).await;
    };
    let time = Duration::from_secs(state.config.limits.header_seconds);
    match tokio::time::timeout(time, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => connection(stream, peer, router, state, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: IpAddr,
    router: Router,
    state: &Shared,
    watcher: Watcher,
) {
    let limits = &state.config.limits;
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let mut router = router.clone();
        async move { Service::call(&mut router, request).await.map_err(|error: Infallible| error) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.header_seconds))
        .max_buf_size(limits.header_bytes.max(8192))
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
