//! `expatch cve`: what the database knows of one vulnerability, or a list.

use crate::command::releases::Form;
use crate::command::releases::split;
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
use expatch::database::Fix;
use expatch::database::Vulnerability;
use serde::Serialize;
use std::process::ExitCode;

/// Show a vulnerability with its fixed builds, or list those that match
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// `CVE-2021-34473`, or words to look for: a name such as `ProxyShell`, a
    /// year, part of a title
    filter: Vec<String>,
    /// Only those that CISA lists as exploited
    #[arg(long)]
    kev: bool,
    /// Only what was published on this day or later
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Form,
    #[command(flatten)]
    database: DatabaseArguments,
}

/// One vulnerability as people and programs see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    title: String,
    published: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvss: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kev: Option<expatch::report::KevView>,
    /// Codes of what must be done besides installing.
    manual_steps: Vec<String>,
    /// What is known per baseline; baselines that do not have it are left out.
    baselines: Vec<OnBaseline>,
    sources: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OnBaseline {
    product: String,
    baseline: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_in: Option<Build>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disputed: Option<Build>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_in: Option<Build>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    special_update_lacks_it: bool,
}

impl Arguments {
    pub(crate) fn run(self, color: Color) -> Outcome {
        let database = self.database.open_for(crate::clock::today())?;
        let found: Vec<Vulnerability<'_>> = database
            .vulnerabilities()
            .filter(|row| !self.kev || row.kev.is_some())
            .filter(|row| self.since.is_none_or(|since| row.published >= since))
            .filter(|row| self.filter.iter().all(|word| holds(row, word)))
            .collect();
        let rows: Vec<Row> = found.iter().map(|found| row(found, &database)).collect();
        let text = match (self.format, rows.as_slice()) {
            (Form::Json, rows) => serde_json::to_string_pretty(rows)? + "\n",
            (Form::Table, []) => {
                "no vulnerability matches; try `expatch cve ProxyShell` or `expatch cve --kev`\n"
                    .into()
            }
            (Form::Table, [one]) => page(one, color),
            (Form::Table, rows) => list(rows, color),
        };
        present::write(text.as_bytes())?;
        Ok(if rows.is_empty() { ExitCode::from(exit::UNKNOWN) } else { ExitCode::SUCCESS })
    }
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

fn row(found: &Vulnerability<'_>, database: &Database<'_>) -> Row {
    let steps = database.manual_steps().filter(|step| found.steps.contains(&step.number));
    let baselines = database.baselines().filter_map(|baseline| {
        let fix = database.fix(found.number, baseline.id);
        let product = database.product(baseline.product).name.to_owned();
        on_baseline(fix, product, baseline.name.to_owned())
    });
    Row {
        id: found.id.to_owned(),
        name: found.name.map(str::to_owned),
        title: found.title.to_owned(),
        published: found.published,
        cvss: found.cvss.map(|tenths| f32::from(tenths) / 10.0),
        kev: found
            .kev
            .map(|kev| expatch::report::KevView { added: kev.added, ransomware: kev.ransomware }),
        manual_steps: steps.map(|step| step.code.to_owned()).collect(),
        baselines: baselines.collect(),
        sources: split(found.sources),
    }
}

fn on_baseline(fix: Fix, product: String, baseline: String) -> Option<OnBaseline> {
    let mut row = OnBaseline {
        product,
        baseline,
        state: "",
        fixed_in: None,
        disputed: None,
        withdrawn_in: None,
        special_update_lacks_it: false,
    };
    row.state = match fix {
        Fix::NotAffected => return None,
        Fix::NotEvaluated => "not-evaluated",
        Fix::From { build, disputed, special_update_lacks_it } => {
            row.fixed_in = Some(build);
            row.disputed = disputed;
            row.special_update_lacks_it = special_update_lacks_it;
            "fixed"
        }
        Fix::InBaseline => "fixed-in-baseline",
        Fix::Never => "never-fixed",
        Fix::UnknownBuild { next, .. } => {
            row.fixed_in = next;
            "fixed-in-unknown-build"
        }
        Fix::Withdrawn { from, until } => {
            row.fixed_in = from;
            row.withdrawn_in = until;
            "fix-withdrawn"
        }
        Fix::ManualOnly => "manual-only",
    };
    Some(row)
}

fn list(rows: &[Row], color: Color) -> String {
    let headings = ["CVE", "NAME", "CVSS", "PUBLISHED", "KEV", "TITLE", "SOURCE"];
    let mut table = Table::new(color.on_output(), &headings);
    for row in rows {
        table.row(vec![
            row.id.clone(),
            row.name.clone().unwrap_or_default(),
            row.cvss.map(|score| format!("{score:.1}")).unwrap_or_default(),
            row.published.to_string(),
            row.kev.map(|kev| kev.added.to_string()).unwrap_or_default(),
            row.title.clone(),
            row.sources.join(" "),
        ]);
    }
    table.render()
}

fn page(row: &Row, color: Color) -> String {
    let name = row.name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    let mut text = format!("{}{name}\n{}\n\n", row.id, row.title);
    let mut fact = |label: &str, value: String| text.push_str(&format!("{label:<14}{value}\n"));
    if let Some(score) = row.cvss {
        fact("CVSS", format!("{score:.1}"));
    }
    fact("published", row.published.to_string());
    match row.kev {
        Some(kev) => {
            let crews = if kev.ransomware { ", used by ransomware crews" } else { "" };
            fact("exploited", format!("in CISA's KEV since {}{crews}", kev.added));
        }
        None => fact("exploited", "not in CISA's KEV".into()),
    }
    if !row.manual_steps.is_empty() {
        fact("manual steps", row.manual_steps.join(", "));
    }
    fact("sources", row.sources.join(" "));
    text.push('\n');
    let headings = ["PRODUCT", "BASELINE", "STATE", "FIXED IN", "REMARKS"];
    let mut table = Table::new(color.on_output(), &headings);
    for on in &row.baselines {
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
    text + &table.render()
}
