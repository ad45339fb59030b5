//! `expatch db show`: which facts this program answers from.

use crate::database::DatabaseArguments;
use crate::exit::Outcome;
use crate::present;
use expatch::Database;
use expatch::database::Coverage;
use expatch::database::Topic;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Version, day, age, counts and digest.
pub(super) fn run(arguments: &DatabaseArguments, json: bool) -> Outcome {
    let today = crate::clock::today();
    let database = arguments.open_for(today)?;
    // The report's own view, so that every surface shows the same.
    let options = expatch::Options::new(today, expatch::Language::English);
    let identity = expatch::assess(b"", &database, &options).database;
    if json {
        let mut bytes = serde_json::to_vec_pretty(&identity)?;
        bytes.push(b'\n');
        present::write(&bytes)?;
        return Ok(ExitCode::SUCCESS);
    }
    let since: Vec<String> =
        identity.patch_tuesdays_since.iter().map(ToString::to_string).collect();
    let missed = match since.as_slice() {
        [] => "none".into(),
        days => format!("{} ({})", days.len(), days.join(", ")),
    };
    let counts = counts(&database);
    let text = format!(
        "version          {}\nschema           {}\norigin           {}\n{}checked through  {} ({} days ago)\n\
         {}Patch Tuesdays   {missed} since then\nreleases         {}\nvulnerabilities  {}\n\
         {counts}size             {} bytes\nsha256           {}\n",
        identity.version,
        identity.schema,
        origin(identity.origin),
        identity.signed_by.map(|key| format!("signed by        key {key}\n")).unwrap_or_default(),
        identity.as_of,
        today.days() - identity.as_of.days(),
        coverage(&database),
        identity.releases,
        identity.vulnerabilities,
        database.bytes().len(),
        identity.digest,
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// In words, who made the database.
fn origin(code: &str) -> &'static str {
    match code {
        "local" => "local: made on this machine by `expatch db refresh`",
        _ => "release",
    }
}

/// A line per source: through which day it was checked, and what it is about.
/// The earliest of the needed topics is the database's day.
fn coverage(database: &Database<'_>) -> String {
    let mut text = String::new();
    for topic in Topic::ALL {
        let day = database.covered_through(topic);
        let day = day.map_or_else(|| "never".into(), |day| day.to_string());
        let _ = writeln!(text, " {:<16}{day}", topic.code());
        if topic == Topic::Vulnerabilities
            && let Some(from) = database.vulnerabilities_from()
        {
            let _ = writeln!(text, "    those published since {from}");
        }
        for coverage in database.coverage().filter(|coverage| coverage.tells(topic)) {
            let _ = writeln!(text, "    {}  {}", coverage.through, coverage.title);
        }
    }
    let more = |coverage: &Coverage<'_>| !Topic::ALL.iter().any(|topic| coverage.tells(*topic));
    for coverage in database.coverage().filter(more) {
        let _ = writeln!(text, "  more of rows   {}  {}", coverage.through, coverage.title);
    }
    text
}

fn counts(database: &Database<'_>) -> String {
    let exploited = database.vulnerabilities().filter(|row| row.kev.is_some()).count();
    format!(
        "exploited        {exploited} in CISA's KEV\nproducts         {}\nbaselines        {}\n",
        database.products().len(),
        database.baselines().len(),
    )
}
