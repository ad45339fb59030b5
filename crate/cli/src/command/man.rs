//! `expatch man`: the manual, one page per subcommand.

use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use clap::CommandFactory;
use std::path::PathBuf;
use std::process::ExitCode;

/// Print the manual page, or write one page per subcommand into a folder
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Write `expatch.1`, `expatch-check.1` and so on here
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let command = super::Arguments::command();
        match self.folder {
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                crate::present::write(&page)?;
            }
            Some(folder) => {
                let name = folder.display();
                std::fs::create_dir_all(&folder)
                    .and_then(|()| clap_mangen::generate_to(command, &folder))
                    .map_err(|error| {
                        Failure::new(
                            crate::exit::OUTPUT,
                            format!("cannot write the pages into {name}: {error}"),
                        )
                    })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
