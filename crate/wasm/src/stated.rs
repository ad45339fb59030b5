//! One number and the place where it was read: what it tells depends on that.

use crate::error::Code;
use crate::error::error;
use crate::options::has;
use crate::options::known_names;
use expatch::Assessor;
use expatch::Build;
use expatch::Language;
use expatch::Reading;
use expatch::build::BuildPrefix;
use expatch::channel::Channel;
use expatch::evidence::Claim;
use expatch::evidence::Evidence;
use expatch::evidence::Precision;
use expatch::evidence::Standing;
use serde::Deserialize;
use wasm_bindgen::JsValue;

/// A number and the channel it was read from.
#[derive(Debug)]
pub(crate) struct Stated {
    channel: Channel,
    claim: Claim,
    text: String,
}

/// The fields as JavaScript gives them.
#[derive(Deserialize)]
struct Given {
    channel: String,
    build: String,
}

impl Stated {
    /// Whether `record` is of this kind.
    pub(crate) fn is(record: &JsValue) -> bool {
        has(record, "channel")
    }

    pub(crate) fn read(record: &JsValue) -> Result<Self, JsValue> {
        known_names(record, &["channel", "build"], Code::InvalidInput, "the input is")?;
        let given: Given = serde_wasm_bindgen::from_value(record.clone()).map_err(|why| {
            error(Code::InvalidInput, &format!("`channel` and `build` are texts: {why}"))
        })?;
        Self::new(&given.channel, &given.build).map_err(|(code, why)| error(code, &why))
    }

    fn new(channel: &str, build: &str) -> Result<Self, (Code, String)> {
        let known = Channel::ALL.iter().copied().find(|known| known.code() == channel);
        let known = known.filter(|known| known.precision() != Precision::None);
        let Some(known) = known else {
            let why = format!("`{channel}` is no channel that tells a build");
            return Err((Code::InvalidInput, why));
        };
        let text = build.trim();
        let prefix = || BuildPrefix::parse(text.as_bytes()).map(Claim::Prefix);
        let claim = Build::parse(text.as_bytes())
            .map(Claim::Build)
            .or_else(|why| prefix().map_err(|_| (Code::InvalidBuild, why.to_string())))?;
        Ok(Self { channel: known, claim, text: text.to_owned() })
    }

    /// The report on it as JSON.
    pub(crate) fn report(&self, assessor: &Assessor<'_>, language: Language) -> String {
        let evidence = Evidence {
            channel: self.channel,
            span: 0..self.text.len(),
            precision: self.channel.precision(),
            standing: Standing::Stated,
            claim: self.claim,
            server: None,
            record: 0,
            row: false,
        };
        let reading = Reading { evidence: vec![evidence], ..Reading::default() };
        assessor.report_json_on(self.text.as_bytes(), reading, language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch::Database;

    #[test]
    fn a_number_counts_as_its_channel_does() {
        let assessor = Assessor::new(&Database::embedded(), "2026-11-23".parse().expect("a day"));
        let build = |channel: &str| {
            let stated = Stated::new(channel, " 15.2.2562.17\n").expect("a number of a channel");
            let said = stated.report(&assessor, Language::English);
            let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
            said["servers"][0]["build"].as_str().map(ToOwned::to_owned)
        };
        assert_eq!(build("ex-setup").as_deref(), Some("15.2.2562.17"));
        assert_eq!(build("admin-display-version"), None);
    }

    #[test]
    fn no_channel_and_no_build_are_told_apart() {
        let refused = |channel, build| Stated::new(channel, build).expect_err("it is refused").0;
        assert_eq!(refused("nowhere", "15.2.2562.17"), Code::InvalidInput);
        assert_eq!(refused("ex-setup", "15"), Code::InvalidBuild);
    }
}
