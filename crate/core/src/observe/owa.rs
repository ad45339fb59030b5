//! Paths and pages of OWA and ECP.
//!
//! * `/owa/auth/15.2.858/themes/…` — sign-in and error pages of 2013 to SE:
//!   three parts, the baseline only. The path may end after the third part.
//! * `/owa/prem/15.1.2176.9/…`, `/owa/14.1.355.2/…`, `/owa/8.0.752.0/…`,
//!   relative `8.3.83.4/themes/…` — folders of the OWA component: a floor.
//! * `OWA version: <span id=owaVersion>8.3.83.4</span>` — error page of 2007
//!   and 2010: a floor.
//! * `/owa/auth/themes/…` — the version was removed by a rewrite rule.
//! * `/exchweb/bin/…` — Exchange 2003, or a newer server that keeps the path.
//! * Slashes may be `\/`, `%2f` or an entity; quotation marks any or none.
//! * Pitfalls: the page title lies; `15.1.172` was Exchange Online's; lists of
//!   paths in scanners name no server.
//! * Source: observed pages; the template uses `ProxyApplication.ApplicationVersion`.

use super::Scan;
use super::context::is_refused;
use super::reference::is_reference;
use super::text::{Number, find, gap, number, rfind, starts_with};
use crate::channel::Channel;
use crate::evidence::{Claim, Precision};

/// Skips one path separator in any spelling.
fn slash(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    [&b"/"[..], b"\\/", b"%2f", b"&#x2f;", b"&#47;", b"%252f", b"\\u002f"]
        .into_iter()
        .find(|spelling| starts_with(rest, spelling))
        .map(|spelling| at + spelling.len())
}

/// What may stand after the version in a path.
fn ends(text: &[u8], end: usize) -> bool {
    text.get(end).is_none_or(|byte| {
        !byte.is_ascii_alphanumeric() && *byte != b'.' || slash(text, end).is_some()
    }) || text.get(end) == Some(&b'.') && !text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
}

fn version(text: &[u8], at: usize) -> Option<Number> {
    number(text, at).filter(|number| number.count() >= 3 && ends(text, number.end))
}

/// At `owa` of a path.
pub(super) fn path(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    if at
        .checked_sub(1)
        .is_some_and(|i| text[i].is_ascii_alphabetic() && slash(text, at - 1).is_none())
        && !preceded_by_escape(text, at)
    {
        return;
    }
    let Some(after) = slash(text, at + "owa".len()) else { return };
    let folder =
        [&b"auth"[..], b"prem"].into_iter().find(|folder| starts_with(&text[after..], folder));
    let (place, folder) = match folder {
        Some(folder) => match slash(text, after + folder.len()) {
            Some(place) => (place, folder),
            None => return,
        },
        None => (after, &b""[..]),
    };
    match version(text, place) {
        Some(number) => note(scan, &number, folder),
        None if folder == b"auth" && starts_with(&text[place..], b"themes/resources") => {
            scan.note_exchange(Channel::OwaPath, at..place + "themes".len());
        }
        None => {}
    }
}

fn preceded_by_escape(text: &[u8], at: usize) -> bool {
    at >= 3 && starts_with(&text[at - 3..], b"%2f")
}

fn note(scan: &mut Scan<'_>, number: &Number, folder: &[u8]) {
    if is_reference(scan.text, number.start) && folder != b"auth"
        || is_refused(scan.text, number.start)
        || is_probed(scan.text, number)
    {
        return;
    }
    let [major, ..] = number.parts();
    let fits = match (folder, number.count()) {
        (b"auth" | b"prem", _) => major == 15,
        (_, 4) => matches!(major, 8 | 14 | 15),
        _ => major == 15,
    };
    if !fits {
        return;
    }
    if number.count() == 4 {
        scan.note_number(Channel::OwaResourcePath, number, Precision::Floor);
    } else {
        scan.note_number(Channel::OwaPath, number, Precision::Baseline);
    }
    // An absolute address names the server.
    let text = scan.text;
    let low = number.start.saturating_sub(120);
    if let Some(scheme) = rfind(&text[low..number.start], b"://") {
        let host = super::context::host(text, low + scheme + 3);
        if slash(text, low + scheme + 3 + host.len())
            .is_some_and(|after| starts_with(&text[after..], b"owa"))
        {
            if super::context::is_online_host(host) {
                if let Some(last) = scan.finds.last_mut() {
                    last.claim = Claim::ExchangeOnline;
                }
            } else {
                scan.name_last(host, true);
            }
        }
    }
}

/// Whether the path is an item of a program's list with paths of other versions
/// beside it: what somebody is going to ask for.
fn is_probed(text: &[u8], number: &Number) -> bool {
    let low = number.start.saturating_sub(300);
    let near = &text[low..text.len().min(number.end + 300)];
    let (mut from, mut own, mut other) = (0, false, false);
    while let Some(at) = find(&near[from..], b"/owa/auth/").map(|place| from + place) {
        from = at + "/owa/auth/".len();
        let quote = at.checked_sub(1).map(|before| near[before]);
        let Some(quote @ (b'"' | b'\'')) = quote else { continue };
        let path = near[at..].iter().position(|byte| *byte == quote).map(|length| at + length);
        let item = path.is_some_and(|end| near.get(end + 1) == Some(&b','));
        let Some(path) = super::text::number(near, from).filter(|_| item) else {
            continue;
        };
        own |= low + path.start == number.start;
        other |= path.parts()[..3] != number.parts()[..3];
    }
    own && other
}

/// At the value of `Outlook Web Access version:` on the About page.
pub(super) fn about_page(scan: &mut Scan<'_>, at: usize) {
    let number = version(scan.text, gap(scan.text, at)).filter(|number| number.count() == 4);
    if let Some(number) = number.filter(Number::is_plausible) {
        scan.note_number(Channel::OwaErrorPage, &number, Precision::Floor);
    }
}

/// At `/ecp/`.
pub(super) fn ecp_path(scan: &mut Scan<'_>, at: usize) {
    if let Some(number) = version(scan.text, at + "/ecp/".len()) {
        note(scan, &number, b"ecp");
    }
}

/// At `/themes/`, before which the relative folder of an old OWA may end.
pub(super) fn relative_path(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let length =
        text[..at].iter().rev().take(24).take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    let before = &text[..at - length];
    if length < 7 || before.ends_with(b"/") && !before.ends_with(b"../") {
        return;
    }
    if let Some(number) = number(text, at - length)
        && number.end == at
        && number.count() == 4
        && number.is_plausible()
        && matches!(number.parts()[0], 8 | 14)
    {
        scan.note_number(Channel::OwaResourcePath, &number, Precision::Floor);
    }
}

/// At `owaVersion` or `OWA version`.
pub(super) fn error_page(scan: &mut Scan<'_>, at: usize) {
    let text = scan.text;
    let mut place = gap(text, at + "owaversion".len());
    if starts_with(&text[at..], b"owa version") {
        place = gap(text, at + "owa version".len());
    }
    if let Some(number) =
        number(text, place).filter(|number| number.count() == 4 && number.is_family())
    {
        scan.note_number(Channel::OwaErrorPage, &number, Precision::Floor);
    }
}

/// At `exchweb/`: the sign-in page, or `/exchweb/6.5.7638.1/controls/`.
pub(super) fn exchweb(scan: &mut Scan<'_>, at: usize) {
    let after = at + "exchweb/".len();
    if let Some(number) = number(scan.text, after).filter(|n| n.count() == 4 && n.is_plausible())
        && scan.text.get(number.end) == Some(&b'/')
    {
        return scan.note_number(Channel::OwaResourcePath, &number, Precision::Floor);
    }
    if at > 0
        && scan.text[at - 1] == b'/'
        && !is_refused(scan.text, at)
        && starts_with(&scan.text[after..], b"bin/auth/owalogon.asp")
    {
        let prefix = crate::build::BuildPrefix::new(6, 5, None);
        let end = after + "bin/auth/owalogon.asp".len();
        scan.note(Channel::ExchwebPath, at - 1..end, Precision::None, Claim::Prefix(prefix));
    }
}
