//! The paths of the inventory.

use super::access::Admin;
use super::access::Reader;
use super::access::Writer;
use super::access::problem;
use super::address;
use super::atom;
use super::judge;
use super::shape::Changes;
use super::shape::Created;
use super::shape::Deliveries;
use super::shape::Entry;
use super::shape::Estate;
use super::shape::History;
use super::shape::NewWebhook;
use super::shape::Page;
use super::shape::Revived;
use super::shape::Servers;
use super::shape::Webhooks;
use super::shape::Which;
use super::table;
use crate::answer;
use crate::ask::media_type;
use crate::body::Whole;
use crate::body::from_json;
use crate::pool::Stop;
use crate::problem::Code;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::Shared;
use axum::Router;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use expatch::Date;
use expatch_store::Assessment;
use expatch_store::Cause;
use expatch_store::Draft;
use expatch_store::EMAIL;
use expatch_store::Filter;
use expatch_store::Store;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// The paths of servers, changes and webhooks.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/servers", get(list).post(create))
        .route("/v1/servers/import", post(import))
        .route("/v1/servers/{id}", get(one).put(replace).delete(delete))
        .route("/v1/servers/{id}/history", get(history))
        .route("/v1/changes", get(changes))
        .route("/v1/changes.atom", get(feed))
        .route("/v1/estate", get(estate))
        .route("/v1/webhooks", get(webhooks).post(add_webhook))
        .route("/v1/webhooks/{id}", get(webhook).delete(delete_webhook))
        .route("/v1/webhooks/{id}/deliveries", get(deliveries))
        .route("/v1/webhooks/{id}/revive", post(revive))
}

/// What belongs to one token is kept by no cache.
pub(super) fn private(value: &impl Serialize) -> Response {
    let mut response = answer::json(value);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn created(path: &str, value: &impl Serialize) -> Response {
    let mut response = private(value);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn expect(headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    let media_type = media_type(headers);
    match media_type == wanted {
        true => Ok(()),
        false => {
            let detail = format!("{media_type:?} is not understood; send {wanted}");
            Err(Problem::new(Code::UnsupportedMediaType, detail))
        }
    }
}

/// PostgreSQL's texts hold no NUL, and no identity or name here does.
fn plain(text: &str) -> Result<&str, Problem> {
    match text.contains('\0') {
        true => Err(Problem::new(Code::NotFound, "there is nothing by that name")),
        false => Ok(text),
    }
}

async fn judged(state: &Shared, drafts: Vec<Draft>) -> Result<Vec<(Draft, Assessment)>, Problem> {
    let (facts, day) = (state.facts.current(), state.clock.today());
    let judge = move |draft: Draft| {
        let made = judge::assess(&facts, day, draft.evidence.as_bytes(), Cause::Evidence);
        (draft, made)
    };
    let work =
        move |stop: &Stop| drafts.into_iter().take_while(|_| !stop.is_set()).map(judge).collect();
    state.pool.run(work).await
}

/// Cuts a list where its bytes would be more than an answer has. The first
/// stays, or nobody would ever come past it.
pub(super) fn fit<T: Serialize>(list: &mut Vec<T>, most: usize) -> Result<(), Problem> {
    let mut bytes = 0;
    for (at, row) in list.iter().enumerate() {
        bytes += serde_json::to_vec(row).map_err(Problem::internal)?.len();
        if bytes > most && at > 0 {
            list.truncate(at);
            break;
        }
    }
    Ok(())
}

/// Whether there is a target of messages by that name: a webhook, or e-mail.
async fn known(store: &Store, id: &str) -> Result<(), Problem> {
    if id == EMAIL {
        return Ok(());
    }
    store.webhook(plain(id)?).await.map(drop).map_err(problem)
}

async fn draft(
    state: &Shared,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Draft, Assessment), Problem> {
    expect(headers, "application/json")?;
    let draft = from_json::<Draft>(body)?.checked().map_err(problem)?;
    judged(state, vec![draft]).await?.pop().ok_or_else(|| Problem::internal("a draft was lost"))
}

async fn list(
    Reader(store): Reader,
    State(state): State<Shared>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let limit = which.limit();
    let text = |text: Option<String>| text.unwrap_or_default().replace('\0', "\u{fffd}");
    let filter = Filter {
        status: text(which.status),
        organisation: text(which.organisation),
        country: text(which.country),
        tag: text(which.tag),
        after: text(which.after),
    };
    let mut servers = store.servers(&filter, limit).await.map_err(problem)?;
    let found = servers.len();
    fit(&mut servers, state.config.limits.list_bytes)?;
    let more = found as i64 == limit || servers.len() < found;
    let next = servers.last().filter(|_| more).map(|last| last.server.name.clone());
    Ok(private(&Servers { servers, next }))
}

async fn create(
    Writer(store): Writer,
    State(state): State<Shared>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    let (draft, made) = draft(&state, &headers, &body).await?;
    let server = store.create(&draft, &made, state.clock.now()).await.map_err(problem)?;
    state.written.store(true, Ordering::Relaxed);
    Ok(created(&format!("/v1/servers/{}", server.id), &server))
}

async fn import(
    Writer(store): Writer,
    State(state): State<Shared>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    expect(&headers, "text/csv")?;
    let drafts = table::read(&body).map_err(|detail| Problem::new(Code::MalformedBody, detail))?;
    let judged = judged(&state, drafts).await?;
    let imported = store.import(judged, state.clock.now()).await.map_err(problem)?;
    state.written.store(true, Ordering::Relaxed);
    Ok(private(&imported))
}

async fn one(Reader(store): Reader, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(private(&store.server(plain(&id)?).await.map_err(problem)?))
}

async fn replace(
    Writer(store): Writer,
    State(state): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    let (draft, made) = draft(&state, &headers, &body).await?;
    let server =
        store.replace(plain(&id)?, &draft, &made, state.clock.now()).await.map_err(problem)?;
    state.written.store(true, Ordering::Relaxed);
    Ok(private(&server))
}

async fn delete(
    Writer(store): Writer,
    State(state): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    store.delete(plain(&id)?).await.map_err(problem)?;
    state.written.store(true, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn history(
    Reader(store): Reader,
    State(state): State<Shared>,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let (before, limit) = (page.before.unwrap_or(i64::MAX), page.limit());
    let rows = store.history(plain(&id)?, before, limit).await.map_err(problem)?;
    let found = rows.len();
    let entry = |(seq, assessment)| Entry { seq, assessment };
    let mut assessments: Vec<_> = rows.into_iter().map(entry).collect();
    fit(&mut assessments, state.config.limits.list_bytes)?;
    let more = found as i64 == limit || assessments.len() < found;
    let next = assessments.last().filter(|_| more).map(|last| last.seq);
    Ok(private(&History { assessments, next }))
}

async fn changes(
    Reader(store): Reader,
    State(state): State<Shared>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let limit = page.limit();
    let changes = match page.after {
        Some(after) => store.changes(after, limit).await,
        None => store.latest_changes(limit).await,
    };
    let mut changes = changes.map_err(problem)?;
    // Whoever asks `after` the last one gets the rest.
    fit(&mut changes, state.config.limits.list_bytes)?;
    Ok(private(&Changes { changes }))
}

async fn feed(Reader(store): Reader, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let changes = store.latest_changes(100).await.map_err(problem)?;
    // HTTP/2 says it in the address.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.split(':').next()).or(uri.host()).unwrap_or("localhost");
    let feed = atom::feed(&changes, host).map_err(Problem::internal)?;
    let mut response = answer::bytes("application/atom+xml; charset=utf-8", feed);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn estate(
    Reader(store): Reader,
    State(state): State<Shared>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let today = state.clock.today();
    let days = i32::try_from(page.limit()).unwrap_or(365);
    let from = Date::from_days(today.days() - days + 1).to_string();
    let standing = store.standing().await.map_err(problem)?;
    let days = store.estate(&from).await.map_err(problem)?;
    let now: BTreeMap<String, i64> = standing.into_iter().collect();
    Ok(private(&Estate { day: today.to_string(), now, days }))
}

async fn webhooks(Admin(store): Admin) -> Result<Response, Problem> {
    Ok(private(&Webhooks { webhooks: store.webhooks().await.map_err(problem)? }))
}

async fn add_webhook(
    Admin(store): Admin,
    State(state): State<Shared>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    expect(&headers, "application/json")?;
    let NewWebhook { url } = from_json(&body)?;
    address::check(&url, state.config.inventory.allow_internal)
        .map_err(|detail| Problem::new(Code::MalformedBody, detail))?;
    let webhook = store.add_webhook(&url, state.clock.now()).await.map_err(problem)?;
    let path = format!("/v1/webhooks/{}", webhook.id);
    Ok(created(&path, &Created { secret: webhook.secret.clone(), webhook }))
}

async fn webhook(Admin(store): Admin, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(private(&store.webhook(plain(&id)?).await.map_err(problem)?))
}

async fn delete_webhook(Admin(store): Admin, Path(id): Path<String>) -> Result<Response, Problem> {
    store.delete_webhook(plain(&id)?).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn deliveries(
    Admin(store): Admin,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    known(&store, &id).await?;
    let deliveries = store.deliveries(&id, page.limit()).await.map_err(problem)?;
    Ok(private(&Deliveries { deliveries }))
}

async fn revive(
    Admin(store): Admin,
    State(state): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let due = state.clock.steady();
    known(&store, &id).await?;
    Ok(private(&Revived { revived: store.revive(&id, due).await.map_err(problem)? }))
}
