//! `POST /v1/assess/stream`: one input a line in, one report a line out, in
//! order. A slow reader slows the writer: at most one batch of lines and three
//! pieces of their answers are in memory.

use crate::ask::Ask;
use crate::ask::media_type;
use crate::lines::Cutter;
use crate::lines::Line;
use crate::pool::Stop;
use crate::problem::Code;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::Shared;
use crate::traces::TARGET;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use bytes::Bytes;
use expatch::Assessor;
use expatch::Budget;
use expatch::Language;
use expatch::Options;
use expatch::Report;
use futures_util::FutureExt;
use futures_util::Stream;
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc;
use tracing::Instrument;
use tracing::Span;

/// A line in: an input with an identity that the line out repeats.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Item {
    /// Only an input.
    Input(String),
    /// An input with its identity.
    Object {
        /// Anything that may say which Exchange server it came from.
        input: String,
        /// Repeated in the line out.
        id: Option<Value>,
    },
}

/// A line out.
#[derive(JsonSchema, Serialize)]
pub(crate) struct Answer {
    /// The number of the line in, from 1.
    line: u64,
    /// The identity given.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    /// The report.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Report>,
    /// Why there is no report.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<LineProblem>,
}

/// Why a line has no report.
#[derive(JsonSchema, Serialize)]
pub(crate) struct LineProblem {
    /// The kind for programs, as in `/v1/problems`.
    code: &'static str,
    /// What is wrong with the line.
    detail: String,
}

/// The identity and the bytes of a line in.
type Input = (Option<Value>, Bytes);

/// Lines of a batch and bytes of its input after which it is worked on.
const BATCH: (usize, usize) = (512, 256 << 10);

/// Bytes of answers after which they are handed over: some are a hundred times
/// as long as their lines.
const PIECE: usize = 256 << 10;

/// Bytes of an answer, mostly.
const TYPICAL: usize = 16 << 10;

pub(crate) async fn stream(
    State(state): State<Shared>,
    headers: HeaderMap,
    Query(ask): Query<Ask>,
    body: Body,
) -> Result<Response, Problem> {
    let plain = match media_type(&headers).as_str() {
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/json"
        | "" => false,
        "text/plain" => true,
        other => {
            let detail = format!("{other:?}; send application/x-ndjson or text/plain");
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
    };
    let job = Job { options: ask.options(&headers, &state.clock)?, plain, state };
    let mut chunks = body.into_data_stream();
    // Who asks whether to go on (`curl -T`) is answered so when the body is first
    // read, and waits a second in vain once the answer's head is under way.
    let mut first = None;
    if headers.contains_key(header::EXPECT) {
        let stall = Duration::from_secs(job.state.config.limits.stall_seconds);
        let late = |_| Problem::new(Code::RequestTimeout, "no line came in time");
        first = tokio::time::timeout(stall, chunks.next()).await.map_err(late)?;
    }
    let chunks = futures_util::stream::iter(first).chain(chunks);
    let (sender, receiver) = mpsc::channel::<Bytes>(1);
    let span = tracing::info_span!(target: TARGET, "stream", lines = tracing::field::Empty);
    let work = async move {
        match run(job, chunks, &sender).await {
            Ok(lines) => _ = Span::current().record("lines", lines),
            Err(error) => tracing::debug!(%error, "a stream ended early"),
        }
    };
    tokio::spawn(work.instrument(span));
    let out = futures_util::stream::unfold(receiver, |mut receiver| async move {
        let chunk = receiver.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(chunk), receiver))
    });
    let mut response = Body::from_stream(out).into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static("application/x-ndjson");
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[derive(Clone)]
struct Job {
    state: Shared,
    options: Options,
    plain: bool,
}

/// Reads, works and writes batch by batch until the input ends, and tells the
/// number of its lines. The permit to
/// send is taken first, so that nothing is read for a client that does not
/// take its answers.
async fn run(
    job: Job,
    mut chunks: impl Stream<Item = Result<Bytes, axum::Error>> + Unpin,
    sender: &mpsc::Sender<Bytes>,
) -> Result<u64, &'static str> {
    let limits = &job.state.config.limits;
    let stall = Duration::from_secs(limits.stall_seconds);
    let mut cutter = Cutter::new(limits.line_bytes);
    let (mut lines, mut size, mut number, mut open) = (Vec::new(), 0, 0, true);
    while open {
        let mut permit = reserve(sender, stall).await?;
        while lines.len() < BATCH.0 && size < BATCH.1 {
            // What is there is answered at once rather than when a batch is full.
            let next = match lines.is_empty() {
                true => tokio::time::timeout(stall, chunks.next()).await,
                false => match chunks.next().now_or_never() {
                    Some(next) => Ok(next),
                    None => break,
                },
            };
            match next.map_err(|_| "the client sent nothing in time")? {
                Some(Ok(chunk)) => {
                    size += chunk.len();
                    cutter.push(&chunk, &mut lines);
                }
                Some(Err(_)) => return Err("the input broke off"),
                None => {
                    lines.extend(cutter.finish());
                    open = false;
                    break;
                }
            }
        }
        let mut batch = std::mem::take(&mut lines).into_iter();
        size = 0;
        loop {
            let (worker, first) = (job.clone(), number + 1);
            let work = move |stop: &Stop| (worker.answer(&mut batch, first, stop), batch);
            let (out, rest) =
                job.state.pool.patiently(work).await.map_err(|_| "a mistake of ours")?;
            number = first + out.1 - 1;
            if !out.0.is_empty() {
                permit.send(out.0);
                permit = reserve(sender, stall).await?;
            }
            if rest.as_slice().is_empty() {
                break;
            }
            batch = rest;
        }
    }
    Ok(number)
}

/// The place for the next piece, once the client has taken those before.
async fn reserve(
    sender: &mpsc::Sender<Bytes>,
    stall: Duration,
) -> Result<mpsc::Permit<'_, Bytes>, &'static str> {
    let permit = tokio::time::timeout(stall, sender.reserve()).await;
    permit.map_err(|_| "the client took no answer in time")?.map_err(|_| "the client went away")
}

impl Job {
    /// The answers to the next lines, up to a piece, and how many they were.
    fn answer(
        &self,
        lines: &mut std::vec::IntoIter<Line>,
        first: u64,
        stop: &Stop,
    ) -> (Bytes, u64) {
        let assessor = self.state.facts.current().assessor(self.options.as_of);
        let mut out = Vec::with_capacity(PIECE.min(lines.len() * TYPICAL));
        let mut number = first - 1;
        while out.len() < PIECE
            && !stop.is_set()
            && let Some(line) = lines.next()
        {
            number += 1;
            let mut answer = Answer { line: number, id: None, report: None, problem: None };
            match self.read(line) {
                Ok(None) => {}
                Ok(Some((id, input))) => {
                    answer.id = id;
                    write(&mut out, &answer);
                    let steps = self.state.config.limits.steps;
                    let budget = Budget { steps, stop: Some(stop.flag()) };
                    report(&mut out, &assessor, &input, self.options.language, budget);
                    self.state.metrics.assessments.inc();
                }
                Err((code, detail)) => {
                    answer.problem = Some(LineProblem { code: code.parts().0, detail });
                    write(&mut out, &answer);
                }
            }
        }
        (out.into(), number + 1 - first)
    }

    /// The identity and the input of a line; nothing for an empty one.
    fn read(&self, line: Line) -> Result<Option<Input>, (Code, String)> {
        let Line::Whole(line) = line else {
            let limit = self.state.config.limits.line_bytes;
            return Err((Code::BodyTooLarge, format!("a line has at most {limit} bytes")));
        };
        if line.trim_ascii().is_empty() {
            return Ok(None);
        }
        if self.plain {
            return Ok(Some((None, line)));
        }
        match serde_json::from_slice(&line) {
            Ok(Item::Input(input)) => Ok(Some((None, input.into()))),
            Ok(Item::Object { input, id }) => Ok(Some((id, input.into()))),
            Err(_) => {
                let detail = "expected a string or an object with the key input";
                Err((Code::MalformedBody, detail.to_owned()))
            }
        }
    }
}

/// Writes a line.
fn write(out: &mut Vec<u8>, answer: &Answer) {
    if serde_json::to_writer(&mut *out, answer).is_ok() {
        out.push(b'\n');
    }
}

/// Adds its report to the line that was just written. It is JSON already and
/// put in the place where the field stands, rather than read and written again.
fn report(
    out: &mut Vec<u8>,
    assessor: &Assessor<'_>,
    input: &[u8],
    language: Language,
    budget: Budget<'_>,
) {
    out.truncate(out.len() - b"}\n".len());
    out.extend_from_slice(b",\"report\":");
    let reading = expatch::observe_within(input, budget);
    assessor.report_pieces_on(input, reading, language, &mut |piece| {
        out.extend_from_slice(piece.as_str().as_bytes());
    });
    out.extend_from_slice(b"}\n");
}
