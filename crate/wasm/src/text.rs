//! What the native command's `check` writes, so that `npx expatch` speaks the
//! same words and ends with the same code, byte for byte.

use crate::error::Code;
use crate::error::error;
use crate::options::Options;
use crate::workspace::Workspace;
use expatch::Assessor;
use expatch::Given;
use expatch::channel::Channel;
use expatch::observe_given;
use expatch_view::Assessed;
use expatch_view::Lines;
use expatch_view::Style;
use js_sys::Array;
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The flags of the command line that are no options of the package.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flags {
    format: String,
    explain: bool,
    channel: Option<String>,
    max_age: Option<u16>,
    full: bool,
    color: bool,
    width: usize,
}

/// One `check` whose command line was understood.
#[wasm_bindgen]
pub struct Check {
    flags: Flags,
    given: Given,
    options: Options,
}

#[wasm_bindgen]
impl Check {
    /// What the command line asks for.
    ///
    /// # Errors
    /// Throws what is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(flags: JsValue, options: &JsValue) -> Result<Self, JsValue> {
        let flags: Flags = serde_wasm_bindgen::from_value(flags)
            .map_err(|why| error(Code::InvalidOptions, &format!("the flags: {why}")))?;
        let mut options = Options::read(options)?;
        if !matches!(&*flags.format, "text" | "json" | "ndjson") {
            // A row is small, and whoever reads it has no other list.
            options.max_servers = usize::MAX;
        }
        let channel = flags.channel.as_deref().map(channel).transpose()?;
        Ok(Self { given: Given { channel, ..options.given() }, flags, options })
    }

    /// What to print for inputs of these names, and the exit code. Those that
    /// were typed as arguments may be files that are not there: `typed` says which.
    ///
    /// # Errors
    /// Throws `unreadable` for such a file, and `database-too-old`.
    pub fn run(
        &self,
        workspace: &mut Workspace,
        inputs: &Array,
        names: Vec<String>,
        typed: &[u8],
    ) -> Result<Vec<String>, JsValue> {
        let inputs: Vec<Vec<u8>> =
            inputs.iter().map(|input| input.unchecked_into::<Uint8Array>().to_vec()).collect();
        if self.flags.explain {
            let said = inputs.iter().map(|input| expatch_view::explain(input)).collect();
            return Ok(vec![said, String::from("0")]);
        }
        let assessed: Vec<Assessed> = workspace.with(&self.options, |assessor| {
            let lenient = self.flags.max_age.map(|days| self.lenient(assessor, days));
            let assessor = lenient.as_ref().unwrap_or(assessor);
            let report = |(input, name): (&Vec<u8>, String)| {
                let reading = observe_given(input, self.given);
                Assessed { name, report: assessor.report_on(input, reading, self.options.language) }
            };
            inputs.iter().zip(names).map(report).collect()
        })?;
        for (input, typed) in assessed.iter().zip(typed) {
            if *typed != 0
                && let Some(why) = expatch_view::lost_file(&input.name, &input.report)
            {
                return Err(error(Code::Unreadable, &why));
            }
        }
        let said = self
            .written(&assessed, &inputs)
            .ok_or_else(|| error(Code::Internal, "a report cannot be written"))?;
        Ok(vec![said, expatch_view::severity(&assessed).to_string()])
    }

    fn written(&self, assessed: &[Assessed], inputs: &[Vec<u8>]) -> Option<String> {
        let language = self.options.language;
        match &*self.flags.format {
            "json" => expatch_view::json(assessed).ok(),
            "ndjson" => expatch_view::ndjson(assessed).ok(),
            "csv" => String::from_utf8(expatch_view::csv(assessed).ok()?).ok(),
            "sarif" => {
                let lines: Vec<_> = inputs.iter().map(|input| Lines::of(input)).collect();
                expatch_view::sarif(assessed, &lines).ok()
            }
            "nagios" => Some(expatch_view::nagios_line(assessed, language)),
            _ => {
                let Flags { full, color, width, .. } = self.flags;
                Some(expatch_view::texts(assessed, Style { color, width, language, full }))
            }
        }
    }

    /// One that calls a server patched with facts up to so many days old.
    fn lenient<'d>(&self, assessor: &Assessor<'d>, days: u16) -> Assessor<'d> {
        let database = assessor.database().with_max_age(days);
        let mut lenient = Assessor::new(&database, self.options.as_of);
        lenient.set_max_servers(self.options.max_servers);
        lenient
    }
}

/// A channel by its name in reports.
fn channel(name: &str) -> Result<Channel, JsValue> {
    Channel::ALL.iter().copied().find(|channel| channel.code() == name).ok_or_else(|| {
        let known: Vec<_> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        let why = format!("unknown channel `{name}`; supported: {}", known.join(", "));
        error(Code::InvalidOptions, &why)
    })
}
