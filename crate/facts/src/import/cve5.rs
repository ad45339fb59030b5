//! A CVE record, JSON 5, of Microsoft as CNA.

use super::{FoundVulnerability, ImportError, day, json, need, need_text};

pub(super) fn read(text: &str) -> Result<Vec<FoundVulnerability>, ImportError> {
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
    for (number, product) in affected.iter().enumerate() {
        let place = format!("{cna}/affected/{number}");
        let name = need_text(product, "/product", &place)?;
        if !name.contains("Exchange Server") {
            continue;
        }
        let versions = need(product, "/versions", &place)?.as_array();
        for (number, version) in versions.into_iter().flatten().enumerate() {
            let place = format!("{place}/versions/{number}");
            let end = version.get("lessThan").or_else(|| version.get("versionEndExcluding"));
            let Some(end) = end.and_then(|end| end.as_str()) else {
                return Err(ImportError::new(place, "neither lessThan nor versionEndExcluding"));
            };
            // Records of 2021 say "publication" here, and some say "N/A".
            if let Ok(build) = end.parse() {
                found.fixes.push((name.to_owned(), build));
            }
        }
    }
    Ok(vec![found])
}
