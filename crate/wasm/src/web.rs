//! What a browser holds, read as it is. Things are known by their shape and
//! then cast without a check: `instanceof` knows the things of one realm only,
//! and an iframe's `Response` is one too.

use crate::error::Code;
use crate::error::error;
use crate::error::kind;
use crate::exchange::Exchange;
use crate::exchange::headers;
use crate::options::method;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use web_sys::Document;
use web_sys::Element;
use web_sys::Response;
use web_sys::ResponseType;
use web_sys::Url;

/// Scripts, styles and icons that are read at most.
const MOST: u32 = 2_000;

/// Longest part of an address that is kept.
const LONGEST: usize = 2_000;

/// Address and headers of a `Response`, or headers alone.
pub(crate) fn exchange(value: &JsValue) -> Result<Exchange, JsValue> {
    if !is_response(value) {
        return Ok(Exchange { headers: headers(value)?, ..Exchange::default() });
    }
    let response: &Response = value.unchecked_ref();
    // Of another origin's answer a page sees the few headers that it was let see.
    let hidden = matches!(
        response.type_(),
        ResponseType::Cors | ResponseType::Opaque | ResponseType::Opaqueredirect
    );
    Ok(Exchange {
        url: response.url(),
        headers: headers(response.headers().as_ref())?,
        body: Vec::new(),
        hidden,
    })
}

fn is_response(value: &JsValue) -> bool {
    let has = |name: &str| {
        value.is_object() && Reflect::has(value, &JsValue::from_str(name)).unwrap_or_default()
    };
    has("headers") && has("status") && has("url")
}

/// What only the server writes into a page: the addresses of its scripts,
/// styles and icons. Never text: a message that is open in OWA may quote any
/// header it likes, and is nobody else's business.
pub(crate) fn document(value: &JsValue) -> Result<Exchange, JsValue> {
    if method(value, "querySelectorAll").is_none() || method(value, "getElementById").is_none() {
        let message = format!("the document is {}, a Document is expected", kind(value));
        return Err(error(Code::InvalidInput, &message));
    }
    let document: &Document = value.unchecked_ref();
    let base = document.base_uri()?.unwrap_or_default();
    let own = document.document_uri().ok().and_then(|own| Url::new(&own).ok());
    let parts = document.query_selector_all("script[src], link[href]")?;
    let mut body = String::new();
    for at in 0..parts.length().min(MOST) {
        let Some(part) = parts.get(at) else { break };
        let part: &Element = part.unchecked_ref();
        let Some(address) = part.get_attribute("src").or_else(|| part.get_attribute("href")) else {
            continue;
        };
        // A page without an address, such as one that was parsed from text, has
        // relative ones as they stand.
        let path = match Url::new_with_base(&address, &base) {
            Ok(whole) => {
                let foreign = own
                    .as_ref()
                    .is_some_and(|own| own.host() != "" && own.origin() != whole.origin());
                if foreign {
                    continue;
                }
                whole.pathname()
            }
            Err(_) => address,
        };
        body.extend(path.chars().take(LONGEST));
        body.push('\n');
    }
    let url = own.map(|own| own.href()).unwrap_or_default();
    Ok(Exchange { url, body: body.into_bytes(), ..Exchange::default() })
}
