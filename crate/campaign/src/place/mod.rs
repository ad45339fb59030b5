//! Where and whose a target is: what enrichment fills in, one row per target.
//! Every source is a file that the user brings, or a look-up that the user
//! asked for; nothing is fetched otherwise.

mod contact_db;
mod contacts;
mod domain;
mod enrich;
mod geo;
mod look_up;
mod rdap;
mod reverse;
mod sector;
mod security_txt;
mod tables;

pub use contact_db::ContactDb;
pub use contacts::{Contacts, Entry};
pub use domain::{domain_of, is_public_suffix};
pub use enrich::{Enriched, Sources, language_of};
pub use geo::Geo;
pub use look_up::{LookUps, look_up};
pub use rdap::{Rdap, RdapAnswer};
pub use reverse::Reverse;
pub use sector::{Rule, Rules};
pub use security_txt::SecurityTxt;

use crate::error::Error;
use crate::file::Campaign;
use expatch_store::Connection;
use expatch_store::Row;
use expatch_store::values;

/// Where and whose a target is, as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Place {
    /// Two letters, ISO 3166-1.
    pub country: Option<String>,
    /// Province or state.
    pub region: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// The network's number.
    pub asn: Option<u32>,
    /// Who runs the network.
    pub operator: Option<String>,
    /// The name that the address resolves to.
    pub reverse: Option<String>,
    /// The domain that its names share.
    pub domain: Option<String>,
    /// Town, province, police, hospital, …
    pub sector: Option<String>,
    /// Whose it is.
    pub organisation: Option<String>,
    /// Mail addresses of who should know.
    pub contacts: Vec<String>,
    /// Where the addresses come from: `csv`, `contact-db`, `security.txt`, `rdap`,
    /// `national-cert`.
    pub contact_source: Option<String>,
    /// The language to write in: `en`, `fr`, `nl`, `de`.
    pub language: Option<String>,
}

/// The columns of a [`Place`], in the order that [`Place::read`] expects.
pub(crate) const COLUMNS: &str = "place.country, place.region, place.city, place.asn, \
     place.operator, place.reverse, place.domain, place.sector, place.organisation, \
     place.contacts, place.contact_source, place.language";

/// Writes a place; what is not known leaves what stands there.
const INSERT: &str = "
    INSERT INTO place (target, country, region, city, asn, operator, reverse, domain, sector,
                       organisation, contacts, contact_source, language)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
    ON CONFLICT (target) DO UPDATE SET
        country = coalesce(excluded.country, place.country),
        region = coalesce(excluded.region, place.region),
        city = coalesce(excluded.city, place.city),
        asn = coalesce(excluded.asn, place.asn),
        operator = coalesce(excluded.operator, place.operator),
        reverse = coalesce(excluded.reverse, place.reverse),
        domain = coalesce(excluded.domain, place.domain),
        sector = coalesce(excluded.sector, place.sector),
        organisation = coalesce(excluded.organisation, place.organisation),
        contacts = coalesce(excluded.contacts, place.contacts),
        contact_source = coalesce(excluded.contact_source, place.contact_source),
        language = coalesce(excluded.language, place.language)";

impl Place {
    /// Writes it for a target, by its key.
    pub(crate) fn write(&self, connection: &Connection, target: i64) -> Result<(), Error> {
        let contacts = (!self.contacts.is_empty())
            .then(|| serde_json::Value::from(self.contacts.as_slice()).to_string());
        connection.execute(
            INSERT,
            values![
                target,
                &self.country,
                &self.region,
                &self.city,
                self.asn,
                &self.operator,
                &self.reverse,
                &self.domain,
                &self.sector,
                &self.organisation,
                &contacts,
                &self.contact_source,
                &self.language,
            ],
        )?;
        Ok(())
    }

    /// Reads [`COLUMNS`] from the column `first` on.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<Self, Error> {
        let contacts: Option<String> = row.get(first + 9)?;
        Ok(Self {
            country: row.get(first)?,
            region: row.get(first + 1)?,
            city: row.get(first + 2)?,
            asn: row.get(first + 3)?,
            operator: row.get(first + 4)?,
            reverse: row.get(first + 5)?,
            domain: row.get(first + 6)?,
            sector: row.get(first + 7)?,
            organisation: row.get(first + 8)?,
            contacts: contacts
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default(),
            contact_source: row.get(first + 10)?,
            language: row.get(first + 11)?,
        })
    }
}

impl Campaign {
    /// Where and whose a target is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn place(&self, number: u64) -> Result<Option<Place>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM place WHERE target = ?1");
        let key = self.key(number.cast_signed());
        self.connection.row(&sql, values![key], |row| Place::read(row, 0))
    }
}
