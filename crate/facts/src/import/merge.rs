//! What a source says against what the facts say.
// tidy: long because every source that is merged writes rows in the same way

use super::baseline;
use super::{Answers, FoundBuild, FoundKev, FoundVulnerability, Proposal, Question, Reading};
use crate::fix::{Cell, all_cells};
use crate::model::{Kind, ReleaseRow, TopicWord};
use crate::read::{Facts, ProductFacts, Row};
use expatch::{Build, Date};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Microsoft's page of builds. The page says no day of its own: the day is that
/// on which it was fetched, or that of its newest row.
pub(super) fn builds(facts: &Facts, found: Reading<FoundBuild>, answers: &Answers) -> Proposal {
    let mut proposal = Proposal { rows: found.rows.len(), odd: found.odd, ..Proposal::default() };
    let newest = found.rows.iter().map(|row| row.released).max();
    let through = found.day.max(newest);
    let mut seen = Vec::new();
    let mut new = Vec::new();
    for row in &found.rows {
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
    // The page drops old rows: that is said, and nothing is lost by it.
    let of_page = |row: &&Row<ReleaseRow>| row.sources.iter().any(|key| key == "learn");
    let known = || facts.releases.iter().flat_map(|table| &table.releases).filter(of_page);
    for row in known().filter(|row| !seen.contains(&row.build)) {
        let update = row.update.as_deref().unwrap_or_default();
        proposal.vanished.push(format!("{} {} {update}", row.build.0, row.baseline));
    }
    // From the bottom up, so that the lines above stay where they are.
    new.sort_by_key(|row| std::cmp::Reverse(row.build));
    let (based, baselines): (Vec<_>, Vec<_>) =
        new.into_iter().partition(|row| below(facts, row.build).is_some());
    for row in based {
        attempt(facts, &mut proposal, &row.place, |proposal| add_release(facts, row, proposal));
    }
    for row in baselines.into_iter().rev() {
        // An update on a baseline that the same page has brought.
        match after(facts, &proposal) {
            Ok(now) if below(&now, row.build).is_some() => {
                attempt(facts, &mut proposal, &row.place, |proposal| {
                    add_release(&now, row, proposal)
                });
            }
            _ => baseline::add(facts, row, answers, &mut proposal),
        }
    }
    baseline::answer(facts, &seen, answers, &mut proposal);
    if let Some(through) = through {
        check(facts, &mut proposal, "learn", through);
    }
    proposal
}

/// Tries an edit: one that leaves the facts unsound is undone and listed.
pub(super) fn attempt(
    facts: &Facts,
    proposal: &mut Proposal,
    place: &str,
    edit: impl FnOnce(&mut Proposal) -> Result<(), String>,
) {
    let mut trial = proposal.clone();
    let sound = |trial: &Proposal| {
        if trial.texts == proposal.texts { Ok(()) } else { sound(facts, trial) }
    };
    match edit(&mut trial).and_then(|()| sound(&trial)) {
        Ok(()) => *proposal = trial,
        Err(what) => proposal.odd.push(format!("{place}: {what}")),
    }
}

/// Whether the facts hold together as they would be.
fn sound(facts: &Facts, proposal: &Proposal) -> Result<(), String> {
    let problems = match after(facts, proposal) {
        // What was read today may be newer than what was checked before today.
        Ok(facts) => crate::check::check(&facts),
        Err(crate::Problems(problems)) => problems,
    };
    // An update and the vulnerabilities it closes come from two sources, one
    // after the other; the day of either is raised when its file is read.
    let later = |what: &str| {
        what.starts_with(crate::check::NOTHING_FIXED)
            || what.contains("after every `checked`")
            || what.contains("was checked")
    };
    match problems.iter().find(|problem| !later(&problem.what)) {
        Some(problem) => Err(problem.to_string()),
        None => Ok(()),
    }
}

/// The facts as they would be.
pub(super) fn after(facts: &Facts, proposal: &Proposal) -> Result<Facts, crate::Problems> {
    let mut texts = facts.texts.clone();
    texts.extend(proposal.texts.clone());
    crate::read_from(texts)
}

/// Raises the day through which a source was checked.
pub(super) fn check(facts: &Facts, proposal: &mut Proposal, key: &str, through: Date) {
    let Some(source) = facts.sources.iter().find(|source| source.key == key) else { return };
    let before = &facts.texts["sources.toml"];
    if let Some(known) = source.checked.map(|day| *day) {
        if through <= known {
            proposal.checked.push(format!("{key} was checked through {known} before"));
            return;
        }
        let (from, to) = (format!("checked = \"{known}\""), format!("checked = \"{through}\""));
        proposal.replace("sources.toml", before, source.place.line, &from, &to);
        let (from, to) =
            (format!("as-of = \"{}\"", source.as_of.0), format!("as-of = \"{through}\""));
        if through > *source.as_of {
            proposal.replace("sources.toml", before, source.place.line, &from, &to);
        }
        proposal.checked.push(format!("{key} checked through {through}, before {known}"));
    }
}

pub(super) fn release(facts: &Facts, build: Build) -> Option<(&ProductFacts, &Row<ReleaseRow>)> {
    facts.releases.iter().find_map(|table| {
        let is = |row: &&Row<ReleaseRow>| {
            *row.build == build || row.aliases.iter().any(|alias| alias.0 == build)
        };
        Some((table, table.releases.iter().find(is)?))
    })
}

/// The release below a build on the same baseline.
fn below(facts: &Facts, build: Build) -> Option<&Row<ReleaseRow>> {
    let rows = facts.releases.iter().flat_map(|table| &table.releases);
    rows.filter(|known| known.build.prefix() == build.prefix() && *known.build < build)
        .max_by_key(|known| known.build.0)
}

fn add_release(facts: &Facts, row: &FoundBuild, proposal: &mut Proposal) -> Result<(), String> {
    let below = below(facts, row.build)
        .ok_or_else(|| format!("{} (`{}`) is on no known baseline", row.build, row.name))?;
    let (update, kind) = label(row)
        .ok_or_else(|| format!("`{}` names no SU, HU or RU for {}", row.name, row.build))?;
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

/// The name of an update and its kind, as the page gives it or in full words:
/// `Nov26SU`, `Security Update (November 2026)`, `Update Rollup 33`.
fn label(row: &FoundBuild) -> Option<(String, &'static str)> {
    let words: Vec<&str> = row
        .name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let dated = |word: &str, end: &str| {
        let Some(month) = crate::model::without_version(word).strip_suffix(end) else {
            return false;
        };
        let (name, year) = month.split_at_checked(3).unwrap_or_default();
        super::MONTHS.contains(&name)
            && year.len() == 2
            && year.bytes().all(|digit| digit.is_ascii_digit())
    };
    for (end, kind) in [("SU", "su"), ("HU", "hu")] {
        if let Some(word) = words.iter().find(|word| dated(word, end)) {
            return Some(((*word).to_owned(), kind));
        }
    }
    let short = |word: &&&str| {
        let digits = crate::model::without_version(word).strip_prefix("RU").unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    if let Some(word) = words.iter().find(short) {
        return Some(((*word).to_owned(), "ru"));
    }
    let lower = row.name.to_ascii_lowercase();
    if let Some((_, number)) = lower.split_once("rollup ") {
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        return (!digits.is_empty()).then(|| (format!("RU{digits}"), "ru"));
    }
    let (_, month, _) = row.released.calendar();
    let month = super::MONTHS.get(usize::from(month).checked_sub(1)?)?;
    let year = row.released.to_string();
    let (end, kind) = match () {
        () if lower.contains("security update") => ("SU", "su"),
        () if lower.contains("hotfix update") => ("HU", "hu"),
        () => return None,
    };
    // One that was released again is a v2 of the first.
    let again = words.iter().find(|word| crate::model::without_version(word).is_empty());
    Some((format!("{month}{}{end}{}", year.get(2..4)?, again.unwrap_or(&"")), kind))
}

/// CISA's catalogue.
pub(super) fn kev(facts: &Facts, found: Reading<FoundKev>) -> Proposal {
    let mut proposal = Proposal { rows: found.rows.len(), odd: found.odd, ..Proposal::default() };
    for id in facts.counts.kev.iter().filter(|id| !found.rows.iter().any(|row| row.id == **id)) {
        proposal.vanished.push(format!("{id} in KEV"));
    }
    let mut rows: Vec<_> = Vec::new();
    for row in &found.rows {
        let known = facts.vulnerabilities.iter().find(|known| known.id == row.id);
        match known {
            Some(known) => rows.push((known, row)),
            None if facts.not_exchange.iter().any(|known| known.id == row.id) => {}
            None => {
                let what = "in KEV and not in the facts: read its CVE record or MSRC's month first";
                proposal.odd.push(format!("{}: {what}", row.id));
            }
        }
    }
    rows.sort_by_key(|(known, _)| std::cmp::Reverse(known.place.line));
    for (known, row) in rows {
        attempt(facts, &mut proposal, &row.id, |proposal| {
            entry(facts, known, row, found.day, proposal);
            Ok(())
        });
    }
    // An entry that could not be taken leaves the day where it was.
    if let Some(day) = found.day.filter(|_| proposal.odd.is_empty()) {
        check(facts, &mut proposal, "kev", day);
    }
    proposal
}

/// The line of a vulnerability after which what is said of its use stands.
fn line_of_use(text: &str, line: usize) -> Option<usize> {
    let start = line.saturating_sub(1);
    let at = text.lines().skip(start).position(|line| line.starts_with("published-source"))?;
    Some(start + at + 1)
}

fn entry(
    facts: &Facts,
    known: &Row<crate::model::VulnerabilityRow>,
    row: &FoundKev,
    day: Option<Date>,
    proposal: &mut Proposal,
) {
    let file = known.place.file.to_string();
    let text = &facts.texts[&file];
    let word = |used: bool| if used { "known" } else { "unknown" };
    let ransomware = word(row.ransomware.unwrap_or_default());
    let since = match day {
        Some(day) if row.ransomware == Some(true) => format!(", ransomware-since = \"{day}\""),
        _ => String::new(),
    };
    let Some(kev) = &known.kev else {
        let Some(at) = line_of_use(text, known.place.line) else { return };
        let line = format!(
            "kev = {{ added = \"{}\", due = \"{}\", ransomware = \"{ransomware}\"{since} }}",
            row.added, row.due
        );
        proposal.insert(&file, text, at, &line);
        let counts = &facts.texts["counts.toml"];
        let list = counts.lines().position(|line| line == "kev = [");
        let entry = format!("    \"{}\",", row.id);
        proposal.insert("counts.toml", counts, list.unwrap_or(0) + 1, &entry);
        proposal.added.push(format!("{} in KEV since {}", row.id, row.added));
        return;
    };
    let was = kev.ransomware == crate::model::Ransomware::Known;
    let line = known.place.line;
    // A catalogue that does not say takes nothing back.
    if let Some(is) = row.ransomware.filter(|is| *is != was) {
        let mut from = format!("ransomware = \"{}\"", word(was));
        if let Some(since) = kev.ransomware_since.as_ref().filter(|_| was) {
            from = format!("{from}, ransomware-since = \"{}\"", since.0);
        }
        let to = format!("ransomware = \"{ransomware}\"{since}");
        proposal.replace(&file, text, line, &from, &to);
        proposal.changed.push(format!("{}: ransomware {} → {}", row.id, word(was), word(is)));
    }
    if kev.due.0 != row.due {
        let from = format!("due = \"{}\"", kev.due.0);
        proposal.replace(&file, text, line, &from, &format!("due = \"{}\"", row.due));
        proposal.changed.push(format!("{}: due {} → {}", row.id, kev.due.0, row.due));
    }
    if kev.added.0 != row.added {
        let what =
            format!("{}: CISA added it on {}, the facts say {}", row.id, row.added, kev.added.0);
        proposal.differs.push(what);
    }
}

/// A month of MSRC's. It raises the day only where no month between is missing.
pub(super) fn msrc(
    facts: &Facts,
    found: Reading<FoundVulnerability>,
    source: &str,
    answers: &Answers,
) -> Proposal {
    let (day, month) = (found.day, found.month);
    let named: Vec<String> = found.rows.iter().map(|row| row.id.clone()).collect();
    let mut proposal = vulnerabilities(facts, found, source, answers);
    let Some((year, month)) = month else { return proposal };
    // A month that is quiet now and was not before is said.
    for known in &facts.vulnerabilities {
        let (of_year, of_month, _) = known.published.calendar();
        let of_msrc = known.sources.iter().any(|key| key.starts_with("msrc"));
        if of_msrc && (of_year, of_month) == (year, month) && !named.contains(&known.id) {
            proposal.vanished.push(format!("{} in MSRC's month", known.id));
        }
    }
    let Some(day) = day else { return proposal };
    let Some(covered) = facts.covered_through(TopicWord::Vulnerabilities) else { return proposal };
    let next = if month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) };
    let (Some(first), Some(next)) = (Date::new(year, month, 1), next) else { return proposal };
    // What is revised in a month after its end tells nothing of the next one.
    let through = day.min(Date::from_days(next.days() - 1));
    if covered.days() < first.days() - 1 {
        let what = format!("months between {covered} and {first} were not read");
        proposal.checked.push(format!("msrc stays where it was: {what}"));
    } else {
        check(facts, &mut proposal, "msrc", through);
    }
    proposal
}

/// Descriptions of vulnerabilities, from MSRC or from CVE records.
pub(super) fn vulnerabilities(
    facts: &Facts,
    found: Reading<FoundVulnerability>,
    source: &str,
    answers: &Answers,
) -> Proposal {
    let mut proposal = Proposal { rows: found.rows.len(), odd: found.odd, ..Proposal::default() };
    let mut known_rows = Vec::new();
    for row in &found.rows {
        let fixes = fixes_of(facts, row, &mut proposal);
        if let Some(known) = facts.vulnerabilities.iter().find(|known| known.id == row.id) {
            compare(facts, known, row, &fixes, &mut proposal);
            known_rows.push((known, row));
            continue;
        }
        if facts.not_exchange.iter().any(|known| known.id == row.id) {
            continue;
        }
        attempt(facts, &mut proposal, &format!("{}, {}", row.place, row.id), |proposal| {
            if fixes.is_empty() {
                return Err(
                    "no fixed build of a known release: read the page of builds first".into()
                );
            }
            let (text, questions) = new_row(facts, row, &fixes, source, answers)?;
            proposal.questions.extend(questions);
            let year = row.id.get(4..8).unwrap_or_default();
            let file = format!("vulnerabilities/{year}.toml");
            let head = format!(
                "# Vulnerabilities with identifiers of {year}. README.md explains each field.\n"
            );
            let before = facts.texts.get(&file).cloned().unwrap_or(head);
            let now = proposal.texts.entry(file).or_insert(before);
            insert_row(now, &row.id, &text);
            proposal.added.push(format!("{} {}", row.id, row.title));
            Ok(())
        });
    }
    proposal.questions.sort();
    proposal.questions.dedup();
    known_rows.sort_by_key(|(known, _)| std::cmp::Reverse(known.place.line));
    for (known, row) in known_rows {
        attempt(facts, &mut proposal, &row.id, |proposal| {
            claims(facts, known, row, proposal);
            Ok(())
        });
    }
    proposal
}

/// The fixed build of each baseline that a publisher names.
fn fixes_of(
    facts: &Facts,
    row: &FoundVulnerability,
    proposal: &mut Proposal,
) -> BTreeMap<(String, String), Build> {
    let mut fixes = BTreeMap::new();
    for (name, build) in &row.fixes {
        // One remediation for several products has one build: it counts only
        // for the baseline whose first three parts it has. A product without a
        // cumulative update is the one whose build it is.
        let of_build = facts.releases.iter().find_map(|table| {
            let mut rows = table.baselines.iter();
            let row = rows.find(|row| row.build.prefix() == build.prefix())?;
            Some((table.product.row.as_str(), row.name.as_str()))
        });
        match (product(facts, name), of_build) {
            (Some(named), Some(of_build)) if named == of_build => {}
            (None, Some(_)) if without_baseline(name) => {}
            (Some(_), Some(_)) => {
                let what = format!("{} on {name}: {build} is another baseline's, left out", row.id);
                proposal.differs.push(what);
                continue;
            }
            _ => {
                let what = format!("{} on {name}: {build} is of no known baseline", row.id);
                proposal.odd.push(format!("{}: {what}", row.place));
                continue;
            }
        }
        if let Some((product, baseline)) = of_build {
            // Of several the first one counts: later ones contain it.
            let first = fixes.entry((product.to_owned(), baseline.to_owned())).or_insert(*build);
            *first = (*first).min(*build);
        }
    }
    for (name, article) in &row.articles {
        let of_article = product(facts, name).and_then(|(product, baseline)| {
            let rows = &facts.of(product)?.releases;
            let row =
                rows.iter().find(|row| row.baseline == baseline && row.kb == Some(*article))?;
            Some(((product.to_owned(), baseline.to_owned()), *row.build))
        });
        match of_article {
            Some((place, build)) => drop(fixes.entry(place).or_insert(build)),
            None => {
                let what = format!("{} on {name}: no known release has KB{article}", row.id);
                proposal.odd.push(format!("{}: {what}", row.place));
            }
        }
    }
    fixes
}

/// `Microsoft Exchange Server` or `… 2019`: no baseline is named.
fn without_baseline(name: &str) -> bool {
    !name.contains("Cumulative Update") && !name.contains("Service Pack") && !name.contains("RTM")
}

/// What the publisher says of the use of a known vulnerability, where it is new.
fn claims(
    facts: &Facts,
    known: &Row<crate::model::VulnerabilityRow>,
    row: &FoundVulnerability,
    proposal: &mut Proposal,
) {
    let new: Vec<_> = row
        .claims
        .iter()
        .filter(|(says, _)| {
            !known.claims.iter().any(|claim| claim.by == "msrc" && claim.says == *says)
        })
        .collect();
    let file = known.place.file.to_string();
    let text = &facts.texts[&file];
    let Some(at) = line_of_use(text, known.place.line) else { return };
    for (says, on) in &new {
        let (says, what) =
            (says.word(), format!("{}: MSRC says {} since {on}", row.id, says.word()));
        let claim = format!("{{ by = \"msrc\", says = \"{says}\", on = \"{on}\" }}");
        if known.claims.is_empty() && new.len() == 1 {
            proposal.insert(&file, text, at, &format!("claims = [{claim}]"));
        } else if !known.claims.is_empty() {
            let to = format!("claims = [{claim}, ");
            proposal.replace(&file, text, known.place.line, "claims = [", &to);
        } else {
            proposal.insert(&file, text, at, &all_claims(&row.claims));
            proposal.changed.push(what);
            break;
        }
        proposal.changed.push(what);
    }
}

fn all_claims(claims: &[(crate::model::ClaimWord, Date)]) -> String {
    let one = |(says, on): &(crate::model::ClaimWord, Date)| {
        format!("{{ by = \"msrc\", says = \"{}\", on = \"{on}\" }}", says.word())
    };
    format!("claims = [{}]", claims.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// `Microsoft Exchange Server 2019 Cumulative Update 15` → `2019`, `CU15`.
fn product<'a>(facts: &'a Facts, name: &str) -> Option<(&'a str, &'a str)> {
    let rest = name.split("Exchange Server").nth(1)?;
    let rest = rest.replace("Subscription Edition", "SE");
    let rest = rest.replace("Cumulative Update ", "CU").replace("Service Pack ", "SP");
    let mut words =
        rest.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let table = facts.of(words.next()?)?;
    let words: Vec<&str> = words.collect();
    let row = match words.as_slice() {
        [] => table.baselines.iter().find(|row| row.name == "RTM"),
        words => table.baselines.iter().find(|row| words.contains(&row.name.as_str())),
    }?;
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
    let mut differ = |what: &str, said: String, ours: String| {
        if said != ours {
            proposal
                .differs
                .push(format!("{}: {what}: the source says {said}, the facts {ours}", row.id));
        }
    };
    if let (Some((score, vector)), Some(cvss)) = (&row.cvss, &known.cvss) {
        differ("score", format!("{score:.1}"), format!("{:.1}", cvss.score));
        differ("vector", vector.clone(), cvss.vector.clone());
    }
    if let Some(published) = row.published {
        differ("published", published.to_string(), known.published.0.to_string());
    }
    if let (Some(said), Some(ours)) = (&row.severity, &known.severity) {
        differ("severity", said.clone(), ours.clone());
    }
    for (product, named) in &known.on {
        let said = fixes.keys().any(|(of, _)| of == product);
        let fixed = named.get_ref().rows.iter().any(|row| row.get_ref().fixed.is_some());
        if fixed && !said {
            let what = format!("{}: the source no longer names {product}", row.id);
            proposal.differs.push(what);
        }
    }
}

/// The text of a vulnerability that is new, and what must be asked about it.
fn new_row(
    facts: &Facts,
    row: &FoundVulnerability,
    fixes: &BTreeMap<(String, String), Build>,
    source: &str,
    answers: &Answers,
) -> Result<(String, Vec<Question>), String> {
    let mut questions = Vec::new();
    let published = row.published.ok_or("it has no day of publication")?;
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
    if !row.claims.is_empty() {
        let _ = writeln!(text, "{}", all_claims(&row.claims));
    }
    let _ = writeln!(text, "confidence = \"medium\"\nsources = [\"{source}\"]");
    let mut lists: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut tables = String::new();
    for product in
        facts.products.iter().filter(|row| !["4.0", "5.0", "5.5"].contains(&row.short.as_str()))
    {
        let Some(table) = facts.of(&product.short) else { continue };
        let of = |name: &str| fixes.get(&(product.short.clone(), name.to_owned())).copied();
        if table.baselines.iter().any(|baseline| of(&baseline.name).is_some()) {
            let (text, asked) = product_table(facts, table, &of, published, answers)?;
            tables.push_str(&text);
            questions.extend(asked);
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
    Ok((text, questions))
}

fn product_table(
    facts: &Facts,
    table: &ProductFacts,
    of: &impl Fn(&str) -> Option<Build>,
    published: Date,
    answers: &Answers,
) -> Result<(String, Vec<Question>), String> {
    let (mut never, mut inside, mut rows) = (Vec::new(), Vec::new(), String::new());
    let mut questions = Vec::new();
    let mut last: Option<&ReleaseRow> = None;
    for baseline in table.baselines.iter().filter(|row| row.name != "Preview") {
        let name = baseline.name.as_str();
        let own = table.releases.iter().find(|row| row.build == baseline.build);
        match of(name) {
            Some(build) => {
                let (_, fixed) = release(facts, build).ok_or_else(|| {
                    format!("{build} is no release of the facts: import the builds first")
                })?;
                last = Some(fixed);
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
                let after = last.map_or(published, |fixed| fixed.released.date);
                let Some(own) = own.filter(|own| own.released.date >= after) else {
                    never.push(name);
                    continue;
                };
                // Whether it has the fix of a few weeks before is not said by its day.
                let update = last.and_then(|fixed| fixed.update.as_deref());
                let days = own.released.date.days() - after.days();
                match update.map(|update| (update, answers.of_fix(update, days))) {
                    Some((update, (says, ask))) if days <= baseline::BRANCH_DAYS => {
                        let _ = writeln!(rows, "{}", baseline::fix_row(name, says));
                        if ask {
                            questions.push(baseline::question(&table.product.row, name, update));
                        }
                    }
                    _ => inside.push(name),
                }
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
    Ok((text, questions))
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
