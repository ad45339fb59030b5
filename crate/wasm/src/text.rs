//! What the native command's `check` writes, so that `npx expatch` speaks the
//! same words and ends with the same code, byte for byte.

use crate::error::Code;
use crate::error::error;
use crate::options::Options;
use crate::workspace::Workspace;
use expatch_view::Assessed;
use expatch_view::Style;
use js_sys::Array;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
impl Workspace {
    /// What to print for inputs of these names, and the exit code. Those that
    /// were typed as arguments may be files that are not there: `typed` says which.
    ///
    /// # Errors
    /// Throws `unreadable` for such a file, and what is wrong with the options.
    pub fn check(
        &mut self,
        inputs: &Array,
        names: Vec<String>,
        typed: &[u8],
        format: &str,
        look: &Look,
        options: &JsValue,
    ) -> Result<Vec<String>, JsValue> {
        let mut options = Options::read(options)?;
        if format == "nagios" {
            // One line sums up all servers.
            options.max_servers = usize::MAX;
        }
        let language = options.language;
        let assessed: Vec<Assessed> = self.with(&options, |assessor| {
            let inputs = inputs.iter().map(|input| input.unchecked_into::<Uint8Array>().to_vec());
            let report = |(input, name): (Vec<u8>, String)| Assessed {
                name,
                report: assessor.report(&input, language),
            };
            inputs.zip(names).map(report).collect()
        })?;
        for (input, typed) in assessed.iter().zip(typed) {
            if *typed != 0
                && let Some(why) = expatch_view::lost_file(&input.name, &input.report)
            {
                return Err(error(Code::Unreadable, &why));
            }
        }
        let Look { color, width, full } = *look;
        let said = match format {
            "json" => expatch_view::json(&assessed),
            "ndjson" => expatch_view::ndjson(&assessed),
            "nagios" => Ok(expatch_view::nagios_line(&assessed, language)),
            _ => Ok(expatch_view::texts(&assessed, Style { color, width, language, full })),
        };
        let said = said.map_err(|_| error(Code::Internal, "a report cannot be written"))?;
        Ok([said, expatch_view::severity(&assessed).to_string()].to_vec())
    }
}

/// How the text of a terminal looks.
#[wasm_bindgen]
pub struct Look {
    color: bool,
    width: usize,
    full: bool,
}

#[wasm_bindgen]
impl Look {
    /// Colours, columns, and whether long lists are whole.
    #[wasm_bindgen(constructor)]
    pub fn new(color: bool, width: usize, full: bool) -> Self {
        Self { color, width, full }
    }
}
