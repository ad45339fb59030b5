//! `expatch completions SHELL`.

use crate::exit::Outcome;
use clap::Args;
use clap::CommandFactory;
use clap_complete::Shell;
use std::process::ExitCode;

/// Print a shell's completion script
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// The shell to print it for
    #[arg(value_enum)]
    shell: Shell,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let mut script = Vec::new();
        let mut command = super::Arguments::command();
        clap_complete::generate(self.shell, &mut command, "expatch", &mut script);
        crate::present::write(&script)?;
        Ok(ExitCode::SUCCESS)
    }
}
