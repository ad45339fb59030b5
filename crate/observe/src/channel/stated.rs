//! What the user states: a version alone, a machine and its version, nothing left
//! over.

use super::Channel;
use super::Role;
use crate::document::lines::Content;
use crate::document::lines::content;
use crate::document::lines::is_blank;
use crate::document::lines::lines;
use crate::document::number::Number;
use crate::document::text::bare;
use crate::document::text::ends_with;
use crate::document::text::find;
use crate::document::text::is_address;
use crate::document::text::line_end;
use crate::document::text::trim;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::release;
use crate::standing::value;
use crate::subject::Record;
use crate::subject::is_machine;
use crate::subject::named_claim;
use crate::subject::precision_of;
use alloc::vec::Vec;
use core::ops::Range;

/// `EX01: Exchange 2019 CU14`, `EX01,15.1.2507.6`, `EX01 -> 15.1.2507.6`,
/// `15.1.2507.6 EX01`: a machine and its version, nothing left over.
pub(crate) fn item(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let part = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|' | b'=');
    let length = words.iter().position(part).unwrap_or(words.len());
    let (name, ends) = host(text, line.start..line.start + length);
    if name.is_empty() || ends[0] >= line.end {
        return false;
    }
    if names_machine(&text[name.clone()]) {
        for end in ends {
            let rest = after_separator(text, end..line.end);
            // `192.0.2.10:443  mail.example.org  …`: its address, then its name.
            let word = text[rest.clone()].iter().take_while(|byte| !part(byte)).count();
            let second = rest.start..rest.start + word;
            if is_address(&text[name.clone()])
                && text[second.clone()].contains(&b'.')
                && names_machine(&text[second.clone()])
                && !is_address(&text[second.clone()])
            {
                let rest = after_separator(text, second.end..line.end);
                return value::whole(text, rest.clone())
                    .is_ok_and(|read| stated(reader, Some(second), &read, rest));
            }
            if let Ok(read) = value::whole(text, rest.clone()) {
                return stated(reader, Some(name), &read, rest);
            }
        }
    }
    // The version first, the machine behind.
    let Some(last) = words.iter().rposition(part).map(|at| line.start + at + 1) else {
        return false;
    };
    let name = bare(text, last..line.end);
    if !names_machine(&text[name.clone()]) || is_address(&text[name.clone()]) {
        return false;
    }
    match value::whole(text, line.start..last - 1) {
        Ok(read) if read.number.is_some() && !read.exchange => {
            stated(reader, Some(name), &read, line.start..last)
        }
        _ => false,
    }
}

/// The machine that a line's first word names, without scheme, port and path, and
/// where what belongs to it may end: `EX01:2019 CU14` has no port.
fn host(text: &[u8], word: Range<usize>) -> (Range<usize>, [usize; 2]) {
    let token = &text[word.clone()];
    if let Some(scheme) = find(token, b"://") {
        let start = word.start + scheme + 3;
        let stop = |byte: &u8| matches!(byte, b'/' | b':' | b'?' | b'#');
        let end = text[start..word.end].iter().position(stop).map_or(word.end, |at| start + at);
        return (bare(text, start..end), [word.end; 2]);
    }
    let Some(colon) = token.iter().position(|byte| *byte == b':').map(|at| word.start + at) else {
        return (bare(text, word.clone()), [word.end; 2]);
    };
    let port = text[colon + 1..word.end].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (bare(text, word.start..colon), [colon, colon + 1 + port])
}

/// What stands behind the signs between a name and its version.
fn after_separator(text: &[u8], mut range: Range<usize>) -> Range<usize> {
    loop {
        range = trim(text, range);
        range.start += match &text[range.clone()] {
            [b'-' | b'=', b'>', ..] => 2,
            [0xE2, 0x86 | 0x87, 0x92, ..] => 3,
            [b':' | b',' | b';' | b'|' | b'=', ..] => 1,
            _ => return range,
        };
    }
}

/// Whether a word is a machine's name and no release's, label's or date's.
pub(crate) fn names_machine(name: &[u8]) -> bool {
    // The last part of `mail.example.org` is no label.
    let label = !name.contains(&b'.') && super::fields::role(name).is_some();
    // Nor has it an underscore: `exsetup.stdout_lines`.
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let field = last.len() < name.len() && last.contains(&b'_');
    if !is_machine(name) || label || field || release::parse(name, 0).is_some() {
        return false;
    }
    if is_address(name) {
        return true;
    }
    let mixed = name.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    // `minimum_build`, `patched-in` and `AdminDisplayVersion.Build` are labels; of
    // a host name only the last part would show that it is one.
    let dotted = name.contains(&b'.');
    let says = name
        .rsplit(|byte| !byte.is_ascii_alphanumeric())
        .take(if dotted { 1 } else { usize::MAX })
        // Of one in camel case the last word says what it is: `ClientBuildVersion`.
        .flat_map(|part| [Some(part), last_word(part)].into_iter().flatten())
        .filter(|part| part.len() > 1 && !part.eq_ignore_ascii_case(b"exchange"))
        .filter_map(super::fields::role)
        .any(|role| match role {
            Role::Version | Role::LabelledVersion => true,
            Role::Target(_) => !dotted,
            _ => false,
        });
    // `Get-ExchangeProductName` is a program's word.
    let humps =
        name.windows(2).filter(|it| it[0].is_ascii_lowercase() && it[1].is_ascii_uppercase());
    if !name.iter().any(|byte| byte.is_ascii_digit() || *byte == b'.') && humps.count() > 1 {
        return false;
    }
    let upper = name.len() > 2 && name.iter().all(u8::is_ascii_uppercase);
    let numeric =
        name.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'/'));
    (mixed || upper)
        && !says
        && !names_release(name)
        && !numeric
        && value::whole(name, 0..name.len()).is_err()
        && !is_file(name)
}

/// Whether a name is that of a file of an installation.
pub(crate) fn is_file(name: &[u8]) -> bool {
    FILES.iter().any(|file| ends_with(name, file))
}

/// The last word of one in camel case.
fn last_word(part: &[u8]) -> Option<&[u8]> {
    let from = part
        .windows(2)
        .rposition(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())?;
    Some(&part[from + 1..])
}

/// Files of an installation and its updates, which have versions of their own.
const FILES: [&[u8]; 7] = [b".exe", b".dll", b".iso", b".msi", b".msp", b".cab", b".sys"];

/// `"EX01": "15.1.2507.6"` in an object: a machine's name and its version, nothing
/// left over. Whether the value is that.
pub(crate) fn pair(reader: &mut Reader<'_>, name: Range<usize>, value: Range<usize>) -> bool {
    value::whole(reader.text, value.clone())
        .is_ok_and(|read| stated(reader, Some(name), &read, value))
}

/// Whether a word is made of a release's words and numbers alone, such as
/// `CU14`, `SP3-RU18`, `EX19CU12` or `KB5001779`. `KBMAIL1` and `exchange01` are
/// machines.
fn names_release(name: &[u8]) -> bool {
    const OF_RELEASES: [&[u8]; 13] = [
        b"cve", b"kb", b"cu", b"su", b"hu", b"ru", b"ur", b"sp", b"rtm", b"v", b"build",
        b"version", b"rollup",
    ];
    const BESIDE: [&[u8]; 8] =
        [b"exchange", b"exch", b"ex", b"e", b"ms", b"microsoft", b"server", b"update"];
    let is = |run: &[u8], words: &[&[u8]]| words.iter().any(|word| run.eq_ignore_ascii_case(word));
    let runs = || name.split(|byte| !byte.is_ascii_alphabetic()).filter(|run| !run.is_empty());
    let digits = name.iter().any(u8::is_ascii_digit);
    let years: [&[u8]; 5] = [b"2007", b"2010", b"2013", b"2016", b"2019"];
    // `EX2019` may be a host, `exchange2019` is none.
    let product = runs().all(|run| is(run, &BESIDE))
        && name.split(|byte| !byte.is_ascii_digit()).any(|run| years.contains(&run));
    let labels = !digits && !name.contains(&b'.') && runs().any(|run| is(run, &BESIDE[..1]));
    release::update(name, 0).is_some()
        || product && name.len() > 6
        || labels
        || runs().any(|run| is(run, &OF_RELEASES))
            && runs().all(|run| is(run, &OF_RELEASES) || is(run, &BESIDE))
}

/// Notes what the user states; whether there was a version.
pub(super) fn stated(
    reader: &mut Reader<'_>,
    name: Option<Range<usize>>,
    read: &value::Value,
    range: Range<usize>,
) -> bool {
    let number = read.number.filter(Number::is_plausible);
    if number.is_none()
        && !read.names_release()
        && (name.is_none() || read.named.is_none())
        && read.named.as_ref().is_none_or(|(named, _)| named.kb.is_none())
    {
        return false;
    }
    // `EX01: KB5129955` may be there or missing.
    let article = read.named.as_ref().is_some_and(|(named, _)| named.product == 1);
    if read.update || name.is_some() && number.is_none() && article && !read.names_release() {
        return false;
    }
    let mut record = Record::new(reader, Block::Line, true);
    let labelled = name.is_some();
    if let Some(name) = name {
        record.call(20, name);
    }
    match (number, &read.named) {
        (Some(number), _) if read.display => {
            let channel =
                if read.serial { Channel::AdSerialNumber } else { Channel::AdminDisplayVersion };
            reader.number(&record, channel, &number, Precision::Baseline, Standing::Stated);
        }
        (Some(number), _) => {
            let channel = if labelled { Channel::LabelledBuild } else { Channel::BareBuild };
            reader.state(&record, channel, &number);
        }
        (None, Some((named, span))) => {
            reader.put(
                &record,
                Channel::NamedRelease,
                span.clone(),
                precision_of(named),
                Standing::Stated,
                named_claim(named),
            );
        }
        // Without either it was no version.
        (None, None) => {}
    }
    reader.read(range);
    record.close(reader);
    true
}

/// Whether all that the text holds are versions, each on a line.
pub(crate) fn is_question(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let said = |line: &Range<usize>| {
            let line = content(text, line.clone()).range;
            line.is_empty()
                || is_blank(&text[line.clone()])
                || value::whole(text, line).is_ok_and(|read| !read.update)
        };
        if !lines(text, at..end).iter().all(said) {
            return false;
        }
        at = end + 1;
    }
    true
}

/// A paragraph of nothing but versions: each is the user's question, where he says
/// nothing else. Among other paragraphs it may be the newest build or a heading, but
/// what the shell prints of a server is that wherever it stands.
pub(super) fn values_alone(reader: &mut Reader<'_>, lines: &[Content]) -> bool {
    let text = reader.text;
    if reader.context.exsetup {
        return false;
    }
    let mut values = Vec::new();
    for line in lines.iter().filter(|line| !line.range.is_empty()) {
        if line.comment || reader.is_stopped() {
            return false;
        }
        match value::whole(text, line.range.clone()) {
            Ok(read) if !read.update => values.push((read, line.range.clone())),
            _ => return false,
        }
    }
    if !values.iter().all(|(read, _)| read.display) && !reader.asks_alone() {
        return false;
    }
    let number = |read: &value::Value| read.number.is_some_and(|number| number.count() > 1);
    let tells = |read: &value::Value| {
        number(read)
            || read.names_release()
            || read.named.as_ref().is_some_and(|(named, _)| named.kb.is_some())
    };
    // One machine in two lines: its release, then its build.
    if values.len() == 2
        && let [(one, _), (other, range)] = &values[..]
        && one.number.is_none()
        && other.number.is_some()
    {
        let range = range.clone();
        reader.read(lines[0].range.clone());
        return stated(reader, None, &other.clone(), range);
    }
    if values.is_empty()
        || !values.iter().any(|(read, _)| tells(read))
        // Several releases in words are a list of what is affected, with a number each one
        // of what there is.
        || values.len() > 1
            && values.iter().any(|(read, _)| !number(read) || read.names_release())
    {
        return false;
    }
    let mut any = false;
    let first = reader.evidence.len();
    let alone = values.len() == 1;
    for (read, range) in values {
        if reader.is_stopped() {
            break;
        }
        any |= stated(reader, None, &read, range);
    }
    if alone {
        reader.evidence.iter_mut().skip(first).for_each(|piece| piece.row = false);
    }
    any
}
