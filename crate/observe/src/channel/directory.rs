//! Packed numbers, CPE names, manifests.
//!
//! * Packed: `<ServerVersion>73C1840A</ServerVersion>`: six bits major, six minor,
//!   fifteen build: `v >> 22 & 63`, `v >> 16 & 63`, `v & 0x7FFF`; the top four bits
//!   are 7, bit 15 is set. The same in decimal: `Server~host~1942063431~…` in a
//!   cookie, `versionNumber: 1942063431` in Active Directory. The baseline.
//!   Pitfall: `X-BEResource=…~1941962753` is an attacker's constant.
//!   Source: learn.microsoft.com serverversion-pox; agrees with seven observed values.
//! * CPE: `cpe:2.3:a:microsoft:exchange_server:2016:cumulative_update_17:*`: the
//!   baseline, of a scanner's finding; lists of them are advisories.
//! * Manifest of the eDiscovery export tool: a floor; the tool has its own number.
//!   Pitfall: `15.0.0.0` with an empty key is a honeypot. Source: righel.

use super::http::not_exchange;
use super::online::is_online_host;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::document::number::Number;
use crate::document::number::is_family;
use crate::document::number::number;
use crate::document::text::decimal;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::rfind;
use crate::evidence::Claim;
use crate::evidence::LookAlike;
use crate::evidence::Named;
use crate::evidence::NamedBaseline;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::reader::Reader;
use crate::subject::About;
use crate::subject::Record;
use core::ops::Range;

fn unpack(value: u32) -> Option<(u16, u16, u16)> {
    let (major, minor, third) =
        ((value >> 22 & 63) as u16, (value >> 16 & 63) as u16, (value & 0x7FFF) as u16);
    let known = is_family(major, minor) && third >= 60;
    (value >> 28 == 7 && value & 0x8000 != 0 && known).then_some((major, minor, third))
}

fn note(
    reader: &mut Reader<'_>,
    record: &Record,
    channel: Channel,
    span: Range<usize>,
    value: u32,
) -> bool {
    let Some((major, minor, third)) = unpack(value) else { return false };
    let claim = match minor {
        18 | 20 => Claim::ExchangeOnline,
        _ => Claim::Prefix(BuildPrefix::new(major, minor, Some(third))),
    };
    reader.put(record, channel, span, Precision::Baseline, Standing::Observed, claim);
    true
}

/// A packed number as all of a field.
pub(crate) fn packed(reader: &mut Reader<'_>, record: &Record, span: Range<usize>) -> bool {
    let word = &reader.text[span.clone()];
    let word = word.strip_prefix(b"0x").unwrap_or(word);
    let hex = (word.len() == 8 && word[0] == b'7')
        .then(|| {
            core::str::from_utf8(word).ok().and_then(|word| u32::from_str_radix(word, 16).ok())
        })
        .flatten();
    if let Some(value) = hex {
        return note(reader, record, Channel::AutodiscoverServerVersion, span, value);
    }
    decimal(word).is_some_and(|value| {
        word.len() == 10 && note(reader, record, Channel::ServerVersionNumber, span, value)
    })
}

/// `Server~host~1942063431~date` of a cookie or a log. Whether it was there.
pub(crate) fn cookie(reader: &mut Reader<'_>, record: &mut Record, range: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[range.clone()];
    if let Some(at) = find(words, b"beresource=") {
        let end = words.len().min(at + 200);
        if let Some(tilde) = rfind(&words[at..end], b"~") {
            let place = range.start + at + tilde + 1;
            let length = text[place..range.end]
                .iter()
                .take(12)
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if length >= 9 {
                not_exchange(reader, record, place..place + length, LookAlike::Request);
            }
        }
        return true;
    }
    let Some(at) = find(words, b"server~").map(|at| range.start + at + "server~".len()) else {
        return false;
    };
    let name = at..at + host_length(&text[at..range.end]);
    let place = name.end + 1;
    if text.get(name.end) != Some(&b'~') || place >= range.end {
        return false;
    }
    let length =
        text[place..range.end].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let Some(value) = decimal(&text[place..place + length]).filter(|_| length == 10) else {
        return false;
    };
    if is_online_host(&text[name.clone()]) {
        reader.put(
            record,
            Channel::ServerVersionNumber,
            place..place + length,
            Precision::None,
            Standing::Observed,
            Claim::ExchangeOnline,
        );
        return true;
    }
    record.call(20, name);
    note(reader, record, Channel::ServerVersionNumber, place..place + length, value)
}

/// A CPE name as a field of a scanner's record.
pub(crate) fn cpe(reader: &mut Reader<'_>, record: &mut Record, range: Range<usize>) {
    let text = reader.text;
    let Some(at) = find(&text[range.clone()], b"exchange_server") else {
        if record.about == About::Unknown
            && find(&text[range.clone()], b"cpe:").is_some()
            && find(&text[range], b"outlook_web").is_none()
        {
            record.about = About::Other;
        }
        return;
    };
    record.about = About::Exchange;
    if let Some(claim) = cpe_claim(text, range.start + at) {
        record.cpe = Some((claim, range.start + at..range.end));
    }
}

/// What a CPE name says behind `exchange_server` at `at`.
pub(crate) fn cpe_claim(text: &[u8], at: usize) -> Option<Result<Number, Named>> {
    let from = at + "exchange_server".len();
    let rest = text.get(from + 1..text.len().min(from + 80)).filter(|_| text[from] == b':')?;
    let mut parts =
        rest.split(|byte| matches!(byte, b':' | b'"' | b'\'' | b' ' | b'#' | b'\n' | b'\r'));
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    let places = [from + 1, from + 2 + first.len()];
    if let Some(number) =
        places.into_iter().find_map(|place| number(text, place).filter(Number::is_plausible))
    {
        return Some(Ok(number));
    }
    let year = decimal(first)
        .and_then(|year| u16::try_from(year).ok())
        .filter(|year| (2000..2030).contains(year))?;
    let digits = |word: &[u8]| {
        second.strip_prefix(word).and_then(decimal).and_then(|value| u8::try_from(value).ok())
    };
    let baseline = digits(b"cumulative_update_")
        .map(NamedBaseline::CumulativeUpdate)
        .or_else(|| digits(b"sp").map(NamedBaseline::ServicePack))?;
    Some(Err(Named { product: year, baseline: Some(baseline), ..Named::default() }))
}

/// `<assemblyIdentity name="…exporttool…" version="15.1.2242.5" publicKeyToken="…">`.
pub(crate) fn manifest(
    reader: &mut Reader<'_>,
    record: &Record,
    [name, version, token]: &[Range<usize>; 3],
) {
    let text = reader.text;
    if find(&text[name.clone()], b"microsoft.exchange.ediscovery.exporttool").is_none() {
        return;
    }
    let key = &text[token.clone()];
    let forged = !key.is_empty() && key.iter().all(|byte| *byte == b'0');
    match crate::standing::value::whole(text, version.clone()) {
        Ok(crate::standing::value::Value { number: Some(number), .. })
            if !forged && number.is_plausible() =>
        {
            reader.note(record, Channel::ExportTool, &number, Precision::Floor);
        }
        _ if forged || text[version.clone()].first().is_some_and(u8::is_ascii_digit) => {
            not_exchange(reader, record, version.clone(), LookAlike::Forged);
        }
        _ => reader.put(
            record,
            Channel::ExportTool,
            name.clone(),
            Precision::None,
            Standing::Observed,
            Claim::ExchangeServer,
        ),
    }
    reader.read(version.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_agree_with_the_observed_ones() {
        for (value, parts) in [
            (0x7381_80DA, (14, 1, 218)),
            (0x7383_807B, (14, 3, 123)),
            (0x73C0_8204, (15, 0, 516)),
            (0x73C1_840A, (15, 1, 1034)),
            (0x73D4_9F70, (15, 20, 8048)),
            (0x73D2_826F, (15, 18, 623)),
            (1_942_063_431, (15, 1, 2375)),
        ] {
            assert_eq!(unpack(value), Some(parts));
        }
        assert_eq!(unpack(1_941_962_753), None);
    }
}
