//! Rows without a heading: each cell is known by what stands in it.

use crate::Identity;
use crate::evidence::Evidence;
use crate::format::role::compromise;
use crate::format::role::is_exchange;
use crate::record::Record;
use crate::record::Row;
use crate::record::row;
use expatch::Build;
use expatch::BuildPrefix;
use expatch::ClaimedVulnerability;
use std::net::IpAddr;

/// What a cell is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cell {
    Empty,
    Address,
    Name,
    Url,
    Port,
    Time,
    Asn,
    Country,
    Version,
    Answer,
    Claim,
    Other,
}

/// What stands in a cell.
pub(super) fn kind(cell: &str) -> Cell {
    let cell = cell.trim();
    let (digit, letter) =
        (cell.starts_with(|c: char| c.is_ascii_digit()), |c: char| c.is_ascii_alphabetic());
    if cell.is_empty() {
        Cell::Empty
    } else if cell.starts_with("http://") || cell.starts_with("https://") {
        Cell::Url
    } else if super::lines::is_released(cell) {
        Cell::Version
    } else if cell.parse::<IpAddr>().is_ok() || cell.parse::<std::net::SocketAddr>().is_ok() {
        Cell::Address
    } else if is_version(cell) {
        Cell::Version
    } else if cell.parse::<u16>().is_ok() {
        Cell::Port
    } else if cell.starts_with("HTTP/") || cell.contains('\n') || cell.contains(": ") {
        Cell::Answer
    } else if digit && cell.len() >= 10 && cell.as_bytes()[4] == b'-' {
        Cell::Time
    } else if cell.len() == 2 && cell.chars().all(|c| c.is_ascii_uppercase()) {
        Cell::Country
    } else if cell.strip_prefix("AS").is_some_and(|number| number.parse::<u32>().is_ok()) {
        Cell::Asn
    } else if !ClaimedVulnerability::all(cell).is_empty() {
        Cell::Claim
    } else if cell.contains('.')
        && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte))
        && cell.rsplit('.').next().is_some_and(|last| last.starts_with(letter))
    {
        Cell::Name
    } else {
        Cell::Other
    }
}

pub(super) fn is_version(cell: &str) -> bool {
    let bare = cell.strip_prefix("Version ").unwrap_or(cell);
    cell.parse::<Build>().is_ok()
        || cell.parse::<BuildPrefix>().is_ok() && cell.matches('.').count() >= 2
        || bare != cell && bare.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Whether a cell names a host.
pub(super) fn is_host(cell: &str) -> bool {
    matches!(kind(cell), Cell::Address | Cell::Name | Cell::Url)
}

/// What a spreadsheet was told to take for text: `'15.1.2507.27`, `="15.1.2507.27"`.
pub(super) fn bare(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let formula = cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"'));
    formula.or_else(|| {
        let text = cell.strip_prefix('\'')?;
        Some(text.strip_suffix('\'').unwrap_or(text))
    })
}

/// Whether a cell is a list of vulnerabilities and nothing else, perhaps as a link.
pub(super) fn is_claim(cell: &str) -> bool {
    let is_mark = |letter: char| letter.is_whitespace() || ",;|[]()".contains(letter);
    let mut words = cell.split(is_mark).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| {
            !ClaimedVulnerability::all(word.strip_suffix(".md").unwrap_or(word)).is_empty()
        })
}

/// Whether a row says who and what, so that it needs no heading.
pub(super) fn is_row(cells: &[String]) -> bool {
    let has = |wanted: &[Cell]| cells.iter().any(|cell| wanted.contains(&kind(cell)));
    has(&[Cell::Address, Cell::Name, Cell::Url]) && has(&[Cell::Version, Cell::Answer, Cell::Claim])
}

/// One row.
pub(crate) fn read<'b, 'c>(cells: impl Iterator<Item = &'c str>, place: u64) -> Row<'b> {
    let mut identity = Identity::default();
    let mut text = Evidence::default();
    let mut others = Vec::new();
    let mut exchange = false;
    for cell in cells {
        match kind(cell) {
            Cell::Empty => {}
            Cell::Address | Cell::Name => identity.host(cell),
            Cell::Url => identity.take("url", cell),
            Cell::Port => identity.take("port", cell),
            Cell::Time => identity.take("timestamp", cell),
            Cell::Asn => identity.take("asn", cell),
            Cell::Country => identity.take("country", cell),
            Cell::Version => {
                exchange = true;
                text.version(cell);
            }
            Cell::Answer => text.piece(cell),
            Cell::Claim => identity.labels(cell),
            Cell::Other => others.push(cell),
        }
    }
    for cell in &others {
        exchange |= is_exchange(cell);
        // `exchange;webshell`: labels, and perhaps a break-in.
        if !cell.contains(' ') && (cell.contains(';') || compromise(cell).is_some()) {
            identity.labels(cell);
        }
    }
    if text.is_empty() {
        others.iter().for_each(|cell| text.member("", cell));
    }
    row(vec![Record { said: text.into_said(&identity), identity, exchange, place }], true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_it_looks_like() {
        for (text, cell) in [
            ("192.0.2.1", Cell::Address),
            ("192.0.2.1:443", Cell::Address),
            ("15.2.221.12", Cell::Version),
            ("15.0.1473", Cell::Version),
            ("mx0.example.com", Cell::Name),
            ("https://mail.example.org", Cell::Url),
            ("443", Cell::Port),
            ("2021-09-01T00:00:00+00:00", Cell::Time),
            ("HTTP/1.1 200 OK\r\nServer: x", Cell::Answer),
            ("Exchange Server 2019 CU9 Jul21SU", Cell::Other),
            ("BE", Cell::Country),
            ("cve-2021-26855", Cell::Claim),
        ] {
            assert_eq!(kind(text), cell, "{text}");
        }
    }
}
