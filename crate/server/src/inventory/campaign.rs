//! Campaigns that a scan or an import wrote into this server's store: their
//! counts and projection, their hosts, whom to tell, and the report.

use super::access::Reader;
use super::route::fit;
use super::route::private;
use super::shape::Page;
use super::shape::Recipients;
use crate::answer;
use crate::ask::Ask;
use crate::problem::Code;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::Shared;
use axum::Router;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;
use axum::routing::get;
use expatch_campaign::Campaign;
use expatch_campaign::Error;
use expatch_campaign::hosts::Class;
use expatch_campaign::hosts::Host;
use expatch_campaign::notice::Recipient;
use expatch_campaign::notice::recipients;
use expatch_campaign::page::page;
use expatch_store::Store;
use serde_json::Value;
use serde_json::json;

/// The report is one file with its styles inside, and nothing else.
const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/campaigns", get(list))
        .route("/v1/campaigns/{name}", get(one))
        .route("/v1/campaigns/{name}/hosts", get(hosts))
        .route("/v1/campaigns/{name}/recipients", get(whom))
        .route("/v1/campaigns/{name}/report", get(report))
}

/// Asks something of a campaign, where waiting holds nobody up.
async fn ask<T: Send + 'static>(
    state: &Shared,
    store: &Store,
    name: String,
    question: impl FnOnce(&Campaign) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    // PostgreSQL's texts hold no NUL, and no name here does.
    if name.contains('\0') {
        return Err(Problem::new(Code::NotFound, "there is no campaign by that name"));
    }
    let address = store.address().clone();
    let work = move |_: &_| question(&Campaign::view(&address, &name)?);
    state.pool.run(work).await?.map_err(|error| told(&error))
}

fn told(error: &Error) -> Problem {
    match error {
        Error::Input(detail) => Problem::new(Code::NotFound, detail.clone()),
        error => {
            tracing::error!(%error, "a campaign cannot be read");
            let detail = "the campaign cannot be read; the log has the cause";
            Problem::new(Code::InventoryFailed, detail).retry_after(5)
        }
    }
}

async fn list(Reader(store): Reader, State(state): State<Shared>) -> Result<Response, Problem> {
    let address = store.address().clone();
    let names = state.pool.run(move |_| Campaign::list(&address)).await?;
    Ok(private(&json!({ "campaigns": names.map_err(|error| told(&error))? })))
}

async fn one(
    Reader(store): Reader,
    State(state): State<Shared>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let found = ask(&state, &store, name, |campaign| {
        let (name, contact) = (campaign.name()?, campaign.contact()?);
        let (counts, told) = (campaign.counts()?, campaign.projection()?);
        Ok(json!({ "name": name, "contact": contact, "counts": counts, "projection": told }))
    });
    Ok(private(&found.await?))
}

async fn hosts(
    Reader(store): Reader,
    State(state): State<Shared>,
    Path(name): Path<String>,
    Query(which): Query<Page>,
) -> Result<Response, Problem> {
    let (after, limit) = (which.after.unwrap_or(-1), which.limit());
    let rows =
        ask(&state, &store, name, move |campaign| campaign.hosts_after(after, limit)).await?;
    let found = rows.len();
    let mut rows: Vec<Value> = rows.iter().map(row).collect();
    fit(&mut rows, state.config.limits.list_bytes)?;
    let more = found as i64 == limit || rows.len() < found;
    let next = rows.last().filter(|_| more).map(|last| last["number"].clone());
    let mut answer = json!({ "hosts": rows });
    if let Some(next) = next {
        answer["next"] = next;
    }
    Ok(private(&answer))
}

/// What a list shows of a host: not what it said, which can be long.
fn row(host: &Host) -> Value {
    let known = json!({
        "number": host.number,
        "target": host.target,
        "address": host.address,
        "seen": host.seen,
        "status": host.status,
        "severity": host.severity,
        "build": host.build.as_ref(),
        "release": host.release(),
        "patched": host.patched,
        "open": { "atLeast": host.open.0, "atMost": host.open.1 },
        "exploited": host.exploited.len(),
        "compromised": host.breakin.as_ref().map(|breakin| breakin.what.as_str()),
        "source": host.source,
        "country": host.place.country,
        "organisation": host.place.organisation,
        "sector": host.place.sector,
        "operator": host.place.operator,
    });
    filled(known)
}

/// The same without what is not known.
fn filled(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

async fn whom(
    Reader(store): Reader,
    State(state): State<Shared>,
    Path(name): Path<String>,
    Query(which): Query<Recipients>,
) -> Result<Response, Problem> {
    let limit = which.limit() as usize;
    let all = ask(&state, &store, name, |campaign| {
        recipients(campaign, &[Class::Compromised, Class::AtRisk])
    })
    .await?;
    let after = which.after.unwrap_or_default();
    let left = all.iter().skip_while(|one| !after.is_empty() && one.key.to_lowercase() <= after);
    let left: Vec<&Recipient> = left.collect();
    let mut rows: Vec<Value> = left.iter().take(limit).map(|one| recipient(one)).collect();
    fit(&mut rows, state.config.limits.list_bytes)?;
    let mut answer = json!({ "recipients": rows, "total": all.len() });
    if rows.len() < left.len() {
        answer["next"] = left[rows.len() - 1].key.to_lowercase().into();
    }
    Ok(private(&answer))
}

fn recipient(one: &Recipient) -> Value {
    filled(json!({
        "key": one.key,
        "organisation": one.organisation,
        "domain": one.domain,
        "contacts": one.contacts,
        "contactSource": one.contact_source,
        "language": one.language,
        "sector": one.sector,
        "servers": one.hosts.len(),
    }))
}

async fn report(
    Reader(store): Reader,
    State(state): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Ask>,
) -> Result<Response, Problem> {
    let language = asked.options(&headers, &state.clock)?.language;
    let html = ask(&state, &store, name, move |campaign| {
        let (counts, told) = (campaign.counts()?, campaign.projection()?);
        Ok(page(&campaign.name()?, &counts, &told, language))
    });
    let mut response = answer::bytes("text/html; charset=utf-8", html.await?);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(REPORT));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
