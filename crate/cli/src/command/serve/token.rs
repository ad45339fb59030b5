//! `expatch serve token`: who may use the inventory.

use crate::exit::Failure;
use clap::Subcommand;
use expatch_store::Issued;
use expatch_store::Moment;
use expatch_store::Scope;
use expatch_store::Store;
use std::fmt::Write as _;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

const DAY: i64 = 86_400_000;

/// What is done with tokens.
#[derive(Debug, Subcommand)]
pub(super) enum Task {
    /// Make a token and show it; it cannot be shown again
    Add {
        /// What it is for, such as `dashboard`
        name: String,
        /// What it allows: read (see), write (register servers), admin (webhooks)
        #[arg(long, value_delimiter = ',', default_value = "read", value_parser = scope)]
        scopes: Vec<Scope>,
        /// How many days it is valid [default: for ever]
        #[arg(long)]
        days: Option<u32>,
    },
    /// Show which tokens there are
    List,
    /// Make a new token in place of an old one, which ends a day later
    Rotate {
        /// The id that `list` shows
        id: String,
        /// Hours that the old one still works
        #[arg(long, default_value_t = 24)]
        grace: u32,
    },
    /// End a token at once
    Revoke {
        /// The id that `list` shows
        id: String,
    },
}

fn scope(text: &str) -> Result<Scope, String> {
    text.parse().map_err(|error: expatch_store::Error| error.to_string())
}

impl Task {
    /// Runs the command and returns what to print.
    pub(super) async fn run(self, store: &Store) -> Result<String, Failure> {
        self.done(store).await.map_err(|error| Failure::unreadable(error.to_string()))
    }

    async fn done(self, store: &Store) -> Result<String, expatch_store::Error> {
        let now = now();
        Ok(match self {
            Self::Add { name, scopes, days } => {
                let ends = days.map(|days| Moment(now.0 + i64::from(days) * DAY));
                shown(&store.issue(&name, &scopes, ends, now).await?)
            }
            Self::Rotate { id, grace } => {
                let ends = Moment(now.0 + i64::from(grace) * 3_600_000);
                shown(&store.rotate(&id, ends, now).await?)
            }
            Self::Revoke { id } => {
                store.revoke(&id).await?;
                format!("{id} has ended\n")
            }
            Self::List => {
                let mut text = String::from("id\tname\tscopes\tmade\tends\n");
                for token in store.tokens().await? {
                    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.name()).collect();
                    let ends = token.expires_at.map_or_else(|| "never".into(), |m| m.to_string());
                    let (id, name, made) = (token.id, token.name, token.created_at);
                    let _ = writeln!(text, "{id}\t{name}\t{}\t{made}\t{ends}", scopes.join(","));
                }
                text
            }
        })
    }
}

/// The token alone on standard output, so that a script can take it.
fn shown(issued: &Issued) -> String {
    eprintln!("expatch: token {}; keep it, it cannot be shown again", issued.token.id);
    format!("{}\n", issued.text)
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
