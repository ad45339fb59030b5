//! What a list calls a server, whether or not the row shows a version.

use super::Row;
use super::values;
use crate::channel::Role;
use crate::channel::label::below;
use crate::document::text::is_address;
use crate::said::Fields;
use crate::subject::is_machine;
use crate::words::COUNTRIES;
use alloc::string::String;
use core::ops::Range;

/// The best name so far, and the country.
#[derive(Default)]
struct Called<'t> {
    rank: u8,
    name: &'t [u8],
    country: &'t [u8],
}

impl<'t> Called<'t> {
    fn field(&mut self, title: &[u8], value: &'t [u8]) {
        let value = value.trim_ascii();
        if self.country.is_empty() && is_country(title) {
            self.country = value;
        }
        let (rank, value) = match below(title) {
            Some(Role::Name(rank)) => (rank + 2, value),
            Some(Role::Address | Role::Source) => (2, value),
            Some(Role::Url) => (1, host(value)),
            _ => return,
        };
        // What no machine can be called is a name where there is no other.
        let rank = if is_machine(value) { rank + 16 } else { rank };
        if self.rank < rank && !value.is_empty() {
            (self.rank, self.name) = (rank, &value[..value.len().min(255)]);
        }
    }

    fn said(&self) -> (String, String) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(self.name), text(self.country))
    }
}

/// The host of an address of the web.
fn host(url: &[u8]) -> &[u8] {
    let start = memchr::memmem::find(url, b"://").map_or(0, |at| at + 3);
    let rest = &url[start..];
    let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
    let host = &rest[..end];
    let port =
        host.iter().rposition(|byte| *byte == b':').filter(|at| !host[..*at].contains(&b':'));
    &host[..port.unwrap_or(host.len())]
}

fn is_country(title: &[u8]) -> bool {
    let letters = || title.iter().filter(|byte| byte.is_ascii_alphabetic());
    COUNTRIES.iter().any(|(known, _)| {
        letters().count() == known.len()
            && letters().zip(known.bytes()).all(|(one, other)| one.to_ascii_lowercase() == other)
    })
}

/// Name and country of a table's row.
pub(super) fn of_fields(fields: &Fields) -> (String, String) {
    let mut called = Called::default();
    for (title, value) in fields.iter() {
        called.field(title.as_bytes(), value);
    }
    called.said()
}

/// Name and country of an object: its members that are strings, also those of objects
/// in it, and the first of a list.
pub(super) fn of_object(json: &[u8]) -> (String, String) {
    let mut called = Called::default();
    let mut at = 0;
    while let Some(key) = string(json, &mut at) {
        let colon = at + blanks(&json[at..], b"");
        if json.get(colon) != Some(&b':') {
            continue;
        }
        at = colon + 1 + blanks(&json[colon + 1..], b"[");
        if json.get(at) == Some(&b'"')
            && let Some(value) = string(json, &mut at)
        {
            called.field(&json[key], &json[value]);
        }
    }
    called.said()
}

/// The next string from `at` on, without its quotes.
fn string(json: &[u8], at: &mut usize) -> Option<Range<usize>> {
    let start = *at + memchr::memchr(b'"', json.get(*at..)?)?;
    *at = start + values::string(&json[start..])?;
    Some(start + 1..*at - 1)
}

fn blanks(text: &[u8], more: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_whitespace() || more.contains(byte)).count()
}

/// A line that names a host before anything else.
pub(super) fn line(text: &[u8]) -> Row<'_> {
    let end = text.iter().position(|byte| byte.is_ascii_whitespace() || b",;=|".contains(byte));
    let first = &text[..end.unwrap_or(text.len())];
    let first = match first.strip_prefix(b"[").map(|six| six.split(|byte| *byte == b']').next()) {
        Some(Some(six)) => six,
        _ => first,
    };
    let names = end.is_some() && is_address(first)
        || (first.iter().any(u8::is_ascii_alphabetic) || first.contains(&b':'))
            && is_machine(first);
    let name = String::from_utf8_lossy(if names { first } else { b"" }).into_owned();
    Row { text, fields: None, name, country: String::new() }
}
