//! `expatch releases`: what the database knows of builds, each row with its source.

use crate::database::DatabaseArguments;
use crate::exit;
use crate::exit::Outcome;
use crate::present;
use crate::present::table::Table;
use crate::screen::Color;
use clap::Args;
use clap::ValueEnum;
use expatch::Database;
use expatch::Date;
use expatch::rows;
use expatch::rows::ReleaseRow;
use std::process::ExitCode;

/// List the releases that the database knows, each with its source
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Only rows that hold this: a build or its beginning, a product, `CU23`,
    /// `Oct25SU`, `KB5066369`; several words must all match
    filter: Vec<String>,
    /// Only this product: `2016`, `2019`, `SE`
    #[arg(long, value_name = "PRODUCT")]
    product: Option<String>,
    /// Only what came out on this day or later
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    #[command(flatten)]
    database: DatabaseArguments,
}

/// The forms of a list of facts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Form {
    /// Aligned columns
    #[default]
    Table,
    /// One array
    Json,
}

/// Whether `word` is one of the row's words, or begins its build.
fn holds(row: &ReleaseRow, word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let build = row.build.to_string();
    let begins = |text: &str| {
        text.strip_prefix(word.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || word.ends_with('.'))
    };
    let texts = [Some(&row.product), Some(&row.baseline), row.update.as_ref(), row.kb.as_ref()];
    let named = texts.into_iter().flatten().any(|text| {
        let text = text.to_ascii_lowercase();
        text == word || text.split(' ').any(|part| part == word) || text == format!("kb{word}")
    });
    let day = row.released.starts_with(&word) && word.len() >= 7;
    begins(&build) || begins(&row.build.long().to_string()) || named || day
}

/// The releases that all words match, of one product and since one day where that is asked.
pub(super) fn find(
    database: &Database<'_>,
    words: &[String],
    product: Option<&str>,
    since: Option<Date>,
) -> Vec<ReleaseRow> {
    let product =
        product.map(|product| product.trim_start_matches("Exchange Server ").to_ascii_lowercase());
    database
        .releases()
        .filter(|release| since.is_none_or(|since| release.released >= since))
        .filter(|release| {
            let of = database.product(database.baseline(release.baseline).product);
            product.as_ref().is_none_or(|product| of.short.eq_ignore_ascii_case(product))
        })
        .map(|release| rows::release(database, &release))
        .filter(|row| words.iter().all(|word| holds(row, word)))
        .collect()
}

fn remarks(row: &ReleaseRow) -> String {
    let replaced = row.replaced_by.map(|build| format!("replaced by {build}"));
    let said = |is: bool, text: &str| is.then(|| text.to_owned());
    let remarks = [
        said(row.esu_only, "ESU only"),
        said(row.withdrawn, "withdrawn"),
        said(row.not_cumulative, "not cumulative"),
        replaced,
    ];
    remarks.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl Arguments {
    pub(crate) fn run(self, color: Color) -> Outcome {
        let database = self.database.open_for(crate::clock::today())?;
        let rows = find(&database, &self.filter, self.product.as_deref(), self.since);
        match self.format {
            Form::Json => {
                let mut bytes = serde_json::to_vec_pretty(&rows)?;
                bytes.push(b'\n');
                present::write(&bytes)?;
            }
            Form::Table => present::write(table(&rows, color).as_bytes())?,
        }
        // Like grep, the exit code says that nothing was found.
        Ok(if rows.is_empty() { ExitCode::from(exit::UNKNOWN) } else { ExitCode::SUCCESS })
    }
}

fn table(rows: &[ReleaseRow], color: Color) -> String {
    if rows.is_empty() {
        return "no release matches; try `expatch releases 2019` or `expatch releases 15.2.1748`\n"
            .into();
    }
    let headings =
        ["BUILD", "PRODUCT", "BASELINE", "UPDATE", "RELEASED", "KB", "REMARKS", "SOURCE"];
    let mut table = Table::new(color.on_output(), &headings);
    for row in rows {
        table.row(vec![
            row.build.to_string(),
            row.product.clone(),
            row.baseline.clone(),
            row.update.clone().unwrap_or_default(),
            row.released.clone(),
            row.kb.clone().unwrap_or_default(),
            remarks(row),
            row.sources.join(" "),
        ]);
    }
    table.render()
}
