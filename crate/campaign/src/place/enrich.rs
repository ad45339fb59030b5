//! Filling in the places of a campaign's targets from every source given.

use super::COLUMNS;
use super::ContactDb;
use super::Contacts;
use super::Geo;
use super::Place;
use super::Rdap;
use super::Reverse;
use super::Rules;
use super::SecurityTxt;
use super::domain_of;
use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use expatch_probe::observation::TlsFacts;
use expatch_store::values;
use serde::Serialize;
use std::net::IpAddr;

/// What places are filled in from.
#[derive(Debug, Default)]
pub struct Sources {
    /// MMDB files; the first that knows something wins.
    pub geo: Vec<Geo>,
    /// Reverse names.
    pub reverse: Reverse,
    /// Sector rules.
    pub rules: Rules,
    /// The analyst's own contacts, above all others.
    pub contacts: Contacts,
    /// IntelMQ's contact database.
    pub contact_db: ContactDb,
    /// What organisations publish of themselves.
    pub security_txt: SecurityTxt,
    /// What registries say of networks.
    pub rdap: Rdap,
}

/// How many targets got what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Enriched {
    /// Targets looked at: those that answered.
    pub targets: u64,
    /// With a country.
    pub country: u64,
    /// With an operator or a network's number.
    pub operator: u64,
    /// With a domain.
    pub domain: u64,
    /// With a sector.
    pub sector: u64,
    /// With an organisation's name.
    pub organisation: u64,
    /// With at least one mail address.
    pub contact: u64,
}

/// How many targets are read and written at a time.
const PAGE: i64 = 2000;

impl Campaign {
    /// Fills in the place of every target that answered, anew.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn enrich(&mut self, sources: &Sources) -> Result<Enriched, Error> {
        let mut tally = Enriched::default();
        let mut last = self.key(0) - 1;
        loop {
            let page = self.page(last)?;
            let Some((key, ..)) = page.last() else { return Ok(tally) };
            last = *key;
            self.transact(|connection, _| {
                // What an import brought stays where nothing better is known.
                for (key, target, address, tls, known) in page {
                    let place = sources.place(&target, address, tls.as_ref(), known);
                    tally.add(&place);
                    place.write(connection, key)?;
                }
                Ok(())
            })?;
        }
    }

    fn page(&self, last: i64) -> Result<Vec<Asked>, Error> {
        let sql = format!(
            "SELECT target.id, target.target, target.address, target.tls, {COLUMNS} FROM target
             LEFT JOIN place ON place.target = target.id
             WHERE target.id > ?1 AND target.id < ?2 AND target.evidence IS NOT NULL
             ORDER BY target.id LIMIT ?3"
        );
        self.connection.rows(&sql, values![last, file::key(self.id + 1, 0), PAGE], |row| {
            let address: Option<String> = row.get(2)?;
            let tls: Option<String> = row.get(3)?;
            Ok((
                row.get(0)?,
                row.get(1)?,
                address.and_then(|text| text.parse().ok()),
                tls.and_then(|json| serde_json::from_str(&json).ok()),
                Place::read(row, 4)?,
            ))
        })
    }

    /// Addresses and domains that a look-up could tell more about: of hosts at
    /// risk by the newest assessment, each once.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn to_look_up(&self) -> Result<(Vec<IpAddr>, Vec<String>), Error> {
        let sql = "SELECT DISTINCT target.address, place.domain FROM verdict
             JOIN finding ON finding.id = verdict.finding AND finding.severity = 2
             JOIN target ON target.id = verdict.target
             LEFT JOIN place ON place.target = verdict.target
             WHERE verdict.judgement = (SELECT max(id) FROM judgement WHERE campaign = ?1)";
        let (mut addresses, mut domains) = (Vec::new(), Vec::new());
        self.connection.each(sql, values![self.id], |row| {
            let address: Option<String> = row.get(0)?;
            addresses.extend(address.and_then(|text| text.parse::<IpAddr>().ok()));
            domains.extend(row.get::<Option<String>>(1)?);
            Ok::<_, Error>(())
        })?;
        addresses.sort_unstable();
        addresses.dedup();
        domains.sort_unstable();
        domains.dedup();
        Ok((addresses, domains))
    }
}

type Asked = (i64, String, Option<IpAddr>, Option<TlsFacts>, Place);

impl Sources {
    /// The place of a target. What an import brought, such as names, networks
    /// and countries, is used like what the files say, and stays where they say
    /// nothing.
    fn place(
        &self,
        target: &str,
        address: Option<IpAddr>,
        tls: Option<&TlsFacts>,
        known: Place,
    ) -> Place {
        let mut place = Place::default();
        if let Some(address) = address {
            for geo in &self.geo {
                geo.fill(address, &mut place);
            }
            place.reverse = self.reverse.get(address).map(str::to_owned);
        }
        place.reverse = place.reverse.or(known.reverse);
        place.asn = place.asn.or(known.asn);
        place.operator = place.operator.or(known.operator);
        place.country = place.country.or(known.country);
        place.region = place.region.or(known.region);
        place.city = place.city.or(known.city);
        place.organisation = known.organisation;
        let rdap = address.and_then(|address| self.rdap.get(address));
        if place.country.is_none() {
            place.country = rdap.and_then(|answer| answer.country.clone());
        }
        let names = names(target, tls, place.reverse.as_deref());
        place.domain = names.iter().find_map(|name| domain_of(name));
        // Of a name without an address, the ending tells the country.
        if place.country.is_none() {
            place.country = place.domain.as_deref().and_then(country_of);
        }
        let own = self.contacts.get(target, address, &names, place.asn);
        let kept = self.contact_db.manual.get(target, address, &names, place.asn);
        // What registries have is the network's holder, not whose the server is.
        let held = self.contact_db.automatic.get(target, address, &names, place.asn);
        let mut people = [own, kept].into_iter().flatten();
        if let Some(name) = people.find_map(|entry| entry.organisation.clone()) {
            place.organisation = Some(name);
        }
        let rule = self.rules.find(place.country.as_deref(), &names, place.organisation.as_deref());
        place.sector = own
            .and_then(|entry| entry.sector.clone())
            .or_else(|| kept.and_then(|entry| entry.sector.clone()))
            .or_else(|| rule.map(|rule| rule.sector.clone()))
            .or(known.sector);
        let file = place.domain.as_deref().and_then(|domain| self.security_txt.get(domain));
        // The nearest to the server first; a country's CERT where nobody is known.
        let cert = place.country.as_deref().and_then(|code| self.contact_db.national(code));
        let found = [
            ("csv", own.map(|entry| &entry.contacts)),
            ("contact-db", kept.map(|entry| &entry.contacts)),
            ("security.txt", file.map(|answer| &answer.contacts)),
            ("contact-db", held.map(|entry| &entry.contacts)),
            ("rdap", rdap.map(|answer| &answer.contacts)),
            ("national-cert", cert.map(|entry| &entry.contacts)),
        ];
        let found = found.into_iter().find(|(_, list)| list.is_some_and(|list| !list.is_empty()));
        if let Some((source, Some(list))) = found {
            place.contacts.clone_from(list);
            place.contact_source = Some(source.to_owned());
        }
        place.language = own
            .and_then(|entry| entry.language.clone())
            .or_else(|| file.and_then(|answer| answer.language.clone()))
            .or_else(|| rule.and_then(|rule| rule.language.clone()))
            .or_else(|| language_of(&place).map(str::to_owned))
            .or(known.language);
        place
    }
}

/// Every name of a server, those that tell the most first: the one it was
/// asked by, those its certificate has, the one its address resolves to.
fn names(target: &str, tls: Option<&TlsFacts>, reverse: Option<&str>) -> Vec<String> {
    let host = target.split("://").nth(1).unwrap_or(target);
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let mut names = vec![host.to_owned()];
    if let Some(tls) = tls {
        names.push(tls.subject.clone());
        names.extend(tls.names.iter().cloned());
    }
    names.extend(reverse.map(str::to_owned));
    let is_name = |name: &String| {
        name.contains('.') && name.parse::<IpAddr>().is_err() && !name.starts_with('[')
    };
    names.retain(is_name);
    for name in &mut names {
        *name = name.trim_start_matches("*.").trim_end_matches('.').to_ascii_lowercase();
    }
    names.dedup();
    names
}

fn country_of(domain: &str) -> Option<String> {
    let end = domain.rsplit('.').next()?;
    match end {
        "eu" | "io" | "ai" | "me" | "tv" | "co" | "cc" => None,
        "uk" => Some("GB".to_owned()),
        _ if end.len() == 2 => Some(end.to_ascii_uppercase()),
        _ => None,
    }
}

/// The language of most offices of a country, or of its region where it has
/// several, if it is one of ours.
pub fn language_of(place: &Place) -> Option<&'static str> {
    let region = place.region.as_deref().unwrap_or_default().to_lowercase();
    let is_any = |names: &[&str]| names.iter().any(|name| region.contains(name));
    match place.country.as_deref()? {
        "BE" if is_any(&[
            "wallon",
            "hainaut",
            "henegouwen",
            "namur",
            "namen",
            "luxemb",
            "liège",
            "liege",
            "luik",
        ]) =>
        {
            Some("fr")
        }
        "CH" if is_any(&[
            "genève",
            "geneva",
            "vaud",
            "neuchâtel",
            "neuchatel",
            "jura",
            "fribourg",
            "valais",
        ]) =>
        {
            Some("fr")
        }
        "CA" if is_any(&["québec", "quebec"]) => Some("fr"),
        "NL" | "BE" | "SR" | "CW" | "AW" => Some("nl"),
        "FR" | "LU" | "MC" | "SN" | "CI" | "ML" | "BF" | "BJ" | "TG" | "CD" | "CG" | "GA" => {
            Some("fr")
        }
        "DE" | "AT" | "CH" | "LI" => Some("de"),
        _ => None,
    }
}

impl Enriched {
    fn add(&mut self, place: &Place) {
        self.targets += 1;
        self.country += u64::from(place.country.is_some());
        self.operator += u64::from(place.operator.is_some() || place.asn.is_some());
        self.domain += u64::from(place.domain.is_some());
        self.sector += u64::from(place.sector.is_some());
        self.organisation += u64::from(place.organisation.is_some());
        self.contact += u64::from(!place.contacts.is_empty());
    }
}
