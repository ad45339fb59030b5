//! What the terminal can show: colour and width.

use clap::ValueEnum;
use std::io::IsTerminal;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always, also into files and pipes.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Whether standard output is to be coloured.
    ///
    /// Source of the variables: <https://no-color.org>, <https://bixense.com/clicolors>.
    pub(crate) fn on_output(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
            }
        }
    }
}

/// Columns of the terminal; 100 where there is none, which also suits a mail.
pub(crate) fn width() -> usize {
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    // A person resizing a pager sets it; a pipe has no size of its own.
    let named = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let shown = std::io::stdout().is_terminal();
    let found = if shown { measured().or(named) } else { named };
    // Lines beyond 120 columns are hard to read back to their beginning.
    found.unwrap_or(100).clamp(40, 120)
}
