//! A CVE record, JSON 5, of Microsoft as CNA.

use super::{FoundVulnerability, ImportError, Reading, day, is_exchange, json, need, need_text};

pub(super) fn read(text: &str) -> Result<Reading<FoundVulnerability>, ImportError> {
    let record = json(text)?;
    let kind = need_text(&record, "/dataType", "")?;
    let version = need_text(&record, "/dataVersion", "")?;
    if kind != "CVE_RECORD" || !version.starts_with("5.") {
        let what = format!("`{kind}` {version} is no CVE record of version 5");
        return Err(ImportError::new("/dataType", what));
    }
    let cna = "/containers/cna";
    let affected = need(&record, &format!("{cna}/affected"), "")?
        .as_array()
        .ok_or_else(|| ImportError::new(format!("{cna}/affected"), "the field is no list"))?;
    let mut found = FoundVulnerability {
        place: cna.to_owned(),
        id: need_text(&record, "/cveMetadata/cveId", "")?.to_owned(),
        title: need_text(&record, &format!("{cna}/title"), "")?.to_owned(),
        ..FoundVulnerability::default()
    };
    let published = record.pointer(&format!("{cna}/datePublic"));
    let published = published.or_else(|| record.pointer("/cveMetadata/datePublished"));
    if let Some(text) = published.and_then(|value| value.as_str()) {
        found.published = Some(day(text, &format!("{cna}/datePublic"))?);
    }
    let metrics = record.pointer(&format!("{cna}/metrics")).and_then(|value| value.as_array());
    for metric in metrics.into_iter().flatten() {
        let Some(cvss) = metric.get("cvssV3_1").or_else(|| metric.get("cvssV3_0")) else {
            continue;
        };
        let (score, vector) = (cvss.get("baseScore"), cvss.get("vectorString"));
        if let (Some(score), Some(vector)) =
            (score.and_then(serde_json::Value::as_f64), vector.and_then(|vector| vector.as_str()))
        {
            found.cvss = Some((score as f32, vector.to_owned()));
        }
    }
    let mut reading = Reading::new();
    let updated = record.pointer("/cveMetadata/dateUpdated").and_then(|value| value.as_str());
    reading.day = updated.and_then(|text| day(text, "/cveMetadata/dateUpdated").ok());
    let state = record.pointer("/cveMetadata/state").and_then(|value| value.as_str());
    if let Some(state) = state.filter(|state| *state != "PUBLISHED") {
        reading.odd.push(format!("/cveMetadata/state: {} is `{state}`", found.id));
        return Ok(reading);
    }
    let mut ours = false;
    for (number, product) in affected.iter().enumerate() {
        let place = format!("{cna}/affected/{number}");
        let Ok(name) = need_text(product, "/product", &place) else {
            reading.odd.push(format!("{place}: no product"));
            continue;
        };
        let mut cpes = product.get("cpes").and_then(|cpes| cpes.as_array()).into_iter().flatten();
        let by_cpe = cpes
            .any(|cpe| cpe.as_str().is_some_and(|cpe| cpe.contains(":microsoft:exchange_server:")));
        if !is_exchange(name) && !by_cpe {
            continue;
        }
        ours = true;
        let versions = product.get("versions").and_then(|versions| versions.as_array());
        for (number, version) in versions.into_iter().flatten().enumerate() {
            let place = format!("{place}/versions/{number}");
            let end = version.get("lessThan").or_else(|| version.get("versionEndExcluding"));
            match end.and_then(|end| end.as_str()).map(str::parse) {
                Some(Ok(build)) => found.fixes.push((name.to_owned(), build)),
                // Records of 2021 say "publication" here, and some say "N/A".
                _ => {
                    let what = end.or_else(|| version.get("version"));
                    let what = what.and_then(|what| what.as_str()).unwrap_or("nothing");
                    reading.odd.push(format!("{place}: {name}: `{what}` is no fixed build"));
                }
            }
        }
    }
    if ours {
        reading.rows.push(found);
    } else {
        reading.odd.push(format!("{cna}/affected: {} is not about Exchange Server", found.id));
    }
    Ok(reading)
}
