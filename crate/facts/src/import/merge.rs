//! What a source says against what the facts say.
// tidy: long because every source that is merged writes rows in the same way

use super::{FoundBuild, FoundKev, FoundVulnerability, ImportError, Proposal};
use crate::fix::{Cell, all_cells};
use crate::model::{Kind, ReleaseRow};
use crate::read::{Facts, ProductFacts, Row};
use expatch::{Build, Date};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Microsoft's page of builds.
pub(super) fn builds(facts: &Facts, found: Vec<FoundBuild>) -> Result<Proposal, ImportError> {
    let mut proposal = Proposal::default();
    let mut seen = Vec::new();
    let mut new = Vec::new();
    for row in &found {
        match release(facts, row.build) {
            Some((table, known)) => {
                seen.push(*known.build);
                let day = known.released.date.to_string();
                let said = row.released.to_string();
                let digits = if row.month_only || known.released.month_only { 7 } else { 10 };
                if day[..digits] != said[..digits] {
                    let what = format!(
                        "{} {}: the page dates it {said}, the facts {day}",
                        table.product.row, row.build
                    );
                    proposal.differs.push(what);
                }
                if let (Some(said), Some(kb)) = (row.kb, known.kb)
                    && said != kb
                {
                    let what =
                        format!("{}: the page links KB{said}, the facts say KB{kb}", row.build);
                    proposal.differs.push(what);
                }
            }
            None => new.push(row),
        }
    }
    let of_page = |row: &&Row<ReleaseRow>| row.sources.iter().any(|key| key == "learn");
    let known = || facts.releases.iter().flat_map(|table| &table.releases).filter(of_page);
    for row in known().filter(|row| !seen.contains(&row.build)) {
        let update = row.update.as_deref().unwrap_or_default();
        proposal.vanished.push(format!("{} {} {update}", row.build.0, row.baseline));
    }
    if !proposal.vanished.is_empty() {
        let what = format!(
            "{} of {} releases that came from this page are no longer on it, the first {}",
            proposal.vanished.len(),
            known().count(),
            proposal.vanished[0]
        );
        return Err(ImportError::new(format!("{} rows", found.len()), what));
    }
    // From the bottom up, so that the lines above stay where they are.
    new.sort_by_key(|row| std::cmp::Reverse(row.build));
    for row in new {
        add_release(facts, row, &mut proposal)?;
    }
    finish(facts, proposal)
}

fn release(facts: &Facts, build: Build) -> Option<(&ProductFacts, &Row<ReleaseRow>)> {
    facts.releases.iter().find_map(|table| {
        let is = |row: &&Row<ReleaseRow>| {
            *row.build == build || row.aliases.iter().any(|alias| alias.0 == build)
        };
        Some((table, table.releases.iter().find(is)?))
    })
}

fn add_release(
    facts: &Facts,
    row: &FoundBuild,
    proposal: &mut Proposal,
) -> Result<(), ImportError> {
    let refuse = |what: String| Err(ImportError::new(row.place.clone(), what));
    let below = facts
        .releases
        .iter()
        .flat_map(|table| &table.releases)
        .filter(|known| known.build.prefix() == row.build.prefix() && *known.build < row.build)
        .max_by_key(|known| known.build.0);
    let Some(below) = below else {
        return refuse(format!(
            "{} (`{}`) is on no known baseline: enter the new baseline by hand first",
            row.build, row.name
        ));
    };
    let update = row.name.split_whitespace().next_back().unwrap_or_default();
    let kind = match crate::model::without_version(update) {
        label if label.ends_with("SU") => "su",
        label if label.ends_with("HU") => "hu",
        _ => return refuse(format!("`{}` does not end with the name of an SU or HU", row.name)),
    };
    let mut line = format!(
        "    {{ build = \"{}\", baseline = \"{}\", update = \"{update}\", kind = \"{kind}\", \
         released = \"{}\"",
        row.build, below.baseline, row.released
    );
    if let Some(kb) = row.kb {
        let _ = write!(line, ", kb = {kb}");
    }
    line.push_str(", confidence = \"medium\", sources = [\"learn\"] },");
    let file = below.place.file.to_string();
    proposal.insert(&file, &facts.texts[&file], below.place.line, &line);
    proposal.added.push(format!("{} {} {update} of {}", row.build, below.baseline, row.released));
    Ok(())
}

/// CISA's catalogue.
pub(super) fn kev(facts: &Facts, found: Vec<FoundKev>) -> Result<Proposal, ImportError> {
    let mut proposal = Proposal::default();
    let gone: Vec<&String> =
        facts.counts.kev.iter().filter(|id| !found.iter().any(|row| row.id == **id)).collect();
    if let Some(first) = gone.first() {
        let what = format!(
            "{} of {} Exchange entries are missing, the first {first}",
            gone.len(),
            facts.counts.kev.len()
        );
        return Err(ImportError::new(format!("{} Exchange entries", found.len()), what));
    }
    let mut rows: Vec<_> = Vec::new();
    for row in &found {
        let known = facts.vulnerabilities.iter().find(|known| known.id == row.id);
        let Some(known) = known else {
            if facts.not_exchange.iter().any(|known| known.id == row.id) {
                continue;
            }
            let what = "it is not in the facts: import its CVE record first";
            return Err(ImportError::new(row.id.clone(), what));
        };
        rows.push((known, row));
    }
    rows.sort_by_key(|(known, _)| std::cmp::Reverse(known.place.line));
    let list_line = facts.texts["counts.toml"].lines().position(|line| line == "kev = [");
    for (known, row) in rows {
        let file = known.place.file.to_string();
        let text = &facts.texts[&file];
        let ransomware = if row.ransomware { "known" } else { "unknown" };
        match &known.kev {
            None => {
                let start = known.place.line.saturating_sub(1);
                let at =
                    text.lines().skip(start).position(|line| line.starts_with("published-source"));
                let Some(at) = at else { continue };
                let line = format!(
                    "kev = {{ added = \"{}\", due = \"{}\", ransomware = \"{ransomware}\" }}",
                    row.added, row.due
                );
                proposal.insert(&file, text, start + at + 1, &line);
                let entry = format!("    \"{}\",", row.id);
                proposal.insert(
                    "counts.toml",
                    &facts.texts["counts.toml"],
                    list_line.unwrap_or(0) + 1,
                    &entry,
                );
                proposal.added.push(format!("{} in KEV since {}", row.id, row.added));
            }
            Some(kev) => {
                let was = if kev.ransomware == crate::model::Ransomware::Known {
                    "known"
                } else {
                    "unknown"
                };
                if was != ransomware {
                    let from = format!("ransomware = \"{was}\"");
                    let to = format!("ransomware = \"{ransomware}\"");
                    proposal.replace(&file, text, known.place.line, &from, &to);
                    proposal.changed.push(format!("{}: ransomware {was} → {ransomware}", row.id));
                }
                if kev.due.0 != row.due {
                    let from = format!("due = \"{}\"", kev.due.0);
                    proposal.replace(
                        &file,
                        text,
                        known.place.line,
                        &from,
                        &format!("due = \"{}\"", row.due),
                    );
                    proposal.changed.push(format!("{}: due {} → {}", row.id, kev.due.0, row.due));
                }
                if kev.added.0 != row.added {
                    let what = format!(
                        "{}: CISA added it on {}, the facts say {}",
                        row.id, row.added, kev.added.0
                    );
                    proposal.differs.push(what);
                }
            }
        }
    }
    finish(facts, proposal)
}

/// Descriptions of vulnerabilities, from MSRC or from CVE records.
pub(super) fn vulnerabilities(
    facts: &Facts,
    found: Vec<FoundVulnerability>,
    source: &str,
) -> Result<Proposal, ImportError> {
    let mut proposal = Proposal::default();
    if found.iter().all(|row| row.fixes.is_empty()) {
        let place = format!("{} vulnerabilities", found.len());
        return Err(ImportError::new(place, "no fixed build of Exchange Server in the file"));
    }
    let mut days = Vec::new();
    for row in &found {
        let mut fixes = BTreeMap::new();
        for (name, build) in &row.fixes {
            let Some((product, baseline)) = product(facts, name) else {
                let what = format!("`{name}` is no product and baseline of the facts");
                return Err(ImportError::new(row.place.clone(), what));
            };
            let table = facts.of(product);
            let own =
                table.and_then(|table| table.baselines.iter().find(|row| row.name == baseline));
            // One remediation for several products has one build: it counts
            // only for the baseline whose first three parts it has.
            if own.is_none_or(|own| own.build.prefix() != build.prefix()) {
                let what = format!("{} on {name}: {build} is another baseline's, left out", row.id);
                proposal.differs.push(what);
                continue;
            }
            fixes.insert((product.to_owned(), baseline.to_owned()), *build);
        }
        match facts.vulnerabilities.iter().find(|known| known.id == row.id) {
            Some(known) => compare(facts, known, row, &fixes, &mut proposal),
            None => {
                let text = new_row(facts, row, &fixes, source)?;
                let year = row.id.get(4..8).unwrap_or_default();
                let file = format!("vulnerabilities/{year}.toml");
                let head = format!(
                    "# Vulnerabilities with identifiers of {year}. README.md explains each field.\n"
                );
                let before = facts.texts.get(&file).cloned().unwrap_or(head);
                let now = proposal.texts.entry(file).or_insert(before);
                insert_row(now, &row.id, &text);
                proposal.added.push(format!("{} {}", row.id, row.title));
                days.extend(row.published);
            }
        }
    }
    finish(facts, proposal)
}

/// `Microsoft Exchange Server 2019 Cumulative Update 15` → `2019`, `CU15`.
fn product<'a>(facts: &'a Facts, name: &str) -> Option<(&'a str, &'a str)> {
    let rest = name.split("Exchange Server").nth(1)?.trim();
    let rest = rest.replace("Subscription Edition", "SE");
    let (short, rest) = rest.split_once(' ').unwrap_or((&rest, "RTM"));
    let baseline = rest.replace("Cumulative Update ", "CU").replace("Service Pack ", "SP");
    let table = facts.of(short)?;
    let row = table.baselines.iter().find(|row| row.name == baseline.trim())?;
    Some((&table.product.row, &row.name))
}

fn compare(
    facts: &Facts,
    known: &Row<crate::model::VulnerabilityRow>,
    row: &FoundVulnerability,
    fixes: &BTreeMap<(String, String), Build>,
    proposal: &mut Proposal,
) {
    for ((product, baseline), build) in fixes {
        let names = facts.baseline_names(product);
        let number = names.iter().position(|name| name == baseline);
        let cells = all_cells(facts, product, known).unwrap_or_default();
        let cell = number.and_then(|number| cells.get(number).copied());
        let agrees = match cell {
            Some(Cell::From { build: ours, disputed }) => {
                ours == *build || disputed == Some(*build)
            }
            Some(Cell::InBaseline { .. }) => {
                release(facts, *build).is_some_and(|(_, row)| row.update.is_none())
            }
            _ => false,
        };
        if !agrees {
            let ours = cell.map_or_else(|| "nothing".into(), |cell| format!("{cell:?}"));
            let what = format!(
                "{} on {product} {baseline}: the source says {build}, the facts {ours}",
                row.id
            );
            proposal.differs.push(what);
        }
    }
    if let (Some((score, _)), Some(cvss)) = (&row.cvss, &known.cvss)
        && (score - cvss.score).abs() > 0.05
    {
        let what = format!("{}: the source scores {score}, the facts {}", row.id, cvss.score);
        proposal.differs.push(what);
    }
}

/// The text of a vulnerability that is new.
fn new_row(
    facts: &Facts,
    row: &FoundVulnerability,
    fixes: &BTreeMap<(String, String), Build>,
    source: &str,
) -> Result<String, ImportError> {
    let refuse = |what: String| ImportError::new(row.place.clone(), what);
    let published =
        row.published.ok_or_else(|| refuse(format!("{} has no day of publication", row.id)))?;
    let quote = |text: &str| toml::Value::from(text).to_string();
    let mut text =
        format!("[[vulnerability]]\nid = \"{}\"\ntitle = {}\n", row.id, quote(&row.title));
    for (name, value) in [("impact", &row.impact), ("severity", &row.severity)] {
        if let Some(value) = value {
            let _ = writeln!(text, "{name} = {}", quote(value));
        }
    }
    if let Some((score, vector)) = &row.cvss {
        let _ = writeln!(text, "cvss = {{ score = {score:.1}, vector = {} }}", quote(vector));
    }
    let _ = writeln!(text, "published = \"{published}\"\npublished-source = \"{source}\"");
    let _ = writeln!(text, "confidence = \"medium\"\nsources = [\"{source}\"]");
    let mut lists: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut tables = String::new();
    for product in
        facts.products.iter().filter(|row| !["4.0", "5.0", "5.5"].contains(&row.short.as_str()))
    {
        let Some(table) = facts.of(&product.short) else { continue };
        let of = |name: &str| fixes.get(&(product.short.clone(), name.to_owned())).copied();
        if table.baselines.iter().any(|baseline| of(&baseline.name).is_some()) {
            tables.push_str(&product_table(facts, table, &of, published).map_err(refuse)?);
            continue;
        }
        let end =
            product.esu.last().map(|period| *period.to).or(product.extended_end.map(|day| *day));
        let list = if product.released.date > published {
            "released-after"
        } else if end.is_some_and(|end| end < published) {
            "not-evaluated"
        } else {
            "not-listed"
        };
        lists.entry(list).or_default().push(format!("\"{}\"", product.short));
    }
    for (list, products) in lists {
        let _ = writeln!(text, "{list} = [{}]", products.join(", "));
    }
    text.push_str(&tables);
    Ok(text)
}

fn product_table(
    facts: &Facts,
    table: &ProductFacts,
    of: &impl Fn(&str) -> Option<Build>,
    published: Date,
) -> Result<String, String> {
    let (mut never, mut inside, mut rows) = (Vec::new(), Vec::new(), String::new());
    let mut fixed_before = None;
    for baseline in table.baselines.iter().filter(|row| row.name != "Preview") {
        let name = baseline.name.as_str();
        let own = table.releases.iter().find(|row| row.build == baseline.build);
        match of(name) {
            Some(build) => {
                let (_, fixed) = release(facts, build).ok_or_else(|| {
                    format!("{build} is no release of the facts: import the builds first")
                })?;
                fixed_before = Some(fixed.released.date);
                if matches!(fixed.kind, Kind::Su | Kind::Hu | Kind::Ru) {
                    let _ = writeln!(
                        rows,
                        "    {{ baseline = \"{name}\", fixed = \"{build}\", confidence = \"medium\" }},"
                    );
                } else {
                    inside.push(name);
                }
            }
            None => {
                let after = fixed_before.unwrap_or(published);
                let later = own.is_some_and(|own| own.released.date >= after);
                if later { inside.push(name) } else { never.push(name) }
            }
        }
    }
    let mut text = format!("[vulnerability.on.{}]\n", table.product.row);
    for (field, names) in [("never", never), ("in-baseline", inside)] {
        if !names.is_empty() {
            let _ = writeln!(text, "{field} = \"{}\"", ranges(table, &names));
        }
    }
    if !rows.is_empty() {
        let _ = write!(text, "rows = [\n{rows}]\n");
    }
    Ok(text)
}

/// `RTM..CU3, CU5`: the inverse of [`crate::baselines_of`].
fn ranges(table: &ProductFacts, names: &[&str]) -> String {
    let all = table.baselines.iter().map(|row| row.name.as_str()).filter(|name| *name != "Preview");
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let mut open = false;
    for name in all {
        let is = names.contains(&name);
        match parts.last_mut() {
            Some(part) if is && open => part.1 = name,
            _ if is => parts.push((name, name)),
            _ => {}
        }
        open = is;
    }
    let part = |(first, last): (&str, &str)| {
        if first == last { first.to_owned() } else { format!("{first}..{last}") }
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join(", ")
}

/// Puts a vulnerability before the first one with a higher identifier.
fn insert_row(text: &mut String, id: &str, row: &str) {
    let mut at = text.len();
    for (start, _) in text.match_indices("[[vulnerability]]\nid = \"") {
        let rest = &text[start + "[[vulnerability]]\nid = \"".len()..];
        let other = rest.split('"').next().unwrap_or_default();
        if expatch::database::compare_ids(other, id).is_gt() {
            at = start;
            break;
        }
    }
    let end = at == text.len();
    let row = if end { format!("\n{row}") } else { format!("{row}\n") };
    text.insert_str(at, &row);
}

/// Reads and checks the whole as it would be.
fn finish(facts: &Facts, proposal: Proposal) -> Result<Proposal, ImportError> {
    if proposal.is_empty() {
        return Ok(proposal);
    }
    let mut texts = facts.texts.clone();
    texts.extend(proposal.texts.clone());
    let problems = match crate::read_from(texts) {
        Ok(facts) => crate::check::check(&facts),
        Err(crate::Problems(problems)) => problems,
    };
    // An update and the vulnerabilities it closes come from two sources, one
    // after the other; that one of them is missing yet is for the compiler to say.
    let mut hard =
        problems.iter().filter(|problem| !problem.what.starts_with("no vulnerability is fixed"));
    match hard.next() {
        Some(problem) => Err(ImportError::new("the facts after the import", problem.to_string())),
        None => Ok(proposal),
    }
}
