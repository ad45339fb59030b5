//! A new cumulative update on Microsoft's page: a baseline of its own. The page
//! does not say whether it contains the security update of a week before, since
//! a cumulative update branches weeks before it ships. That is asked; without
//! an answer the fixes of the last weeks are entered as in dispute, which makes
//! them possible and never certain.

use super::merge::{after, attempt};
use super::{FoundBuild, Proposal};
use crate::fix::{Cell, all_cells};
use crate::model::{FixRow, Kind, VulnerabilityRow};
use crate::read::{Facts, ProductFacts};
use expatch::Build;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Fixes that came out so many days before a cumulative update may be missing in it.
pub(super) const BRANCH_DAYS: i32 = 60;

/// What whoever reads the page says about a new cumulative update.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Updates whose fixes it contains: `Nov26SU`.
    pub contains: Vec<String>,
    /// Updates whose fixes it lacks.
    pub lacks: Vec<String>,
}

/// What the page does not say of a new cumulative update.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Question {
    /// The product: `SE`.
    pub product: String,
    /// The cumulative update: `CU1`.
    pub baseline: String,
    /// The update whose fixes it contains or lacks: `Nov26SU`.
    pub update: String,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { product, baseline, update } = self;
        write!(f, "does {product} {baseline} contain the fixes of {update}?")
    }
}

/// What a new baseline's row says of a fix that it contains, of one that it
/// lacks, and of one that nobody has been asked about yet.
const CONTAINS: &str = "in-baseline = true, by = [\"order\"], confidence = \"medium\"";
const LACKS: &str = "never = true, confidence = \"medium\"";
const ASKED: &str = "in-baseline = true, in-dispute = true, by = [\"order\"], confidence = \"low\"";

impl Answers {
    /// What a baseline that came out so many days after an update says of a fix
    /// in it, and whether that must be asked.
    pub(super) fn of_fix(&self, update: &str, days: i32) -> (&'static str, bool) {
        match self.says(update) {
            Some(says) => (says, false),
            None if days > BRANCH_DAYS => (CONTAINS, false),
            None => (ASKED, true),
        }
    }

    /// What is said of an update, if anything.
    fn says(&self, update: &str) -> Option<&'static str> {
        let named = |list: &[String]| list.iter().any(|said| said == update);
        match () {
            () if named(&self.lacks) => Some(LACKS),
            () if named(&self.contains) => Some(CONTAINS),
            () => None,
        }
    }
}

pub(super) fn add(facts: &Facts, row: &FoundBuild, answers: &Answers, proposal: &mut Proposal) {
    let Ok(now) = after(facts, proposal) else { return };
    attempt(facts, proposal, &row.place, |proposal| {
        let (table, name) = place_of(&now, row)?;
        let edits = edits(&now, table, name, row, answers);
        proposal.texts.extend(edits.texts);
        proposal.added.extend(edits.added);
        proposal.questions.extend(edits.questions);
        Ok(())
    });
}

/// The product and the name of a new baseline, such as SE and `CU1`.
fn place_of<'a>(
    facts: &'a Facts,
    row: &'a FoundBuild,
) -> Result<(&'a ProductFacts, &'a str), String> {
    let words = || row.name.split(|c: char| !c.is_ascii_alphanumeric());
    let numbered = |word: &str, kind: &str| {
        let digits = word.strip_prefix(kind).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let name = words().find(|word| numbered(word, "CU") || numbered(word, "SP"));
    let last = |table: &ProductFacts| table.releases.last().map(|row| row.build.0);
    let fits = |table: &&ProductFacts| {
        last(table).is_some_and(|last| {
            (last.major(), last.minor()) == (row.build.major(), row.build.minor())
                && last < row.build
        })
    };
    let named = |table: &&ProductFacts| words().any(|word| word == table.product.row);
    // A page may name the product above the table: then the newest below it.
    let table = match facts.releases.iter().find(named) {
        Some(table) => Some(table).filter(fits),
        None => facts.releases.iter().filter(fits).max_by_key(|table| last(table)),
    };
    match (table, name) {
        (Some(table), Some(name)) if !table.baselines.iter().any(|row| row.name == name) => {
            Ok((table, name))
        }
        _ => Err(format!(
            "{} (`{}`) is on no known baseline, and is no new CU or SP above those known: enter it by hand",
            row.build, row.name
        )),
    }
}

fn edits(
    facts: &Facts,
    table: &ProductFacts,
    name: &str,
    row: &FoundBuild,
    answers: &Answers,
) -> Proposal {
    let mut edits = Proposal::default();
    let product = &table.product.row;
    let file = table.product.place.file.to_string();
    let text = &facts.texts[&file];
    let kind = if name.starts_with("SP") { "sp" } else { "cu" };
    let kb = row.kb.map(|kb| format!(", kb = {kb}")).unwrap_or_default();
    let (build, released) = (row.build, row.released);
    let release = format!(
        "    {{ build = \"{build}\", baseline = \"{name}\", kind = \"{kind}\", released = \"{released}\"{kb}, \
         confidence = \"medium\", sources = [\"learn\"] }},"
    );
    let baseline = format!("    {{ name = \"{name}\", build = \"{build}\" }},");
    if let Some(last) = table.releases.last() {
        edits.insert(&file, text, last.place.line, &release);
    }
    if let Some(last) = table.baselines.last() {
        edits.insert(&file, text, last.place.line, &baseline);
    }
    let mut asked = BTreeSet::new();
    let mut rows: Vec<_> = facts.vulnerabilities.iter().collect();
    rows.sort_by_key(|known| std::cmp::Reverse(known.place.line));
    for known in rows.into_iter().filter(|known| known.on.contains_key(product)) {
        let cells = all_cells(facts, product, known).unwrap_or_default();
        let says = match cells.last() {
            Some(Cell::From { build, .. }) => {
                let fixed = table.releases.iter().find(|row| *row.build == *build);
                let update = fixed.and_then(|row| row.update.as_deref()).unwrap_or_default();
                let days = fixed.map_or(0, |fixed| released.days() - fixed.released.date.days());
                let (says, ask) = answers.of_fix(update, days);
                if ask {
                    asked.insert(update.to_owned());
                }
                says
            }
            Some(Cell::InBaseline { .. }) => CONTAINS,
            Some(Cell::ManualOnly) => "manual-only = true",
            _ => "never = true, in-dispute = true, confidence = \"low\"",
        };
        let file = known.place.file.to_string();
        let row = fix_row(name, says);
        insert_fix(&mut edits, &file, &facts.texts[&file], known.place.line, product, &row);
    }
    // Updates of the last weeks that close nothing published yet are asked too.
    let recent = table.releases.iter().filter(|row| {
        row.kind == Kind::Su
            && (0..=BRANCH_DAYS).contains(&(released.days() - row.released.date.days()))
    });
    asked.extend(recent.filter_map(|row| row.update.clone()));
    asked.retain(|update| answers.says(update).is_none());
    edits.added.push(format!("{build} {product} {name} of {released}, a new baseline"));
    edits.questions.extend(asked.iter().map(|update| question(product, name, update)));
    edits
}

pub(super) fn question(product: &str, baseline: &str, update: &str) -> Question {
    let owned = str::to_owned;
    Question { product: owned(product), baseline: owned(baseline), update: owned(update) }
}

/// Enters what is said now about the newest baselines, where an earlier reading
/// of the page has entered them, and asks again what is still open; `on_page`
/// are the known builds that the page has.
pub(super) fn answer(facts: &Facts, on_page: &[Build], answers: &Answers, proposal: &mut Proposal) {
    for product in facts.releases.iter().map(|table| &table.product.row) {
        // What a person left in dispute about older ones is nobody's question.
        let newest = facts.of(product).and_then(|table| table.baselines.last());
        let Some(newest) = newest.filter(|newest| on_page.contains(&newest.build)) else {
            continue;
        };
        if facts.vulnerabilities.iter().any(|known| is_open(known, product, &newest.name)) {
            answer_of(facts, product, &newest.name, answers, proposal);
        }
    }
}

/// Whether nobody has said yet if a baseline contains the fix.
fn is_open(known: &VulnerabilityRow, product: &str, baseline: &str) -> bool {
    let open = |fix: &toml::Spanned<FixRow>| {
        let fix = fix.get_ref();
        fix.baseline == baseline && fix.in_baseline && fix.in_dispute
    };
    known.on.get(product).is_some_and(|fixes| fixes.get_ref().rows.iter().any(open))
}

fn answer_of(facts: &Facts, product: &str, name: &str, answers: &Answers, proposal: &mut Proposal) {
    let Ok(now) = after(facts, proposal) else { return };
    let Some(table) = now.of(product) else { return };
    let Some(place) = table.baselines.iter().position(|row| row.name == name) else { return };
    attempt(facts, proposal, &format!("{product} {name}"), |proposal| {
        let mut edits = Proposal::default();
        let mut counts = BTreeMap::<(String, &str), usize>::new();
        let mut asked = BTreeSet::new();
        for known in now.vulnerabilities.iter().filter(|known| is_open(known, product, name)) {
            let cells = all_cells(&now, product, known).unwrap_or_default();
            let Some(Cell::From { build, .. }) = cells.get(place.wrapping_sub(1)) else { continue };
            let fixed = table.releases.iter().find(|row| *row.build == *build);
            let Some(update) = fixed.and_then(|row| row.update.clone()) else { continue };
            let Some(says) = answers.says(&update) else {
                asked.insert(question(product, name, &update));
                continue;
            };
            let file = known.place.file.to_string();
            let (old, new) = (fix_row(name, ASKED), fix_row(name, says));
            let before = &now.texts[&file];
            if replace_fix(&mut edits, &file, before, known.place.line, product, &old, &new) {
                *counts.entry((update, says)).or_default() += 1;
            }
        }
        proposal.questions.extend(asked);
        proposal.texts.extend(edits.texts);
        proposal.changed.extend(counts.into_iter().map(|((update, says), count)| {
            let verb = if says == LACKS { "lacks" } else { "contains" };
            format!("{product} {name} {verb} the fixes of {update}: {count} vulnerabilities")
        }));
        Ok(())
    });
}

/// The line of a baseline among a product's fixes.
pub(super) fn fix_row(name: &str, says: &str) -> String {
    format!("    {{ baseline = \"{name}\", {says} }},")
}

/// Puts another row in the place of one of a product of the vulnerability at
/// `line`; one that a person has written otherwise stays.
fn replace_fix(
    edits: &mut Proposal,
    file: &str,
    before: &str,
    line: usize,
    product: &str,
    old: &str,
    new: &str,
) -> bool {
    let text = edits.texts.get(file).map_or(before, String::as_str).to_owned();
    let header = format!("[vulnerability.on.{product}]");
    let mut lines = text.lines().enumerate().skip(line);
    if !lines.any(|(_, text)| text == header) {
        return false;
    }
    let mut section = lines.take_while(|(_, text)| !text.starts_with('['));
    let Some((at, _)) = section.find(|(_, text)| *text == old) else { return false };
    edits.replace(file, before, at + 1, old, new);
    true
}

/// Puts a row among those of a product of the vulnerability at `line`.
fn insert_fix(
    edits: &mut Proposal,
    file: &str,
    before: &str,
    line: usize,
    product: &str,
    row: &str,
) {
    let text = edits.texts.get(file).map_or(before, String::as_str).to_owned();
    let header = format!("[vulnerability.on.{product}]");
    let mut lines = text.lines().enumerate().skip(line);
    let Some((head, _)) = lines.find(|(_, text)| *text == header) else { return };
    let section = text.lines().enumerate().skip(head + 1);
    let mut section = section.take_while(|(_, text)| !text.starts_with('['));
    match section.find(|(_, text)| *text == "rows = [") {
        Some((rows, _)) => edits.insert(file, before, rows + 1, row),
        None => edits.insert(file, before, head + 1, &format!("rows = [\n{row}\n]")),
    }
}
