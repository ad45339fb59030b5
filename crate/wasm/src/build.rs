//! Builds: parsed and compared.

use crate::error::Code;
use crate::error::error;
use expatch::Build;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The four parts of a build.
///
/// # Errors
/// Throws `invalid-build` for anything but four numbers, such as `15.2.1748`.
#[wasm_bindgen(js_name = parseBuild)]
pub fn parse_build(text: &str) -> Result<Vec<u16>, JsValue> {
    let build = parse(text)?;
    Ok([build.major(), build.minor(), build.third(), build.revision()].to_vec())
}

/// −1, 0 or 1 as `left` is below, equal to or above `right`.
///
/// # Errors
/// Throws `invalid-build` where one of them is none.
#[wasm_bindgen(js_name = compareBuilds)]
pub fn compare_builds(left: &str, right: &str) -> Result<i32, JsValue> {
    Ok(parse(left)?.cmp(&parse(right)?) as i32)
}

fn parse(text: &str) -> Result<Build, JsValue> {
    text.trim().parse().map_err(|why: <Build as core::str::FromStr>::Err| {
        error(Code::InvalidBuild, &why.to_string())
    })
}
