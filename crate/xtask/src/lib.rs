//! The project's own commands, `cargo xtask NAME`. One file per command; what
//! they share (steps, places, tools) lies beside them.

#![expect(clippy::missing_errors_doc, reason = "each fails with what it could not do")]

mod accuracy;
pub mod browser;
mod check;
mod contract;
mod deb;
mod evidence;
mod facts;
mod fix;
mod fuzz;
mod metadata;
mod notices;
pub mod npm;
mod panics;
mod pictures;
pub mod pkg;
pub mod places;
mod serve;
pub mod site;
pub mod step;
mod suite;
mod test;
mod tidy;
mod tools;
mod wasm;
pub mod wheel;

use anyhow::bail;
use lexopt::Arg;
use lexopt::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  serve [--listen ADDRESS]   build everything and serve it, on http://127.0.0.1:8080 unless given
  test [--long] [PART…]      formats, lints, tests, package, page; `test --help` lists the parts
  tidy                       the house rules alone
  fix                        formats everything and applies the linters' safe corrections
  pkg                        build the npm package's dist/
  facts …                    check and compile the facts of crate/core/data
  contract [EXAMPLES]        check the server against its own description
  accuracy [CORPUS]          what each channel gets right, beside a plain expression
  evidence --record|--compare DIR   what is read in every text, before and after a change
  pictures                   record again what the page says, where, and how it looks
  site                       build the page into www/dist
  bench [PART…] [--fast]     every promise about speed beside its reference; --help says more
  deb                        build the Debian package, with the page in the program
  wheel [--test] [--spark]   build the Python wheel; test it in an empty environment, in Spark
";

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    match run(Parser::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut arguments: Parser) -> anyhow::Result<()> {
    let command = match arguments.next()? {
        Some(Arg::Value(command)) => command,
        Some(Arg::Long("help") | Arg::Short('h')) | None => {
            print!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let rest: Vec<OsString> = arguments.raw_args()?.collect();
    match command.to_str() {
        Some("serve") => serve::run(rest),
        Some("test") => test::run(rest),
        Some("tidy") => tidy::run(rest),
        Some("fix") => fix::run(rest),
        Some("facts") => facts::run(&rest),
        Some("contract") => contract::run(rest),
        Some("accuracy") => accuracy::run(rest),
        Some("evidence") => evidence::run(rest),
        Some("pkg") => pkg::run(rest),
        Some("pictures") => pictures::run(rest),
        Some("site") => site::run(rest),
        Some("deb") => deb::run(rest),
        Some("wheel") => wheel::run(rest),
        Some("bench") => bench(&rest),
        _ => bail!("no command {}: `cargo xtask --help` lists them", command.display()),
    }
}

/// Hands everything on to `crate/bench`, which is built only where it is wanted.
fn bench(rest: &[OsString]) -> anyhow::Result<()> {
    let run = ["run", "--quiet", "--package=expatch-bench", "--"];
    step::run(step::cargo(&places::root()).args(run).args(rest))
}

/// Refuses arguments for a command that takes none.
fn none_expected(rest: Vec<OsString>) -> anyhow::Result<()> {
    match Parser::from_args(rest).next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => Ok(()),
    }
}
