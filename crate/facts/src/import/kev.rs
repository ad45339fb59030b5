//! CISA's catalogue of known exploited vulnerabilities.

use super::{FoundKev, ImportError, Reading, day, is_exchange, json, need, need_text};
use serde_json::Value;

/// The entries for Exchange Server; `ours` knows its vulnerabilities, whatever
/// the product is called.
pub(super) fn read(
    text: &str,
    ours: impl Fn(&str) -> bool,
) -> Result<Reading<FoundKev>, ImportError> {
    let catalogue = json(text)?;
    let rows = need(&catalogue, "/vulnerabilities", "")?
        .as_array()
        .ok_or_else(|| ImportError::new("/vulnerabilities", "the field is no list"))?;
    let mut reading = Reading::new();
    let said = |field| catalogue.pointer(field).and_then(Value::as_str);
    let released = said("/dateReleased").and_then(|text| day(text, "").ok());
    // `2026.08.21`, sometimes with a number behind it.
    let version = || day(&said("/catalogVersion")?.replace('.', "-"), "").ok();
    reading.day = released.or_else(version);
    for (number, row) in rows.iter().enumerate() {
        reading.take(entry(&format!("/vulnerabilities/{number}"), row, &ours));
    }
    Ok(reading)
}

fn entry(
    place: &str,
    row: &Value,
    ours: &impl Fn(&str) -> bool,
) -> Result<Option<FoundKev>, ImportError> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    // The product is "Exchange Server", "Exchange" or only "Microsoft"; then the
    // name of the entry begins with the product. "Microsoft Internet Key
    // Exchange" is Windows.
    let (product, name) = (text("product"), text("vulnerabilityName"));
    let named = product == "Microsoft" && name.starts_with("Microsoft Exchange ");
    let of_product =
        text("vendorProject").starts_with("Microsoft") && (is_exchange(product) || named);
    if !of_product && !ours(text("cveID")) {
        return Ok(None);
    }
    let id = need_text(row, "/cveID", place)?;
    let ransomware = match row.get("knownRansomwareCampaignUse").map(|used| used.as_str()) {
        None => None,
        Some(Some("Known")) => Some(true),
        Some(Some("Unknown")) => Some(false),
        Some(other) => {
            let place = format!("{place}/knownRansomwareCampaignUse");
            let what = format!("{id}: `{}` has no meaning here", other.unwrap_or("no text"));
            return Err(ImportError::new(place, what));
        }
    };
    let dated = |field: &str| day(need_text(row, field, place)?, &format!("{place}{field}: {id}"));
    let (added, due) = (dated("/dateAdded")?, dated("/dueDate")?);
    Ok(Some(FoundKev { id: id.to_owned(), added, due, ransomware }))
}
