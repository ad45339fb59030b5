//! Releases in words: `Exchange 2019 CU14 Mar24SU`, `Exchange Server 2016
//! Cumulative Update 6`, `KB5036401`.
//!
//! * Grammar: `Exchange [Server]`, the year or `SE`, a baseline (`RTM`, `SPn`,
//!   `CUn`, or any word in any language before the number), an update
//!   (`Mar24SU`, `Nov24SUv2`, `RU22`), a `KB` number.
//! * Accepted only where the words can be a server's: typed alone, after
//!   `Version:`, as the greeting of setup, as an installed update.
//! * Precision: the baseline; an installed update is a floor.
//! * Pitfalls: advisories list names too; `CU19, 20 and earlier` is no server.

use super::Scan;
use super::advice::{has_word, is_goal, sentence};
use super::installed;
use super::reference::{is_reference, names_machine};
use super::text::{
    around, ends_with, find, has_any, is_host, line_end, line_start, space, starts_with,
};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Named, NamedBaseline, NamedUpdate, Precision};
use core::ops::Range;

/// The release named at `at`, where `Exchange` or the year stands, and its end.
pub(super) fn parse(text: &[u8], at: usize) -> Option<(Named, usize)> {
    let mut at = at;
    for word in [&b"microsoft"[..], b"exchange", b"server"] {
        if starts_with(&text[at..], word) {
            at = blank(text, at + word.len());
        }
    }
    // Whoever writes `EX2019 CU12` or `E2K16 CU23` means it; `EX2019` may be a host.
    let short = [&b"exch"[..], b"ex", b"e2k", b"e20"].into_iter().find(|word| {
        starts_with(&text[at..], word) && text.get(at + word.len()).is_some_and(u8::is_ascii_digit)
    });
    let at = match short {
        Some(b"e2k" | b"e20") => at + 3,
        Some(word) => at + word.len(),
        None => at,
    };
    let (product, mut end) = match short {
        Some(b"e2k" | b"e20") => digits(text, at)
            .filter(|(year, _)| matches!(year, 7 | 10 | 13 | 16 | 19))
            .map(|(year, end)| (2000 + u16::from(year), end))?,
        _ => product(text, at)?,
    };
    let mut named = Named { product, ..Named::default() };
    let at = blank(text, end);
    if let Some((baseline, after)) = baseline(text, at, product) {
        named.baseline = Some(baseline);
        end = after;
    }
    if short.is_some() && named.baseline.is_none() {
        return None;
    }
    // `(2022H1)` is part of a cumulative update's name.
    let mut at = blank(text, end);
    if text.get(at) == Some(&b'(')
        && text.get(at + 1..at + 6).is_some_and(|w| w.starts_with(b"20") && w[4] == b'H')
    {
        end = (at + 8).min(text.len());
        at = blank(text, end);
    }
    if let Some((update, after)) = update(text, at) {
        named.update = Some(update);
        end = after;
    }
    let at = blank(text, end);
    let bracket = usize::from(text.get(at) == Some(&b'('));
    if let Some((kb, after)) = kb(text, at + bracket) {
        named.kb = Some(kb);
        end = after + bracket;
    }
    Some((named, end.min(text.len())))
}

/// Spaces and line ends, also a folded report line.
fn blank(text: &[u8], at: usize) -> usize {
    space(text, at.min(text.len()))
}

fn product(text: &[u8], at: usize) -> Option<(u16, usize)> {
    let rest = text.get(at..)?;
    let end = |length: usize| {
        let end = at + length;
        (!text.get(end).is_some_and(u8::is_ascii_alphanumeric)).then_some(end)
    };
    if starts_with(rest, b"se") {
        return end(2).map(|end| (0, end));
    }
    if starts_with(rest, b"subscription edition") {
        return end("subscription edition".len()).map(|end| (0, end));
    }
    let year = core::str::from_utf8(rest.get(..4)?).ok()?.parse().ok()?;
    matches!(year, 2000 | 2003 | 2007 | 2010 | 2013 | 2016 | 2019).then_some(())?;
    end(4).map(|end| (year, end))
}

fn digits(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let length = text.get(at..)?.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let value = core::str::from_utf8(&text[at..at + length]).ok()?.parse().ok()?;
    (length <= 2).then_some((value, at + length))
}

fn baseline(text: &[u8], at: usize, product: u16) -> Option<(NamedBaseline, usize)> {
    let rest = text.get(at..)?;
    if starts_with(rest, b"rtm") {
        return Some((NamedBaseline::Rtm, at + 3));
    }
    for word in [&b"service pack"[..], b"sp"] {
        if starts_with(rest, word) {
            let (value, end) = digits(text, blank(text, at + word.len()))?;
            return Some((NamedBaseline::ServicePack(value), end));
        }
    }
    // `CU`, `Cumulative Update`, `U23`, `累计更新`: the letters before the number, in
    // any language; the number says enough.
    if product < 2013 && product != 0 {
        return None;
    }
    let letters = |byte: &u8| byte.is_ascii_alphabetic() || *byte >= 0x80 || *byte == b' ';
    let length = rest.iter().take(45).take_while(|byte| letters(byte)).count();
    let word = &rest[..length];
    let known = starts_with(word, b"cu")
        || starts_with(word, b"kumulat")
        || !word.is_ascii()
        || has_any(word, &["cumul", "acumul"]);
    if length == 0 || !known || has_any(word, &["and", "prior", "before"]) {
        return None;
    }
    let (value, end) = digits(text, at + length)?;
    Some((NamedBaseline::CumulativeUpdate(value), end))
}

fn update(text: &[u8], at: usize) -> Option<(NamedUpdate, usize)> {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let rest = text.get(at..)?;
    for word in [&b"update rollup"[..], b"rollup", b"ru", b"ur"] {
        if starts_with(rest, word)
            && let Some((value, end)) = digits(text, blank(text, at + word.len()))
        {
            return Some((NamedUpdate::Rollup(value), end));
        }
    }
    let month = MONTHS.iter().position(|month| starts_with(rest, month))?;
    let (year, mut end) = digits(text, at + 3)?;
    let security = match text.get(end..end + 2)? {
        kind if kind.eq_ignore_ascii_case(b"su") => true,
        kind if kind.eq_ignore_ascii_case(b"hu") => false,
        _ => return None,
    };
    end += 2;
    let mut version = 1;
    if text.get(end).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'v'))
        && let Some((value, after)) = digits(text, end + 1)
    {
        (version, end) = (value, after);
    }
    Some((NamedUpdate::Monthly { month: month as u8 + 1, year, security, version }, end))
}

/// Whether a word is the short name of a release, as tables of them print it:
/// `CU23`, `Mar21SU`, `Nov24SUv2`.
pub(super) fn is_release_word(word: &[u8]) -> bool {
    let whole = |end: usize| end == word.len();
    [&b"cu"[..], b"sp", b"ru", b"ur"]
        .iter()
        .any(|kind| starts_with(word, kind) && digits(word, 2).is_some_and(|(_, end)| whole(end)))
        || update(word, 0).is_some_and(|(_, end)| whole(end))
}

/// `KB5036401`.
pub(super) fn kb(text: &[u8], at: usize) -> Option<(u32, usize)> {
    if !starts_with(text.get(at..)?, b"kb") {
        return None;
    }
    let length = text[at + 2..].iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    let value = core::str::from_utf8(&text[at + 2..at + 2 + length]).ok()?.parse().ok()?;
    (6..=7).contains(&length).then_some((value, at + 2 + length))
}

/// At `Exchange`, where the words may be a server's. Whether they are an
/// installed program's, whose version is read with them.
pub(super) fn in_context(scan: &mut Scan<'_>, at: usize) -> bool {
    let text = scan.text;
    let Some((named, end)) = parse(text, at) else {
        let alone = starts_with(&text[at..], b"exchange server");
        return alone && installed::program(scan, at, at + "exchange server".len());
    };
    release(scan, at, named, end)
}

/// What a release's name can tell. With its update it is whole.
pub(super) fn precision(named: &Named) -> Precision {
    match (named.baseline, named.update) {
        (_, Some(_)) => Precision::Exact,
        (Some(_), None) => Precision::Baseline,
        (None, None) => Precision::Product,
    }
}

/// A release that the text gives as the server's.
fn note(scan: &mut Scan<'_>, span: Range<usize>, named: Named) {
    let precision = precision(&named);
    let claim = Claim::Named(Named { kb: None, ..named });
    scan.note(Channel::NamedRelease, span, precision, claim);
}

/// Whether `before`, from the line's beginning, is a key that ends in `version`.
fn is_keyed(before: &[u8]) -> bool {
    let Some(colon) = before.iter().rposition(|byte| *byte == b':') else { return false };
    let mark = |byte: &u8| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'>' | b'*' | b'`' | b'[');
    let value = &before[colon + 1..];
    let key = before[..colon].trim_ascii();
    let marks = key.iter().rev().take_while(|byte| mark(byte)).count();
    let maker = value.trim_ascii().eq_ignore_ascii_case(b"microsoft");
    (value.iter().all(mark) || maker) && ends_with(&key[..key.len() - marks], b"version")
}

/// At `Exchange Version`, whose value may name the release without the product:
/// `**Exchange Version**: 2016 CU 20`.
pub(super) fn version(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let words = ["exchange version", "exchange server version"];
    let Some(word) = words.iter().find(|word| starts_with(&text[at..], word.as_bytes())) else {
        return;
    };
    let end = line_end(text, at);
    let from = at + word.len();
    let mark = |byte: &u8| matches!(byte, b' ' | b'\t' | b'"' | b'*' | b'`' | b'[' | b':' | b'=');
    let gap = text[from..end.max(from)].iter().take(20).take_while(|byte| mark(byte)).count();
    let sign = text[from..from + gap].iter().any(|byte| matches!(byte, b':' | b'='));
    let value = from + gap;
    if !sign || !text.get(value).is_some_and(u8::is_ascii_digit) {
        return;
    }
    if let Some((named, after)) = parse(text, value).filter(|(_, after)| *after <= end) {
        let rest = &text[after..end];
        // A list of supported versions names more.
        if !rest.contains(&b',') && !has_any(rest, &[" or ", "20", "cu"]) {
            note(scan, value..after, named);
        }
    }
}

/// A release that somebody tells of the server he has, in a text that shows
/// nothing else: the only one that it names, in the words of an owner.
pub(super) fn told(scan: &mut Scan<'_>) {
    let text = scan.text;
    if !scan.finds.is_empty() || text.len() > LONGEST_TALE {
        return;
    }
    let mut only: Option<(Range<usize>, Named)> = None;
    let mut owned = false;
    let mut from = 0;
    while let Some(at) = find(&text[from..], b"exchange").map(|place| from + place) {
        from = at + "exchange".len();
        let Some((named, end)) = parse(text, at).filter(|(named, _)| named.baseline.is_some())
        else {
            continue;
        };
        let (start, end_of_line) = (line_start(text, at), line_end(text, at));
        // A program's remarks tell of any server.
        let remark = [&b"//"[..], b"#", b"*", b"--", b"<!--"]
            .iter()
            .any(|sign| text[start..at].trim_ascii_start().starts_with(sign));
        let start = start + sentence(&text[start..at]);
        let rest = &text[at..end_of_line];
        let stop = rest.windows(2).position(|pair| matches!(pair, [b'.' | b'!' | b'?', b' ']));
        let sentence = &text[start..at + stop.unwrap_or(rest.len())];
        let same = |(_, other): &(Range<usize>, Named)| {
            (other.product, other.baseline) == (named.product, named.baseline)
        };
        if remark
            || is_reference(text, at)
            || has_any(sentence, &STRANGERS)
            || only.as_ref().is_some_and(|one| !same(one))
        {
            return;
        }
        owned |= OWNERS.iter().any(|word| has_word(sentence, word.as_bytes()))
            || is_value(&text[line_start(text, at)..at], &text[end..end_of_line])
                && !has_any(text, &["cve-"]);
        only = only.or(Some((at..end, named)));
    }
    if let (true, Some((span, named))) = (owned, only) {
        note(scan, span, Named { update: None, ..named });
    }
}

/// Whether a release is the whole value of a key, which is not one of those that
/// say for what something is meant.
fn is_value(before: &[u8], after: &[u8]) -> bool {
    let key = before_maker(before);
    let mark = |byte: &u8| matches!(byte, b'.' | b'"' | b'\'' | b'*' | b'|' | b' ' | b'\r');
    key.ends_with(b":")
        && key.len() <= 60
        && after.iter().all(mark)
        && !has_any(key, &["affect", "appl", "support", "vulnerab", "require", "title", "subject"])
        && !has_any(key, &["target", "latest", "fix", "next", "tested", "compatib"])
}

/// What stands before a product's name, without `Microsoft`.
fn before_maker(before: &[u8]) -> &[u8] {
    let before = before.trim_ascii_end();
    let maker = if ends_with(before, b"microsoft") { "microsoft".len() } else { 0 };
    before[..before.len() - maker].trim_ascii_end()
}

/// A question or a note is not longer.
const LONGEST_TALE: usize = 16 << 10;

/// How those speak who have a server.
const OWNERS: [&str; 24] = [
    "nous avons",
    "nous utilisons",
    "wir haben",
    "wij hebben",
    "we hebben",
    "tenemos",
    "abbiamo",
    "i currently ",
    "we currently ",
    "with the current ",
    "remote host is running",
    "our ",
    "my ",
    "we have",
    "we had",
    "we are",
    "we're",
    "we run",
    "i have ",
    "i had ",
    "i am ",
    "i'm ",
    "i recently",
    "i run ",
];

/// How those speak who have none in mind, or more than one.
const STRANGERS: [&str; 17] = [
    "support",
    "release",
    "available",
    "download",
    "upgrade to",
    "update to",
    "migrat",
    "lab ",
    "for example",
    "e.g.",
    "planning",
    "requires",
    " if ",
    "against",
    "recommend",
    "+ ",
    " or ",
];

/// At `Exchange`, with the release that the words name and their end.
fn release(scan: &mut Scan<'_>, at: usize, named: Named, end: usize) -> bool {
    let text = scan.text;
    let line = line_start(text, at);
    let before = &text[line..at];
    let tail = space(text, end);
    let span = at..end;
    if super::setup::is_greeting(text, tail) {
        let most = named.baseline.map_or(Precision::Product, |_| Precision::Baseline);
        scan.note(Channel::SetupBanner, span, most, Claim::Named(named));
        return false;
    }
    // More products with baselines nearby make it a list of affected versions.
    if is_reference(text, at)
        || named.update.is_some() && is_goal(text, at, end)
        || has_any(around(text, end, 60), &["and earlier", "or earlier", "及更早"])
    {
        return false;
    }
    if named.baseline.is_some() && installed::program(scan, at, end) {
        return true;
    }
    let rest = &text[end..line_end(text, end)];
    let update = has_any(
        before,
        &["security update for", "interim update for", "hotfix update for", "update rollup"],
    ) || has_any(
        before,
        &["sicherheitsupdate für", "mise à jour de sécurité pour", "beveiligingsupdate voor"],
    );
    if update && named.baseline.is_some() && named.kb.is_some() {
        let span = at..installed::update_end(text, end);
        if installed::has_failed(text, span.end) {
            scan.note_not(span, LookAlike::Reference);
        } else {
            scan.note(Channel::InstalledUpdate, span, Precision::Floor, Claim::Named(named));
        }
        return false;
    }
    let listed = rest.contains(&b',') || has_any(rest, &[" or ", "、"]);
    let quoted = matches!(rest.first(), Some(b'"' | b'\''));
    if named.baseline.is_some() && (!listed && is_keyed(before) || quoted && is_member(before)) {
        note(scan, span, named);
    } else if named.baseline.is_some()
        && let Some(name) = machine_of_row(before, rest)
    {
        note(scan, span, named);
        scan.name_last(name, false);
    }
    false
}

/// Whether `before` is the member `software` or `version` of an object that names
/// a machine or its service.
fn is_member(before: &[u8]) -> bool {
    let own = before.iter().rposition(|byte| *byte == b'{').map_or(before, |at| &before[at..]);
    let key = own.trim_ascii_end();
    let mark = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'' | b':');
    let marks = key.iter().rev().take_while(|byte| mark(byte)).count();
    let key = &key[..key.len() - marks];
    marks > 1
        && (ends_with(key, b"software") || ends_with(key, b"version"))
        && has_any(own, &["name:", "name\"", "host", "ip:", "ip\"", "port"])
}

/// The machine in whose row the release is a cell of its own.
fn machine_of_row<'t>(before: &'t [u8], rest: &[u8]) -> Option<&'t [u8]> {
    let delimiter = *before_maker(before).last()?;
    let cell = matches!(delimiter, b'|' | b';' | b'\t')
        && rest.trim_ascii_start().first() == Some(&delimiter);
    let row = before.trim_ascii_start();
    let row = row.strip_prefix(b"|").unwrap_or(row).trim_ascii_start();
    let word = &row[..row.iter().take_while(|byte| is_host(**byte)).count()];
    let machine = cell
        && names_machine(row)
        && !is_release_word(word)
        && !starts_with(word, b"exchange")
        && row[word.len()..].trim_ascii_start().first() == Some(&delimiter);
    machine.then_some(word)
}
