//! Mail hops: `Received: from F by B with Microsoft SMTP Server … id M.m.b.r`.
//!
//! * Grammar: `with Microsoft SMTP Server` or `with mapi`, comments in round
//!   brackets, `id`, the number; folding may fall anywhere between words.
//! * Emitters: 2007 to SE, and Exchange Online (`15.20`, and 15.0 and 15.1 in
//!   its early years). 2007's `with mapi` has no id.
//! * Precision: a floor. It is the number of the component that stamped the
//!   hop: in public mail the SMTP id of a host is lower than its mapi id in 3
//!   of 13 pairs, never higher. It belongs to the host after `by`.
//! * Pitfalls: `Microsoft SMTPSVC(10.0.14393.0)` and a greeting's `Version:`
//!   are Windows' SMTP service; a hop cut off must not borrow the next id.
//! * Source: rf-peixoto/phishing_pot (8e207b5).

use super::Scan;
use super::banner;
use super::context::{host, is_online_host};
use super::text::{REACH, ends_with, has_any, number, space, starts_with};
use crate::channel::Channel;
use crate::evidence::{Claim, LookAlike, Precision};

/// At `Microsoft`, with which hops and greetings of Exchange and Windows begin.
pub(super) fn microsoft(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let next = space(text, at + "microsoft".len());
    if next == at + "microsoft".len() {
        return;
    }
    let rest = &text[next..];
    if starts_with(rest, b"smtpsvc(") {
        smtpsvc(scan, next);
    } else if starts_with(rest, b"smtp") {
        let after = space(text, next + 4);
        if starts_with(&text[after..], b"server") {
            hop(scan, at, after + "server".len(), Channel::ReceivedId);
        } else {
            banner::smtp(scan, at, next);
        }
    } else if starts_with(rest, b"esmtp") {
        banner::smtp(scan, at, next);
    }
}

/// At `mapi id`, perhaps after a space.
pub(super) fn mapi(scan: &mut Scan<'_>, at: usize) {
    let at = at + usize::from(scan.text[at] == b' ');
    hop(scan, at, at + "mapi".len(), Channel::MapiId);
}

/// `word` is where `Microsoft` or `mapi` begins, `after` the byte after the protocol.
fn hop(scan: &mut Scan<'_>, word: usize, after: usize, channel: Channel) {
    let text = scan.text;
    let mut at = space(text, after);
    while text.get(at) == Some(&b'(') {
        let window = &text[at..text.len().min(at + REACH)];
        let Some(length) = window.iter().position(|byte| *byte == b')') else { return };
        at = space(text, at + length + 1);
    }
    if !starts_with(&text[at.min(text.len())..], b"id") {
        return;
    }
    let place = space(text, at + 2);
    if place == at + 2 {
        return;
    }
    let Some(number) = number(text, place).filter(|number| number.count() == 4) else { return };
    let by = by_host(text, word);
    if number.is_online() || is_online_host(by) {
        scan.note(channel, number.start..number.end, Precision::Floor, Claim::ExchangeOnline);
    } else if number.is_family() {
        scan.note_number(channel, &number, Precision::Floor);
    } else {
        return;
    }
    scan.name_last(by, false);
}

/// The host after `by` before the words `with Microsoft …` at `word`.
pub(super) fn by_host(text: &[u8], word: usize) -> &[u8] {
    let window = &text[word.saturating_sub(REACH)..word];
    let Some(hop) = super::text::rfind(window, b"with") else { return &[] };
    // Between `with` and the protocol stands nothing but folding.
    if window.len() - hop > 24 {
        return &[];
    }
    let mut end = back_over_space(&window[..hop]);
    while end > 0 && window[end - 1] == b')' {
        let Some(open) = window[..end].iter().rposition(|byte| *byte == b'(') else { return &[] };
        end = back_over_space(&window[..open]);
    }
    let length = window[..end].iter().rev().take_while(|byte| super::text::is_host(**byte)).count();
    let name = host(window, end - length);
    let before = back_over_space(&window[..end - length]);
    if before >= 2 && window[before - 2..before].eq_ignore_ascii_case(b"by") { name } else { &[] }
}

/// The end of `text` without the white space and folding at its end.
pub(super) fn back_over_space(text: &[u8]) -> usize {
    let mut end = text.len();
    loop {
        let trimmed = text[..end]
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace() && *byte != b'>' && *byte != b'|')
            .map_or(0, |i| i + 1);
        let escaped = ["\\r", "\\n", "\\t", "&nbsp;"]
            .iter()
            .find(|escape| text[..trimmed].ends_with(escape.as_bytes()))
            .map_or(0, |escape| escape.len());
        end = trimmed - escaped;
        if escaped == 0 {
            return end;
        }
    }
}

/// Whether a mail hop's `id` stands before the number at `at`, in a text that
/// tore the hop apart.
pub(super) fn is_id(text: &[u8], at: usize) -> bool {
    let before = &text[at.saturating_sub(200)..at];
    (ends_with(before, b" id ") || ends_with(before, b"\tid ") || ends_with(before, b"\"id "))
        && has_any(before, &["smtp server", "mapi"])
}

fn smtpsvc(scan: &mut Scan<'_>, at: usize) {
    let open = at + "smtpsvc(".len();
    if let Some(number) = number(scan.text, open) {
        scan.note_not(number.start..number.end, LookAlike::WindowsService);
    }
}
