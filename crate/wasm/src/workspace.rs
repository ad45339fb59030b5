//! The object that JavaScript holds: a database, and what was computed from it.

use crate::error::Code;
use crate::error::error;
use crate::error::refused;
use crate::exchange::Exchange;
use crate::list;
use crate::list::List;
use crate::many;
use crate::options::Options;
use crate::options::today;
use crate::record::Record;
use crate::stated::Stated;
use crate::trust::demands;
use crate::trust::doubted;
use expatch::Assessor;
use expatch::Database;
use expatch::observe_given;
use expatch::rows;
use js_sys::Array;
use js_sys::Uint8Array;
use self_cell::self_cell;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A database's view and the assessor of the last day asked for: its verdicts
/// per release are most of the work of a report.
struct Prepared<'d> {
    database: Database<'d>,
    assessor: Option<Assessor<'d>>,
}

self_cell!(
    /// The bytes of a database, none where the embedded one answers.
    struct Held {
        owner: Vec<u8>,

        #[not_covariant]
        dependent: Prepared,
    }
);

/// A database with all that answers from it. Several may stand side by side.
#[wasm_bindgen]
pub struct Workspace {
    held: Held,
}

#[wasm_bindgen]
impl Workspace {
    /// Answers from the database in `bytes`, which was taken before, or from the
    /// embedded one.
    ///
    /// # Errors
    /// Throws `invalid-database` for anything but a whole database and
    /// `unsupported-schema` for one this program cannot read.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Option<Vec<u8>>) -> Result<Self, JsValue> {
        let held = match bytes {
            None => Held::new(Vec::new(), |_| Prepared::of(Database::embedded())),
            Some(bytes) => held(bytes)?,
        };
        Ok(Self { held })
    }

    /// Answers from the database in `bytes` from now on, if it is believed. The
    /// one in use stays where this throws, and the bytes are given back.
    ///
    /// # Errors
    /// As [`Self::new`]; throws `untrusted-database` for one that nobody signed
    /// whom the options or the program trust, or that is not the one they name,
    /// and `older-database` for one that is older than they allow, the one in use
    /// or the embedded one.
    pub fn replace(&mut self, bytes: Vec<u8>, options: &JsValue) -> Result<(), JsValue> {
        let demands = demands(options)?;
        let mut fresh = held(bytes)?;
        let signer = fresh.with_dependent(|bytes, Prepared { database: fresh, .. }| {
            let signer = demands.believes(bytes, today())?;
            self.held.with_dependent(|_, in_use| demands.not_older(fresh, &in_use.database))?;
            Ok(signer)
        });
        let signer = signer.map_err(doubted)?;
        if let Some(signer) = signer {
            fresh.with_dependent_mut(|_, fresh| {
                fresh.database = fresh.database.with_signer(signer.0);
            });
        }
        self.held = fresh;
        Ok(())
    }

    /// The report on bytes, as JSON.
    ///
    /// # Errors
    /// Throws what is wrong with the options.
    pub fn assess(&mut self, input: &[u8], options: &JsValue) -> Result<String, JsValue> {
        let options = Options::read(options)?;
        self.with(&options, |assessor| {
            let reading = observe_given(input, options.given());
            assessor.report_json_on(input, reading, options.language)
        })
    }

    /// The report on the pieces of a stream, an array of `Uint8Array`, as JSON.
    ///
    /// # Errors
    /// Throws what is wrong with the options.
    #[wasm_bindgen(js_name = assessPieces)]
    pub fn assess_pieces(&mut self, pieces: &Array, options: &JsValue) -> Result<String, JsValue> {
        let bytes = gathered(pieces);
        self.assess(&bytes, options)
    }

    /// The report on `{url, status, headers, body}`, `{fields}` or `{channel, build}`, as
    /// JSON. `pieces` is the body where it was a stream.
    ///
    /// # Errors
    /// Throws `invalid-input` for a record that is none of these, and what is wrong
    /// with the options.
    #[wasm_bindgen(js_name = assessRecord)]
    pub fn assess_record(
        &mut self,
        record: &JsValue,
        pieces: Option<Array>,
        options: &JsValue,
    ) -> Result<String, JsValue> {
        if Stated::is(record) {
            let stated = Stated::read(record)?;
            let options = Options::read(options)?;
            return self.with(&options, |assessor| stated.report(assessor, options.language));
        }
        if Record::is(record) {
            let record = Record::read(record)?;
            let options = Options::read(options)?;
            return self.with(&options, |assessor| record.report(assessor, options.language));
        }
        let mut exchange = Exchange::read(record)?;
        if let Some(pieces) = pieces {
            exchange.body = gathered(&pieces);
        }
        self.exchange(&exchange, options)
    }

    /// The report on a `Response` whose body was read, or on anything that has
    /// its headers, as JSON.
    ///
    /// # Errors
    /// Throws `invalid-input` for no headers, and what is wrong with the options.
    #[cfg(feature = "web")]
    #[wasm_bindgen(js_name = assessResponse)]
    pub fn assess_response(
        &mut self,
        response: &JsValue,
        pieces: &Array,
        options: &JsValue,
    ) -> Result<String, JsValue> {
        let mut exchange = crate::web::exchange(response)?;
        exchange.body = gathered(pieces);
        self.exchange(&exchange, options)
    }

    /// The report on what the server of a `Document` wrote into it, as JSON.
    ///
    /// # Errors
    /// Throws `invalid-input` for anything but a document, and what is wrong
    /// with the options.
    #[cfg(feature = "web")]
    #[wasm_bindgen(js_name = assessDocument)]
    pub fn assess_document(
        &mut self,
        document: &JsValue,
        options: &JsValue,
    ) -> Result<String, JsValue> {
        let exchange = crate::web::document(document)?;
        self.exchange(&exchange, options)
    }

    /// Many inputs, one worst server each, in columns: see [`many::columns`].
    ///
    /// # Errors
    /// Throws what is wrong with the options.
    #[wasm_bindgen(js_name = assessMany)]
    pub fn assess_many(
        &mut self,
        bytes: &[u8],
        offsets: &[u32],
        options: &JsValue,
    ) -> Result<Vec<u8>, JsValue> {
        let options = Options::read(options)?;
        if options.mine {
            return Err(error(Code::InvalidOptions, "`mine` is said of one input, not of many"));
        }
        self.with(&options, |assessor| many::columns(assessor, bytes, offsets))
    }

    /// Reads the next bytes of a list, or with `last` its end: the rows are cut, named and
    /// judged in one crossing.
    ///
    /// # Errors
    /// Throws what is wrong with the options.
    #[wasm_bindgen(js_name = assessList)]
    pub fn assess_list(
        &mut self,
        list: &mut List,
        bytes: &[u8],
        last: bool,
        options: &JsValue,
    ) -> Result<Array, JsValue> {
        let options = Options::read(options)?;
        self.with(&options, |assessor| list::read(assessor, list, bytes, last))
    }

    /// The database's identity, with the Patch Tuesdays since its day, as JSON.
    ///
    /// # Errors
    /// Throws what is wrong with the options.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method itself is not general enough over the database's lifetime"
    )]
    pub fn database(&mut self, options: &JsValue) -> Result<String, JsValue> {
        let options = Options::read(options)?;
        let identity = self.with(&options, |assessor| assessor.identity())?;
        json(&identity)
    }

    /// All releases, ascending by build, as JSON.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub fn releases(&self) -> Result<String, JsValue> {
        self.held.with_dependent(|_, Prepared { database, .. }| {
            let rows: Vec<_> =
                database.releases().map(|release| rows::release(database, &release)).collect();
            json(&rows)
        })
    }

    /// One vulnerability with what is known of it on each baseline, as JSON, or nothing.
    ///
    /// # Errors
    /// None that a caller can cause.
    pub fn cve(&self, id: &str) -> Result<Option<String>, JsValue> {
        self.held.with_dependent(|_, Prepared { database, .. }| {
            let found = database.vulnerability(id);
            found.map(|found| json(&rows::vulnerability(database, &found))).transpose()
        })
    }
}

impl Workspace {
    fn exchange(&mut self, exchange: &Exchange, options: &JsValue) -> Result<String, JsValue> {
        let options = Options::read(options)?;
        self.with(&options, |assessor| exchange.report(assessor, &options))?.map_err(unwritten)
    }

    /// Does `work` with the assessor of the day asked for, unless the facts are
    /// older than the options allow.
    pub(crate) fn with<T>(
        &mut self,
        options: &Options,
        work: impl for<'d> FnOnce(&Assessor<'d>) -> T,
    ) -> Result<T, JsValue> {
        self.held.with_dependent_mut(|_, prepared| {
            not_too_old(&prepared.database, options)?;
            Ok(work(prepared.made_for(options)))
        })
    }
}

impl<'d> Prepared<'d> {
    fn of(database: Database<'d>) -> Self {
        Self { database, assessor: None }
    }

    fn made_for(&mut self, options: &Options) -> &Assessor<'d> {
        let database = &self.database;
        let kept = self.assessor.take().filter(|kept| kept.day() == options.as_of);
        let made =
            self.assessor.insert(kept.unwrap_or_else(|| Assessor::new(database, options.as_of)));
        made.set_max_servers(options.max_servers);
        made
    }
}

/// Fails closed for those who would rather have no answer than an old one.
fn not_too_old(database: &Database<'_>, options: &Options) -> Result<(), JsValue> {
    let Some(most) = options.max_age else { return Ok(()) };
    let (known, day) = (database.as_of(), options.as_of);
    let age = day.days() - known.days();
    if f64::from(age) <= most {
        return Ok(());
    }
    let message =
        format!("the facts end on {known}, {age} days before {day}; at most {most} are allowed");
    Err(error(Code::DatabaseTooOld, &message))
}

fn held(bytes: Vec<u8>) -> Result<Held, JsValue> {
    Held::try_new(bytes, |bytes| Database::load(bytes).map(Prepared::of)).map_err(refused)
}

/// The pieces of a stream in one run of bytes.
fn gathered(pieces: &Array) -> Vec<u8> {
    let lengths = pieces.iter().map(|piece| piece.unchecked_into::<Uint8Array>().length() as usize);
    let mut bytes = vec![0; lengths.sum()];
    let mut at = 0;
    for piece in pieces.iter() {
        let piece: Uint8Array = piece.unchecked_into();
        let end = at + piece.length() as usize;
        piece.copy_to(&mut bytes[at..end]);
        at = end;
    }
    bytes
}

fn json(value: &impl serde::Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(unwritten)
}

fn unwritten(_: serde_json::Error) -> JsValue {
    error(Code::Internal, "a report cannot be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_gets_its_assessor_and_each_workspace_its_database() {
        let bytes = Database::embedded().bytes().to_vec();
        let mut embedded = Workspace::new(None).expect("the embedded one");
        let mut loaded = Workspace::new(Some(bytes)).expect("the same bytes");
        for day in ["2021-11-22", "2026-11-23", "2026-11-23", "2021-11-22"] {
            let read = |assessor: &Assessor<'_>| (assessor.day(), assessor.identity().digest);
            let (left, right) = (
                embedded.with(&Options::of(day), read).expect("an answer"),
                loaded.with(&Options::of(day), read).expect("an answer"),
            );
            assert_eq!(left.0.to_string(), day);
            assert_eq!(left, right);
        }
    }
}
