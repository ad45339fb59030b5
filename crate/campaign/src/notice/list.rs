//! The servers of a notice as a CSV file, for hosters and others who pass them
//! on to their own customers.

use super::Notice;
use crate::cell::harmless;
use crate::error::Error;

const COLUMNS: [&str; 9] = [
    "address",
    "name",
    "target",
    "seen",
    "seen_by",
    "release",
    "status",
    "open_vulnerabilities",
    "compromised",
];

/// One row for each server.
pub(super) fn file(notice: &Notice<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |_| Error::Damaged("a list of servers cannot be written");
    writer.write_record(COLUMNS).map_err(failed)?;
    for part in &notice.parts {
        let verdict = &part.server.verdict;
        let open = verdict.vulnerabilities.certain.iter();
        let open: Vec<&str> = open.map(|view| view.id.as_str()).collect();
        for place in &part.places {
            let row = [
                place.address.clone().unwrap_or_default(),
                place.name.clone().unwrap_or_default(),
                place.targets.join(" "),
                place.seen.clone(),
                place.source.clone().unwrap_or_default(),
                part.title(),
                verdict.status.to_owned(),
                open.join(" "),
                part.breakin.as_ref().map(|said| said.what.clone()).unwrap_or_default(),
            ];
            writer.write_record(row.map(harmless)).map_err(failed)?;
        }
    }
    writer.into_inner().map_err(|_| Error::Damaged("a list of servers cannot be written"))
}
