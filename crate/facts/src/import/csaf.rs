//! MSRC's CSAF 2.0 documents.

use super::{FoundVulnerability, ImportError, Reading, day, is_exchange, json, need, need_text};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn read(text: &str) -> Result<Reading<FoundVulnerability>, ImportError> {
    let document = json(text)?;
    let version = need_text(&document, "/document/csaf_version", "")?;
    if version != "2.0" {
        let what = format!("CSAF {version}, only 2.0 is read");
        return Err(ImportError::new("/document/csaf_version", what));
    }
    let mut products = BTreeMap::new();
    let branches = need(&document, "/product_tree/branches", "")?;
    walk(branches, None, &mut products);
    if products.is_empty() {
        return Err(ImportError::new("/product_tree/branches", "no product has an identifier"));
    }
    let rows = need(&document, "/vulnerabilities", "")?
        .as_array()
        .ok_or_else(|| ImportError::new("/vulnerabilities", "the field is no list"))?;
    let mut reading = Reading::new();
    let dated = document.pointer("/document/tracking/current_release_date").and_then(Value::as_str);
    reading.day = dated.and_then(|text| day(text, "").ok());
    for (number, row) in rows.iter().enumerate() {
        reading.take(vulnerability(
            &document,
            &format!("/vulnerabilities/{number}"),
            row,
            &products,
        ));
    }
    Ok(reading)
}

fn vulnerability(
    document: &Value,
    place: &str,
    row: &Value,
    products: &BTreeMap<String, (String, String)>,
) -> Result<Option<FoundVulnerability>, ImportError> {
    let mut vulnerability = FoundVulnerability {
        id: need_text(row, "/cve", place)?.to_owned(),
        title: need_text(row, "/title", place)?.to_owned(),
        place: place.to_owned(),
        ..FoundVulnerability::default()
    };
    let released = document.pointer("/document/tracking/initial_release_date");
    let released = row.get("release_date").or(released).and_then(Value::as_str);
    if let Some(text) = released {
        vulnerability.published = Some(day(text, place)?);
    }
    let cvss = row.pointer("/scores/0/cvss_v3");
    if let (Some(score), Some(vector)) = (
        cvss.and_then(|cvss| cvss.get("baseScore")).and_then(Value::as_f64),
        cvss.and_then(|cvss| cvss.get("vectorString")).and_then(Value::as_str),
    ) {
        vulnerability.cvss = Some((score as f32, vector.to_owned()));
    }
    for threat in row.get("threats").and_then(Value::as_array).into_iter().flatten() {
        let details = threat.get("details").and_then(Value::as_str).map(str::to_owned);
        if threat.get("category").and_then(Value::as_str) == Some("impact") {
            match details.as_deref() {
                Some("Critical" | "Important" | "Moderate" | "Low") => {
                    vulnerability.severity = details;
                }
                _ => vulnerability.impact = details,
            }
        }
    }
    let fixed = row.pointer("/product_status/fixed").and_then(Value::as_array);
    for id in fixed.into_iter().flatten().filter_map(Value::as_str) {
        if let Some((name, build)) = products.get(id)
            && is_exchange(name)
            && let Ok(build) = build.trim_start_matches('<').parse()
        {
            vulnerability.fixes.push((name.clone(), build));
        }
    }
    Ok((!vulnerability.fixes.is_empty()).then_some(vulnerability))
}

/// Collects identifiers with the name of the product and the version.
fn walk(branches: &Value, product: Option<&str>, found: &mut BTreeMap<String, (String, String)>) {
    for branch in branches.as_array().into_iter().flatten() {
        let name = branch.get("name").and_then(Value::as_str).unwrap_or_default();
        let category = branch.get("category").and_then(Value::as_str).unwrap_or_default();
        let product = if category == "product_name" { Some(name) } else { product };
        if let Some(id) = branch.pointer("/product/product_id").and_then(Value::as_str) {
            let full = product.unwrap_or_default().to_owned();
            found.insert(id.to_owned(), (full, name.to_owned()));
        }
        if let Some(below) = branch.get("branches") {
            walk(below, product, found);
        }
    }
}
