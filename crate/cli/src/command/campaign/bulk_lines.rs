//! The lines that `expatch bulk` writes, read back as evidence. They hold what
//! was read, not the bytes it was read from: each piece becomes the plainest
//! text that the core reads with the same precision.

use expatch_campaign::record::Imported;
use expatch_ingest::Identity;
use expatch_ingest::Record;
use serde_json::Value;
use std::fmt::Write;

/// Whether a file begins like such a line.
pub(super) fn is_bulk(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |key: &[u8]| line.windows(key.len()).any(|window| window == key);
    line.starts_with(b"{") && has(b"\"evidence\":[") && has(b"\"verdict\":{")
}

/// One line; `None` where it shows no server.
pub(super) fn read(line: &str, file: &str, number: u64) -> Result<Option<Imported>, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let Some(pieces) = value["evidence"].as_array() else { return Ok(None) };
    let mut text = String::new();
    for piece in pieces {
        write_piece(&mut text, piece);
    }
    let field = |name: &str| value[name].as_str().map(str::to_owned);
    let small = |name: &str| value[name].as_u64().and_then(|number| number.try_into().ok());
    let identity = Identity {
        ip: field("ip"),
        port: value["port"].as_u64().and_then(|number| number.try_into().ok()),
        hostname: field("hostname"),
        url: field("url"),
        timestamp: field("timestamp"),
        asn: small("asn"),
        country: field("country"),
        region: field("region"),
        city: field("city"),
        organisation: field("organisation"),
        sector: field("sector"),
        tag: field("tag"),
        machine: field("machine"),
        source: field("source"),
        claims: value["claims"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|claim| claim.as_str().map(str::to_owned))
            .collect(),
        compromised: field("compromised"),
    };
    let place = value["line"].as_u64().unwrap_or(number);
    let record = Record { identity, text: text.into_bytes(), exchange: true, place };
    Ok(Some(super::imported::imported(record, file)))
}

fn write_piece(text: &mut String, piece: &Value) {
    let build = piece["build"].as_str().or_else(|| piece["prefix"].as_str());
    let said = piece["text"].as_str().unwrap_or_default();
    let _ = match (piece["precision"].as_str(), build) {
        (Some("exact"), Some(build)) => writeln!(text, "X-OWA-Version: {build}"),
        (Some("baseline"), Some(build)) => {
            let third = build.match_indices('.').nth(2).map_or(build.len(), |(at, _)| at);
            writeln!(text, "/owa/auth/{}/themes/", &build[..third])
        }
        (Some("floor"), Some(build)) => writeln!(
            text,
            "<assemblyIdentity name=\"microsoft.exchange.ediscovery.exporttool.application\" \
             version=\"{build}\"/>"
        ),
        _ => writeln!(text, "{said}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch_campaign::place::Place;

    const LINE: &str = r#"{"line":2,"ip":"192.0.2.7","port":443,"country":"BE","evidence":[{"channel":"scanner-row","text":"15.2.1118.7","precision":"baseline","build":"15.2.1118.7"}],"verdict":{"status":"exploited"}}"#;

    #[test]
    fn a_line_keeps_its_precision() {
        assert!(is_bulk(LINE.as_bytes()));
        assert!(!is_bulk(b"{\"ip\":\"192.0.2.7\"}"));
        let row = read(LINE, "x", 1).expect("it is JSON").expect("it shows a server");
        assert_eq!(row.target, "https://192.0.2.7:443");
        assert_eq!(row.evidence, b"/owa/auth/15.2.1118/themes/\n");
        assert_eq!(row.place, Place { country: Some("BE".to_owned()), ..Place::default() });
    }
}
