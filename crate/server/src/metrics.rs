//! Counters for Prometheus. Labels have few values each: a route's pattern,
//! never a path; a status class, never an address.

use crate::pool::Pool;
use expatch::Database;
use expatch::Date;
use expatch_store::Queue;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;
use std::time::Instant;

/// One route and how it was answered.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct RouteLabels {
    route: String,
    method: String,
    status: u16,
}

/// One route.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct DurationLabels {
    route: String,
}

/// One target of messages, and what became of them.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct QueueLabels {
    target: String,
    state: &'static str,
}

/// One source of the facts, by its key.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct SourceLabels {
    source: String,
}

/// What is counted.
pub struct Metrics {
    registry: Registry,
    started: Instant,
    requests: Family<RouteLabels, Counter>,
    durations: Family<DurationLabels, Histogram>,
    /// Inputs assessed.
    pub(crate) assessments: Counter,
    /// Connections open now.
    pub(crate) connections: Gauge,
    /// Requests under way now.
    pub(crate) in_flight: Gauge,
    /// Requests refused because too many were under way.
    pub(crate) refused: Counter,
    /// Panics that were caught.
    pub(crate) panics: Counter,
    uptime: Gauge,
    memory: Gauge,
    database_age: Gauge,
    patch_tuesdays: Gauge,
    sources: Family<SourceLabels, Gauge>,
    /// Whether the inventory's database answers and takes what is written.
    pub(crate) store_up: Gauge,
    /// When all servers were last assessed, in seconds since 1970.
    pub(crate) assessed: Gauge,
    messages: Family<QueueLabels, Gauge>,
}

/// From half a millisecond to half a minute.
const BUCKETS: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0, 30.0];

impl Metrics {
    /// All of it at zero, with the pool's own gauges.
    pub(crate) fn new(pool: &Pool) -> Self {
        let mut registry = Registry::with_prefix("expatch");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let durations: Family<DurationLabels, Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register(
            "http_request_duration_seconds",
            "Time until the head of the answer",
            durations.clone(),
        );
        registry.register("judging", "Inputs being judged", pool.busy.clone());
        registry.register("judging_waiting", "Inputs that wait to be judged", pool.waiting.clone());
        let messages = Family::default();
        registry.register(
            "messages",
            "Messages about changes by target: pending ones and dead letters",
            messages.clone(),
        );
        let sources = Family::default();
        registry.register(
            "database_source_age_days",
            "Days since a source of the facts was checked",
            sources.clone(),
        );
        let mut gauge = |name: &str, help: &str| {
            let gauge: Gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let connections = gauge("connections", "Connections open");
        let in_flight = gauge("http_requests_in_flight", "Requests under way");
        let uptime = gauge("uptime_seconds", "Time since the start");
        let memory = gauge("memory_resident_bytes", "Memory held, where the system tells");
        let database_age = gauge("database_age_days", "Days since the newest fact");
        let patch_tuesdays =
            gauge("database_patch_tuesdays", "Patch Tuesdays since the newest fact");
        let store_up =
            gauge("store_up", "Whether the inventory's database answers and takes what is written");
        let assessed =
            gauge("assessed_timestamp_seconds", "When all servers were last assessed anew");
        let mut counter = |name: &str, help: &str| {
            let counter: Counter = Counter::default();
            registry.register(name, help, counter.clone());
            counter
        };
        let assessments = counter("assessments", "Inputs assessed");
        let refused = counter("http_requests_refused", "Requests refused while busy");
        let panics = counter("panics", "Mistakes of ours that were caught");
        let started = Instant::now();
        Self {
            registry,
            started,
            requests,
            durations,
            assessments,
            connections,
            in_flight,
            refused,
            panics,
            uptime,
            memory,
            database_age,
            patch_tuesdays,
            sources,
            store_up,
            assessed,
            messages,
        }
    }

    /// Takes in how full the queues of messages are.
    pub(crate) fn queues(&self, queues: &[Queue]) {
        self.messages.clear();
        for queue in queues {
            for (state, number) in [("pending", queue.pending), ("dead", queue.dead)] {
                let labels = QueueLabels { target: queue.target.clone(), state };
                self.messages.get_or_create(&labels).set(number);
            }
        }
    }

    /// Counts one answer.
    pub(crate) fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let labels = RouteLabels { route: route.to_owned(), method: method.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.durations
            .get_or_create(&DurationLabels { route: route.to_owned() })
            .observe(took.as_secs_f64());
    }

    /// All of it as Prometheus' text, with what is only known now.
    pub(crate) fn text(&self, facts: &Database<'_>, today: Date) -> String {
        let database = facts.as_of();
        self.sources.clear();
        for coverage in facts.coverage() {
            let labels = SourceLabels { source: coverage.source.to_owned() };
            let age = today.days() - coverage.through.days();
            self.sources.get_or_create(&labels).set(i64::from(age));
        }
        self.uptime.set(i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX));
        self.database_age.set(i64::from(today.days() - database.days()));
        self.patch_tuesdays.set(database.patch_tuesdays_until(today).count() as i64);
        if let Some(bytes) = resident_bytes() {
            self.memory.set(bytes);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string does not fail");
        text
    }
}

/// Resident memory as Linux tells it; pages are 4 KiB there in practice, and
/// `VmRSS` is in kB whatever they are.
pub(crate) fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<i64>().ok().map(|kilobytes| kilobytes * 1024)
}
