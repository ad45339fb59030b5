//! `POST /v1/assess`: any text in, the report out.

use crate::answer;
use crate::ask::Ask;
use crate::ask::DAY;
use crate::ask::Form;
use crate::ask::form;
use crate::ask::media_type;
use crate::body::Whole;
use crate::body::from_json;
use crate::problem::Code;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::Shared;
use crate::traces::TARGET;
use axum::extract::FromRequest;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use bytes::Bytes;
use expatch::Assessor;
use expatch::Budget;
use expatch::Language;
use expatch::Options;
use expatch::Reading;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::atomic::AtomicBool;

/// An input with what is asked of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Request {
    /// Anything that may say which Exchange server it came from.
    input: String,
    /// The day the verdict is for; today in UTC unless given.
    #[schemars(regex(pattern = DAY), extend("format" = "date"))]
    as_of: Option<String>,
    /// The language of its sentences: `en`, `fr`, `nl`, `de`.
    #[schemars(extend("enum" = ["en", "fr", "nl", "de", null]))]
    locale: Option<String>,
}

/// Up to here an assessment takes less time than a way to another thread and
/// back would matter; what is longer could hold up every other answer.
const SMALL: usize = 2 << 10;

pub(crate) async fn assess(
    State(state): State<Shared>,
    mut request: axum::extract::Request,
) -> Result<Response, Problem> {
    // Taken by hand: an extractor would copy them.
    let headers = &std::mem::take(request.headers_mut());
    let Query(ask) = Query::<Ask>::of(request.uri())?;
    let Whole(body) = Whole::from_request(request, &state).await?;
    let form = form(headers, &[Form::Json, Form::Text])?;
    let (input, ask) = match media_type(headers).as_str() {
        "application/json" => {
            let Request { input, as_of, locale } = from_json(&body)?;
            // What is wrong is said even where the body has its own.
            ask.options(headers, &state.clock)?;
            let ask = Ask { as_of: as_of.or(ask.as_of), locale: locale.or(ask.locale) };
            (Bytes::from(input), ask)
        }
        // The form type is what `curl --data-binary` says of any text.
        "" | "text/plain" | "application/octet-stream" | "application/x-www-form-urlencoded" => {
            (body, ask)
        }
        other => {
            let detail = format!(
                "{other:?} is not understood; send application/json, text/plain or \
                 application/octet-stream"
            );
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
    };
    let options = ask.options(headers, &state.clock)?;
    state.metrics.assessments.inc();
    let mut response = work(&state, input, options, form).await?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    Ok(response)
}

async fn work(
    state: &Shared,
    input: Bytes,
    options: Options,
    form: Form,
) -> Result<Response, Problem> {
    let small = input.len() <= SMALL;
    let assessor = state.facts.current().assessor(options.as_of);
    let span = tracing::info_span!(target: TARGET, "assess", bytes = input.len());
    let steps = state.config.limits.steps;
    let judged = move |stop: Option<&AtomicBool>| {
        let _inside = span.enter();
        let budget = Budget { steps, stop };
        let reading = expatch::observe_within(&input, budget);
        if budget.is_stopped() {
            // Nobody reads this.
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        judge(&assessor, &input, reading, options.language, form)
    };
    match small {
        true => Ok(judged(None)),
        false => state.pool.run(move |stop| judged(Some(stop.flag()))).await,
    }
}

fn judge(
    assessor: &Assessor<'_>,
    input: &[u8],
    reading: Reading,
    language: Language,
    form: Form,
) -> Response {
    match form {
        Form::Json => answer::report(assessor, input, reading, language),
        Form::Text => {
            let style = expatch_view::Style { language, ..Default::default() };
            let text = expatch_view::text(&assessor.report_on(input, reading, language), style);
            answer::bytes("text/plain; charset=utf-8", text)
        }
    }
}
