//! CISA's catalogue of known exploited vulnerabilities.

use super::{FoundKev, ImportError, day, json, need, need_text};

/// The entries for Exchange Server.
pub(super) fn read(text: &str) -> Result<Vec<FoundKev>, ImportError> {
    let catalogue = json(text)?;
    let rows = need(&catalogue, "/vulnerabilities", "")?
        .as_array()
        .ok_or_else(|| ImportError::new("/vulnerabilities", "the field is no list"))?;
    let mut found = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let place = format!("/vulnerabilities/{number}");
        let vendor = need_text(row, "/vendorProject", &place)?;
        // The product is "Exchange Server", "Exchange" or only "Microsoft".
        let name = need_text(row, "/vulnerabilityName", &place)?;
        if vendor != "Microsoft" || !name.contains("Exchange") {
            continue;
        }
        let ransomware = match need_text(row, "/knownRansomwareCampaignUse", &place)? {
            "Known" => true,
            "Unknown" => false,
            other => {
                let place = format!("{place}/knownRansomwareCampaignUse");
                return Err(ImportError::new(place, format!("`{other}` has no meaning here")));
            }
        };
        found.push(FoundKev {
            id: need_text(row, "/cveID", &place)?.to_owned(),
            added: day(need_text(row, "/dateAdded", &place)?, &place)?,
            due: day(need_text(row, "/dueDate", &place)?, &place)?,
            ransomware,
        });
    }
    Ok(found)
}
