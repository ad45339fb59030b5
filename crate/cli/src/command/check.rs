//! `expatch check`: texts in, one verdict per server out.

use crate::database::Basis;
use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::input::Input;
use crate::present;
use crate::present::Assessed;
use crate::screen;
use crate::screen::Color;
use clap::Args;
use clap::ValueEnum;
use expatch::Given;
use expatch::Language;
use expatch::channel::Channel;
use expatch::judge::Status;
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
    lang: Lang,
    /// Show every row of long lists
    #[arg(long)]
    all: bool,
    /// Where a lone build was read, such as ex-setup or admin-display-version
    #[arg(long, value_parser = channel, value_name = "NAME")]
    channel: Option<Channel>,
    /// The one version that the text mentions is that of my server
    #[arg(long)]
    mine: bool,
    /// Say of each number in the text which rule counted it, or why it does not count
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

/// The languages of the sentences.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Lang {
    #[default]
    En,
    Fr,
    Nl,
    De,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::English,
            Lang::Fr => Self::French,
            Lang::Nl => Self::Dutch,
            Lang::De => Self::German,
        }
    }
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
                present::write(present::explain::table(&input.bytes).as_bytes())?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let outcome = self.assess();
        match outcome {
            Ok(inputs) => {
                present::write(&self.render(&inputs, color)?)?;
                Ok(ExitCode::from(worst(&inputs)))
            }
            // A monitoring system reads one line and one of four codes.
            Err(failure) if self.format == Format::Nagios => {
                present::write(format!("EXCHANGE UNKNOWN - {}\n", failure.message).as_bytes())?;
                Ok(ExitCode::from(exit::UNKNOWN))
            }
            Err(failure) => Err(failure),
        }
    }

    fn assess(&self) -> Result<Vec<Assessed>, Failure> {
        let database = self.basis.open()?;
        let options = expatch::Options { as_of: self.basis.day(), language: self.lang.into() };
        let given = Given { channel: self.channel, mine: self.mine };
        self.read()?
            .into_iter()
            .map(|input| {
                let report = expatch::assess_given(&input.bytes, given, &database, &options);
                let found = report.servers.iter().any(|server| !server.evidence.is_empty());
                if !found && input.looks_like_a_lost_file() {
                    return Err(Failure::unreadable(format!(
                        "{}: no such file, and as a text it shows no version",
                        input.name
                    )));
                }
                Ok(Assessed { name: input.name, report })
            })
            .collect()
    }

    fn read(&self) -> Result<Vec<Input>, Failure> {
        if self.inputs.is_empty() {
            return Ok(vec![Input::from_standard_input()?]);
        }
        self.inputs.iter().map(|argument| Input::from_argument(argument)).collect()
    }

    fn render(&self, inputs: &[Assessed], color: Color) -> Result<Vec<u8>, Failure> {
        Ok(match self.format {
            Format::Text => self.text(inputs, color).into_bytes(),
            Format::Json => present::json::object(inputs)?,
            Format::Ndjson => present::json::lines(inputs)?,
            Format::Csv => present::csv::rows(inputs)?,
            Format::Sarif => {
                let mut log = serde_json::to_vec_pretty(&present::sarif::log(inputs))?;
                log.push(b'\n');
                log
            }
            Format::Nagios => match worst_input(inputs) {
                // Monitoring reads the first line only: the worst input's.
                Some(worst) => {
                    format!("{}\n", expatch_view::nagios(&worst.report, self.lang.into()))
                        .into_bytes()
                }
                None => Vec::new(),
            },
        })
    }

    fn text(&self, inputs: &[Assessed], color: Color) -> String {
        let style = Style {
            color: color.on_output(),
            width: screen::width(),
            language: self.lang.into(),
            all: self.all,
        };
        let mut text = String::new();
        for Assessed { name, report } in inputs {
            if inputs.len() > 1 {
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{gap}── {} ──\n", expatch_view::printable(name)));
            }
            text.push_str(&expatch_view::text(report, style));
        }
        text
    }
}

/// The exit code of several inputs: an open hole in any of them outranks a
/// question in another.
fn worst(inputs: &[Assessed]) -> u8 {
    worst_input(inputs).map_or(exit::UNKNOWN, |worst| worst.report.severity())
}

fn worst_input(inputs: &[Assessed]) -> Option<&Assessed> {
    // An input without any server is a question, and counts as one.
    let rank = |input: &&Assessed| input.report.status().unwrap_or(Status::Mentioned);
    inputs.iter().min_by_key(rank)
}
