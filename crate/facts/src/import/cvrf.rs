//! MSRC's CVRF documents, XML.

use super::{FoundVulnerability, ImportError, day};
use expatch::Build;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

pub(super) fn read(text: &str) -> Result<Vec<FoundVulnerability>, ImportError> {
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
    let mut products = BTreeMap::new();
    for node in root.descendants().filter(|node| node.has_tag_name_of("FullProductName")) {
        if let (Some(id), Some(name)) = (node.attribute("ProductID"), node.text()) {
            products.insert(id, name.trim());
        }
    }
    if products.is_empty() {
        return Err(ImportError::new("line 1", "no FullProductName in the document"));
    }
    let mut found = Vec::new();
    for node in root.children().filter(|node| node.has_tag_name_of("Vulnerability")) {
        let id = child(node, "CVE")
            .ok_or_else(|| ImportError::new(place(node), "a Vulnerability without CVE"))?;
        let mut row = FoundVulnerability {
            place: place(node),
            id: id.to_owned(),
            title: child(node, "Title").unwrap_or_default().to_owned(),
            ..FoundVulnerability::default()
        };
        let revisions = node.descendants().filter(|node| node.has_tag_name_of("Revision"));
        let days = revisions.filter_map(|node| child(node, "Date"));
        let days: Result<Vec<_>, _> = days.map(|text| day(text, &row.place)).collect();
        row.published = days?.into_iter().min();
        for threat in node.descendants().filter(|node| node.has_tag_name_of("Threat")) {
            let text = child(threat, "Description").map(str::to_owned);
            match threat.attribute("Type") {
                Some("Impact") => row.impact = row.impact.or(text),
                Some("Severity") => row.severity = row.severity.or(text),
                _ => {}
            }
        }
        let score = node.descendants().find(|node| node.has_tag_name_of("ScoreSet"));
        if let Some(set) = score
            && let (Some(Ok(score)), Some(vector)) =
                (child(set, "BaseScore").map(str::parse), child(set, "Vector"))
        {
            row.cvss = Some((score, vector.to_owned()));
        }
        for fix in node.descendants().filter(|node| node.has_tag_name_of("Remediation")) {
            let Some(Ok(build)) = child(fix, "FixedBuild").map(str::parse::<Build>) else {
                continue;
            };
            let ids = fix.children().filter(|node| node.has_tag_name_of("ProductID"));
            for id in ids.filter_map(|node| node.text()) {
                let Some(name) = products.get(id.trim()) else {
                    let what = format!("product `{id}` is not in the product tree");
                    return Err(ImportError::new(place(fix), what));
                };
                if name.contains("Exchange Server") {
                    row.fixes.push(((*name).to_owned(), build));
                }
            }
        }
        if !row.fixes.is_empty() {
            found.push(row);
        }
    }
    Ok(found)
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
