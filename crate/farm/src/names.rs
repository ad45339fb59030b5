//! Whose the made servers are: invented organisations with names, domains and
//! mailboxes, all under `.example`, and the files that describe them.

use crate::mmdb::Value;
use crate::mmdb::Writer;
use crate::site::Site;
use crate::world::World;
use expatch_probe::order::mix;
use std::fmt::Write;
use std::net::Ipv4Addr;

/// An invented organisation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organisation {
    /// What it is called.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// The language it writes in.
    pub language: &'static str,
}

/// The provinces of Belgium with their shares of its addresses, in hundredths.
const PROVINCES: [(&str, u64); 11] = [
    ("Antwerpen", 17),
    ("Oost-Vlaanderen", 13),
    ("Vlaams-Brabant", 11),
    ("West-Vlaanderen", 10),
    ("Limburg", 8),
    ("Brussels", 14),
    ("Hainaut", 9),
    ("Liège", 9),
    ("Namur", 4),
    ("Brabant wallon", 3),
    ("Luxembourg", 2),
];

/// Invented networks.
const NETWORKS: [(u32, &str); 4] = [
    (64496, "Voorbeeld Telecom"),
    (64497, "Exemple Réseaux"),
    (64498, "Example Cloud"),
    (64499, "Beispiel Netz"),
];

/// Whose a site is; `None` where nobody knows.
pub fn organisation(site: &Site) -> Option<Organisation> {
    let number = site.rank + 1;
    let is_french = mix(u64::from(site.number)) % 5 < 2;
    let (name, domain) = match (site.label, is_french) {
        ("province", false) => ("Provincie Voorbeeld", "provincie-voorbeeld"),
        ("province", true) => ("Province Exemple", "province-exemple"),
        ("police", false) => ("Politiezone Voorbeeld", "pz-voorbeeld"),
        ("police", true) => ("Zone de police Exemple", "zp-exemple"),
        ("town", false) => ("Gemeente Voorbeeld", "gemeente-voorbeeld"),
        ("town", true) => ("Commune Exemple", "commune-exemple"),
        ("hospital", false) => ("Ziekenhuis Voorbeeld", "ziekenhuis-voorbeeld"),
        ("hospital", true) => ("Clinique Exemple", "clinique-exemple"),
        ("school", false) => ("Scholengroep Voorbeeld", "scholen-voorbeeld"),
        ("school", true) => ("Lycée Exemple", "lycee-exemple"),
        ("company", false) => ("Voorbeeld NV", "voorbeeld"),
        ("company", true) => ("Exemple SA", "exemple"),
        _ => return None,
    };
    let language = if is_french { "fr" } else { "nl" };
    let (name, domain) = (format!("{name} {number}"), format!("{domain}-{number}.example"));
    Some(Organisation { name, domain, language })
}

/// `address,name` lines, as a resolver would tell them.
pub fn reverse(world: &World) -> String {
    let mut text = String::new();
    for site in world.sites() {
        if let Some(organisation) = organisation(&site) {
            let _ = writeln!(text, "{},mail.{}", world.address(site.number), organisation.domain);
        }
    }
    text
}

/// The contacts of public bodies and of every third company, as CSV.
pub fn contacts(world: &World) -> String {
    let mut text = String::from("match,organisation,email,language\n");
    for site in world.sites() {
        let is_known = site.label != "company" || site.rank % 3 == 0;
        if let Some(organisation) = organisation(&site).filter(|_| is_known) {
            let Organisation { name, domain, language } = organisation;
            let _ = writeln!(text, "{domain},{name},security@{domain},{language}");
        }
    }
    text
}

/// Country, province and network of every /28 as an MMDB file.
pub fn mmdb(world: &World) -> Vec<u8> {
    let mut writer = Writer::default();
    let first = u32::from(world.address(0)) & !15;
    let last = u32::from(world.address(world.len().saturating_sub(1)));
    for block in (first..=last).step_by(16) {
        let draw = mix(u64::from(block));
        let mut rest = draw % 100;
        let province = PROVINCES.iter().find(|(_, share)| {
            let is_it = rest < *share;
            rest = rest.saturating_sub(*share);
            is_it
        });
        let (asn, operator) = NETWORKS[(draw >> 32) as usize % NETWORKS.len()];
        let value = Value::Map(vec![
            ("country_code", "BE".into()),
            ("region", province.map_or("Brussels", |(name, _)| name).into()),
            ("asn", Value::Number(asn)),
            ("as_name", operator.into()),
        ]);
        writer = writer.with(Ipv4Addr::from(block), 28, &value);
    }
    writer.finish("expatch-farm")
}
