//! A CVE record, JSON 5, of Microsoft as CNA.

use super::{
    FoundVulnerability, ImportError, Reading, day, is_exchange, is_exchange_cpe, json, need,
    need_text,
};
use expatch::Build;
use serde_json::Value;

/// Where what Microsoft says stands.
const CNA: &str = "/containers/cna";

pub(super) fn read(text: &str) -> Result<Reading<FoundVulnerability>, ImportError> {
    let record = json(text)?;
    let kind = need_text(&record, "/dataType", "")?;
    let version = need_text(&record, "/dataVersion", "")?;
    if kind != "CVE_RECORD" || !version.starts_with("5.") {
        let what = format!("`{kind}` {version} is no CVE record of version 5");
        return Err(ImportError::new("/dataType", what));
    }
    let said = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
    let of_cna = |field: &str| said(&format!("{CNA}/{field}"));
    let mut found = FoundVulnerability {
        place: CNA.to_owned(),
        id: need_text(&record, "/cveMetadata/cveId", "")?.to_owned(),
        ..FoundVulnerability::default()
    };
    let mut reading = Reading::new();
    reading.day = said("/cveMetadata/dateUpdated").and_then(|text| day(text, "").ok());
    // A rejected record has nothing but its reasons.
    if let Some(state) = said("/cveMetadata/state").filter(|state| *state != "PUBLISHED") {
        let why = of_cna("rejectedReasons/0/value").map(|why| format!(": {why}"));
        let why = why.unwrap_or_default();
        reading.odd.push(format!("/cveMetadata/state: {} is `{state}`{why}", found.id));
        return Ok(reading);
    }
    let affected = need(&record, &format!("{CNA}/affected"), "")?
        .as_array()
        .ok_or_else(|| ImportError::new(format!("{CNA}/affected"), "the field is no list"))?;
    // Records from before 2023 have no title; their description begins with one.
    let title = of_cna("title").or_else(|| of_cna("descriptions/0/value"));
    title.unwrap_or_default().clone_into(&mut found.title);
    for field in [&format!("{CNA}/datePublic"), "/cveMetadata/datePublished"] {
        match said(field).map(|text| day(text, field)) {
            Some(Ok(day)) if found.published.is_none() => found.published = Some(day),
            Some(Err(error)) => reading.odd.push(format!("{}: {}", error.place, error.what)),
            _ => {}
        }
    }
    found.cvss = score(&record);
    let mut ours = false;
    for (number, product) in affected.iter().enumerate() {
        let place = format!("{CNA}/affected/{number}");
        let Ok(name) = need_text(product, "/product", &place) else {
            reading.odd.push(format!("{place}: no product"));
            continue;
        };
        let cpes = product.get("cpes").and_then(Value::as_array).into_iter().flatten();
        let by_cpe = cpes.filter_map(Value::as_str).any(is_exchange_cpe);
        if !is_exchange(name) && !by_cpe {
            continue;
        }
        ours = true;
        let versions = product.get("versions").and_then(Value::as_array);
        for (number, version) in versions.into_iter().flatten().enumerate() {
            match fixed(version) {
                Ok(build) => found.fixes.extend(build.map(|build| (name.to_owned(), build))),
                // Records of 2021 say "publication" here, and some say "N/A".
                Err(said) => {
                    let place = format!("{place}/versions/{number}");
                    reading.odd.push(format!("{place}: {name}: `{said}` is no fixed build"));
                }
            }
        }
    }
    if ours {
        reading.rows.push(found);
    } else {
        reading.odd.push(format!("{CNA}/affected: {} is not about Exchange Server", found.id));
    }
    Ok(reading)
}

/// The last score of version 3, with its vector.
fn score(record: &Value) -> Option<(f32, String)> {
    let metrics = record.pointer(&format!("{CNA}/metrics"))?.as_array()?;
    let of = |metric: &Value| {
        let cvss = metric.get("cvssV3_1").or_else(|| metric.get("cvssV3_0"))?;
        let score = cvss.get("baseScore")?.as_f64()?;
        Some((score as f32, cvss.get("vectorString")?.as_str()?.to_owned()))
    };
    metrics.iter().filter_map(of).next_back()
}

/// The first build that a range of versions leaves out as fixed; none where the
/// range is of builds that were never affected.
///
/// # Errors
/// What stands in its place.
fn fixed(version: &Value) -> Result<Option<Build>, String> {
    let text = |field: &str| version.get(field).and_then(Value::as_str).map(str::trim);
    let changed = || {
        let mut changes = version.get("changes")?.as_array()?.iter();
        let is = |change: &&Value| change.get("status").is_some_and(|is| is == "unaffected");
        changes.find(is)?.get("at")?.as_str().map(str::trim)
    };
    if text("status") == Some("unaffected") {
        return Ok(None);
    }
    let end = changed().or_else(|| text("lessThan")).or_else(|| text("versionEndExcluding"));
    match end.map(str::parse) {
        Some(Ok(build)) => Ok(Some(build)),
        _ => Err(end
            .or_else(|| text("lessThanOrEqual"))
            .or_else(|| text("version"))
            .unwrap_or("nothing")
            .to_owned()),
    }
}
