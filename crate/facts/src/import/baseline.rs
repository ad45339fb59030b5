//! A new cumulative update on Microsoft's page: a baseline of its own. The page
//! does not say whether it contains the security update of a week before, since
//! a cumulative update branches weeks before it ships. That is asked; without
//! an answer the fixes of the last weeks are entered as in dispute, which makes
//! them possible and never certain.

use super::merge::{after, attempt};
use super::{FoundBuild, Proposal};
use crate::fix::{Cell, all_cells};
use crate::model::Kind;
use crate::read::{Facts, ProductFacts};

/// Fixes that came out so many days before a cumulative update may be missing in it.
const BRANCH_DAYS: i32 = 60;

/// What whoever reads the page says about a new cumulative update.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Updates whose fixes it contains: `Nov26SU`.
    pub contains: Vec<String>,
    /// Updates whose fixes it lacks.
    pub lacks: Vec<String>,
}

/// What a new baseline's row says of a fix that it contains, of one that it
/// lacks, and of one that nobody has been asked about yet.
const CONTAINS: &str = "in-baseline = true, by = [\"order\"], confidence = \"medium\"";
const LACKS: &str = "never = true, confidence = \"medium\"";
const ASKED: &str = "in-baseline = true, in-dispute = true, by = [\"order\"], confidence = \"low\"";

impl Answers {
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
    let table = facts.releases.iter().find(|table| {
        let last = table.releases.last().map(|row| row.build.0);
        let fits = |last: expatch::Build| {
            (last.major(), last.minor()) == (row.build.major(), row.build.minor())
                && last < row.build
        };
        words().any(|word| word == table.product.row) && last.is_some_and(fits)
    });
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
    let mut asked = std::collections::BTreeSet::new();
    let mut rows: Vec<_> = facts.vulnerabilities.iter().collect();
    rows.sort_by_key(|known| std::cmp::Reverse(known.place.line));
    for known in rows.into_iter().filter(|known| known.on.contains_key(product)) {
        let cells = all_cells(facts, product, known).unwrap_or_default();
        let says = match cells.last() {
            Some(Cell::From { build, .. }) => {
                let fixed = table.releases.iter().find(|row| *row.build == *build);
                let update = fixed.and_then(|row| row.update.as_deref()).unwrap_or_default();
                let days = fixed.map_or(0, |fixed| released.days() - fixed.released.date.days());
                match answers.says(update) {
                    Some(says) => says,
                    None if days > BRANCH_DAYS => CONTAINS,
                    None => {
                        asked.insert(update.to_owned());
                        ASKED
                    }
                }
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

fn question(product: &str, name: &str, update: &str) -> String {
    format!(
        "does {product} {name} contain the fixes of {update}? --contains {update} or --lacks {update}"
    )
}

/// Enters what is said now about a baseline that an earlier reading of the page
/// has entered, and asks again what is still open.
pub(super) fn answer(facts: &Facts, row: &FoundBuild, answers: &Answers, proposal: &mut Proposal) {
    let Ok(now) = after(facts, proposal) else { return };
    let at = |table: &&ProductFacts| table.baselines.iter().any(|known| *known.build == row.build);
    let Some(table) = now.releases.iter().find(at) else { return };
    let Some(place) = table.baselines.iter().position(|known| *known.build == row.build) else {
        return;
    };
    let (product, name) = (&table.product.row, &table.baselines[place].name);
    attempt(facts, proposal, &row.place, |proposal| {
        let mut edits = Proposal::default();
        let mut counts = std::collections::BTreeMap::<(String, &str), usize>::new();
        for known in &now.vulnerabilities {
            let Some(fixes) = known.on.get(product) else { continue };
            let open = |fix: &toml::Spanned<crate::model::FixRow>| {
                let fix = fix.get_ref();
                fix.baseline == *name && fix.in_baseline && fix.in_dispute
            };
            if !fixes.get_ref().rows.iter().any(open) {
                continue;
            }
            let cells = all_cells(&now, product, known).unwrap_or_default();
            let Some(Cell::From { build, .. }) = cells.get(place.wrapping_sub(1)) else { continue };
            let fixed = table.releases.iter().find(|row| *row.build == *build);
            let Some(update) = fixed.and_then(|row| row.update.clone()) else { continue };
            let Some(says) = answers.says(&update) else {
                proposal.questions.push(question(product, name, &update));
                continue;
            };
            let file = known.place.file.to_string();
            let (old, new) = (fix_row(name, ASKED), fix_row(name, says));
            if replace_fix(
                &mut edits,
                &file,
                &now.texts[&file],
                known.place.line,
                product,
                &old,
                &new,
            ) {
                *counts.entry((update, says)).or_default() += 1;
            }
        }
        proposal.questions.sort();
        proposal.questions.dedup();
        proposal.texts.extend(edits.texts);
        proposal.changed.extend(counts.into_iter().map(|((update, says), count)| {
            let verb = if says == LACKS { "lacks" } else { "contains" };
            format!("{product} {name} {verb} the fixes of {update}: {count} vulnerabilities")
        }));
        Ok(())
    });
}

/// The line of a baseline among a product's fixes.
fn fix_row(name: &str, says: &str) -> String {
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
