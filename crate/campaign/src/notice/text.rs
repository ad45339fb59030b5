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
    let subject = match (notice.is_breakin(), notice.is_certain()) {
        (true, _) => words.subject_breakin,
        (false, true) => words.subject,
        (false, false) => words.subject_possible,
    };
    let reminder = if notice.reminds.is_some() { words.reminder } else { "" };
    let ticket = notice.ticket(sender).map(|ticket| format!(" [{ticket}]")).unwrap_or_default();
    let said = fill(subject[usize::from(notice.servers() > 1)], notice, sender);
    format!("{reminder}{said}{ticket} [{}]", sender.tlp.label())
}

/// The opening sentences.
pub(super) fn intro(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let words = words(notice.language);
    let intro = match (notice.is_breakin(), notice.is_certain()) {
        (true, _) => words.intro_breakin,
        (false, true) => words.intro,
        (false, false) => words.intro_possible,
    };
    let many = usize::from(notice.servers() > 1);
    let why = if notice.is_ended() { words.ended } else { words.lacks };
    fill(&intro[many].replace("{why}", why[many]), notice, sender)
}

/// What stands before the day since when somebody could break in.
pub(super) fn since(verdict: &Verdict, words: &Words) -> &'static str {
    if verdict.vulnerabilities.certain.is_empty() { words.since_possible } else { words.since }
}

/// Who may read it.
pub(super) fn handling(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    format!("{}: {}", sender.tlp.label(), sender.tlp.sentence(notice.language))
}

/// That it reminds of an earlier one.
pub(super) fn reminds(notice: &Notice<'_>, words: &Words) -> Option<String> {
    Some(words.reminds.replace("{day}", notice.reminds.as_deref()?))
}

/// Where our own scan asks from, where it asked.
pub(super) fn scanner(notice: &Notice<'_>, sender: &Sender<'_>, words: &Words) -> Option<String> {
    let mut places = notice.parts.iter().flat_map(|part| &part.places);
    let scanner = sender.scanner.filter(|_| places.any(|place| place.asked))?;
    Some(words.scanner.replace("{scanner}", scanner))
}

/// The ticket's number.
pub(super) fn ticket(notice: &Notice<'_>, sender: &Sender<'_>, words: &Words) -> Option<String> {
    Some(words.ticket.replace("{ticket}", &notice.ticket(sender)?))
}

/// Who says that somebody broke in.
pub(super) fn breakin(part: &Part, words: &Words) -> Option<String> {
    let said = part.breakin.as_ref()?;
    let text = if said.dated { words.breakin } else { words.breakin_undated };
    let text = text
        .replace("{by}", said.by.as_deref().unwrap_or(words.somebody))
        .replace("{time}", &crate::time::plain(said.seen))
        .replace("{what}", &said.what);
    // A sentence that begins with a name or with `somebody`.
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    Some(first.unwrap_or_default() + letters.as_str())
}

/// What others say that it has; no verdict follows from it.
pub(super) fn claims(part: &Part, words: &Words) -> Vec<String> {
    let told = part.claims.iter().map(|(by, ids)| {
        let by = if by.is_empty() { words.somebody } else { by };
        words.claims.replace("{by}", by).replace("{list}", &ids.join(", "))
    });
    told.collect()
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
    paragraph(&mut text, &handling(notice, sender));
    paragraph(&mut text, &fill(words.greeting, notice, sender));
    reminds(notice, words).iter().for_each(|said| paragraph(&mut text, said));
    paragraph(&mut text, &intro(notice, sender));
    for part in &notice.parts {
        write_part(&mut text, part, notice, sender, words);
    }
    title(&mut text, words.how);
    notice.how(words).into_iter().for_each(|how| paragraph(&mut text, how));
    scanner(notice, sender, words).iter().for_each(|said| paragraph(&mut text, said));
    if notice.is_listed() {
        paragraph(&mut text, words.attached);
    }
    paragraph(&mut text, &fill(words.answer, notice, sender));
    ticket(notice, sender, words).iter().for_each(|said| paragraph(&mut text, said));
    let _ = writeln!(text, "{}\n{}\n", sender.name, sender.mail);
    paragraph(&mut text, &fill(words.basis, notice, sender));
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
    claims(part, words).iter().for_each(|claim| item(text, claim));
    text.push('\n');
    if let Some(said) = breakin(part, words) {
        paragraph(text, &said);
        title(text, words.breakin_first);
        for (at, step) in words.breakin_steps.iter().enumerate() {
            wrapped(text, &format!("{}. ", at + 1), "   ", step);
        }
        text.push('\n');
    }
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
        paragraph(text, &format!("{} {first}.", since(verdict, words)));
    }
    title(text, words.act);
    for (at, step) in verdict.steps().enumerate() {
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
    let steps: Vec<_> = verdict.boxes().collect();
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
