//! What is read: a text, the fields of one record, or what an earlier reading
//! came to. Whoever keeps it reads the same again later.

use crate::Reading;
use crate::build::Build;
use crate::build::BuildPrefix;
use crate::channel::Channel;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use crate::evidence::Precision;
use crate::evidence::Setting;
use crate::evidence::Standing;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// What somebody said of a server.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Said {
    /// A text: an answer, a line of a list, a tool's output.
    Text(Vec<u8>),
    /// Names and values of one record.
    Fields(Fields),
    /// Pieces of evidence, each a [`note`]: what is left of a text that was read
    /// before.
    Notes(Vec<String>),
}

impl Default for Said {
    fn default() -> Self {
        Self::Fields(Fields::default())
    }
}

impl Said {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Fields(fields) => fields.is_empty(),
            Self::Notes(notes) => notes.is_empty(),
        }
    }

    /// Its length in bytes, names of fields aside.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Fields(fields) => fields.values.len(),
            Self::Notes(notes) => notes.iter().map(|note| note.len() + 1).sum(),
        }
    }

    /// Reads what it says of Exchange servers.
    pub fn read(&self) -> Reading {
        match self {
            Self::Text(text) => crate::observe(text),
            Self::Fields(fields) => crate::observe_fields(fields),
            Self::Notes(notes) => {
                let mut evidence = Vec::with_capacity(notes.len());
                let mut start = 0;
                for note in notes {
                    evidence.extend(noted(note, start));
                    start += note.len() + 1;
                }
                Reading { evidence, ..Reading::default() }
            }
        }
    }

    /// The text in which the places of its evidence are counted.
    pub fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Fields(fields) => Cow::Owned(fields.text()),
            Self::Notes(notes) => {
                let mut text = Vec::with_capacity(self.len());
                for note in notes {
                    text.extend_from_slice(note.as_bytes());
                    text.push(b'\n');
                }
                Cow::Owned(text)
            }
        }
    }
}

/// Names and values of one record, one behind the other.
///
/// ```
/// use expatch_observe::Said;
/// use expatch_observe::Fields;
/// let mut fields = Fields::default();
/// fields.push("X-OWA-Version", b"15.2.986.14");
/// assert_eq!(Said::Fields(fields).read().evidence.len(), 1);
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Fields {
    names: String,
    /// With a line feed behind each.
    values: Vec<u8>,
    /// Where each name and each value ends.
    ends: Vec<(usize, usize)>,
}

impl Fields {
    /// Adds a field.
    pub fn push(&mut self, name: &str, value: &[u8]) {
        self.names.push_str(name);
        self.values.extend_from_slice(value);
        self.ends.push((self.names.len(), self.values.len()));
        self.values.push(b'\n');
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The values, with a line feed behind each, then the names.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.values.len() + self.names.len());
        text.extend_from_slice(&self.values);
        text.extend_from_slice(self.names.as_bytes());
        text
    }

    /// Where names and values stand in that text.
    pub(crate) fn places(&self) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        let (mut key, mut value) = (self.values.len(), 0);
        for (name, said) in self.iter() {
            keys.push(key..key + name.len());
            values.push(value..value + said.len());
            key += name.len();
            value += said.len() + 1;
        }
        (keys, values)
    }

    /// The fields in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut last = (0, 0);
        self.ends.iter().map(move |end| {
            let field = (&self.names[last.0..end.0], &self.values[last.1..end.1]);
            last = (end.0, end.1 + 1);
            field
        })
    }
}

/// A piece of evidence as one line: channel, precision, standing, what it says,
/// and the server's name where it has one.
///
/// ```
/// use expatch_observe::note;
/// use expatch_observe::observe;
/// use expatch_observe::Said;
/// let piece = &observe(b"X-OWA-Version: 15.2.986.14\r\nX-FEServer: EX01\r\n").evidence[0];
/// assert_eq!(note(piece), "x-owa-version exact observed 15.2.986.14 EX01");
/// let again = Said::Notes(vec![note(piece)]).read();
/// assert_eq!((again.evidence[0].claim, &again.evidence[0].server), (piece.claim, &piece.server));
/// ```
pub fn note(piece: &Evidence) -> String {
    let claim = match piece.claim {
        Claim::Build(build) => format!("{build}"),
        Claim::Prefix(prefix) => format!("{prefix}"),
        Claim::ExchangeOnline => String::from("exchange-online"),
        Claim::HeaderAbsent => String::from("header-absent"),
        Claim::NotExchange(what) => format!("not-exchange-{}", what as u8),
        Claim::Setting(setting) => String::from(setting.code()),
        // The resolver puts a number for a release in words before it is noted.
        Claim::ExchangeServer | Claim::Named(_) => String::from("exchange-server"),
    };
    let (channel, precision) = (piece.channel.code(), piece.precision.code());
    let mut note = format!("{channel} {precision} {} {claim}", piece.standing.code());
    if let Some(server) = piece.server.as_deref().filter(|name| !name.is_empty()) {
        note.push(' ');
        // One line, and a list of them is one cell.
        note.extend(server.chars().map(|letter| match letter {
            ';' => ' ',
            _ if letter.is_control() => ' ',
            _ => letter,
        }));
    }
    note
}

/// The piece that a note describes, its claim counted from `start`.
fn noted(note: &str, start: usize) -> Option<Evidence> {
    let mut words = note.splitn(5, ' ');
    let (channel, precision, standing) = (words.next()?, words.next()?, words.next()?);
    let said = words.next()?;
    let at = start + channel.len() + precision.len() + standing.len() + 3;
    let setting = Setting::ALL.into_iter().find(|known| known.code() == said);
    let claim = match said {
        _ if setting.is_some() => Claim::Setting(setting?),
        "exchange-online" => Claim::ExchangeOnline,
        "header-absent" => Claim::HeaderAbsent,
        "exchange-server" => Claim::ExchangeServer,
        _ => match said.strip_prefix("not-exchange-") {
            Some(number) => Claim::NotExchange(*LookAlike::ALL.get(number.parse::<usize>().ok()?)?),
            None => Build::parse(said.as_bytes())
                .map(Claim::Build)
                .ok()
                .or_else(|| BuildPrefix::parse(said.as_bytes()).map(Claim::Prefix).ok())?,
        },
    };
    Some(Evidence {
        channel: Channel::ALL.iter().copied().find(|known| known.code() == channel)?,
        span: at..at + said.len(),
        precision: Precision::ALL.into_iter().find(|known| known.code() == precision)?,
        standing: Standing::ALL.into_iter().find(|known| known.code() == standing)?,
        claim,
        server: words.next().map(str::trim).filter(|name| !name.is_empty()).map(String::from),
        // All of one server.
        record: 1,
        row: false,
    })
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use alloc::vec;

    #[test]
    fn what_was_read_is_read_again_the_same() {
        for text in [
            "X-OWA-Version: 15.2.986.14\r\nX-FEServer: EX01\r\n",
            "/owa/auth/15.2.858/themes/resources/favicon.ico",
            "AdminDisplayVersion : Version 15.1 (Build 2507.6)",
            "by ex01.example.org with Microsoft SMTP Server id 15.2.1544.14",
            "MS-Server-ActiveSync: 15.2",
            "220 mail.example.org Microsoft ESMTP MAIL Service ready",
            "Name: EX01\nBuild Number: 15.02.1748.039\nEnable Download Domains: True\n",
        ] {
            let reading = crate::observe(text.as_bytes());
            assert!(!reading.evidence.is_empty(), "{text}");
            let said = Said::Notes(reading.evidence.iter().map(note).collect());
            let again = said.read();
            assert_eq!(again.evidence.len(), reading.evidence.len(), "{text}");
            for (old, new) in reading.evidence.iter().zip(&again.evidence) {
                let key = |piece: &Evidence| {
                    (piece.channel, piece.precision, piece.standing, piece.claim)
                };
                assert_eq!(key(old), key(new), "{text}");
                let shown = &said.text()[new.span.clone()];
                assert!(note(old).contains(core::str::from_utf8(shown).unwrap()), "{text}");
            }
        }
        for bad in ["", "x", "x-owa-version exact observed", "nosuch exact observed 15.2.1.1"] {
            let said = Said::Notes(vec![String::from(bad)]);
            assert!(said.read().evidence.is_empty(), "{bad:?}");
        }
    }

    #[test]
    fn fields_stand_one_behind_the_other() {
        let mut fields = Fields::default();
        fields.push("a", b"1");
        fields.push("", b"22");
        let all: Vec<(&str, &[u8])> = fields.iter().collect();
        assert_eq!(all, [("a", &b"1"[..]), ("", &b"22"[..])]);
        assert_eq!(&*Said::Fields(fields).text(), b"1\n22\na");
    }
}
