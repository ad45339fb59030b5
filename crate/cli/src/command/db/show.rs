//! `expatch db show`: which facts this program answers from.

use crate::database::DatabaseArguments;
use crate::exit::Outcome;
use crate::present;
use expatch::Database;
use std::process::ExitCode;

/// Version, day, age, counts and digest.
pub(super) fn run(arguments: &DatabaseArguments, json: bool) -> Outcome {
    let today = crate::clock::today();
    let database = arguments.open_for(today)?;
    // The report's own view, so that every surface shows the same.
    let options = expatch::Options { as_of: today, language: expatch::Language::English };
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
        "version          {}\nschema           {}\nfacts until      {} ({} days ago)\n\
         Patch Tuesdays   {missed} since then\nreleases         {}\nvulnerabilities  {}\n\
         {counts}size             {} bytes\nsha256           {}\n",
        identity.version,
        identity.schema,
        identity.as_of,
        today.days() - identity.as_of.days(),
        identity.releases,
        identity.vulnerabilities,
        database.bytes().len(),
        identity.digest,
    );
    present::write(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn counts(database: &Database<'_>) -> String {
    let exploited = database.vulnerabilities().filter(|row| row.kev.is_some()).count();
    format!(
        "exploited        {exploited} in CISA's KEV\nproducts         {}\nbaselines        {}\n",
        database.products().len(),
        database.baselines().len(),
    )
}
