//! MSRC's CVRF documents, XML.

use super::{FoundVulnerability, ImportError, Reading, day, is_exchange, is_exchange_cpe};
use crate::model::ClaimWord;
use expatch::Build;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

pub(super) fn read(text: &str) -> Result<Reading<FoundVulnerability>, ImportError> {
    let document = Document::parse(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = format!("line {}", error.pos().row);
        ImportError::new(place, format!("no valid XML: {error}"))
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "cvrfdoc" {
        let what = format!("the document is `{}` and not `cvrfdoc`", root.tag_name().name());
        return Err(ImportError::new("line 1", what));
    }
    let place =
        |node: Node<'_, '_>| format!("line {}", document.text_pos_at(node.range().start).row);
    let (mut any, mut products) = (false, BTreeMap::new());
    for node in root.descendants().filter(|node| node.has_tag_name_of("FullProductName")) {
        if let (Some(id), Some(name)) = (node.attribute("ProductID"), node.text()) {
            any = true;
            let name = name.trim();
            if is_exchange(name) || node.attribute("CPE").is_some_and(is_exchange_cpe) {
                products.insert(id.trim(), name);
            }
        }
    }
    if !any {
        return Err(ImportError::new("line 1", "no FullProductName in the document"));
    }
    let mut reading = Reading::new();
    let text_of = |name: &str| {
        let mut nodes = root.descendants();
        nodes.find(|node| node.has_tag_name_of(name)).and_then(|node| node.text()).map(str::trim)
    };
    reading.day = text_of("CurrentReleaseDate").and_then(|text| day(text, "").ok());
    reading.month = text_of("ID").and_then(month);
    for node in root.children().filter(|node| node.has_tag_name_of("Vulnerability")) {
        let place = place(node);
        match vulnerability(node, &place, &products, &mut reading.odd) {
            Ok(row) => reading.rows.extend(row),
            Err(error) => reading.odd.push(format!("{}: {}", error.place, error.what)),
        }
    }
    Ok(reading)
}

/// `2026-Mar`.
fn month(id: &str) -> Option<(i32, u8)> {
    let (year, month) = id.split_once('-')?;
    let (number, _) = (1..).zip(super::MONTHS).find(|(_, name)| *name == month)?;
    Some((year.parse().ok()?, number))
}

fn vulnerability(
    node: Node<'_, '_>,
    place: &str,
    products: &BTreeMap<&str, &str>,
    odd: &mut Vec<String>,
) -> Result<Option<FoundVulnerability>, ImportError> {
    let mut row = FoundVulnerability { place: place.to_owned(), ..FoundVulnerability::default() };
    let id = child(node, "CVE");
    let mut ours = false;
    for fix in node.descendants().filter(|node| node.has_tag_name_of("Remediation")) {
        let is_fix = fix.attribute("Type").is_none_or(|kind| kind == "Vendor Fix");
        let build = child(fix, "FixedBuild").map(str::parse::<Build>);
        let article = child(fix, "Description").and_then(|text| text.parse().ok());
        for number in fix.children().filter(|node| node.has_tag_name_of("ProductID")) {
            let number = number.text().unwrap_or_default().trim();
            let Some(name) = products.get(number) else { continue };
            ours = true;
            match (&build, article) {
                (Some(Ok(build)), _) => row.fixes.push(((*name).to_owned(), *build)),
                (_, Some(article)) if is_fix => row.articles.push(((*name).to_owned(), article)),
                _ if is_fix => {
                    let what = "neither a FixedBuild nor the number of an article";
                    odd.push(format!("{place}: {}: {name}: {what}", id.unwrap_or("?")));
                }
                _ => {}
            }
        }
    }
    if !ours {
        // Named without a remediation: affected, and nothing can be entered.
        let number = |node: &Node<'_, '_>| node.text().unwrap_or_default().trim().to_owned();
        let mut numbers = node.descendants().filter(|node| node.has_tag_name_of("ProductID"));
        let Some(name) = numbers.find_map(|node| products.get(number(&node).as_str())) else {
            return Ok(None);
        };
        odd.push(format!("{place}: {}: {name}: no remediation", id.unwrap_or("?")));
    }
    id.ok_or_else(|| ImportError::new(place, "a Vulnerability without CVE"))?
        .clone_into(&mut row.id);
    child(node, "Title").unwrap_or_default().clone_into(&mut row.title);
    let mut revisions = Vec::new();
    for node in node.descendants().filter(|node| node.has_tag_name_of("Revision")) {
        let Some(text) = child(node, "Date") else { continue };
        revisions.push((day(text, place)?, child(node, "Description").unwrap_or_default()));
    }
    row.published = revisions.iter().map(|(day, _)| *day).min();
    for threat in node.descendants().filter(|node| node.has_tag_name_of("Threat")) {
        let text = child(threat, "Description").map(str::to_owned);
        match threat.attribute("Type") {
            Some("Impact") => row.impact = row.impact.or(text),
            Some("Severity") => row.severity = row.severity.or(text),
            Some("Exploit Status") => {
                let Some(published) = row.published else { continue };
                let says = |what| text.as_deref().is_some_and(|text| text.contains(what));
                // A flag that was raised later has a revision that says so.
                let raised = revisions.iter().find(|(_, what)| what.contains("Exploited flag"));
                let since = raised.map_or(published, |(day, _)| *day);
                if says("Exploited:Yes") {
                    row.claims.push((ClaimWord::Exploited, since));
                } else if says("Exploitation More Likely") {
                    row.claims.push((ClaimWord::MoreLikely, published));
                }
                if says("Publicly Disclosed:Yes") {
                    row.claims.push((ClaimWord::Disclosed, published));
                }
            }
            _ => {}
        }
    }
    if let Some(set) = node.descendants().find(|node| node.has_tag_name_of("ScoreSet"))
        && let (Some(Ok(score)), Some(vector)) =
            (child(set, "BaseScore").map(str::parse), child(set, "Vector"))
    {
        row.cvss = Some((score, vector.to_owned()));
    }
    Ok(Some(row))
}

fn child<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let child = node.children().find(|node| node.has_tag_name_of(name))?;
    child.text().map(str::trim).filter(|text| !text.is_empty())
}

trait TagName {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl TagName for Node<'_, '_> {
    /// Whether it is an element of this name, in any namespace.
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
