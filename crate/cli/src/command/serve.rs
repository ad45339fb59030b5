//! `expatch serve`: the page and the API on one address.

mod settings;
mod token;

use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use crate::present;
use clap::Args;
use clap::Subcommand;
use expatch_server::Config;
use expatch_store::Address;
use expatch_store::Store;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Serve the page and the API, for this machine only unless `--listen` says otherwise
///
/// Settings come from the defaults, then the file, then the secrets beside it, then
/// the environment (`EXPATCH_LIMITS__REQUESTS=100`), then the flags; the last one
/// wins. `token` and `backup` take the settings of this machine's service,
/// /etc/expatch/expatch.toml, unless others are named.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// Address and port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The folder with the built page [default: the page in the program]
    #[arg(long, value_name = "FOLDER")]
    site: Option<PathBuf>,
    /// A file with settings, in TOML
    #[arg(long, env = "EXPATCH_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting, such as `limits.requests=100`; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Print the effective settings as a settings file, and exit
    #[arg(long)]
    print_config: bool,
}

/// What is done with the inventory instead of serving.
#[derive(Debug, Subcommand)]
enum Task {
    /// Make, list, rotate and revoke tokens
    #[command(subcommand)]
    Token(token::Task),
    /// Copy the inventory into a file, while the server runs
    Backup {
        /// A file that does not exist yet
        file: PathBuf,
    },
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (key, value) =
        text.split_once('=').ok_or("expected KEY=VALUE, such as limits.requests=100")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

impl Arguments {
    pub(crate) fn run(mut self) -> Outcome {
        let (print, task) = (self.print_config, self.task.take());
        let config = self.load(task.is_some())?;
        if print {
            present::write(config.print().as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(exit::BUG, format!("cannot start threads: {error}")))?;
        if let Some(task) = task {
            return runtime.block_on(task.run(&config));
        }
        let scheme = if config.listen.certificate_file.is_some() { "https" } else { "http" };
        let served = runtime.block_on(expatch_server::serve(config, |address| {
            eprintln!("expatch: serving on {scheme}://{address}, Ctrl+C stops");
        }));
        served.map_err(|error| Failure::unreadable(error.to_string()))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Task {
    async fn run(self, config: &Config) -> Outcome {
        let failed = |error: String| Failure::unreadable(error);
        let store = expatch_server::open_inventory(config).await;
        let store = store.map_err(|error| failed(error.to_string()))?.ok_or_else(|| {
            failed("the inventory is off; set inventory.database to sqlite".to_owned())
        })?;
        let done = match self {
            Self::Token(task) => {
                // Whoever holds a token of another inventory is refused without a word.
                eprintln!("expatch: the inventory is {}", place(&store));
                task.run(&store).await?
            }
            Self::Backup { file } => {
                store.backup(&file).await.map_err(|error| failed(error.to_string()))?;
                format!("the inventory {} is in {}\n", place(&store), file.display())
            }
        };
        store.close().await;
        present::write(done.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Where the inventory is, without what may hold a password.
fn place(store: &Store) -> String {
    match store.address() {
        Address::Sqlite(path) => path.display().to_string(),
        Address::Postgres(_) => "in PostgreSQL".to_owned(),
    }
}
