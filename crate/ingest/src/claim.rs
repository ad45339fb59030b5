//! What a source says of a server's vulnerabilities: an identifier, and what it
//! says of that one: its identifier in the EUVD, its EPSS score.

use crate::Identity;
use crate::node::Node;
use serde::Serialize;
use serde::Serializer;
use std::fmt;

/// A vulnerability that somebody says a server has. As a text it is
/// `CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)`, with what is known of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Claim {
    /// `CVE-…`, or `EUVD-…` where that is all that is known.
    pub id: String,
    /// Its identifier in the European vulnerability database.
    pub euvd: Option<String>,
    /// The probability that it is exploited within 30 days, 0 to 1, as the source
    /// gives it.
    pub epss: Option<String>,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        match (&self.euvd, &self.epss) {
            (None, None) => Ok(()),
            (Some(euvd), None) => write!(f, " ({euvd})"),
            (None, Some(epss)) => write!(f, " (EPSS {epss})"),
            (Some(euvd), Some(epss)) => write!(f, " ({euvd}, EPSS {epss})"),
        }
    }
}

impl Serialize for Claim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Claim {
    /// The claims in a text: identifiers, and behind each what it says of it.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let mut claims = Vec::new();
        let mut rest = text;
        loop {
            let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
            let Some(start) = rest.find(is_word) else { return claims };
            rest = &rest[start..];
            let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            let id = identifier(&rest[..end]);
            rest = &rest[end..];
            let Some(id) = id else { continue };
            let mut claim = Self { id, ..Self::default() };
            if let Some((inner, after)) =
                rest.strip_prefix(" (").and_then(|rest| rest.split_once(')'))
            {
                for part in inner.split(", ") {
                    match part.strip_prefix("EPSS ") {
                        Some(score) => claim.epss = epss(score),
                        None => claim.euvd = other(part),
                    }
                }
                if claim.epss.is_some() || claim.euvd.is_some() {
                    rest = after;
                }
            }
            claims.push(claim);
        }
    }

    /// Takes what it lacks from another about the same.
    pub(crate) fn join(&mut self, other: &Self) {
        for (own, other) in [(&mut self.euvd, &other.euvd), (&mut self.epss, &other.epss)] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
    }
}

/// `CVE-2021-26855`, `EUVD-2021-13432`.
fn identifier(word: &str) -> Option<String> {
    let word = word.to_ascii_uppercase();
    let number = word.strip_prefix("CVE-").or_else(|| word.strip_prefix("EUVD-"))?;
    let (year, rest) = number.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && digits(year) && !rest.is_empty() && digits(rest)).then_some(word)
}

/// A probability: a number from 0 to 1, or a share of hundred.
fn epss(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if let Some(percent) = text.strip_suffix('%') {
        let share = percent.trim().parse::<f64>().ok()? / 100.0;
        // As exact as it was said: two digits more.
        let digits = percent.trim().split_once('.').map_or(0, |(_, digits)| digits.len());
        return (0.0..=1.0).contains(&share).then(|| format!("{share:.*}", digits.min(6) + 2));
    }
    let value: f64 = text.parse().ok()?;
    (plain(text) && text.len() <= 20 && (0.0..=1.0).contains(&value)).then(|| text.to_owned())
}

/// What names of members and columns mean, whatever they are spelled like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Word {
    Cve,
    Epss,
    Euvd,
    Other,
}

impl Word {
    pub(crate) fn of(name: &str) -> Self {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        let plain: String = letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
        match plain.as_str() {
            "cve" | "cves" | "cveid" | "cveids" | "id" | "name" | "vulnerabilitycveids" => {
                Self::Cve
            }
            "epss" | "epssscore" => Self::Epss,
            "euvd" | "euvdid" | "enisaid" | "enisaeuvdid" => Self::Euvd,
            _ => Self::Other,
        }
    }
}

/// Takes what stands beside the claims of a row in its table: told of one only, as a
/// score beside several is nobody's.
pub(crate) fn beside<'c>(identity: &mut Identity, cells: impl Iterator<Item = (Word, &'c str)>) {
    let cves = identity.claims.iter_mut().filter(|claim| claim.id.starts_with("CVE-"));
    let mut cves: Vec<&mut Claim> = cves.collect();
    let [claim] = &mut cves[..] else { return };
    for (word, cell) in cells {
        match word {
            Word::Epss => claim.join(&Claim { epss: epss(cell), ..Claim::default() }),
            Word::Euvd => claim.join(&Claim { euvd: other(cell), ..Claim::default() }),
            _ => {}
        }
    }
    once(identity);
}

/// The identifier of the EUVD.
fn other(text: &str) -> Option<String> {
    identifier(text.trim()).filter(|id| id.starts_with("EUVD-"))
}

/// What stands beside a CVE as its other identifier is no claim of its own.
fn once(identity: &mut Identity) {
    let others: Vec<String> =
        identity.claims.iter().filter_map(|claim| claim.euvd.clone()).collect();
    identity.claims.retain(|claim| !others.contains(&claim.id));
}

/// Takes what stands beside the claims of a record anywhere in it: where an object is
/// about one vulnerability, its score and its other identifier.
pub(crate) fn inside(identity: &mut Identity, node: &Node<'_>) {
    if identity.claims.iter().any(|claim| claim.id.starts_with("CVE-")) {
        walk(identity, "", node, false, 0);
        once(identity);
    }
}

fn walk(identity: &mut Identity, key: &str, node: &Node<'_>, scored: bool, depth: u8) {
    if depth > 12 {
        return;
    }
    match node {
        Node::List(list) => list.iter().for_each(|one| walk(identity, key, one, scored, depth + 1)),
        Node::Object(_) => {
            let scored = scored || Word::of(key) == Word::Epss;
            take(identity, key, node, scored);
            for (name, member) in node.members() {
                walk(identity, name, member, scored, depth + 1);
            }
        }
        _ => {}
    }
}

/// What one object says, where it is about one vulnerability that is claimed.
fn take(identity: &mut Identity, key: &str, node: &Node<'_>, scored: bool) {
    let mut cves: Vec<String> = identifier(key).into_iter().collect();
    let (mut score, mut euvd) = (None, None);
    for (name, member) in node.members() {
        match Word::of(name) {
            Word::Cve => cves.extend(texts(member).iter().filter_map(|text| identifier(text))),
            Word::Epss => {
                let inner = member.get("score").unwrap_or(member);
                score = score.or_else(|| texts(inner).first().and_then(|text| epss(text)));
            }
            Word::Euvd => euvd = texts(member).first().and_then(|text| other(text)),
            Word::Other if scored && name == "score" => {
                score = score.or_else(|| texts(member).first().and_then(|text| epss(text)));
            }
            Word::Other if name == "aliases" => {
                cves.extend(
                    texts(member)
                        .iter()
                        .flat_map(|text| text.split_whitespace())
                        .filter_map(identifier),
                );
            }
            Word::Other => {}
        }
    }
    // An entry of the EUVD itself has the CVE as its alias.
    let entry = cves.iter().position(|id| id.starts_with("EUVD-")).map(|at| cves.swap_remove(at));
    let euvd = euvd.or(entry);
    cves.dedup();
    let [cve] = &cves[..] else { return };
    if let Some(claim) = identity.claims.iter_mut().find(|claim| claim.id == *cve) {
        claim.join(&Claim { id: String::new(), euvd, epss: score });
    }
}

/// Texts and numbers, of lists and of the `id` of an element too.
fn texts(node: &Node<'_>) -> Vec<String> {
    match node {
        Node::Text(text) => vec![text.trim().to_owned()],
        Node::Number(number) => vec![number.to_string()],
        Node::List(list) => list.iter().flat_map(texts).collect(),
        Node::Object(_) => {
            let inner = ["#text", "@id", "id"].into_iter().find_map(|name| node.get(name));
            inner.map(texts).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(identity: &Identity) -> Vec<String> {
        identity.claims.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_claim_is_read_as_it_is_written() {
        for text in [
            "CVE-2021-26855",
            "CVE-2021-26855 (EPSS 0.97457)",
            "CVE-2021-26855 (EUVD-2021-13432)",
            "CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)",
            "EUVD-2021-13432",
        ] {
            let all = Claim::all(text);
            assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), [text]);
        }
        let row = "exchange;cve-2021-26855 (EPSS 1.5) CVE-2021-34473 (EPSS 0.9) cve-20-1, CVE-2022-41040 (new)";
        let all: Vec<String> = Claim::all(row).iter().map(ToString::to_string).collect();
        assert_eq!(all, ["CVE-2021-26855", "CVE-2021-34473 (EPSS 0.9)", "CVE-2022-41040"]);
    }

    #[test]
    fn a_score_is_a_probability() {
        for (text, score) in [
            ("0.97457", Some("0.97457")),
            ("1", Some("1")),
            ("97.4%", Some("0.974")),
            ("12 %", Some("0.12")),
            ("9.8", None),
            ("-0.1", None),
            ("1e-3", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(epss(text).as_deref(), score, "{text}");
        }
    }

    #[track_caller]
    fn check(json: &str, expected: &[&str]) {
        let node: Node<'_> = serde_json::from_str(json).expect("JSON");
        let mut identity = Identity::default();
        identity.claim("CVE-2021-26855 CVE-2021-34473");
        inside(&mut identity, &node);
        assert_eq!(claims(&identity), expected);
    }

    #[test]
    fn scores_are_found_where_scanners_put_them() {
        let both = ["CVE-2021-26855 (EPSS 0.97)", "CVE-2021-34473 (EPSS 0.5)"];
        // Shodan: by name.
        check(
            r#"{"vulns":{"CVE-2021-26855":{"cvss":9.8,"epss":0.97,"ranking_epss":0.99},
                "CVE-2021-34473":{"epss":0.5}}}"#,
            &both,
        );
        // Censys: a list with scores of their own.
        check(
            r#"{"vulns":[{"id":"CVE-2021-26855","epss":{"score":0.97,"percentile":0.99}},
                {"id":"CVE-2021-34473","epss":{"score":0.5}}]}"#,
            &both,
        );
        // A greenbone report: the worst of a test, and of which one it is.
        check(
            r#"{"nvt":{"epss":{"max_severity":{"score":"0.97","cve":{"@id":"CVE-2021-26855"}},
                "max_epss":{"score":"0.5","cve":{"@id":"CVE-2021-34473"}}}}}"#,
            &both,
        );
        // Nuclei and Nessus: one of one.
        let one = ["CVE-2021-26855 (EPSS 0.97)", "CVE-2021-34473"];
        check(r#"{"classification":{"cve-id":["cve-2021-26855"],"epss-score":0.97}}"#, &one);
        check(r#"{"cve":"CVE-2021-26855","epss_score":"0.97"}"#, &one);
        let none = ["CVE-2021-26855", "CVE-2021-34473"];
        check(r#"{"cve":["CVE-2021-26855","CVE-2021-34473"],"epss_score":"0.97"}"#, &none);
        check(r#"{"epss":0.97,"host":{"cve":"CVE-2021-26855"}}"#, &none);
        // The EUVD's own entries.
        let euvd = ["CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)", "CVE-2021-34473"];
        check(r#"{"id":"EUVD-2021-13432","aliases":"CVE-2021-26855\nGHSA-1","epss":0.97}"#, &euvd);
        check(r#"{"cve":"CVE-2021-26855","euvd_id":"euvd-2021-13432","epss":"0.97"}"#, &euvd);
    }
}
