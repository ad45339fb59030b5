//! The command `expatch`: reads arguments, runs one subcommand, leaves with a
//! documented code. Rules live in the core, layout in the view.

mod clock;
mod command;
mod database;
mod exit;
mod input;
mod present;
mod screen;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        let said = panic.payload_as_str().unwrap_or("no message");
        eprintln!(
            "expatch: this is a bug of ours{place}: {said}\n\
             expatch: please report it with the input that caused it, names removed"
        );
    }));
    std::panic::catch_unwind(run).unwrap_or(ExitCode::from(exit::BUG))
}

fn run() -> ExitCode {
    let arguments = match command::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, everything else is a mistake.
            let code = if error.use_stderr() { exit::USAGE } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match arguments.run() {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("expatch: {}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}
