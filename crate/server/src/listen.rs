//! Accepts connections, gives each its limits, and at the end lets those under
//! way finish. HTTP/1.1 and HTTP/2 come on one port: by ALPN where the server
//! speaks TLS, by what a client says first where it does not.

use crate::idle::Activity;
use crate::idle::Answer;
use crate::idle::WatchedBody;
use crate::idle::WatchedStream;
use crate::pool::Counted;
use crate::rate::Peer;
use crate::state::Shared;
use axum::Router;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tower_service::Service;

/// Serves until `stop` comes true, then drains.
pub(crate) async fn run(
    listener: TcpListener,
    router: Router,
    state: Shared,
    stop: impl Future<Output = ()>,
) {
    // Each connection holds a receiver: when none is left, all have ended.
    let (stopping, stopped) = watch::channel(false);
    let slots = Arc::new(Semaphore::new(state.config.limits.connections));
    let mut stop = pin!(stop);
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
        let (router, state, stopped) = (router.clone(), state.clone(), stopped.clone());
        tokio::spawn(async move {
            let _open = Counted::new(&state.metrics.connections);
            secured(stream, peer, router, &state, stopped).await;
            drop(slot);
        });
    }
    drop((listener, stopped));
    state.stopping.store(true, Ordering::Relaxed);
    let _ = stopping.send(true);
    let drain = Duration::from_secs(state.config.limits.drain_seconds);
    match tokio::time::timeout(drain, stopping.closed()).await {
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
    stopped: watch::Receiver<bool>,
) {
    let Some(tls) = &state.tls else {
        return connection(stream, peer, router, state, stopped).await;
    };
    let time = Duration::from_secs(state.config.limits.header_seconds);
    match tokio::time::timeout(time, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => connection(stream, peer, router, state, stopped).await,
        Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

/// A client that is asked to go has this long to say that it heard.
const GOODBYE: Duration = Duration::from_secs(1);

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: IpAddr,
    router: Router,
    state: &Shared,
    mut stopped: watch::Receiver<bool>,
) {
    let limits = &state.config.limits;
    let activity = Activity::new();
    let stream = WatchedStream { stream, activity: activity.clone() };
    let counted = activity.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let busy = counted.begin(request.version());
        let request = request.map(|body| WatchedBody { body, activity: counted.clone() });
        let answered = Service::call(&mut router.clone(), request);
        async move { Ok::<_, Infallible>(answered.await?.map(|body| Answer::new(body, busy))) }
    });
    let builder = builder(limits);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let idle = Duration::from_secs(limits.header_seconds);
    // Longer than any request may stand still by its own limits.
    let busy = Duration::from_secs(limits.request_seconds + limits.stall_seconds);
    let (mut wait, mut leaving) = (idle, false);
    loop {
        tokio::select! {
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            _ = stopped.wait_for(|stopping| *stopping), if !leaving => {
                connection.as_mut().graceful_shutdown();
                leaving = true;
            }
            () = tokio::time::sleep(wait) => match activity.left(idle, busy) {
                Some(left) => wait = left,
                None if leaving => return tracing::debug!("a silent connection was cut off"),
                None => {
                    connection.as_mut().graceful_shutdown();
                    (wait, leaving) = (GOODBYE, true);
                }
            },
        }
    }
}

/// Both protocols with their limits.
fn builder(limits: &crate::config::Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // How long a head may take is watched for both in the same way.
    builder.http1().header_read_timeout(None).max_buf_size(limits.header_bytes.max(8192));
    // What hyper and h2 set by themselves stands: resets in haste, a flood of
    // control frames and the like end the connection.
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX));
    builder
}
