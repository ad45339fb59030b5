//! When a connection is given up, whatever protocol it speaks: a client that
//! sends no request, or that takes nothing of its answer, is cut off.

use axum::http::Version;
use bytes::Bytes;
use http_body::Body;
use http_body::Frame;
use http_body::SizeHint;
use std::io;
use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;
use std::time::Instant;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;

/// What a connection is doing. What a client merely sends does not count: a
/// head that comes byte by byte for ever is silence.
#[derive(Clone)]
pub(crate) struct Activity(Arc<Mutex<ActivityState>>);

#[derive(Clone, Copy)]
struct ActivityState {
    /// Requests whose answer is not yet handed over.
    busy: usize,
    /// When a request last began or ended, or something of one moved.
    last: Instant,
    /// Whether written bytes are an answer's. In HTTP/2 a client that takes
    /// no answer has pings answered meanwhile, so there the pieces of bodies
    /// count instead.
    writes: bool,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(ActivityState { busy: 0, last: Instant::now(), writes: false })))
    }

    /// Counts a request until its answer is handed over.
    pub(crate) fn begin(&self, version: Version) -> Busy {
        let mut state = self.lock();
        state.busy += 1;
        state.last = Instant::now();
        state.writes = version < Version::HTTP_2;
        Busy { activity: self.clone(), pieces: !state.writes }
    }

    /// How much of its time the connection still has: `idle` between
    /// requests, `busy` within one. Nothing when it has passed.
    pub(crate) fn left(&self, idle: Duration, busy: Duration) -> Option<Duration> {
        let state = *self.lock();
        let limit = if state.busy == 0 { idle } else { busy };
        limit.checked_sub(state.last.elapsed()).filter(|left| !left.is_zero())
    }

    fn moved(&self) {
        self.lock().last = Instant::now();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, ActivityState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request under way.
pub(crate) struct Busy {
    activity: Activity,
    pieces: bool,
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.activity.lock();
        state.busy -= 1;
        state.last = Instant::now();
    }
}

/// The body of a request; each piece that arrives counts as activity.
pub(crate) struct WatchedBody<B> {
    pub(crate) body: B,
    pub(crate) activity: Activity,
}

impl<B: Body + Unpin> Body for WatchedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if matches!(polled, Poll::Ready(Some(Ok(_)))) {
            self.activity.moved();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Bytes of an answer that are handed over at once in HTTP/2: as much as one
/// of its frames holds.
const PIECE: usize = 16 << 10;

/// The body of an answer, which keeps its request under way.
pub(crate) struct Answer<B> {
    body: B,
    /// What is left of a chunk of it.
    rest: Bytes,
    busy: Busy,
}

impl<B> Answer<B> {
    pub(crate) fn new(body: B, busy: Busy) -> Self {
        Self { body, rest: Bytes::new(), busy }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Answer<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if !self.busy.pieces {
            return Pin::new(&mut self.body).poll_frame(context);
        }
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                other => return other,
            }
        }
        self.busy.activity.moved();
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (mut hint, rest) = (self.body.size_hint(), self.rest.len() as u64);
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + rest);
        }
        hint.set_lower(hint.lower() + rest);
        hint
    }
}

/// A stream whose written bytes count as activity.
pub(crate) struct WatchedStream<S> {
    pub(crate) stream: S,
    pub(crate) activity: Activity,
}

impl<S> WatchedStream<S> {
    fn count(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(1..))) {
            let mut state = self.activity.lock();
            if state.writes {
                state.last = Instant::now();
            }
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WatchedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WatchedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.count(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.count(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
