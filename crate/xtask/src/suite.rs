//! The parts of `cargo xtask test`, each run to its end so that one failure
//! does not hide the next.

use std::time::Instant;

/// What ran, what failed and how long each part took.
#[derive(Default)]
pub(crate) struct Suite {
    parts: Vec<(String, Result<(), String>, f64)>,
}

impl Suite {
    /// Runs one part and remembers how it ended.
    pub(crate) fn part(&mut self, title: &str, work: impl FnOnce() -> anyhow::Result<()>) -> bool {
        eprintln!("\n▸ {title}");
        let start = Instant::now();
        let outcome = work().map_err(|error| format!("{error:#}"));
        if let Err(why) = &outcome {
            eprintln!("✗ {title}: {why}");
        }
        let passed = outcome.is_ok();
        self.parts.push((title.to_owned(), outcome, start.elapsed().as_secs_f64()));
        passed
    }

    /// Prints the table of parts and fails when any failed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let failed = self.parts.iter().filter(|(_, outcome, _)| outcome.is_err()).count();
        println!();
        for (title, outcome, seconds) in &self.parts {
            match outcome {
                Ok(()) => println!("✓ {seconds:7.1} s  {title}"),
                Err(why) => println!("✗ {seconds:7.1} s  {title}: {why}"),
            }
        }
        println!("\nparts: {} passed, {failed} failed", self.parts.len() - failed);
        anyhow::ensure!(failed == 0, "{failed} of the parts above failed");
        Ok(())
    }
}
