//! The ClickOnce manifest of the eDiscovery export tool:
//! `/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application`.
//!
//! * Grammar: `<assemblyIdentity name="microsoft.exchange.ediscovery.exporttool…"
//!   version="M.m.b.r" publicKeyToken="…">`, attributes in any order, wrapped.
//! * Emitters: 2013 to SE.
//! * Precision: a floor. The tool has its own number (`15.1.2242.5` where
//!   ExSetup had `.4` and `.8`).
//! * Pitfalls: `version="1.0"` of the prolog; manifests of other tools; request
//!   lines; `15.0.0.0` with an empty key is a honeypot; a masked version.
//! * Source: righel/ms-exchange-version-nse.

use super::Scan;
use super::context::is_configured;
use super::text::{find, gap, has_any, number, rfind, starts_with};
use crate::channel::Channel;
use crate::evidence::{LookAlike, Precision};

/// At `exporttool`.
pub(super) fn manifest(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let low = at.saturating_sub(400);
    if !has_any(&text[at.saturating_sub(24)..at], &["ediscovery."]) {
        return;
    }
    let start = rfind(&text[low..at], b"assemblyidentity").map(|i| low + i);
    let Some(start) = start.filter(|start| !text[*start..at].contains(&b'>')) else { return };
    let high = text.len().min(at + 400);
    let end = text[at..high].iter().position(|byte| *byte == b'>').map_or(high, |i| at + i);
    let tag = &text[start..end];
    let Some(place) = find(tag, b" version=")
        .or_else(|| find(tag, b"\nversion="))
        .or_else(|| find(tag, b"\tversion="))
    else {
        return;
    };
    let value = gap(text, start + place + " version=".len());
    let forged =
        has_any(tag, &["\"0000000000000000\"", "'0000000000000000'"]) || is_configured(text, start);
    match number(text, value).filter(|number| number.count() == 4) {
        Some(number) if number.is_online() => {
            scan.note_number(Channel::ExportTool, &number, Precision::Floor);
        }
        Some(number) if forged || number.parts()[2] == 0 => {
            scan.note_not(number.start..number.end, LookAlike::Forged);
        }
        Some(number) => scan.note_number(Channel::ExportTool, &number, Precision::Floor),
        None if starts_with(&text[value..], b"hidden")
            || starts_with(&text[value..], b"redacted") =>
        {
            scan.note_exchange(Channel::ExportTool, at..at + "exporttool".len());
        }
        None => {}
    }
}
