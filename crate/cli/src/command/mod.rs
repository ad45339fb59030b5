//! The subcommands, one file each. A new one adds its file, a variant and a
//! line in `run`.

mod bulk;
mod campaign;
mod check;
mod completions;
mod cve;
mod db;
mod handover;
mod home;
mod letter;
mod man;
mod mcp;
mod notify;
mod releases;
mod report;
mod scan;
mod serve;
mod status;
mod tongue;

use crate::exit::Outcome;
use crate::screen::Color;
use clap::Parser;
use clap::Subcommand;

/// Is this Microsoft Exchange server patched? Any text in, a defensible
/// verdict out.
///
/// Paste anything that shows a version: a header, a page, a mail, a shell's
/// output, a scanner's line, a bare build.
#[derive(Debug, Parser)]
#[command(
    name = "expatch",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 well, 1 warning, 2 critical, 3 unknown (the worst server decides), \
                  64 usage, 65 unreadable input, 69 database unusable or too old, 70 a bug, \
                  74 output cannot be written.\n\n\
                  Try: expatch check 15.1.2507.6"
)]
pub(crate) struct Arguments {
    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Bulk(bulk::Arguments),
    Releases(releases::Arguments),
    Report(report::Arguments),
    Scan(scan::Arguments),
    Campaign(campaign::Arguments),
    Notify(notify::Arguments),
    Cve(cve::Arguments),
    Db(db::Arguments),
    Serve(serve::Arguments),
    Mcp(mcp::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        match self.command {
            Command::Check(arguments) => arguments.run(self.color),
            Command::Bulk(arguments) => arguments.run(),
            Command::Releases(arguments) => arguments.run(self.color),
            Command::Report(arguments) => arguments.run(),
            Command::Scan(arguments) => arguments.run(),
            Command::Campaign(arguments) => arguments.run(),
            Command::Notify(arguments) => arguments.run(),
            Command::Cve(arguments) => arguments.run(self.color),
            Command::Db(arguments) => arguments.run(self.color),
            Command::Serve(arguments) => arguments.run(),
            Command::Mcp(arguments) => arguments.run(),
            Command::Completions(arguments) => arguments.run(),
            Command::Man(arguments) => arguments.run(),
        }
    }
}
