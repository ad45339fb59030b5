//! `expatch cve`: what the database knows of one vulnerability, or a list.

use crate::command::releases::Form;
use crate::database::DatabaseArguments;
use crate::exit;
use crate::exit::Outcome;
use crate::present;
use crate::present::table::Table;
use crate::screen::Color;
use clap::Args;
use expatch::Build;
use expatch::Database;
use expatch::Date;
use expatch::database::Vulnerability;
use expatch::judge::List;
use expatch::judge::is_exploited;
use expatch::judge::lists;
use expatch::rows;
use expatch::rows::FixRow;
use expatch::rows::VulnerabilityRow;
use std::process::ExitCode;

/// Show a vulnerability with its fixed builds, or list those that match
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// `CVE-2021-34473`, or words to look for: a name such as `ProxyShell`, a
    /// year, part of a title
    filter: Vec<String>,
    /// Only those that attackers are known to use
    #[arg(long, alias = "kev")]
    exploited: bool,
    /// Only what was published on this day or later
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl Arguments {
    pub(crate) fn run(self, color: Color) -> Outcome {
        let today = crate::clock::today();
        let database = self.database.open_for(today)?;
        let found = find(&database, &self.filter, self.exploited, self.since, today);
        let rows: Vec<VulnerabilityRow> =
            found.iter().map(|found| rows::vulnerability(&database, found)).collect();
        let text = match (self.format, rows.as_slice()) {
            (Form::Json, rows) => serde_json::to_string_pretty(rows)? + "\n",
            (Form::Table, []) => {
                format!(
                    "no vulnerability matches; try `expatch cve ProxyShell` or `expatch cve --exploited`\n\
                     The database holds those published since {}; older ones are not in it.\n",
                    first_published(&database)
                )
            }
            (Form::Table, [one]) => page(one, &lists(&database, today), color),
            (Form::Table, rows) => list(rows, color),
        };
        present::write(text.as_bytes())?;
        Ok(if rows.is_empty() { ExitCode::from(exit::UNKNOWN) } else { ExitCode::SUCCESS })
    }
}

/// The vulnerabilities that all words match.
pub(super) fn find<'a>(
    database: &Database<'a>,
    words: &[String],
    exploited: bool,
    since: Option<Date>,
    today: Date,
) -> Vec<Vulnerability<'a>> {
    database
        .vulnerabilities()
        .filter(|row| !exploited || is_exploited(database, row.number, today))
        .filter(|row| since.is_none_or(|since| row.published >= since))
        .filter(|row| words.iter().all(|word| holds(row, word)))
        .collect()
}

fn holds(row: &Vulnerability<'_>, word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let id = row.id.to_ascii_lowercase();
    // A whole identifier means itself, not those it begins.
    if word.starts_with("cve-") && word.len() >= 13 {
        return id == word;
    }
    let held = |text: &str| text.to_ascii_lowercase().contains(&word);
    id.contains(&word) || held(row.title) || row.name.is_some_and(held)
}

fn list(rows: &[VulnerabilityRow], color: Color) -> String {
    let headings = ["CVE", "NAME", "CVSS", "PUBLISHED", "EXPLOITED", "TITLE", "SOURCE"];
    let mut table = Table::new(color.on_output(), &headings);
    for row in rows.iter().map(|row| &row.summary) {
        table.row(vec![
            row.id.clone(),
            row.name.clone().unwrap_or_default(),
            row.cvss.map(|score| format!("{score:.1}")).unwrap_or_default(),
            row.published.to_string(),
            row.claims.first().map(|claim| claim.day.to_string()).unwrap_or_default(),
            row.title.clone(),
            row.sources.join(" "),
        ]);
    }
    table.render()
}

fn page(row: &VulnerabilityRow, lists: &[List], color: Color) -> String {
    let about = &row.summary;
    let name = about.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    let mut text = format!("{}{name}\n{}\n\n", about.id, about.title);
    let mut fact = |label: &str, value: String| text.push_str(&format!("{label:<14}{value}\n"));
    if let Some(score) = about.cvss {
        fact("CVSS", format!("{score:.1}"));
    }
    fact("published", about.published.to_string());
    for claim in &about.claims {
        let crews = if claim.ransomware { ", used by ransomware crews" } else { "" };
        fact("exploited", format!("{} says so since {}{crews}", who(&claim.by), claim.day));
    }
    if about.claims.is_empty() {
        let read =
            lists.iter().map(|list| format!("{}, read through {}", who(list.by), list.through));
        fact("exploited", format!("not found on the lists read ({})", joined(read)));
    }
    if !row.manual_steps.is_empty() {
        fact("manual steps", row.manual_steps.join(", "));
    }
    fact("sources", about.sources.join(" "));
    text.push('\n');
    let headings = ["PRODUCT", "BASELINE", "STATE", "FIXED IN", "REMARKS"];
    let mut table = Table::new(color.on_output(), &headings);
    let looked_at = |on: &&FixRow| on.state != "not-evaluated";
    for on in row.baselines.iter().filter(looked_at) {
        let build = |build: Option<Build>| build.map(|build| build.to_string());
        let remarks = [
            build(on.disputed).map(|other| format!("disputed, also named: {other}")),
            build(on.withdrawn_in).map(|other| format!("taken out again in {other}")),
            on.special_update_lacks_it.then(|| "special update of March 2021 may lack it".into()),
        ];
        table.row(vec![
            on.product.clone(),
            on.baseline.clone(),
            on.state.to_owned(),
            build(on.fixed_in).unwrap_or_default(),
            remarks.into_iter().flatten().collect::<Vec<_>>().join(", "),
        ]);
    }
    text += &table.render();
    let mut never: Vec<&str> =
        row.baselines.iter().filter(|on| !looked_at(on)).map(|on| on.product.as_str()).collect();
    never.dedup();
    if !never.is_empty() {
        let products = never.join(", ");
        text.push_str(&format!(
            "\nNot evaluated, as support had ended (assume affected): {products}.\n"
        ));
    }
    text
}

/// Whose list it is.
fn who(by: &str) -> &str {
    match by {
        "kev" => "CISA's KEV",
        "msrc" => "Microsoft",
        other => other,
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// The year from which on the database holds vulnerabilities.
fn first_published(database: &Database<'_>) -> String {
    let first = database.vulnerabilities().map(|row| row.published).min();
    first.map_or_else(String::new, |day| day.calendar().0.to_string())
}
