//! `expatch check`: texts in, one verdict per server out.

use crate::command::tongue::Tongue;
use crate::database::Basis;
use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::input::Input;
use crate::present;
use crate::screen;
use crate::screen::Color;
use clap::Args;
use clap::ValueEnum;
use expatch::Given;
use expatch::Options;
use expatch::channel::Channel;
use expatch_view::Assessed;
use expatch_view::Lines;
use expatch_view::Style;
use std::ffi::OsString;
use std::process::ExitCode;

/// Say whether the Exchange servers that a text shows are patched
///
/// An argument that names an existing file is read as that file, `-` is
/// standard input, anything else is the text itself. Any encoding; nothing
/// leaves this machine.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    expatch check 15.1.2507.6\n  \
    curl -sI https://mail.example.org/owa/service.svc | expatch check\n  \
    expatch check headers.txt --format json --as-of 2026-10-08")]
pub(crate) struct Arguments {
    /// A text, a file, or `-`; standard input when there is none
    #[arg(value_name = "TEXT|FILE|-")]
    inputs: Vec<OsString>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// The language of its sentences
    #[arg(long, value_enum, default_value_t, value_name = "LANGUAGE")]
    lang: Tongue,
    /// How many servers text and JSON answer in full, the worst first; the others
    /// are counted. CSV, SARIF and Nagios have them all
    #[arg(long, value_name = "N")]
    max_servers: Option<usize>,
    /// Show everything, not only what fits a screen
    #[arg(long)]
    full: bool,
    /// Where a lone build was read, such as ex-setup or admin-display-version
    #[arg(long, value_parser = channel, value_name = "NAME")]
    channel: Option<Channel>,
    /// The one version that the text mentions is that of my server
    #[arg(long)]
    mine: bool,
    /// For each number in the text, say which rule counted it or why it does not count
    #[arg(long, conflicts_with = "format")]
    explain: bool,
    #[command(flatten)]
    basis: Basis,
}

/// The forms of an answer.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// One object, the whole report
    Json,
    /// One report per line and input
    Ndjson,
    /// One row per server
    Csv,
    /// SARIF 2.1.0
    Sarif,
    /// One line with performance data
    Nagios,
}

/// A channel by its name in reports.
fn channel(name: &str) -> Result<Channel, String> {
    Channel::ALL.iter().copied().find(|channel| channel.code() == name).ok_or_else(|| {
        let known: Vec<_> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        format!("unknown channel; supported: {}", known.join(", "))
    })
}

impl Arguments {
    pub(crate) fn run(self, color: Color) -> Outcome {
        if self.explain {
            for input in self.read()? {
                present::write(expatch_view::explain(&input.bytes).as_bytes())?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let outcome = self.assess();
        match outcome {
            Ok((inputs, lines)) => {
                present::write(&self.render(&inputs, &lines, color)?)?;
                Ok(ExitCode::from(expatch_view::severity(&inputs)))
            }
            // A monitoring system reads one line and one of four codes.
            Err(failure) if self.format == Format::Nagios => {
                present::write(format!("EXCHANGE UNKNOWN - {}\n", failure.message).as_bytes())?;
                Ok(ExitCode::from(exit::UNKNOWN))
            }
            Err(failure) => Err(failure),
        }
    }

    /// The reports, and for SARIF where each input's lines end.
    fn assess(&self) -> Result<(Vec<Assessed>, Vec<Lines>), Failure> {
        let database = self.basis.open()?;
        let options = Options {
            max_servers: self.max_servers(),
            ..Options::new(self.basis.day(), self.lang.into())
        };
        let given = Given { channel: self.channel, mine: self.mine };
        self.read()?
            .into_iter()
            .map(|input| {
                let report = expatch::assess_given(&input.bytes, given, &database, &options);
                if input.typed
                    && let Some(message) = expatch_view::lost_file(&input.name, &report)
                {
                    return Err(Failure::unreadable(message));
                }
                let lines = if self.format == Format::Sarif {
                    Lines::of(&input.bytes)
                } else {
                    Lines::default()
                };
                Ok((Assessed { name: input.name, report }, lines))
            })
            .collect()
    }

    fn max_servers(&self) -> usize {
        match self.format {
            Format::Text | Format::Json | Format::Ndjson => {
                self.max_servers.unwrap_or(Options::MAX_SERVERS)
            }
            // A row or a result is small, and whoever reads them has no other list.
            Format::Csv | Format::Sarif | Format::Nagios => usize::MAX,
        }
    }

    fn read(&self) -> Result<Vec<Input>, Failure> {
        if self.inputs.is_empty() {
            return Ok(vec![Input::from_standard_input()?]);
        }
        self.inputs.iter().map(|argument| Input::from_argument(argument)).collect()
    }

    fn render(
        &self,
        inputs: &[Assessed],
        lines: &[Lines],
        color: Color,
    ) -> Result<Vec<u8>, Failure> {
        Ok(match self.format {
            Format::Text => self.text(inputs, color).into_bytes(),
            Format::Json => expatch_view::json(inputs)?.into_bytes(),
            Format::Ndjson => expatch_view::ndjson(inputs)?.into_bytes(),
            Format::Csv => expatch_view::csv(inputs)?,
            Format::Sarif => expatch_view::sarif(inputs, lines)?.into_bytes(),
            Format::Nagios => expatch_view::nagios_line(inputs, self.lang.into()).into_bytes(),
        })
    }

    fn text(&self, inputs: &[Assessed], color: Color) -> String {
        let style = Style {
            color: color.on_output(),
            width: screen::width(),
            language: self.lang.into(),
            full: self.full,
        };
        expatch_view::texts(inputs, style)
    }
}
