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
                if answers.lacks.iter().any(|said| said == update) {
                    "never = true, confidence = \"medium\""
                } else if days > BRANCH_DAYS || answers.contains.iter().any(|said| said == update) {
                    "in-baseline = true, by = [\"order\"], confidence = \"medium\""
                } else {
                    asked.insert(update.to_owned());
                    "in-baseline = true, in-dispute = true, by = [\"order\"], confidence = \"low\""
                }
            }
            Some(Cell::InBaseline { .. }) => {
                "in-baseline = true, by = [\"order\"], confidence = \"medium\""
            }
            Some(Cell::ManualOnly) => "manual-only = true",
            _ => "never = true, in-dispute = true, confidence = \"low\"",
        };
        let file = known.place.file.to_string();
        let row = format!("    {{ baseline = \"{name}\", {says} }},");
        insert_fix(&mut edits, &file, &facts.texts[&file], known.place.line, product, &row);
    }
    // Updates of the last weeks that close nothing published yet are asked too.
    let recent = table.releases.iter().filter(|row| {
        row.kind == Kind::Su
            && (0..=BRANCH_DAYS).contains(&(released.days() - row.released.date.days()))
    });
    asked.extend(recent.filter_map(|row| row.update.clone()));
    asked
        .retain(|update| !answers.contains.iter().chain(&answers.lacks).any(|said| said == update));
    edits.added.push(format!("{build} {product} {name} of {released}, a new baseline"));
    edits.questions.extend(asked.into_iter().map(|update| {
        format!("does {product} {name} contain the fixes of {update}? --contains {update} or --lacks {update}")
    }));
    edits
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
