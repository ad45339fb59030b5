//! The structured door: one HTTP answer in its parts. They are never made into
//! one text: a body cannot pose as a header.

use crate::error::Code;
use crate::error::error;
use crate::error::kind;
use crate::options::Options;
use crate::options::known_names;
use crate::options::method;
use expatch::Assessor;
use expatch::Reading;
use expatch::channel::Channel;
use expatch::evidence::Claim;
use expatch::evidence::Standing;
use expatch::observe;
use expatch::observe_record;
use js_sys::Array;
use js_sys::Object;
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// What one server answered.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Exchange {
    /// Its address.
    pub(crate) url: String,
    /// Names and values.
    pub(crate) headers: Vec<(String, String)>,
    /// What came after them.
    pub(crate) body: Vec<u8>,
    /// A browser kept headers from the page that asked.
    pub(crate) hidden: bool,
}

/// The fields as JavaScript gives them.
#[derive(Deserialize)]
#[serde(default)]
struct Given {
    url: Option<String>,
    status: Option<u16>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    headers: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    body: JsValue,
}

impl Default for Given {
    fn default() -> Self {
        Self { url: None, status: None, headers: JsValue::UNDEFINED, body: JsValue::UNDEFINED }
    }
}

/// Channels that are headers of an answer: a body that holds them quotes them.
const HEADERS: [Channel; 5] = [
    Channel::XOwaVersion,
    Channel::XServerApplication,
    Channel::ExchangeHeaders,
    Channel::ActiveSync,
    Channel::AppcacheCookie,
];

impl Exchange {
    /// Reads `{url, status, headers, body}`, each of which may be absent.
    pub(crate) fn read(record: &JsValue) -> Result<Self, JsValue> {
        let names = ["url", "status", "headers", "body"];
        known_names(record, &names, Code::InvalidInput, "the input is")?;
        let given: Given = serde_wasm_bindgen::from_value(record.clone())
            .map_err(|why| error(Code::InvalidInput, &format!("the answer: {why}")))?;
        if given.status.is_some_and(|status| !(100..1000).contains(&status)) {
            return Err(error(Code::InvalidInput, "`status` is none of HTTP: 100 to 999 are"));
        }
        Ok(Self {
            url: given.url.unwrap_or_default(),
            headers: headers(&given.headers)?,
            body: bytes(&given.body)?,
            hidden: false,
        })
    }

    /// The report on it as JSON.
    pub(crate) fn report(
        &self,
        assessor: &Assessor<'_>,
        options: &Options,
    ) -> serde_json::Result<String> {
        let language = options.language;
        let (text, reading) = self.reading();
        let reading = reading.taken(options.given());
        if !self.hidden {
            return Ok(assessor.report_json_on(&text, reading, language));
        }
        let mut report = assessor.report_on(&text, reading, language);
        if report.servers.is_empty() {
            report.notes.retain(|note| !matches!(&*note.code, "nothing-found" | "empty-input"));
            report.notes.push(expatch::report::headers_hidden(language));
        }
        serde_json::to_string(&report)
    }

    /// What the parts show, and the text in which it stands: the values of the
    /// headers, each with a line feed behind it, then the body.
    fn reading(&self) -> (Vec<u8>, Reading) {
        let fields: Vec<(&str, &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let mut reading = observe_record(&fields);
        let mut text: Vec<u8> =
            fields.iter().flat_map(|(_, value)| [value, &b"\n"[..]]).flatten().copied().collect();
        if self.hidden {
            // What the page may not see is not absent.
            reading.evidence.retain(|piece| piece.claim != Claim::HeaderAbsent);
        }
        // The address names the server, unless the answer itself does.
        let named = reading.evidence.iter().find_map(|piece| piece.server.clone());
        let name = named.or_else(|| self.host().map(ToOwned::to_owned));
        for piece in &mut reading.evidence {
            piece.server = piece.server.take().or_else(|| name.clone());
        }
        let head = reading.evidence.iter().map(|piece| piece.record).max();
        let start = text.len();
        text.extend_from_slice(&self.body);
        let body = observe(&self.body);
        let shown = body.evidence.into_iter().filter(|piece| !HEADERS.contains(&piece.channel));
        reading.evidence.extend(shown.map(|mut piece| {
            piece.span = piece.span.start + start..piece.span.end + start;
            // What a page shows of no server by name is of the one that sent it;
            // a list that was sent is of its rows.
            let own = piece.standing == Standing::Observed && !piece.row && piece.server.is_none();
            if own {
                piece.server.clone_from(&name);
                piece.record = head.unwrap_or(piece.record);
            } else {
                piece.record += head.map_or(0, |head| head + 1);
            }
            piece
        }));
        reading.mentions.extend(body.mentions.into_iter().map(|mut mention| {
            mention.span = mention.span.start + start..mention.span.end + start;
            mention
        }));
        (text, reading)
    }

    fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        let host = match host.strip_prefix('[') {
            Some(six) => six.split(']').next()?,
            None => host.split(':').next()?,
        };
        (!host.is_empty()).then_some(host)
    }
}

/// The headers of a `Headers`, of pairs, or of an object of texts and lists of
/// texts, as Node has them.
pub(crate) fn headers(value: &JsValue) -> Result<Vec<(String, String)>, JsValue> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let refuse = |what: String| error(Code::InvalidInput, &what);
    if !value.is_object() {
        return Err(refuse(format!(
            "the headers are {}, Headers, pairs or an object are expected",
            kind(value)
        )));
    }
    let mut found = Vec::new();
    let mut put = |name: &JsValue, value: &JsValue| match (name.as_string(), value.as_string()) {
        (Some(name), Some(value)) => {
            // A line end in a value would begin another header.
            if name.contains(['\r', '\n']) || value.contains(['\r', '\n']) {
                return Err(refuse(format!("the header `{name}` holds a line end")));
            }
            found.push((name, value));
            Ok(())
        }
        (Some(name), None) => {
            Err(refuse(format!("the header `{name}` is {}, text is expected", kind(value))))
        }
        (None, _) => Err(refuse(format!("the name of a header is {}", kind(name)))),
    };
    // `Headers` and `Map` give pairs, as an array of them does.
    let pairs = match method(value, "entries") {
        Some(entries) if !Array::is_array(value) => entries.call0(value)?,
        _ => value.clone(),
    };
    if let Some(pairs) = js_sys::try_iter(&pairs)? {
        for pair in pairs {
            let pair = pair?;
            if !Array::is_array(&pair) {
                return Err(refuse(format!("a header is {}, a pair is expected", kind(&pair))));
            }
            let pair: Array = pair.unchecked_into();
            put(&pair.get(0), &pair.get(1))?;
        }
        return Ok(found);
    }
    for pair in Object::entries(value.unchecked_ref::<Object>()).iter() {
        let pair: Array = pair.unchecked_into();
        let (name, value) = (pair.get(0), pair.get(1));
        if value.is_undefined() {
            continue;
        }
        if Array::is_array(&value) {
            Array::from(&value).iter().try_for_each(|value| put(&name, &value))?;
        } else {
            put(&name, &value)?;
        }
    }
    Ok(found)
}

/// A body that is text or bytes.
fn bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    if let Some(text) = value.as_string() {
        return Ok(text.into_bytes());
    }
    // `pkg/lib/input.js` made a Uint8Array of every other kind of bytes.
    if method(value, "subarray").is_some() {
        return Ok(value.unchecked_ref::<Uint8Array>().to_vec());
    }
    let message = format!("`body` is {}, a string or bytes are expected", kind(value));
    Err(error(Code::InvalidInput, &message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch::Database;

    fn report(exchange: &Exchange) -> serde_json::Value {
        report_for(exchange, &Options::of("2026-11-23"))
    }

    fn report_for(exchange: &Exchange, options: &Options) -> serde_json::Value {
        let assessor = Assessor::new(&Database::embedded(), options.as_of);
        let said = exchange.report(&assessor, options).expect("a report");
        serde_json::from_str(&said).expect("JSON")
    }

    fn header(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn a_body_cannot_pose_as_a_header() {
        let mut exchange = Exchange {
            url: String::from("https://mail.example.org:444/owa/"),
            headers: header("X-OWA-Version", "15.1.2507.6"),
            body: b"X-OWA-Version: 15.2.2562.53\r\n".to_vec(),
            hidden: false,
        };
        let said = report(&exchange);
        assert_eq!(said["servers"][0]["build"], "15.1.2507.6");
        assert_eq!(said["servers"][0]["name"], "mail.example.org");
        assert_eq!(said["servers"].as_array().map(Vec::len), Some(1));
        exchange.headers.clear();
        assert_eq!(report(&exchange)["servers"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn the_one_version_that_a_body_mentions_may_be_the_callers_own() {
        let body = b"<p>Is 15.2.1748.36 still safe?</p>".to_vec();
        let page = Exchange { body, ..Exchange::default() };
        assert_eq!(report(&page)["servers"].as_array().map(Vec::len), Some(0));
        let own = Options { mine: true, ..Options::of("2026-11-23") };
        assert_eq!(report_for(&page, &own)["servers"][0]["build"], "15.2.1748.36");
        // A server that the answer shows needs no mention.
        let headers = header("X-OWA-Version", "15.1.2507.6");
        let shown = Exchange { headers, ..page };
        assert_eq!(report_for(&shown, &own)["servers"], report(&shown)["servers"]);
    }

    #[test]
    fn headers_that_a_browser_hides_are_said_to_be_hidden() {
        let hidden = Exchange { hidden: true, ..Exchange::default() };
        let said = report(&hidden);
        let codes: Vec<_> =
            said["notes"].as_array().expect("notes").iter().map(|note| &note["code"]).collect();
        assert!(codes.contains(&&"headers-hidden".into()), "{codes:?}");
        assert!(!codes.contains(&&"nothing-found".into()));
        let headers = header("x-owa-version", "15.1.2507.6");
        let shown = report(&Exchange { hidden: true, headers, ..Exchange::default() });
        assert_eq!(shown["servers"][0]["build"], "15.1.2507.6");
    }

    #[test]
    fn a_page_is_of_the_server_that_sent_it_and_a_list_of_its_rows() {
        let icon = b"<link href=\"/owa/auth/15.1.2507/themes/resources/favicon.ico\">";
        for headers in [
            header("X-OWA-Version", "15.1.2507.6"),
            [header("X-OWA-Version", "15.1.2507.6"), header("X-FEServer", "EX01")].concat(),
        ] {
            let exchange = Exchange { headers, body: icon.to_vec(), ..Exchange::default() };
            let said = report(&exchange);
            assert_eq!(said["servers"].as_array().map(Vec::len), Some(1), "{said}");
            let channels = said["servers"][0]["evidence"].as_array().expect("evidence");
            assert!(channels.iter().any(|piece| piece["channel"] == "owa-path"), "{said}");
        }
        let list = Exchange {
            url: String::from("https://files.example.org/builds.txt"),
            body: b"15.1.2507.6\n15.2.1544.4\n".to_vec(),
            ..Exchange::default()
        };
        let said = report(&list);
        assert_eq!(said["servers"].as_array().map(Vec::len), Some(2), "{said}");
        assert!(said["servers"][0]["name"].is_null(), "{said}");
    }

    #[test]
    fn the_host_is_cut_from_any_address() {
        for (url, host) in [
            ("https://mail.example.org/owa/", Some("mail.example.org")),
            ("https://user:word@[2001:db8::1]:444?x", Some("2001:db8::1")),
            ("about:blank", None),
            ("", None),
            ("https://", None),
        ] {
            assert_eq!(
                Exchange { url: url.to_owned(), ..Exchange::default() }.host(),
                host,
                "{url}"
            );
        }
    }
}
