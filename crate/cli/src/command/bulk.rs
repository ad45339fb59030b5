//! `expatch bulk`: files of any size in, one line per server out.

use crate::command::tongue::Tongue;
use crate::database::Basis;
use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use clap::ValueEnum;
use expatch::Assessor;
use expatch_ingest::Counts;
use expatch_ingest::Dialect;
use expatch_ingest::Form;
use expatch_ingest::Job;
use expatch_ingest::Source;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

/// Judge scan results and inventories of any size
///
/// Reads row by row, packed (gzip, zstd, xz, bzip2, zip) or not, Parquet too, and
/// writes one line per server with the row's identity, in the order of the
/// input. Counts go to standard error; rows that cannot be read go to
/// `FILE.bad`. Exits with 0 if every input was read, whatever the verdicts are, and
/// with 65 if an input has content but no record: an empty list, an answer without
/// matches, a heading alone. The other inputs are read all the same.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Files to read, or `-`
    #[arg(value_name = "FILE|-", required = true)]
    inputs: Vec<OsString>,
    /// Their dialect
    #[arg(long, default_value = "auto", value_parser = dialects(), value_name = "DIALECT")]
    from: String,
    /// The form of the lines; as the output's name ends unless given, else NDJSON
    #[arg(long, value_enum, value_name = "FORM")]
    to: Option<To>,
    /// Write to this file, packed when it ends in .gz or .zst
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on where an interrupted run stopped
    #[arg(long, requires = "output")]
    resume: bool,
    /// Write everything the report says of each server
    #[arg(long)]
    full: bool,
    /// Judge with this many threads; all cores unless given
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Make a checkpoint this often
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    checkpoint_every: u64,
    /// Write the counts to this file as JSON
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// No progress and no counts
    #[arg(short, long)]
    quiet: bool,
    /// The language of the sentences
    #[arg(long, value_enum, default_value_t, value_name = "LANGUAGE")]
    lang: Tongue,
    #[command(flatten)]
    basis: Basis,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum To {
    /// One JSON object per line
    Ndjson,
    /// A table with a heading row
    Csv,
    /// The same table with types, for engines
    Parquet,
}

impl To {
    /// What a name such as `verdicts.csv.gz` asks for.
    fn named(output: &Path) -> Self {
        let name = output.to_string_lossy().to_ascii_lowercase();
        let name = name.trim_end_matches(".gz").trim_end_matches(".zst");
        match name.rsplit_once('.') {
            Some((_, "csv")) => Self::Csv,
            Some((_, "parquet")) => Self::Parquet,
            _ => Self::Ndjson,
        }
    }

    const fn form(self) -> Form {
        match self {
            Self::Ndjson => Form::Ndjson,
            Self::Csv => Form::Csv,
            Self::Parquet => Form::Parquet,
        }
    }
}

/// What `--from` takes.
pub(super) fn dialects() -> Vec<&'static str> {
    std::iter::once("auto").chain(Dialect::all().into_iter().map(Dialect::code)).collect()
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let database = self.basis.open()?;
        let assessor = Assessor::new(&database, self.basis.day());
        let sources = self.inputs.iter().map(|input| match input.to_str() {
            Some("-") => Source::StandardInput,
            _ => Source::File(input.into()),
        });
        self.apart()?;
        let job = Job {
            sources: sources.collect(),
            from: Dialect::named(&self.from),
            assessor: &assessor,
            language: self.lang.into(),
            form: match (self.to, &self.output) {
                (Some(to), _) => to.form(),
                (None, Some(output)) => To::named(output).form(),
                (None, None) => Form::Ndjson,
            },
            full: self.full,
            side: self.output.as_ref().map(|output| {
                let mut name = output.as_os_str().to_owned();
                name.push(".bad");
                name.into()
            }),
            checkpoint: std::time::Duration::from_secs(self.checkpoint_every),
            output: self.output.clone(),
            resume: self.resume,
            threads: self.threads.unwrap_or_else(|| {
                std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
            }),
        };
        let bar = self.bar();
        let result = expatch_ingest::run(&job, &mut |progress| {
            bar.set_length(progress.size.unwrap_or(0));
            bar.set_position(progress.position);
            bar.set_message(format!(
                "{} · {} rows · {} servers",
                progress.dialect.code(),
                progress.counts.read,
                progress.counts.servers
            ));
        });
        bar.finish_and_clear();
        match result {
            Ok(counts) => {
                self.tell(&counts)?;
                match &counts.complaints()[..] {
                    [] => Ok(ExitCode::SUCCESS),
                    complaints => Err(Failure::unreadable(complaints.join("\n"))),
                }
            }
            // A reader that has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => {
                Err(Failure::new(exit::USAGE, error.to_string()))
            }
            Err(error) => Err(Failure::unreadable(error.to_string())),
        }
    }

    /// The counts must not take an input's place.
    fn apart(&self) -> Result<(), Failure> {
        let Some(summary) = &self.summary else { return Ok(()) };
        let is_input = |input: &OsString| same_file::is_same_file(input, summary).unwrap_or(false);
        match self.inputs.iter().find(|input| is_input(input)) {
            Some(_) => Err(Failure::new(
                exit::USAGE,
                format!("{} is an input: name another file for the counts", summary.display()),
            )),
            None => Ok(()),
        }
    }

    /// Bytes, rate and time left, on a terminal only.
    fn bar(&self) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template(
            "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} ETA {eta} {msg}",
        );
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(0).with_style(style)
    }

    fn tell(&self, counts: &Counts) -> Result<(), Failure> {
        if let Some(path) = &self.summary {
            std::fs::write(path, serde_json::to_vec_pretty(counts)?)?;
        }
        if self.quiet {
            return Ok(());
        }
        let list = |counts: &std::collections::BTreeMap<String, u64>| {
            let parts: Vec<String> =
                counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            parts.join(", ")
        };
        let skipped: u64 = counts.skipped.values().sum();
        eprintln!(
            "read {}: assessed {}, skipped {skipped} ({}), bad {}; servers {} ({})",
            counts.read,
            counts.assessed,
            list(&counts.skipped),
            counts.bad,
            counts.servers,
            list(&counts.statuses)
        );
        if counts.compromised > 0 {
            eprintln!("reported as broken into: {}", counts.compromised);
        }
        eprintln!(
            "bytes {}: {} in no row; read as {}",
            counts.bytes,
            counts.unread_bytes,
            list(&counts.dialects)
        );
        if !counts.unknown_columns.is_empty() {
            eprintln!("columns not as known: {}", list(&counts.unknown_columns));
        }
        Ok(())
    }
}
