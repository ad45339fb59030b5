//! A notice as HTML for mail: no script, no picture, nothing fetched, styles
//! on the elements because mail programs drop the rest.

use super::Notice;
use super::Part;
use super::Sender;
use super::text::MAX_LISTED;
use super::text::breakin;
use super::text::claims;
use super::text::fill;
use super::text::handling;
use super::text::heading;
use super::text::intro;
use super::text::listed;
use super::text::reminds;
use super::text::scanner;
use super::text::since;
use super::text::subject;
use super::text::ticket;
use super::text::vulnerability;
use super::words::Words;
use super::words::words;
use crate::page::escape;
use std::fmt::Write;

const H2: &str = "font-size:18px;line-height:1.3;margin:28px 0 8px;padding:10px 14px;\
                  background:#f4ecec;border-left:4px solid #a3262a";
const H3: &str = "font-size:15px;margin:20px 0 4px";
const SMALL: &str = "color:#555555;font-size:13px";
const CELL: &str = "border-bottom:1px solid #d8d8d8;padding:6px 12px 6px 0;vertical-align:top;\
                    text-align:left";

/// The HTML body.
pub(super) fn body(notice: &Notice<'_>, sender: &Sender<'_>) -> String {
    let words = words(notice.language);
    let language = super::code(notice.language);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title></head>\n\
         <body style=\"margin:0;padding:20px;background:#ffffff\">\n\
         <div style=\"font:15px/1.5 Segoe UI,Helvetica,Arial,sans-serif;color:#1b1b1b;\
         max-width:680px;margin:0 auto;overflow-wrap:anywhere\">\n",
        escape(&subject(notice, sender))
    );
    paragraph(&mut html, SMALL, &handling(notice, sender));
    paragraph(&mut html, "", &fill(words.greeting, notice, sender));
    reminds(notice, words).iter().for_each(|said| paragraph(&mut html, "", said));
    paragraph(&mut html, "", &intro(notice, sender));
    for part in &notice.parts {
        write_part(&mut html, part, notice, sender, words);
    }
    let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.how));
    notice.how(words).into_iter().for_each(|how| paragraph(&mut html, "", how));
    scanner(notice, sender, words).iter().for_each(|said| paragraph(&mut html, "", said));
    if notice.is_listed() {
        paragraph(&mut html, "", words.attached);
    }
    paragraph(&mut html, "", &fill(words.answer, notice, sender));
    ticket(notice, sender, words).iter().for_each(|said| paragraph(&mut html, "", said));
    let (name, mail) = (escape(sender.name), escape(sender.mail));
    let _ = writeln!(html, "<p>{name}<br><a href=\"mailto:{mail}\">{mail}</a></p>");
    paragraph(&mut html, SMALL, &fill(words.basis, notice, sender));
    html += "</div>\n</body>\n</html>\n";
    html
}

fn write_part(
    html: &mut String,
    part: &Part,
    notice: &Notice<'_>,
    sender: &Sender<'_>,
    words: &Words,
) {
    let verdict = &part.server.verdict;
    let _ = writeln!(html, "<h2 style=\"{H2}\">{}</h2>", escape(&part.title()));
    let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.seen));
    *html += "<table style=\"border-collapse:collapse;width:100%\">\n";
    for place in &part.places {
        let targets: Vec<String> = place.targets.iter().map(|target| escape(target)).collect();
        let mut also: Vec<String> = [&place.name, &place.address]
            .into_iter()
            .flatten()
            .filter(|also| !place.targets.iter().any(|target| target.contains(also.as_str())))
            .map(|also| escape(also))
            .collect();
        also.push(escape(&place.when(words)));
        let _ = writeln!(
            html,
            "<tr><td style=\"{CELL}\">{}</td><td style=\"{CELL};{SMALL}\">{}</td></tr>",
            targets.join("<br>"),
            also.join("<br>")
        );
    }
    *html += "</table>\n";
    for evidence in part.evidence() {
        let _ = writeln!(
            html,
            "<p style=\"{SMALL};margin:6px 0\">{} {}: <code>{}</code>. {}</p>",
            escape(words.evidence),
            escape(evidence.channel),
            escape(&evidence.text),
            escape(&evidence.meaning)
        );
    }
    for claim in claims(part, words) {
        paragraph(html, SMALL, &claim);
    }
    if let Some(said) = breakin(part, words) {
        paragraph(html, "font-weight:600", &said);
        let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.breakin_first));
        list(html, "ol", words.breakin_steps.iter().map(|step| escape(step)));
    }
    let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.means));
    paragraph(html, "font-weight:600", &verdict.headline);
    paragraph(html, "", &verdict.summary);
    if let Some(support) = &verdict.support {
        paragraph(html, "", &support.text);
    }
    let open = listed(verdict);
    if !open.is_empty() {
        let lines = open.iter().take(MAX_LISTED).map(|view| vulnerability(view, words));
        let more = open.len().saturating_sub(MAX_LISTED);
        let more = (more > 0).then(|| words.more.replace("{count}", &more.to_string()));
        let _ =
            writeln!(html, "<p style=\"margin:8px 0 0\">{}</p>", escape(heading(verdict, words)));
        list(html, "ul", lines.chain(more).map(|line| escape(&line)));
    }
    if let Some(first) = verdict.exposure.iter().map(|window| window.since).min() {
        paragraph(html, "", &format!("{} {first}.", since(verdict, words)));
    }
    let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.act));
    let steps = verdict.steps().map(|step| {
        let mut line = escape(&step.text);
        let checks = step.verify.as_ref().map(|check| &check.text);
        for text in step.before.iter().chain(checks) {
            let _ = write!(line, "<br>{}", escape(text));
        }
        for command in &step.commands {
            let _ = write!(line, "<br><code>{}</code>", escape(command));
        }
        // Only addresses of the facts stand here; anything else stays text.
        for link in step.links.iter().filter(|link| link.url.starts_with("https://")) {
            let url = escape(&link.url);
            let _ = write!(line, "<br><a href=\"{url}\">{url}</a>");
        }
        line
    });
    list(html, "ol", steps);
    let mut boxes = verdict.boxes().peekable();
    if boxes.peek().is_some() {
        let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.besides));
        list(html, "ul", boxes.map(|step| escape(&step.text)));
    }
    let link = escape(&part.link(sender.page, notice.language));
    let _ = writeln!(html, "<h3 style=\"{H3}\">{}</h3>", escape(words.check));
    paragraph(html, "", words.check_why);
    let _ = writeln!(html, "<p><a href=\"{link}\">{link}</a></p>");
}

fn list(html: &mut String, kind: &str, lines: impl Iterator<Item = String>) {
    let _ = writeln!(html, "<{kind} style=\"margin:4px 0 12px;padding-left:24px\">");
    for line in lines {
        let _ = writeln!(html, "<li style=\"margin:4px 0\">{line}</li>");
    }
    let _ = writeln!(html, "</{kind}>");
}

fn paragraph(html: &mut String, style: &str, text: &str) {
    let style = if style.is_empty() { String::new() } else { format!(" style=\"{style}\"") };
    let _ = writeln!(html, "<p{style}>{}</p>", escape(text));
}
