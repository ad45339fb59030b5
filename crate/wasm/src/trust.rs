//! Whether a database that JavaScript hands over is believed.

use crate::error::Code;
use crate::error::error;
use crate::error::refused;
use crate::options::day;
use crate::options::known_names;
use crate::options::today;
use expatch::Database;
use expatch::Date;
use expatch_trust::KeyId;
use expatch_trust::Keys;
use expatch_trust::Manifest;
use expatch_trust::PublicKey;
use expatch_trust::Refusal;
use expatch_trust::order;
use expatch_trust::split;
use serde::Deserialize;
use wasm_bindgen::JsValue;

/// What a caller asks of a database.
pub(crate) struct Trust {
    keys: Keys,
    digest: Option<String>,
    not_older_than: Option<Date>,
    allow_unsigned: bool,
}

/// The options as JavaScript gives them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Given {
    keys: Vec<String>,
    digest: Option<String>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    not_older_than: JsValue,
    allow_unsigned: bool,
}

const NAMES: [&str; 4] = ["keys", "digest", "notOlderThan", "allowUnsigned"];

impl Trust {
    pub(crate) fn read(value: &JsValue) -> Result<Self, JsValue> {
        let refuse = |why: &str| error(Code::InvalidOptions, why);
        let given = if value.is_undefined() {
            Given::default()
        } else {
            known_names(value, &NAMES, Code::InvalidOptions, "the options are")?;
            serde_wasm_bindgen::from_value::<Given>(value.clone())
                .map_err(|why| refuse(&format!("the options: {why}")))?
        };
        let named: Result<Vec<PublicKey>, Refusal> =
            given.keys.iter().map(|key| PublicKey::parse(key)).collect();
        let named = named.map_err(|why| refuse(&format!("`keys`: {why}")))?;
        let digest = given.digest.map(|digest| digest.to_ascii_lowercase());
        if digest.as_ref().is_some_and(|digest| !is_digest(digest)) {
            return Err(refuse("`digest` is no SHA-256 of 64 hexadecimal digits"));
        }
        let bound = &given.not_older_than;
        let not_older_than =
            (!bound.is_undefined()).then(|| day(bound, "notOlderThan")).transpose()?;
        let keys = Keys::embedded().and(named);
        Ok(Self { keys, digest, not_older_than, allow_unsigned: given.allow_unsigned })
    }

    /// That the bytes are what somebody signed who is trusted, and what the
    /// caller expects; gives the signer's name. A manifest may have ended: who has a file of theirs uses
    /// it, and says by `notOlderThan` how old it may be.
    pub(crate) fn believes(&self, bytes: &[u8]) -> Result<Option<KeyId>, JsValue> {
        let (database, manifest) = split(bytes).map_err(untrusted)?;
        database.verify().map_err(refused)?;
        let newest = database.newest_row();
        // One day, for the time zones.
        if newest.days() > today().days() + 1 {
            return Err(untrusted(Refusal::Future(newest)));
        }
        if let Some(expected) = &self.digest {
            let found = expatch::hexadecimal(&database.digest());
            if found != *expected {
                let why = format!("the database has the digest {found}, {expected} is expected");
                return Err(error(Code::UntrustedDatabase, &why));
            }
        }
        if self.allow_unsigned {
            return Ok(None);
        }
        let manifest = Manifest::read(manifest).map_err(untrusted)?;
        let mut keys = self.keys.clone();
        let signer = manifest.verify(&mut keys).map_err(untrusted)?;
        manifest
            .not_of_the_future(today())
            .and_then(|()| manifest.matches(database.bytes()))
            .map_err(untrusted)?;
        Ok(Some(signer))
    }

    /// That it is not older than anything that it would replace.
    pub(crate) fn not_older(
        &self,
        offered: &Database<'_>,
        in_use: &Database<'_>,
    ) -> Result<(), JsValue> {
        let day = offered.as_of();
        if let Some(bound) = self.not_older_than.filter(|bound| day < *bound) {
            let why = format!("its facts end on {day}, they must reach {bound}");
            return Err(error(Code::OlderDatabase, &why));
        }
        for (known, what) in [(in_use, "in use"), (&Database::embedded(), "built in")] {
            if order(offered) < order(known) {
                let why = format!(
                    "version {} of {day} is older than {} of {}, which is {what}",
                    offered.version(),
                    known.version(),
                    known.as_of()
                );
                return Err(error(Code::OlderDatabase, &why));
            }
        }
        Ok(())
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn untrusted(why: Refusal) -> JsValue {
    match why {
        Refusal::Database(why) => refused(why),
        Refusal::Unsigned => error(
            Code::UntrustedDatabase,
            "the database carries no signature: take it from a release, or say `allowUnsigned: true`",
        ),
        why => error(Code::UntrustedDatabase, &why.to_string()),
    }
}
