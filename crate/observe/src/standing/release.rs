//! Releases in words: `Exchange 2019 CU14 Mar24SU`, `Exchange Server 2016
//! Cumulative Update 6`, `KB5036401`.
//!
//! Grammar: `[Microsoft] [Exchange] [Server]`, the year or `SE`, a baseline
//! (`RTM`, `SPn`, `CUn`, or that word in another language before the number),
//! an update (`Mar24SU`, `Nov24SUv2`, `RU22`), a `KB` number.
//! Source: <https://learn.microsoft.com/en-us/exchange/new-features/build-numbers-and-release-dates>.

use crate::document::text::starts_with;
use crate::evidence::Named;
use crate::evidence::NamedBaseline;
use crate::evidence::NamedUpdate;
use crate::words;

/// The release named at `at` and its end. Its first word may be the maker, the
/// product or the year. At least the product is named.
pub(crate) fn parse(text: &[u8], at: usize) -> Option<(Named, usize)> {
    let mut at = at;
    for word in ["microsoft", "ms", "exchange", "server"] {
        if word_at(text, at, word) {
            at = blank(text, at + word.len());
        }
    }
    // Whoever writes `EX2019 CU12` or `E2K16 CU23` means it; `EX2019` may be a host.
    let short = ["exch", "ex", "e2k", "e20"].into_iter().find(|word| {
        starts_with(&text[at..], word.as_bytes())
            && text.get(at + word.len()).is_some_and(u8::is_ascii_digit)
    });
    let (product, mut end) = match short {
        Some("e2k" | "e20") => digits(text, at + 3)
            .filter(|(year, _)| matches!(year, 7 | 10 | 13 | 16 | 19))
            .map(|(year, end)| (2000 + u16::from(year), end))?,
        Some(word) => product(text, at + word.len())?,
        None => product(text, at)?,
    };
    let mut named = Named { product, ..Named::default() };
    let mut at = gap(text, end);
    if let Some((baseline, after)) = baseline(text, at, product) {
        named.baseline = Some(baseline);
        end = after;
        at = gap(text, end);
    }
    if short.is_some() && named.baseline.is_none() {
        return None;
    }
    // `(2022H1)` is part of a cumulative update's name.
    if text.get(at) == Some(&b'(')
        && text.get(at + 1..at + 6).is_some_and(|w| w.starts_with(b"20") && w[4] == b'H')
    {
        end = (at + 8).min(text.len());
        at = gap(text, end);
    }
    if let Some((update, after)) = update(text, at) {
        named.update = Some(update);
        end = after;
        at = gap(text, end);
    }
    let bracket = usize::from(text.get(at) == Some(&b'('));
    if let Some((kb, after)) = kb(text, at + bracket) {
        named.kb = Some(kb);
        end = after + usize::from(bracket > 0 && text.get(after) == Some(&b')'));
    }
    Some((named, end.min(text.len())))
}

fn word_at(text: &[u8], at: usize, word: &str) -> bool {
    text.get(at..).is_some_and(|rest| starts_with(rest, word.as_bytes()))
        && !text.get(at + word.len()).is_some_and(u8::is_ascii_alphanumeric)
}

/// White space, also that of a folded line.
fn blank(text: &[u8], at: usize) -> usize {
    let at = at.min(text.len());
    at + text[at..].iter().take(80).take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// White space and the marks that stand between a product and its update.
fn gap(text: &[u8], at: usize) -> usize {
    let at = blank(text, at);
    match text.get(at) {
        Some(b',' | b'-' | b'/') => blank(text, at + 1),
        _ => at,
    }
}

fn product(text: &[u8], at: usize) -> Option<(u16, usize)> {
    let end = |length: usize| {
        let end = at + length;
        (!text.get(end).is_some_and(u8::is_ascii_alphanumeric)).then_some(end)
    };
    for word in ["subscription edition (se)", "subscription edition", "se"] {
        if starts_with(text.get(at..)?, word.as_bytes()) {
            return end(word.len()).map(|end| (0, end));
        }
    }
    let year = text.get(at..at + 4)?;
    let year = year.iter().try_fold(0_u16, |year, digit| {
        digit.is_ascii_digit().then_some(year * 10 + u16::from(digit & 15))
    })?;
    matches!(year, 2000 | 2003 | 2007 | 2010 | 2013 | 2016 | 2019).then_some(())?;
    // `2019CU14` and `2019-CU14` too.
    let joined = starts_with(&text[at + 4..], b"cu");
    if joined { Some((year, at + 4)) } else { end(4).map(|end| (year, end)) }
}

fn digits(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let length = text.get(at..)?.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let value = crate::document::text::decimal(&text[at..at + length])?;
    (length <= 2).then_some((value as u8, at + length))
}

/// `CU14`, `Cumulative Update 14`, `SP3`, `RTM` at `at`, of a product of that year.
pub(crate) fn baseline(text: &[u8], at: usize, product: u16) -> Option<(NamedBaseline, usize)> {
    let rest = text.get(at..)?;
    if word_at(text, at, "rtm") {
        return Some((NamedBaseline::Rtm, at + 3));
    }
    for word in ["service pack", "sp"] {
        if starts_with(rest, word.as_bytes()) {
            let (value, end) = digits(text, blank(text, at + word.len()))?;
            return Some((NamedBaseline::ServicePack(value), end));
        }
    }
    if product < 2013 && product > 1 {
        return None;
    }
    let word = words::CUMULATIVE_UPDATE.iter().find(|word| starts_with(rest, word.as_bytes()))?;
    let (value, end) = digits(text, blank(text, at + word.len()))?;
    Some((NamedBaseline::CumulativeUpdate(value), end))
}

/// `Mar24SU`, `Nov24SUv2`, `RU22` at `at`.
pub(crate) fn update(text: &[u8], at: usize) -> Option<(NamedUpdate, usize)> {
    let rest = text.get(at..)?;
    for word in ["update rollup", "rollup", "ru", "ur"] {
        if starts_with(rest, word.as_bytes())
            && let Some((value, end)) = digits(text, blank(text, at + word.len()))
        {
            return Some((NamedUpdate::Rollup(value), end));
        }
    }
    let month = words::MONTHS.iter().position(|month| starts_with(rest, month.as_bytes()))?;
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
    let free = !text.get(end).is_some_and(u8::is_ascii_alphanumeric);
    free.then_some((NamedUpdate::Monthly { month: month as u8 + 1, year, security, version }, end))
}

/// `KB5036401` at `at`.
pub(crate) fn kb(text: &[u8], at: usize) -> Option<(u32, usize)> {
    if !starts_with(text.get(at..)?, b"kb") {
        return None;
    }
    let at = at + 2;
    let length = text[at..].iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    let value = crate::document::text::decimal(&text[at..at + length])?;
    (6..=7).contains(&length).then_some((value, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        text: &str,
        product: u16,
        baseline: Option<NamedBaseline>,
        update: bool,
        kb: Option<u32>,
    ) {
        let (named, end) = parse(text.as_bytes(), 0).expect(text);
        assert_eq!(
            (named.product, named.baseline, named.update.is_some(), named.kb),
            (product, baseline, update, kb)
        );
        assert_eq!(end, text.len(), "{text}");
    }

    #[test]
    fn names_are_read_whole() {
        let cu = |n| Some(NamedBaseline::CumulativeUpdate(n));
        check("Exchange 2019 CU14 Mar24SU", 2019, cu(14), true, None);
        check("Microsoft Exchange Server 2016 Cumulative Update 6", 2016, cu(6), false, None);
        check("Exchange Server 2019 累计更新 12 (KB5011156)", 2019, cu(12), false, Some(5_011_156));
        check("2019 CU15 Aug26SU", 2019, cu(15), true, None);
        check("Exchange Server SE RTM Sep26SUv2", 0, Some(NamedBaseline::Rtm), true, None);
        check(
            "Exchange Server 2010 SP3 UR22",
            2010,
            Some(NamedBaseline::ServicePack(3)),
            true,
            None,
        );
        check("EX2019 CU12", 2019, cu(12), false, None);
        check("Exchange 2016 CU23 (2022H1)", 2016, cu(23), false, None);
        assert!(parse(b"EX2019", 0).is_none());
        assert!(parse(b"Exchange 2020", 0).is_none());
    }
}
