//! The whole-field rule: a field counts when a version is all that it holds.
//! What may stand beside the version is a closed list; any other word makes
//! the field prose.

use crate::document::number::Number;
use crate::document::number::display;
use crate::document::number::number;
use crate::document::text::bare;
use crate::document::text::is_address;
use crate::document::text::is_word;
use crate::evidence::Named;
use crate::evidence::Why;
use crate::standing::release;
use crate::standing::state;
use crate::words::GLOSSES;
use crate::words::Known;
use crate::words::known;
use core::ops::Range;

/// A field that was read whole.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the field")]
pub(crate) struct Value {
    /// The version.
    pub(crate) number: Option<Number>,
    /// In the words of `AdminDisplayVersion`: `Version 15.2 (Build 1748.10)`.
    pub(crate) display: bool,
    /// With 30000 added to the third part, as Active Directory has it.
    pub(crate) serial: bool,
    /// The release that the words name, and where.
    pub(crate) named: Option<(Named, Range<usize>)>,
    /// Exchange is named.
    pub(crate) exchange: bool,
    /// The title of an update: `Security Update for Exchange Server …`.
    pub(crate) update: bool,
}

impl Value {
    /// Whether the words name a release, not only a product.
    pub(crate) fn names_release(&self) -> bool {
        self.named
            .as_ref()
            .is_some_and(|(named, _)| named.baseline.is_some() || named.update.is_some())
    }
}

/// Reads `range`, of which nothing may be left over. An error tells what the
/// left-over words say.
pub(crate) fn whole(text: &[u8], range: Range<usize>) -> Result<Value, Why> {
    let range = bare(text, range);
    let mut value = Value::default();
    if range.len() > LONGEST {
        return Err(Why::Sentence);
    }
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        at += match rest {
            [b'0'..=b'9', ..] => match figure(text, at..range.end, &mut value) {
                Some(length) => length,
                None => return Err(left_over(text, range)),
            },
            // `+` and `<` compare, `?` and `!` speak.
            [
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b':' | b'/' | b'|' | b'(' | b')'
                | b'[' | b']' | b'{' | b'}' | b'"' | b'\'' | b'`' | b'*' | b'_' | b'-' | b'.'
                | b'\\' | b'&' | b'#',
                ..,
            ] => 1,
            [0xC2, 0xA0 | 0xAE | 0xAB | 0xBB, ..] => 2,
            [0xE2, 0x80, 0x90..=0xA2, ..] | [0xE2, 0x84, 0xA2, ..] | [0xEF, 0xB8, 0x8F, ..] => 3,
            // Ticks before a finding, and the full stops and colons of wide scripts.
            [0xE2, 0x9C, 0x85 | 0x93 | 0x94, ..] | [0xEF, 0xBC, 0x9A | 0x88 | 0x89 | 0x8C, ..] => 3,
            [byte, ..] if is_word(*byte) => match word(text, at..range.end, &mut value) {
                Some(length) => length,
                None => return Err(left_over(text, range)),
            },
            _ => return Err(left_over(text, range)),
        };
    }
    Ok(value)
}

/// A longer field is prose.
const LONGEST: usize = 240;

/// What the words say that are left over: a state, or anything.
fn left_over(text: &[u8], range: Range<usize>) -> Why {
    state::told(&text[range]).unwrap_or(Why::Sentence)
}

/// A number, a date or an address at the beginning of `range`: its length.
fn figure(text: &[u8], range: Range<usize>, value: &mut Value) -> Option<usize> {
    let at = range.start;
    let rest = &text[range.clone()];
    if let Some((named, end)) = release::parse(text, at).filter(|(_, end)| *end <= range.end) {
        return take_named(value, named, at..end).then(|| end - at);
    }
    let number = number(text, at).filter(|number| number.end <= range.end);
    if !number.is_some_and(|number| number.is_plausible() || number.count() == 2)
        && let Some(length) = date(rest)
    {
        return Some(length);
    }
    let number = number?;
    let cut = text.get(number.end).is_some_and(|byte| is_word(*byte)) && number.end < range.end;
    if cut && number.count() > 1 {
        return None;
    }
    if let Some((whole, serial)) = display(text, &number).filter(|(it, _)| it.end <= range.end) {
        take_number(value, whole)?;
        value.display = true;
        value.serial |= serial;
        return Some(whole.end - at);
    }
    if number.is_plausible() {
        take_number(value, number)?;
        return Some(number.end - at);
    }
    if is_address(&text[number.span()]) {
        return Some(number.end - at);
    }
    let word = rest.iter().take_while(|byte| is_word(**byte)).count();
    let known = number.count() == 1 && GLOSSES.iter().any(|(it, _)| it.as_bytes() == &rest[..word]);
    // `15.2` beside the product says no more than the product.
    let family = number.count() == 2 && number.is_family();
    if family && value.number.is_none() {
        value.number = Some(number);
    }
    (known || family).then_some(if family { number.end - at } else { word })
}

/// `2026-10-08`, `10/14/2025`, `08.10.2026`, `12:30:05`: its length.
pub(crate) fn date(text: &[u8]) -> Option<usize> {
    let digits = |text: &[u8]| text.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let first = digits(text);
    let mark = *text.get(first)?;
    if !matches!(mark, b'-' | b'/' | b'.' | b':') || !matches!(first, 1 | 2 | 4) {
        return None;
    }
    let second = digits(&text[first + 1..]);
    let middle = first + 1 + second;
    if !matches!(second, 1 | 2) {
        return None;
    }
    if text.get(middle) != Some(&mark) {
        let clock = mark == b':' && !text.get(middle).is_some_and(|byte| is_word(*byte));
        return clock.then_some(middle);
    }
    let third = digits(&text[middle + 1..]);
    let end = middle + 1 + third;
    let years = first == 4 && matches!(third, 1 | 2) || matches!(third, 2 | 4) && first < 4;
    let time = text.get(end) == Some(&b'T')
        || !text.get(end).is_some_and(|byte| is_word(*byte) || *byte == b'.');
    if mark == b'.' && third != 4 || !years || !time {
        return None;
    }
    // `2025-10-20T12:00:05Z`.
    let rest = &text[end..];
    let clock = rest
        .iter()
        .take_while(|byte| {
            byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'T' | b'Z' | b'+')
        })
        .count();
    Some(if rest.first() == Some(&b'T') { end + clock } else { end })
}

fn word(text: &[u8], range: Range<usize>, value: &mut Value) -> Option<usize> {
    let at = range.start;
    let rest = &text[range.clone()];
    if let Some((named, end)) = release::parse(text, at).filter(|(_, end)| *end <= range.end) {
        value.exchange = true;
        return take_named(value, named, at..end).then(|| end - at);
    }
    if let Some((kb, end)) = release::kb(text, at) {
        let named = Named { product: 1, kb: Some(kb), ..Named::default() };
        return take_named(value, named, at..end).then(|| end - at);
    }
    let product = value.named.as_ref().map_or(1, |(named, _)| named.product);
    if let Some((baseline, end)) =
        release::baseline(text, at, product).filter(|(_, end)| *end <= range.end)
    {
        let named = Named { product, baseline: Some(baseline), ..Named::default() };
        return take_named(value, named, at..end).then(|| end - at);
    }
    if let Some((update, end)) = release::update(text, at).filter(|(_, end)| *end <= range.end) {
        let named = Named { product, update: Some(update), ..Named::default() };
        return take_named(value, named, at..end).then(|| end - at);
    }
    let length = rest.iter().take_while(|byte| is_word(**byte)).count();
    // Colons and brackets of wide scripts are no letters.
    let length = memchr::memmem::find(&rest[..length], b"\xEF\xBC").unwrap_or(length);
    let word = &rest[..length];
    // `v15.2.1748.39`.
    if matches!(word, [b'v' | b'V', digit, ..] if digit.is_ascii_digit()) {
        return Some(1);
    }
    if let Some(place) = word.iter().position(u8::is_ascii_digit).filter(|place| *place > 0)
        && !word.is_ascii()
    {
        // Scripts that set no blank before a number.
        return is_gloss(&word[..place]).then_some(place);
    }
    value.update |= UPDATES.iter().any(|title| crate::document::text::starts_with(rest, title));
    let exchange = word.eq_ignore_ascii_case(b"exchange");
    value.exchange |= exchange;
    // `on Windows Server 2022` is a system.
    let on = word.eq_ignore_ascii_case(b"on")
        && crate::document::text::starts_with(rest[length..].trim_ascii_start(), b"windows");
    if crate::document::text::starts_with(rest, b"windows server 20") {
        let year =
            rest["windows server ".len()..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        return Some("windows server ".len() + year);
    }
    (on || is_gloss(word)).then_some(length)
}

/// How the titles of updates begin.
const UPDATES: [&[u8]; 7] = [
    b"security update",
    b"hotfix update",
    b"interim update",
    b"update rollup",
    b"sicherheitsupdate",
    b"mise \xC3\xA0 jour de s\xC3\xA9curit\xC3\xA9",
    b"beveiligingsupdate",
];

pub(crate) fn is_gloss(word: &[u8]) -> bool {
    // Beyond ASCII a word is one as it is listed.
    let is = |(gloss, _): &(&str, &str)| gloss.as_bytes().eq_ignore_ascii_case(word);
    KNOWN.may_hold(word) && GLOSSES.iter().any(is)
}

static KNOWN: Known = known!(crate::words::whole: GLOSSES);

/// Two numbers of one field must be one number in two spellings.
fn take_number(value: &mut Value, number: Number) -> Option<()> {
    match value.number {
        Some(other) if !other.agrees(&number) => return None,
        Some(other) if other.count() >= number.count() => {}
        _ => value.number = Some(number),
    }
    Some(())
}

/// Names that follow each other are one release's; two releases are a list.
fn take_named(value: &mut Value, named: Named, span: Range<usize>) -> bool {
    let Some((one, place)) = &mut value.named else {
        value.named = Some((named, span));
        return true;
    };
    let apart = one.product > 1 && named.product > 1 && one.product != named.product
        || one.baseline.is_some() && named.baseline.is_some() && one.baseline != named.baseline
        || one.update.is_some() && named.update.is_some() && one.update != named.update
        || one.kb.is_some() && named.kb.is_some() && one.kb != named.kb;
    if one.product == 1 {
        one.product = named.product;
    }
    one.baseline = one.baseline.or(named.baseline);
    one.update = one.update.or(named.update);
    one.kb = one.kb.or(named.kb);
    *place = place.start.min(span.start)..place.end.max(span.end);
    !apart
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::string::ToString;

    fn read(text: &str) -> Option<std::string::String> {
        let value = whole(text.as_bytes(), 0..text.len()).ok()?;
        value.number.map(|number| {
            number.build().map_or_else(|| number.prefix().unwrap().to_string(), |b| b.to_string())
        })
    }

    #[test]
    fn a_version_and_its_glosses_are_read_whole() {
        for text in [
            "15.2.1544.11",
            "v15.2.1544.11",
            "Exchange 15.2.1544.11",
            "\"15.02.1544.011\",",
            "Exchange Server 2019 CU14 (15.2.1544.11)",
            "Microsoft Exchange Server 2019 Standard Edition, 15.2.1544.11 (Mailbox)",
            "15.2.1544.11 / Windows Server 2022 / 2026-10-08",
            "✅ **Exchange 2019 15.2.1544.11**",
            "版本：15.2.1544.11",
            "Exchange 2019 CU14 on Windows Server 2022, 15.2.1544.11",
        ] {
            assert_eq!(read(text).as_deref(), Some("15.2.1544.11"), "{text}");
        }
        assert_eq!(read("Version 15.2 (Build 1544.4)").as_deref(), Some("15.2.1544.4"));
        assert_eq!(read("15.1 (Compilación 32507.6)").as_deref(), Some("15.1.2507.6"));
        assert_eq!(read("[15.1 (Build 2507.6)]").as_deref(), Some("15.1.2507.6"));
    }

    #[test]
    fn any_other_word_leaves_something_over() {
        for text in [
            "15.2.1544.11 and later",
            "15.2.1544.11 not installed",
            "< 15.2.1544.11",
            "15.2.1544.11+",
            "15.2.1544.11 or 15.2.1748.39",
            "15.2.1544.11, 15.2.1748.39",
            "Exchange 2019 CU12 (inferred from headers)",
            "is 15.2.1544.11 patched?",
            "CU19, CU20",
        ] {
            assert!(whole(text.as_bytes(), 0..text.len()).is_err(), "{text}");
        }
    }
}
