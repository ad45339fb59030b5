//! MSRC's CSAF 2.0 documents.

use super::{
    FoundVulnerability, ImportError, Reading, day, is_exchange, is_exchange_cpe, json, need,
    need_text,
};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn read(text: &str) -> Result<Reading<FoundVulnerability>, ImportError> {
    let document = json(text)?;
    let version = need_text(&document, "/document/csaf_version", "")?;
    if version != "2.0" {
        let what = format!("CSAF {version}, only 2.0 is read");
        return Err(ImportError::new("/document/csaf_version", what));
    }
    let mut products = Products::new();
    let branches = need(&document, "/product_tree/branches", "")?;
    if !walk(branches, None, &mut products) {
        return Err(ImportError::new("/product_tree/branches", "no product has an identifier"));
    }
    let rows = need(&document, "/vulnerabilities", "")?
        .as_array()
        .ok_or_else(|| ImportError::new("/vulnerabilities", "the field is no list"))?;
    let mut reading = Reading::new();
    let dated = document.pointer("/document/tracking/current_release_date").and_then(Value::as_str);
    reading.day = dated.and_then(|text| day(text, "").ok());
    for (number, row) in rows.iter().enumerate() {
        let place = format!("/vulnerabilities/{number}");
        match vulnerability(&document, &place, row, &products, &mut reading.odd) {
            Ok(row) => reading.rows.extend(row),
            Err(error) => reading.odd.push(format!("{}: {}", error.place, error.what)),
        }
    }
    Ok(reading)
}

fn vulnerability(
    document: &Value,
    place: &str,
    row: &Value,
    products: &Products,
    odd: &mut Vec<String>,
) -> Result<Option<FoundVulnerability>, ImportError> {
    let of = |status: &str| {
        let ids = row.pointer(&format!("/product_status/{status}")).and_then(Value::as_array);
        ids.into_iter().flatten().filter_map(Value::as_str).filter_map(|id| products.get(id))
    };
    let fixed: Vec<_> = of("fixed").collect();
    let affected = of("known_affected").next();
    if fixed.is_empty() && affected.is_none() {
        return Ok(None);
    }
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
    for (name, build) in fixed {
        match build.trim_start_matches('<').parse() {
            Ok(build) => vulnerability.fixes.push((name.clone(), build)),
            Err(_) => {
                odd.push(format!("{place}: {}: {name}: `{build}` is no build", vulnerability.id));
            }
        }
    }
    if let (true, Some((name, _))) = (vulnerability.fixes.is_empty(), affected) {
        odd.push(format!("{place}: {}: {name}: no fixed build", vulnerability.id));
    }
    Ok(Some(vulnerability))
}

/// Identifiers of Exchange Server with the name of the product and the version.
type Products = BTreeMap<String, (String, String)>;

/// Collects them; tells whether anything had an identifier.
fn walk(branches: &Value, product: Option<&str>, found: &mut Products) -> bool {
    let mut any = false;
    for branch in branches.as_array().into_iter().flatten() {
        let name = branch.get("name").and_then(Value::as_str).unwrap_or_default();
        let category = branch.get("category").and_then(Value::as_str).unwrap_or_default();
        let product = if category == "product_name" { Some(name) } else { product };
        if let Some(id) = branch.pointer("/product/product_id").and_then(Value::as_str) {
            any = true;
            let full = product.unwrap_or_default();
            let cpe = branch.pointer("/product/product_identification_helper/cpe");
            if is_exchange(full) || cpe.and_then(Value::as_str).is_some_and(is_exchange_cpe) {
                found.insert(id.to_owned(), (full.to_owned(), name.to_owned()));
            }
        }
        if let Some(below) = branch.get("branches") {
            any |= walk(below, product, found);
        }
    }
    any
}
