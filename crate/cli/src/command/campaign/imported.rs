//! A row of another scanner as a campaign stores it.

use expatch_campaign::import::Imported;
use expatch_campaign::place::Place;
use expatch_campaign::place::language_of;
use expatch_ingest::Identity;
use expatch_ingest::Record;
use expatch_probe::TargetList;

pub(super) fn imported(record: Record, file: &str) -> Imported {
    let identity = record.identity;
    let seen = identity.timestamp.as_deref().and_then(expatch_campaign::time::read);
    let target = target(&identity).unwrap_or_else(|| format!("{file}:{}", record.place));
    let country = identity.country.map(|code| code.to_ascii_uppercase());
    let mut place = Place {
        country: country.filter(|code| code.len() == 2),
        region: identity.region,
        city: identity.city,
        asn: identity.asn,
        // Scanners name the network's holder, not whose the server is.
        operator: identity.organisation,
        reverse: identity.hostname.map(|name| name.to_ascii_lowercase()),
        sector: identity.sector,
        ..Place::default()
    };
    place.language = language_of(&place).map(str::to_owned);
    Imported {
        target,
        address: identity.ip,
        said: record.said,
        seen,
        place,
        source: identity.source,
        exchange: record.exchange,
        claims: identity.claims.iter().map(ToString::to_string).collect(),
        compromised: identity.compromised,
    }
}

/// The key that a scan would give it, so that campaigns can be compared.
fn target(identity: &Identity) -> Option<String> {
    let port = identity.port.map(|port| format!(":{port}")).unwrap_or_default();
    let host = |host: &String| match host.contains(':') {
        true => format!("[{host}]{port}"),
        false => format!("{host}{port}"),
    };
    // Two names at one address are two hosts.
    let texts = [
        identity.hostname.as_ref().map(host),
        identity.ip.as_ref().map(host),
        identity.url.clone(),
    ];
    texts.into_iter().flatten().find_map(|text| {
        let list = TargetList::read(text.as_bytes(), &[443]).ok()?;
        list.get(0).map(|target| target.to_string())
    })
}
