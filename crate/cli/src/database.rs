//! Which database a command uses, and whether it is young enough.

use crate::exit::Failure;
use clap::Args;
use expatch::Database;
use expatch::Date;
use expatch_update::Keys;
use expatch_update::PublicKey;
use expatch_update::Refusal;
use expatch_update::UpdateError;
use std::path::Path;
use std::path::PathBuf;

/// The arguments that every verdict takes.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Basis {
    /// The day the verdict is for; today (UTC) unless given
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Call a server patched with facts up to this many days old; 10 unless given
    ///
    /// For machines that get newer facts late. It never reaches past a Patch
    /// Tuesday, and every report says what was allowed.
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u16>,
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
}

/// The arguments of everything that reads facts.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DatabaseArguments {
    /// Use this database file instead of the newest one installed or built in
    #[arg(long, value_name = "FILE", env = "EXPATCH_DATABASE")]
    pub(crate) database: Option<PathBuf>,
    /// Also trust this public key for the file of --database
    #[arg(long, value_name = "FILE", env = "EXPATCH_PUBLIC_KEY", hide_short_help = true)]
    pub(crate) public_key: Vec<PathBuf>,
    /// Use the file of --database even if no trusted key signed it
    #[arg(long, env = "EXPATCH_ALLOW_UNSIGNED", hide_short_help = true)]
    pub(crate) allow_unsigned: bool,
    /// Fail (code 69) when the facts are older than this many days
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_db_age: Option<u32>,
}

impl Basis {
    /// The day of the verdict.
    pub(crate) fn day(&self) -> Date {
        self.as_of.unwrap_or_else(crate::clock::today)
    }

    /// The database, old enough facts refused.
    pub(crate) fn open(&self) -> Result<Database<'static>, Failure> {
        let database = self.database.open_for(self.day())?;
        Ok(self.max_age.map_or(database, |days| database.with_max_age(days)))
    }
}

impl DatabaseArguments {
    /// Those of a command without the flags.
    pub(crate) fn from_environment() -> Self {
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
        Self {
            database: named("EXPATCH_DATABASE"),
            public_key: named("EXPATCH_PUBLIC_KEY").into_iter().collect(),
            allow_unsigned: std::env::var("EXPATCH_ALLOW_UNSIGNED").is_ok_and(|is| is == "true"),
            max_db_age: None,
        }
    }

    /// The database; `--max-db-age` counts to `day`.
    pub(crate) fn open_for(&self, day: Date) -> Result<Database<'static>, Failure> {
        let database = self.load()?;
        let facts = database.identity().as_of;
        let age = day.days() - facts.days();
        match self.max_db_age {
            Some(allowed) if i64::from(age) > i64::from(allowed) => {
                Err(Failure::database(format!(
                    "the facts end on {facts}, {age} days before {day}; at most {allowed} are allowed: \
                 run `expatch db update`"
                )))
            }
            _ => Ok(database),
        }
    }

    fn load(&self) -> Result<Database<'static>, Failure> {
        let Some(file) = &self.database else {
            return Ok(installed());
        };
        let name = file.display();
        let bytes = std::fs::read(file)
            .map_err(|error| Failure::database(format!("cannot read database {name}: {error}")))?;
        // One database per run; it lives as long as the process.
        let bytes = Vec::leak(bytes);
        let failed = |error: UpdateError| Failure::database(format!("{name}: {error}"));
        if self.allow_unsigned {
            return expatch_update::check(bytes).map_err(failed);
        }
        match expatch_update::verify(bytes, &keys(&self.public_key)?) {
            Ok((database, signer)) => Ok(database.with_signer(signer.0)),
            Err(UpdateError::Refused(Refusal::Unsigned)) => Err(Failure::database(format!(
                "{name}: the database carries no signature: --allow-unsigned uses it all the same"
            ))),
            Err(error) => Err(failed(error)),
        }
    }
}

/// The release keys of this program, and those in the files that were named.
pub(crate) fn keys(named: &[PathBuf]) -> Result<Keys, Failure> {
    let named: Result<Vec<PublicKey>, Failure> =
        named.iter().map(|file| public_key(file)).collect();
    Ok(Keys::embedded().and(named?))
}

/// The public key in a file.
pub(crate) fn public_key(file: &Path) -> Result<PublicKey, Failure> {
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::unreadable(format!("cannot read {name}: {error}")))?;
    PublicKey::parse(&text).map_err(|error| Failure::unreadable(format!("{name}: {error}")))
}

/// What `db update` installed, where it is newer than what is built in.
fn installed() -> Database<'static> {
    let Some(path) = expatch_update::default_path() else { return Database::embedded() };
    let loaded = expatch_update::open(&path);
    // A damaged file must not pass in silence: its facts were newer.
    for error in &loaded.passed_over {
        anstream::eprintln!("expatch: the installed database is not used: {error}");
    }
    loaded.leak()
}
