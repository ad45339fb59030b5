//! Which database answers, and what is prepared of it for a day.

use crate::batch::Distinct;
use crate::error::error;
use crate::memo::Memo;
use expatch::Assessor;
use expatch::Brief;
use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::database::DatabaseError;
use expatch_trust::Demands;
use expatch_trust::Doubt;
use expatch_trust::PublicKey;
use expatch_trust::Refusal;
use expatch_trust::is_digest;
use pyo3::prelude::*;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::RwLock;

/// How many days are kept prepared.
const DAYS: usize = 8;

static STATE: RwLock<State> = RwLock::new(State { loaded: None, prepared: Vec::new() });

struct State {
    loaded: Option<Database<'static>>,
    prepared: Vec<Arc<Prepared>>,
}

impl State {
    fn database(&self) -> Database<'static> {
        self.loaded.unwrap_or_else(Database::embedded)
    }
}

/// A database prepared for one day.
pub(crate) struct Prepared {
    /// The core's paved path.
    pub(crate) assessor: Assessor<'static>,
    day: Date,
    memo: Memo,
    /// The certainly open vulnerabilities of each release, filled when first asked for.
    open: Vec<OnceLock<Arc<[String]>>>,
}

impl Prepared {
    fn new(database: &Database<'static>, day: Date) -> Self {
        let open = database.releases().map(|_| OnceLock::new()).collect();
        Self { assessor: Assessor::new(database, day), day, memo: Memo::default(), open }
    }

    /// The numbers of each distinct input, in order.
    pub(crate) fn briefs(&self, distinct: &Distinct<'_>) -> Vec<Brief> {
        self.memo.briefs(&self.assessor, distinct)
    }

    /// The certainly open vulnerabilities of the worst server in `input`, in
    /// the report's order.
    pub(crate) fn open(&self, input: &[u8], brief: &Brief) -> Arc<[String]> {
        let of_input = || {
            let report = self.assessor.report(input, Language::English);
            let worst = report.servers.into_iter().next();
            let certain = worst.map(|server| server.verdict.vulnerabilities.certain);
            certain.into_iter().flatten().map(|vulnerability| vulnerability.id).collect()
        };
        match brief.release {
            _ if brief.open.at_least == 0 => Arc::default(),
            // One release has the same holes whatever text shows it.
            Some(release) => Arc::clone(self.open[usize::from(release.0)].get_or_init(of_input)),
            None => of_input(),
        }
    }
}

/// The database that answers now.
pub(crate) fn current() -> Database<'static> {
    STATE.read().unwrap_or_else(PoisonError::into_inner).database()
}

/// The database that answers now, prepared for `day`.
pub(crate) fn prepared(day: Date) -> Arc<Prepared> {
    let state = STATE.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = state.prepared.iter().find(|prepared| prepared.day == day) {
        return Arc::clone(found);
    }
    drop(state);
    let mut state = STATE.write().unwrap_or_else(PoisonError::into_inner);
    let made = Arc::new(Prepared::new(&state.database(), day));
    if state.prepared.len() == DAYS {
        state.prepared.remove(0);
    }
    state.prepared.push(Arc::clone(&made));
    made
}

/// Lets the database in `bytes` answer from now on, if it is believed; a bad one
/// changes nothing.
///
/// The bytes that are taken are never given back: a batch on another thread may
/// be reading them, and loading is rare.
#[pyfunction]
#[pyo3(signature = (bytes, today, keys, digest, not_older_than, allow_unsigned))]
pub(crate) fn load_database(
    bytes: &[u8],
    today: &str,
    keys: Vec<String>,
    digest: Option<String>,
    not_older_than: Option<&str>,
    allow_unsigned: bool,
) -> PyResult<()> {
    let today = crate::options::day(today)?;
    let not_older_than = not_older_than.map(crate::options::day).transpose()?;
    let named: Result<Vec<PublicKey>, Refusal> =
        keys.iter().map(|key| PublicKey::parse(key)).collect();
    let named = named.map_err(|why| error("invalid-options", format!("`keys`: {why}")))?;
    let digest = digest.map(|digest| digest.to_ascii_lowercase());
    if digest.as_ref().is_some_and(|digest| !is_digest(digest)) {
        return Err(error("invalid-options", "`digest` is no SHA-256 of 64 hexadecimal digits"));
    }
    let demands = Demands { digest, not_older_than, allow_unsigned, ..Demands::with_keys(named) };
    let offered = Database::load(bytes).map_err(refusal)?;
    let signer = demands.believes(bytes, today).map_err(doubted)?;
    demands.not_older(&offered, &current()).map_err(doubted)?;
    let kept: &'static [u8] = Box::leak(bytes.into());
    let database = Database::load(kept).map_err(refusal)?;
    let database = signer.map_or(database, |signer| database.with_signer(signer.0));
    let mut state = STATE.write().unwrap_or_else(PoisonError::into_inner);
    *state = State { loaded: Some(database), prepared: Vec::new() };
    Ok(())
}

fn doubted(why: Doubt) -> PyErr {
    match why {
        Doubt::Refused(Refusal::Database(why)) => refusal(why),
        Doubt::Refused(Refusal::Unsigned) => error(
            "untrusted-database",
            "the database carries no signature: take it from a release, or say `allow_unsigned=True`",
        ),
        Doubt::TooOld(..) | Doubt::Older { .. } => error("older-database", why.to_string()),
        Doubt::Refused(_) | Doubt::Digest { .. } => error("untrusted-database", why.to_string()),
    }
}

fn refusal(why: DatabaseError) -> PyErr {
    let code = match why {
        DatabaseError::Schema(_) => "unsupported-schema",
        _ => "invalid-database",
    };
    error(code, why.to_string())
}
