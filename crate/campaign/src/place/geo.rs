//! Country, network and operator from MMDB files, whoever made them: the
//! vendors name their fields differently, so every known name is tried.

use super::Place;
use crate::error::Error;
use maxminddb::Reader;
use serde_json::Value;
use std::net::IpAddr;
use std::path::Path;

/// An open MMDB file.
#[derive(Debug)]
pub struct Geo {
    reader: Reader<Vec<u8>>,
}

impl Geo {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read or is no MMDB file.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        let reader = Reader::from_source(bytes)
            .map_err(|error| Error::source(path, format!("no MMDB file: {error}")))?;
        Ok(Self { reader })
    }

    /// Fills in what the file knows of an address and the place does not yet
    /// have: earlier files win.
    pub fn fill(&self, address: IpAddr, place: &mut Place) {
        // A damaged record is one that is not there.
        let Ok(found) = self.reader.lookup(address) else { return };
        let Ok(Some(value)) = found.decode::<Value>() else { return };
        let set = |field: &mut Option<String>, names: &[&str]| {
            if field.is_none() {
                *field = names.iter().find_map(|name| text(&value, name));
            }
        };
        set(
            &mut place.country,
            &["/country/iso_code", "/registered_country/iso_code", "/country_code", "/country"],
        );
        set(
            &mut place.region,
            &["/subdivisions/0/names/en", "/region", "/state1", "/stateprov", "/region_name"],
        );
        set(&mut place.city, &["/city/names/en", "/city", "/city_name"]);
        set(
            &mut place.operator,
            &[
                "/autonomous_system_organization",
                "/traits/autonomous_system_organization",
                "/as_name",
                "/asn_name",
                "/as_domain",
                "/isp",
                "/name",
            ],
        );
        set(&mut place.organisation, &["/organization", "/traits/organization"]);
        if place.asn.is_none() {
            place.asn = [
                "/autonomous_system_number",
                "/traits/autonomous_system_number",
                "/asn",
                "/as_number",
            ]
            .iter()
            .find_map(|name| match value.pointer(name)? {
                Value::Number(number) => number.as_u64()?.try_into().ok(),
                Value::String(text) => text.trim_start_matches("AS").parse().ok(),
                _ => None,
            });
        }
        // Some files write a country's name where others write its code.
        if place.country.as_ref().is_some_and(|code| code.len() != 2) {
            place.country = None;
        }
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    let text = value.pointer(pointer)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
