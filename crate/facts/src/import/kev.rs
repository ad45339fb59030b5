//! CISA's catalogue of known exploited vulnerabilities.

use super::{FoundKev, ImportError, Reading, day, is_exchange, json, need, need_text};
use serde_json::Value;

/// The entries for Exchange Server.
pub(super) fn read(text: &str) -> Result<Reading<FoundKev>, ImportError> {
    let catalogue = json(text)?;
    let rows = need(&catalogue, "/vulnerabilities", "")?
        .as_array()
        .ok_or_else(|| ImportError::new("/vulnerabilities", "the field is no list"))?;
    let mut reading = Reading::new();
    let released = catalogue.pointer("/dateReleased").and_then(Value::as_str);
    reading.day = released.and_then(|text| day(text, "/dateReleased").ok());
    for (number, row) in rows.iter().enumerate() {
        reading.take(entry(&format!("/vulnerabilities/{number}"), row));
    }
    Ok(reading)
}

fn entry(place: &str, row: &Value) -> Result<Option<FoundKev>, ImportError> {
    let vendor = need_text(row, "/vendorProject", place)?;
    let product = need_text(row, "/product", place)?;
    // The product is "Exchange Server", "Exchange" or only "Microsoft"; then the
    // name of the entry begins with the product. "Microsoft Internet Key
    // Exchange" is Windows.
    let name = need_text(row, "/vulnerabilityName", place)?;
    let named = name.starts_with("Microsoft Exchange ");
    if vendor != "Microsoft" || !(is_exchange(product) || product == "Microsoft" && named) {
        return Ok(None);
    }
    let ransomware = match need_text(row, "/knownRansomwareCampaignUse", place)? {
        "Known" => true,
        "Unknown" => false,
        other => {
            let place = format!("{place}/knownRansomwareCampaignUse");
            return Err(ImportError::new(place, format!("`{other}` has no meaning here")));
        }
    };
    Ok(Some(FoundKev {
        id: need_text(row, "/cveID", place)?.to_owned(),
        added: day(need_text(row, "/dateAdded", place)?, place)?,
        due: day(need_text(row, "/dueDate", place)?, place)?,
        ransomware,
    }))
}
