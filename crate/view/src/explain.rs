//! What became of each number of a text: place, block, field, rule.

use alloc::format;
use alloc::string::String;
use core::fmt::Write;
use core::ops::Range;
use expatch::Step;

/// One line per number: where it stands, in what, and what it counts as or why not.
pub fn explain(input: &[u8]) -> String {
    let (_, steps) = expatch::explain(input);
    let mut out = String::new();
    if steps.is_empty() {
        out.push_str("no version found in this text\n");
    }
    for step in &steps {
        line(&mut out, input, step);
    }
    out
}

fn line(out: &mut String, input: &[u8], step: &Step) {
    let text = shown(input, step.span.clone());
    let place = format!("{}..{}", step.span.start, step.span.end);
    let block = format!("{:?}", step.block).to_lowercase();
    let field = shown(input, step.field.clone());
    let field = if field.is_empty() { String::from("-") } else { field };
    let outcome = match step.outcome {
        Ok(channel) => format!("counts: {} (record {})", channel.code(), step.record),
        Err(why) => format!("mention: {}: {}", why.code(), why.meaning()),
    };
    // Writing to a string cannot fail.
    _ = writeln!(out, "{place:>13}  {text:<28}  {block:<10}  {field:<22}  {outcome}");
}

/// A stretch of the input, safe to print.
fn shown(input: &[u8], span: Range<usize>) -> String {
    let text = String::from_utf8_lossy(input.get(span).unwrap_or_default());
    text.chars()
        .filter(|char| *char != '\0')
        .take(60)
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}
