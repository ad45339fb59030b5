//! Paths and pages of OWA and ECP.
//!
//! * `/owa/auth/15.2.858/themes/…`: sign-in and error pages of 2013 to SE: three
//!   parts, the baseline only. The path may end after the third part.
//! * `/owa/prem/15.1.2176.9/…`, `/owa/14.1.355.2/…`, relative `8.3.83.4/themes/…`:
//!   folders of the OWA component: a floor.
//! * `OWA version: <span id=owaVersion>8.3.83.4</span>`: error page of 2007 and 2010.
//! * `Exchange MAPI/HTTP Connectivity Endpoint … Version: 15.1.2176.9`.
//! * Slashes may be `\/`, `%2f` or an entity.
//! * Pitfalls: a path in a request, in a sentence, in a list of paths names no
//!   server: it counts as an attribute, in `url()`, or as all of a field.
//! * Source: observed pages; the template uses `ProxyApplication.ApplicationVersion`.

use super::http::host_of;
use super::online::is_online_host;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::document::number::Number;
use crate::document::number::number;
use crate::document::text::find;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Claim;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Reader;
use crate::subject::Record;
use core::ops::Range;

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
    })
}

/// A path of OWA or ECP at a marker.
struct Path {
    number: Option<Number>,
    channel: Channel,
    precision: Precision,
    span: Range<usize>,
}

/// The path whose `owa`, `ecp` or `/themes/` stands at `at`.
fn path(text: &[u8], at: usize) -> Option<Path> {
    let floor = |number: Number, channel| Path {
        span: number.span(),
        number: Some(number),
        channel,
        precision: Precision::Floor,
    };
    let of = |number: Number, folder: &[u8]| {
        let [major, ..] = number.parts();
        let fits = match (folder, number.count()) {
            (b"auth" | b"prem" | b"ecp", _) => major == 15,
            (_, 4) => matches!(major, 8 | 14 | 15),
            _ => major == 15,
        };
        fits.then(|| {
            if number.count() == 4 {
                floor(number, Channel::OwaResourcePath)
            } else {
                Path {
                    span: number.span(),
                    number: Some(number),
                    channel: Channel::OwaPath,
                    precision: Precision::Baseline,
                }
            }
        })
    };
    let version = |at: usize| number(text, at).filter(|it| it.count() > 2 && ends(text, it.end));
    let rest = &text[at..];
    if starts_with(rest, b"owa") {
        let before = at.checked_sub(1).map(|i| text[i]);
        let joined = before.is_some_and(|byte| byte.is_ascii_alphanumeric())
            && !(at >= 3 && starts_with(&text[at - 3..], b"%2f"));
        let after = slash(text, at + 3).filter(|_| !joined)?;
        let folder =
            [&b"auth"[..], b"prem"].into_iter().find(|folder| starts_with(&text[after..], folder));
        let Some(folder) = folder else { return of(version(after)?, b"") };
        let place = slash(text, after + folder.len())?;
        return match version(place) {
            Some(number) => of(number, folder),
            None => {
                (folder == b"auth" && starts_with(&text[place..], b"themes/resources")).then(|| {
                    Path {
                        number: None,
                        channel: Channel::OwaPath,
                        precision: Precision::None,
                        span: at..place + "themes".len(),
                    }
                })
            }
        };
    }
    if starts_with(rest, b"/ecp/") {
        return of(version(at + "/ecp/".len())?, b"ecp");
    }
    if starts_with(rest, b"/themes/") {
        let length = text[..at]
            .iter()
            .rev()
            .take(24)
            .take_while(|b| b.is_ascii_digit() || **b == b'.')
            .count();
        let before = &text[..at - length];
        if length < 7 || before.ends_with(b"/") && !before.ends_with(b"../") {
            return None;
        }
        let number = number(text, at - length)
            .filter(|it| it.end == at && it.count() == 4 && it.is_plausible())?;
        return matches!(number.parts()[0], 8 | 14)
            .then(|| floor(number, Channel::OwaResourcePath));
    }
    if starts_with(rest, b"exchweb/") {
        let after = at + "exchweb/".len();
        if let Some(number) = number(text, after).filter(|n| n.count() == 4 && n.is_plausible()) {
            return Some(floor(number, Channel::OwaResourcePath));
        }
        let sign_in = "bin/auth/owalogon.asp";
        return starts_with(&text[after..], sign_in.as_bytes()).then(|| Path {
            number: None,
            channel: Channel::ExchwebPath,
            precision: Precision::None,
            span: at..after + sign_in.len(),
        });
    }
    None
}

/// The address or path around `at`: everything up to a blank, a quotation mark, a bracket.
fn token(text: &[u8], at: usize, range: &Range<usize>) -> Range<usize> {
    let stop = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'(' | b')' | b'|' | b',')
    };
    let open = |byte: &u8| stop(byte) || *byte == b'=';
    let from =
        text[range.start..at].iter().rposition(open).map_or(range.start, |i| range.start + i + 1);
    let to = text[at..range.end].iter().position(stop).map_or(range.end, |i| at + i);
    from..to
}

/// Reads the paths in `range` that are attributes, in `url()`, or `all` of it.
pub(crate) fn paths(reader: &mut Reader<'_>, record: &mut Record, range: Range<usize>) -> bool {
    let text = reader.text;
    let mut any = false;
    let first = reader.hits.partition_point(|at| *at < range.start);
    let mut done = range.start;
    for index in first..reader.hits.len() {
        let at = reader.hits[index];
        if at >= range.end {
            break;
        }
        if at < done {
            continue;
        }
        if error_page(reader, record, at, &range) || endpoint(reader, record, at, &range) {
            any = true;
            continue;
        }
        let Some(path) = path(text, at) else { continue };
        let token = token(text, at, &range);
        // Escaped quotation marks stand around it too.
        let whole = trim(text, range.clone());
        let alone = token.start <= whole.start + 1 && token.end + 1 >= whole.end;
        let before = text[..token.start].last().copied().unwrap_or_default();
        let attribute = matches!(before, b'"' | b'\'')
            && text[range.start.min(token.start - 1)..token.start - 1]
                .iter()
                .rev()
                .find(|byte| !byte.is_ascii_whitespace() && **byte != b'\\')
                .is_some_and(|byte| matches!(byte, b'=' | b'('));
        let bracket =
            before == b'(' || before == b'=' && text[range.start..token.start].contains(&b'<');
        if !alone && !attribute && !bracket {
            continue;
        }
        done = token.end;
        note(reader, record, path, token);
        any = true;
    }
    any
}

fn note(reader: &mut Reader<'_>, record: &mut Record, path: Path, token: Range<usize>) {
    let text = reader.text;
    // An absolute address names the server.
    let absolute = memchr::memmem::find(&text[token.clone()], b"://").is_some();
    let host = host_of(text, token);
    if absolute && is_online_host(&text[host.clone()]) {
        return reader.put(
            record,
            path.channel,
            path.span,
            Precision::None,
            Standing::Observed,
            Claim::ExchangeOnline,
        );
    }
    if absolute {
        record.call(1, host);
    }
    match path.number {
        Some(number) => reader.note(record, path.channel, &number, path.precision),
        None => {
            let claim = match path.channel {
                Channel::ExchwebPath => Claim::Prefix(BuildPrefix::new(6, 5, None)),
                _ => Claim::ExchangeServer,
            };
            reader.put(record, path.channel, path.span, Precision::None, Standing::Observed, claim);
        }
    }
}

/// `owaVersion` or `OWA version` on an error page or the page About.
fn error_page(
    reader: &mut Reader<'_>,
    record: &mut Record,
    at: usize,
    range: &Range<usize>,
) -> bool {
    let text = reader.text;
    let rest = &text[at..range.end];
    let length =
        ["owaversion", "owa version"].iter().find(|word| starts_with(rest, word.as_bytes()));
    let Some(length) = length.map(|word| word.len()) else { return false };
    let gap = rest[length..].iter().take(60).position(u8::is_ascii_digit);
    let Some(place) = gap.map(|gap| at + length + gap) else { return false };
    let between = &text[at + length..place];
    // Between them stand a colon and tags.
    if !between.iter().all(|byte| !byte.is_ascii_alphanumeric())
        && find(between, b"owaversion").is_none()
    {
        return false;
    }
    let number = number(text, place).filter(|it| it.count() == 4 && it.is_plausible());
    number.is_some_and(|number| {
        reader.note(record, Channel::OwaErrorPage, &number, Precision::Floor);
        true
    })
}

/// The page of a MAPI over HTTP endpoint.
fn endpoint(reader: &mut Reader<'_>, record: &mut Record, at: usize, range: &Range<usize>) -> bool {
    let text = reader.text;
    let rest = &text[at..range.end.min(at + 300)];
    if !starts_with(rest, b"exchange mapi/http connectivity endpoint") {
        return false;
    }
    let Some(place) = find(rest, b"version:") else { return false };
    let place = at + place + "version:".len();
    let place =
        place + text[place..].iter().take(3).take_while(|byte| byte.is_ascii_whitespace()).count();
    number(text, place).filter(Number::is_plausible).is_some_and(|number| {
        reader.note(record, Channel::MapiEndpoint, &number, Precision::Floor);
        true
    })
}
