//! A notice as plain text, lines of at most 76 columns where words allow it.

use super::Notice;
use super::Part;
use super::Sender;
use super::words::Words;
use super::words::words;
use expatch::report::Verdict;
use expatch::report::VulnerabilityView;
use std::fmt::Write;

/// How many vulnerabilities are listed; the page lists all.
pub(super) const MAX_LISTED: usize = 12;

const WIDTH: usize = 76;

/// Fills `{name}` and its kin into a sentence.
pub(super) fn fill(text: &str, notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let database = &notice.database;
    text.replace("{name}", notice.to.name())
        .replace("{servers}", &notice.servers().to_string())
        .replace("{mail}", sender.mail)
        .replace("{day}", &notice.as_of)
        .replace("{facts}", &database.as_of.to_string())
        .replace("{version}", &database.version)
        .replace("{digest}", &database.digest)
}

/// The subject.
pub(super) fn subject(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let words = words(notice.language);
    let subject = if notice.is_certain() { words.subject } else { words.subject_possible };
    fill(subject[usize::from(notice.servers() > 1)], notice, sender)
}

/// The opening sentences.
pub(super) fn intro(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let words = words(notice.language);
    let intro = if notice.is_certain() { words.intro } else { words.intro_possible };
    fill(intro[usize::from(notice.servers() > 1)], notice, sender)
}

/// The vulnerabilities to list: the open ones, else those that may be open.
pub(super) fn listed(verdict: &Verdict) -> &[VulnerabilityView] {
    let open = &verdict.vulnerabilities;
    if open.certain.is_empty() { &open.possible } else { &open.certain }
}

/// What stands above them.
pub(super) fn heading(verdict: &Verdict, words: &Words) -> &'static str {
    if verdict.vulnerabilities.certain.is_empty() { words.open_possible } else { words.open }
}

/// One vulnerability in a line.
pub(super) fn vulnerability(view: &VulnerabilityView, words: &Words) -> String {
    let mut line = view.id.clone();
    if let Some(name) = &view.name {
        let _ = write!(line, " ({name})");
    }
    if let Some(score) = view.cvss {
        let _ = write!(line, ", CVSS {score:.1}");
    }
    if let Some(claim) = view.claims.first() {
        let _ = write!(line, ", {} ({} {})", words.used, claim.by.to_uppercase(), claim.day);
    }
    line
}

/// The text body.
pub(super) fn body(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let words = words(notice.language);
    let mut text = String::new();
    paragraph(&mut text, &fill(words.greeting, notice, sender));
    paragraph(&mut text, &intro(notice, sender));
    for part in &notice.parts {
        write_part(&mut text, part, notice, sender, words);
    }
    title(&mut text, words.how);
    notice.how(words).into_iter().for_each(|how| paragraph(&mut text, how));
    paragraph(&mut text, &fill(words.answer, notice, sender));
    let _ = writeln!(text, "{}\n{}\n", sender.name, sender.mail);
    paragraph(&mut text, &fill(words.basis, notice, sender));
    paragraph(&mut text, words.handling);
    text
}

fn write_part(
    text: &mut String,
    part: &Part,
    notice: &Notice<'_>,
    sender: &Sender<'_>,
    words: &Words,
) {
    let verdict = &part.server.verdict;
    let name = part.title();
    let _ = writeln!(text, "{name}\n{}\n", "=".repeat(name.chars().count()));
    title(text, words.seen);
    for place in &part.places {
        let mut line = place.targets.join(", ");
        for also in [&place.name, &place.address].into_iter().flatten() {
            if !line.contains(also.as_str()) {
                let _ = write!(line, " ({also})");
            }
        }
        let _ = write!(line, ", {}", place.when(words));
        item(text, &line);
    }
    for evidence in part.evidence() {
        item(text, &format!("{} {}: {}", words.evidence, evidence.channel, evidence.text));
    }
    text.push('\n');
    title(text, words.means);
    paragraph(text, &format!("{}.", verdict.headline));
    paragraph(text, &verdict.summary);
    if let Some(support) = &verdict.support {
        paragraph(text, &support.text);
    }
    let open = listed(verdict);
    if !open.is_empty() {
        let _ = writeln!(text, "{}", heading(verdict, words));
        for view in open.iter().take(MAX_LISTED) {
            item(text, &vulnerability(view, words));
        }
        if open.len() > MAX_LISTED {
            item(text, &words.more.replace("{count}", &(open.len() - MAX_LISTED).to_string()));
        }
        text.push('\n');
    }
    if let Some(first) = verdict.exposure.iter().map(|window| window.since).min() {
        paragraph(text, &format!("{} {first}.", words.since));
    }
    title(text, words.act);
    for (at, step) in verdict.plan.iter().filter(|step| !step.is_box()).enumerate() {
        wrapped(text, &format!("{}. ", at + 1), "   ", &step.text);
        let checks = step.verify.as_ref().map(|check| &check.text);
        for line in step.before.iter().chain(checks) {
            wrapped(text, "   ", "   ", line);
        }
        let urls = step.links.iter().map(|link| &link.url);
        for line in step.commands.iter().chain(urls) {
            let _ = writeln!(text, "   {line}");
        }
    }
    text.push('\n');
    let steps: Vec<_> = verdict.plan.iter().filter(|step| step.is_box()).collect();
    if !steps.is_empty() {
        title(text, words.besides);
        for step in steps {
            item(text, &step.text);
        }
        text.push('\n');
    }
    title(text, words.check);
    paragraph(text, words.check_why);
    let _ = writeln!(text, "{}\n", part.link(sender.page, notice.language));
}

fn title(text: &mut String, words: &str) {
    let _ = writeln!(text, "{words}\n{}", "-".repeat(words.chars().count()));
}

fn paragraph(text: &mut String, words: &str) {
    wrapped(text, "", "", words);
    text.push('\n');
}

fn item(text: &mut String, words: &str) {
    wrapped(text, "- ", "  ", words);
}

/// Words in lines, the first and the others with their indents.
fn wrapped(text: &mut String, first: &str, other: &str, words: &str) {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in words.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            other.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    let _ = writeln!(text, "{line}");
}
