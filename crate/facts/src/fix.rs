//! What the facts say of one vulnerability, baseline by baseline: the short
//! ranges and rows of the files, spread out.

use crate::model::{FixRow, ProductFixes};
use crate::read::{Facts, Row};
use crate::{Place, Problem, baselines_of};
use expatch::Build;
use toml::Spanned;

/// What is known of a vulnerability on a baseline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cell {
    /// The product does not have it.
    NotAffected,
    /// Nobody looked.
    NotEvaluated,
    /// No update was made.
    Never {
        /// Another source says it is fixed.
        disputed: bool,
    },
    /// The baseline came with the fix.
    InBaseline {
        /// Another source says it is not fixed.
        disputed: bool,
    },
    /// Fixed from this build on.
    From {
        /// The first fixed build.
        build: Build,
        /// What another source says.
        disputed: Option<Build>,
    },
    /// Fixed by an update whose build is in no source.
    Unknown {
        /// The first known build after it.
        next: Option<Build>,
        /// Its article.
        kb: Option<u32>,
    },
    /// The fix came and went again.
    Withdrawn {
        /// The first build with it.
        from: Option<Build>,
        /// The first build without it again.
        until: Option<Build>,
    },
    /// Only a manual step helps.
    ManualOnly,
}

impl Cell {
    /// Whether the baseline's own first build is without the fix.
    pub fn opens(self) -> bool {
        !matches!(self, Self::NotAffected | Self::NotEvaluated | Self::InBaseline { .. })
    }
}

/// The cells of a product's baselines, previews left out, oldest first.
///
/// # Errors
/// Unknown baselines, baselines named twice or not at all, rows that say
/// nothing or two things.
pub fn cells(
    facts: &Facts,
    product: &str,
    fixes: &Spanned<ProductFixes>,
    row: &Place,
) -> Result<Vec<Cell>, Vec<Problem>> {
    let names = facts.baseline_names(product);
    let names: Vec<&str> = names.into_iter().filter(|name| *name != "Preview").collect();
    let mut cells: Vec<Option<Cell>> = vec![None; names.len()];
    // The byte and what is wrong there: lines are counted only when needed.
    let mut wrong: Vec<(usize, String)> = Vec::new();
    let start = fixes.span().start;
    let fixes = fixes.get_ref();
    let ranges: [(&String, Option<Cell>); 5] = [
        (&fixes.never, Some(Cell::Never { disputed: false })),
        (&fixes.in_baseline, Some(Cell::InBaseline { disputed: false })),
        (&fixes.not_listed, Some(Cell::NotAffected)),
        (&fixes.march_2021_yes, None),
        (&fixes.march_2021_no, None),
    ];
    let mut said = Vec::new();
    for (list, cell) in ranges {
        match (baselines_of(list, &names), cell) {
            (Ok(numbers), Some(cell)) => {
                said.extend(numbers.into_iter().map(|number| (start, number, cell)));
            }
            (Ok(_), None) => {}
            (Err(error), _) => wrong.push((start, error.to_string())),
        }
    }
    for row in &fixes.rows {
        let (at, row) = (row.span().start, row.get_ref());
        match (names.iter().position(|name| *name == row.baseline), cell(row)) {
            (Some(number), Ok(cell)) => said.push((at, number, cell)),
            (Some(_), Err(what)) => wrong.push((at, what.to_owned())),
            (None, _) => {
                wrong.push((at, format!("`{}` is no baseline of {product}", row.baseline)));
            }
        }
    }
    for (at, number, cell) in said {
        if cells[number].replace(cell).is_some() {
            wrong.push((at, format!("{product} {} is named twice", names[number])));
        }
    }
    for (name, cell) in names.iter().zip(&cells) {
        if cell.is_none() {
            wrong.push((start, format!("{product} {name} is not named")));
        }
    }
    if wrong.is_empty() {
        return Ok(cells.into_iter().flatten().collect());
    }
    let problem = |(at, what): (usize, String)| facts.place_in(row, at).problem(what);
    Err(wrong.into_iter().map(problem).collect())
}

fn cell(row: &FixRow) -> Result<Cell, &'static str> {
    let says = [
        row.fixed.is_some(),
        row.never,
        row.in_baseline,
        row.unknown,
        row.withdrawn.is_some(),
        row.manual_only,
    ];
    if says.iter().filter(|says| **says).count() != 1 {
        return Err(
            "a row says exactly one of fixed, never, in-baseline, unknown, withdrawn, manual-only",
        );
    }
    if row.disputed.is_some() && row.fixed.is_none() || row.next.is_some() && !row.unknown {
        return Err("`disputed` goes with `fixed`, `next` with `unknown`");
    }
    if row.in_dispute && !(row.never || row.in_baseline) {
        return Err("`in-dispute` goes with `never` or `in-baseline`");
    }
    if row.unknown && row.kb.is_empty() {
        return Err("`unknown` needs the article, `kb`");
    }
    Ok(if let Some(build) = row.fixed {
        Cell::From { build: *build, disputed: row.disputed.map(|build| *build) }
    } else if row.never {
        Cell::Never { disputed: row.in_dispute }
    } else if row.in_baseline {
        Cell::InBaseline { disputed: row.in_dispute }
    } else if row.unknown {
        Cell::Unknown { next: row.next.map(|build| *build), kb: row.kb.first().copied() }
    } else if let Some(withdrawn) = &row.withdrawn {
        Cell::Withdrawn {
            from: withdrawn.from.map(|build| *build),
            until: withdrawn.until.map(|build| *build),
        }
    } else {
        Cell::ManualOnly
    })
}

/// The cells of a vulnerability on every baseline of a product, previews
/// included, oldest first.
///
/// # Errors
/// As [`cells`].
pub fn all_cells(
    facts: &Facts,
    product: &str,
    vulnerability: &Row<crate::model::VulnerabilityRow>,
) -> Result<Vec<Cell>, Vec<Problem>> {
    let named = |list: &[String]| list.iter().any(|name| name == product);
    let Some(table) = facts.of(product) else { return Ok(Vec::new()) };
    let count = table.baselines.len();
    if let Some(fixes) = vulnerability.on.get(product) {
        let mut cells = cells(facts, product, fixes, &vulnerability.place)?.into_iter();
        let cell = |name: &str| match name {
            "Preview" => Some(Cell::NotEvaluated),
            _ => cells.next(),
        };
        return Ok(table.baselines.iter().map(|row| row.name.as_str()).filter_map(cell).collect());
    }
    let cell = if named(&vulnerability.not_listed) {
        Cell::NotAffected
    } else if named(&vulnerability.released_after) {
        Cell::InBaseline { disputed: false }
    } else if named(&vulnerability.manual_only) {
        Cell::ManualOnly
    } else {
        Cell::NotEvaluated
    };
    Ok(vec![cell; count])
}
