//! Traces by OpenTelemetry, sent where the operator says and nowhere unless he
//! does. A span holds numbers, names of routes and identities that are ours,
//! never what was pasted or asked for.

use crate::config::Traces;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::Bytes;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_http::HttpClient;
use opentelemetry_http::HttpError;
use opentelemetry_http::Request;
use opentelemetry_http::Response;
use opentelemetry_otlp::Protocol;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_otlp::WithHttpConfig;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::Sampler;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;
use ureq::Agent;

/// What spans are marked with. The log leaves them out, the traces take
/// nothing else.
pub(crate) const TARGET: &str = "expatch_trace";

/// How long a collector has to take spans; also when the server stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// The way to the collector.
pub(crate) struct Collector(SdkTracerProvider);

impl Collector {
    /// The way to the collector that is configured, if one is.
    ///
    /// # Errors
    /// An address that is none, such as `localhost:4318`.
    pub(crate) fn open(config: &Traces) -> io::Result<Option<Self>> {
        if config.endpoint.is_empty() {
            return Ok(None);
        }
        let wrong = |what: String| io::Error::other(format!("traces.endpoint: {what}"));
        let base = config.endpoint.trim_end_matches('/').trim_end_matches("/v1/traces");
        if !(base.starts_with("http://") || base.starts_with("https://")) {
            let what = format!("expected http://HOST:PORT or https://…, not {:?}", config.endpoint);
            return Err(wrong(what));
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{base}/v1/traces"))
            .with_timeout(PATIENCE)
            .with_http_client(Client::default())
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let resource = Resource::builder()
            .with_service_name(config.service.clone())
            .with_attribute(opentelemetry::KeyValue::new(
                "service.version",
                env!("CARGO_PKG_VERSION"),
            ))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            // By the trace alone: a client that asks to be traced does not decide.
            .with_sampler(Sampler::TraceIdRatioBased(config.share))
            .with_batch_exporter(exporter)
            .build();
        Ok(Some(Self(provider)))
    }

    /// What takes the spans.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'s> LookupSpan<'s>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("expatch"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TARGET, LevelFilter::TRACE))
    }

    /// Sends what is left.
    pub(crate) async fn finish(self) {
        let done = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(PATIENCE));
        if let Ok(Err(error)) = done.await {
            tracing::warn!(%error, "the last traces were not taken");
        }
    }
}

/// Lets a span be part of the trace that the client began (`traceparent`).
pub(crate) fn continued(span: &Span, headers: &axum::http::HeaderMap) {
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    // Fails only for a span that has begun, and this one has not.
    let _ = span.set_parent(parent);
}

/// The client that is here already; the exporter calls it on a thread of its own.
#[derive(Debug)]
struct Client {
    agent: Agent,
    /// Whether the last batch was not taken.
    failing: AtomicBool,
}

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .user_agent(concat!("expatch/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), failing: AtomicBool::new(false) }
    }
}

impl Client {
    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(head, body.as_ref()))?;
        let (head, mut body) = answer.into_parts();
        let body = body.with_config().limit(64 << 10).read_to_vec()?;
        Ok(Response::from_parts(head, body.into()))
    }

    /// Says once that a collector takes nothing, and once that it does again.
    fn tell(&self, outcome: &Result<Response<Bytes>, HttpError>) {
        let wrong = match outcome {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answers {}", answer.status().as_u16())),
            Err(error) => Some(error.to_string()),
        };
        let failed = self.failing.swap(wrong.is_some(), Ordering::Relaxed);
        match wrong {
            Some(error) if !failed => {
                tracing::warn!(error, "the collector of traces.endpoint takes no traces");
            }
            None if failed => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let outcome = self.send(request);
        self.tell(&outcome);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_said_at_the_start() {
        assert!(Collector::open(&Traces::default()).unwrap().is_none());
        for bad in ["localhost:4318", "ftp://collector/", "http://a b/"] {
            let config = Traces { endpoint: bad.to_owned(), ..Traces::default() };
            let error = Collector::open(&config).err().expect(bad).to_string();
            assert!(error.starts_with("traces.endpoint: "), "{error}");
        }
    }
}
