//! Structured lines on standard error, and spans for a collector.

use crate::config::Config;
use crate::config::LogFormat;
use crate::traces::Collector;
use crate::traces::TARGET;
use std::io;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Begins to log; a second call changes nothing.
///
/// # Errors
/// A collector's address that is none.
pub(crate) fn start(config: &Config) -> io::Result<Option<Collector>> {
    let filter = EnvFilter::try_new(&config.log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    // Spans are for the collector: in a line they would repeat its fields.
    let without = format!("{TARGET}=off").parse().map_err(io::Error::other)?;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
        .with_target(false)
        .with_writer(io::stderr);
    let lines = match config.log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let collector = Collector::open(&config.traces)?;
    let spans = collector.as_ref().map(Collector::layer);
    let all = tracing_subscriber::registry()
        .with(lines.with_filter(filter.add_directive(without)))
        .with(spans);
    let _ = all.try_init();
    Ok(collector)
}
