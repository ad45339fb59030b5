//! What stands beside a claimed vulnerability in a row or an object: its identifier in
//! the EUVD, its EPSS score.

use crate::Identity;
use crate::node::Node;
use expatch::ClaimedVulnerability;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a vulnerability is one of Exchange, as the facts know them.
pub(crate) fn is_exchange(claim: &ClaimedVulnerability) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        expatch::Database::embedded().vulnerabilities().map(|one| one.id).collect()
    });
    KNOWN.contains(claim.id.as_str())
}

/// A finding about another product has none of Exchange's: some are shared, as one of
/// 2019 is with Outlook, and a workstation is no server.
pub(crate) fn of_another_product(identity: &mut Identity) {
    identity.claims.retain(|claim| !is_exchange(claim));
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
    let mut cves: Vec<&mut ClaimedVulnerability> = cves.collect();
    let [claim] = &mut cves[..] else { return };
    for (word, cell) in cells {
        match word {
            Word::Epss => claim.join(&ClaimedVulnerability {
                epss: ClaimedVulnerability::score(cell),
                ..ClaimedVulnerability::default()
            }),
            Word::Euvd => claim.join(&ClaimedVulnerability {
                euvd: ClaimedVulnerability::other(cell),
                ..ClaimedVulnerability::default()
            }),
            _ => {}
        }
    }
    once(identity);
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
    let mut cves: Vec<String> = ClaimedVulnerability::identifier(key).into_iter().collect();
    let (mut score, mut euvd) = (None, None);
    for (name, member) in node.members() {
        match Word::of(name) {
            Word::Cve => cves.extend(
                texts(member).iter().filter_map(|text| ClaimedVulnerability::identifier(text)),
            ),
            Word::Epss => {
                let inner = member.get("score").unwrap_or(member);
                score = score.or_else(|| {
                    texts(inner).first().and_then(|text| ClaimedVulnerability::score(text))
                });
            }
            Word::Euvd => {
                euvd = texts(member).first().and_then(|text| ClaimedVulnerability::other(text));
            }
            Word::Other if scored && name == "score" => {
                score = score.or_else(|| {
                    texts(member).first().and_then(|text| ClaimedVulnerability::score(text))
                });
            }
            Word::Other if name == "aliases" => {
                cves.extend(
                    texts(member)
                        .iter()
                        .flat_map(|text| text.split_whitespace())
                        .filter_map(ClaimedVulnerability::identifier),
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
        claim.join(&ClaimedVulnerability { id: String::new(), euvd, epss: score });
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
