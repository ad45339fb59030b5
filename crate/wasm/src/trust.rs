//! Whether a database that JavaScript hands over is believed.

use crate::error::Code;
use crate::error::error;
use crate::error::refused;
use crate::options::day;
use crate::options::known_names;
use expatch_trust::Demands;
use expatch_trust::Doubt;
use expatch_trust::PublicKey;
use expatch_trust::Refusal;
use expatch_trust::is_digest;
use serde::Deserialize;
use wasm_bindgen::JsValue;

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

/// What a caller asks of a database.
pub(crate) fn demands(value: &JsValue) -> Result<Demands, JsValue> {
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
    let not_older_than = (!bound.is_undefined()).then(|| day(bound, "notOlderThan")).transpose()?;
    let allow_unsigned = given.allow_unsigned;
    Ok(Demands { digest, not_older_than, allow_unsigned, ..Demands::with_keys(named) })
}

/// Why a database is not taken, as JavaScript is told.
pub(crate) fn doubted(why: Doubt) -> JsValue {
    match why {
        Doubt::Refused(Refusal::Database(why)) => refused(why),
        Doubt::Refused(Refusal::Unsigned) => error(
            Code::UntrustedDatabase,
            "the database carries no signature: take it from a release, or say `allowUnsigned: true`",
        ),
        Doubt::TooOld(..) | Doubt::Older { .. } => error(Code::OlderDatabase, &why.to_string()),
        Doubt::Refused(_) | Doubt::Digest { .. } => {
            error(Code::UntrustedDatabase, &why.to_string())
        }
    }
}
