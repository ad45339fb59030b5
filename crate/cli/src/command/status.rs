//! What a campaign has found so far, as `scan`, `campaign status` and `import` print it.

use crate::exit::Failure;
use expatch_campaign::Campaign;
use expatch_campaign::counts::Count;
use std::io::Write;

/// Prints counts and projection.
pub(crate) fn print_status(campaign: &Campaign, json: bool) -> Result<(), Failure> {
    let counts = campaign.counts()?;
    let projection = campaign.projection()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if json {
        let name = campaign.name()?;
        let object =
            serde_json::json!({ "name": name, "counts": counts, "projection": projection });
        writeln!(out, "{object}")?;
        return Ok(out.flush()?);
    }
    match projection.total {
        0 => writeln!(out, "{} hosts in the lists", counts.done)?,
        total => writeln!(out, "{} of {} hosts asked", counts.done, total.max(counts.done))?,
    }
    writeln!(out, "{} at risk on {} (facts {})", counts.at_risk, counts.as_of, counts.database)?;
    if counts.compromised > 0 {
        writeln!(out, "{} reported as broken into", counts.compromised)?;
    }
    if counts.unplaced > 0 {
        writeln!(out, "{} without an address: counted, but nobody can be told", counts.unplaced)?;
    }
    if projection.asked < projection.total {
        let (expected, low, high) = (projection.expected, projection.low, projection.high);
        writeln!(out, "{expected} expected in the end, 95 % between {low} and {high}")?;
    }
    for seen in &counts.sources {
        let by = if seen.name.is_empty() { "(nobody says who)" } else { &seen.name };
        writeln!(out, "{} seen by {by}, {} to {}", seen.hosts, seen.first, seen.last)?;
    }
    let mut list = |title: &str, counts: &[Count], most: usize| -> std::io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        for count in counts.iter().take(most) {
            let name = if count.name.is_empty() { "(not known)" } else { &count.name };
            writeln!(out, "{:>9}  {name}", count.hosts)?;
        }
        Ok(())
    };
    list("Verdicts", &counts.statuses, 20)?;
    list("Products", &counts.products, 20)?;
    list("Open vulnerabilities", &counts.vulnerabilities, 10)?;
    for (title, counts) in [("Countries", &counts.countries), ("Sectors", &counts.sectors)] {
        // Before enrichment nothing is known of them.
        if counts.iter().any(|count| !count.name.is_empty()) {
            list(title, counts, 20)?;
        }
    }
    if projection.total > 0 {
        list("How asking ended", &counts.outcomes, 20)?;
    }
    Ok(out.flush()?)
}
