//! Line forms of two scanners: masscan's list, and what nuclei prints.

use crate::Identity;
use crate::evidence::Evidence;
use crate::format::role::is_exchange;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;

/// `banner tcp 443 192.0.2.1 1785522040 http HTTP/1.1 302 Found\x0d\x0a…`.
pub(super) fn masscan<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    if raw.starts_with(b"#") {
        return sink(Row::Skip(Skip::Blank));
    }
    let line = String::from_utf8_lossy(raw);
    let mut words = line.splitn(7, ' ');
    let kind = words.next().unwrap_or_default();
    let mut next = || words.next().unwrap_or_default();
    let (_protocol, port, ip, time) = (next(), next(), next(), next());
    let mut identity = Identity::default();
    identity.take("ip", ip);
    identity.take("port", port);
    identity.take("timestamp", time);
    identity.take("source", "masscan");
    if identity.ip.is_none() {
        let reason = "not a line of masscan's list".to_owned();
        return sink(Row::Bad { place, reason, raw });
    }
    let (_service, banner) = (next(), next());
    let mut text = Evidence::default();
    if kind == "banner" {
        text.piece(&unescaped(banner));
    }
    let record = Record { said: text.into_said(&identity), identity, exchange: false, place };
    sink(row(vec![record], true));
}

/// Bytes that masscan writes as `\x0d`.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = rest.strip_prefix(b"\\x").and_then(|rest| rest.get(..2));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &rest[4..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `[ms-exchange-server:version] [http] [info] https://mail.example.org ["15.1.2242.4"]`.
pub(super) fn nuclei<'b>(raw: &'b [u8], place: u64, sink: &mut dyn FnMut(Row<'b>)) {
    let line = String::from_utf8_lossy(raw);
    let mut rest = line.trim();
    let mut labels = Vec::new();
    while let Some((label, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        labels.push(label);
        rest = after.trim_start();
    }
    let (target, values) = rest.split_once(' ').unwrap_or((rest, ""));
    let mut identity = Identity::default();
    identity.host(target);
    identity.take("source", "nuclei");
    if labels.len() < 3 || target.is_empty() {
        let reason = "not a line that nuclei prints".to_owned();
        return sink(Row::Bad { place, reason, raw });
    }
    // With `-ts` the day stands first.
    let template =
        labels.iter().find(|label| !label.starts_with("20")).copied().unwrap_or_default();
    if let Some(day) = labels.first().filter(|label| label.starts_with("20")) {
        identity.take("timestamp", day);
    }
    identity.claim(template);
    // With `-ms` what was not there is told too.
    if labels.contains(&"failed") {
        return sink(Row::Skip(Skip::NoEvidence));
    }
    let exchange = is_exchange(template);
    let mut text = Evidence::default();
    for value in values.split('"').skip(1).step_by(2).filter(|_| exchange) {
        text.shown_on_web(value);
    }
    sink(row(vec![Record { said: text.into_said(&identity), identity, exchange, place }], true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_in_hexadecimal_are_bytes_again() {
        assert_eq!(unescaped(r"a\x0d\x0ab\xzz\x"), "a\r\nb\\xzz\\x");
    }
}
