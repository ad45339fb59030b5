//! The words of reports, in four languages, from catalogues that a translator
//! can edit: one `key = sentence` per line, sorted by key.
//!
//! A sentence may hold `{name}` for a value and `{name?one|other}` for a word
//! that depends on a count.

use crate::Language;
use crate::date::Date;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt::Display;
use core::fmt::Write;
use memchr::memchr;
use memchr::memrchr;

/// A status in a few words, for tables and charts; a view of one server leads
/// with the headline instead. A code that no status has comes back as it is.
pub fn status(language: Language, code: &str) -> String {
    let key = alloc::format!("status.{code}");
    let said = Words::of(language).say(&key, &[]);
    if said == key { String::from(code) } else { said }
}

/// The sentences of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    language: Language,
}

/// A value for a place in a sentence.
pub type Value<'a> = (&'a str, &'a dyn Display);

impl Words {
    /// The words of `language`.
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// The sentence of `key` with its values put in. A key that no catalogue
    /// has is given back as it is: an answer with an untranslated word beats none.
    pub fn say(self, key: &str, values: &[Value<'_>]) -> String {
        let sentence = look_up(catalogue(self.language), key)
            .or_else(|| look_up(catalogue(Language::English), key))
            .unwrap_or(key);
        let mut said = String::with_capacity(sentence.len() + 32);
        let mut rest = sentence;
        while let Some((before, from)) = rest.split_once('{') {
            said.push_str(before);
            let Some((place, after)) = from.split_once('}') else { break };
            self.fill(&mut said, place, values);
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// A day in words: `8 October 2026`.
    pub fn day(self, day: Date) -> String {
        let (_, _, of_month) = day.calendar();
        let month = self.month(day);
        let mut said = String::new();
        // Writing to a string cannot fail.
        _ = match (self.language, of_month) {
            (Language::German, _) => write!(said, "{of_month}. {month}"),
            (Language::French, 1) => write!(said, "1er {month}"),
            _ => write!(said, "{of_month} {month}"),
        };
        said
    }

    /// A month in words: `October 2026`.
    pub fn month(self, day: Date) -> String {
        let (year, month, _) = day.calendar();
        let name = MONTHS[self.language as usize][usize::from(month) - 1];
        let mut said = String::from(name);
        _ = write!(said, " {year}");
        said
    }

    fn fill(self, said: &mut String, place: &str, values: &[Value<'_>]) {
        let (name, forms) =
            place.split_once('?').map_or((place, None), |(name, forms)| (name, Some(forms)));
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else { return };
        // Writing to a string cannot fail.
        match forms.and_then(|forms| forms.split_once('|')) {
            None => _ = write!(said, "{value}"),
            Some((one, other)) => {
                let mut number = String::new();
                _ = write!(number, "{value}");
                let is_one = number == "1" || (self.language == Language::French && number == "0");
                said.push_str(if is_one { one } else { other });
            }
        }
    }
}

/// The months by language, in the order of [`Language`].
const MONTHS: [[&str; 12]; 4] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
];

const fn catalogue(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../text/en.txt"),
        Language::French => include_str!("../../text/fr.txt"),
        Language::Dutch => include_str!("../../text/nl.txt"),
        Language::German => include_str!("../../text/de.txt"),
    }
}

/// The sentence of `key`, by bisection over the sorted lines.
fn look_up(catalogue: &'static str, key: &str) -> Option<&'static str> {
    let bytes = catalogue.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr(b'\n', &bytes[middle..high]).map_or(high, |at| middle + at);
        let line = catalogue.get(start..end)?;
        let (name, sentence) = line.split_at_checked(memchr(b'=', line.as_bytes())?)?;
        match key.cmp(name.trim_ascii_end()) {
            Ordering::Equal => return Some(sentence[1..].trim_ascii()),
            Ordering::Less => high = start,
            Ordering::Greater => low = end + 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::collections::BTreeSet;
    use std::vec::Vec;

    const LANGUAGES: [Language; 4] =
        [Language::English, Language::French, Language::Dutch, Language::German];

    fn rows(language: Language) -> Vec<(&'static str, &'static str)> {
        catalogue(language)
            .lines()
            .map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("{line}")))
            .collect()
    }

    fn places(sentence: &str) -> BTreeSet<&str> {
        let places = sentence.split('{').skip(1).map(|from| from.split_once('}').unwrap().0);
        places.map(|place| place.split('?').next().unwrap()).collect()
    }

    #[test]
    fn every_language_says_everything_with_the_same_values() {
        let english = rows(Language::English);
        for language in LANGUAGES {
            let other = rows(language);
            assert!(other.is_sorted_by(|a, b| a.0 < b.0), "{language:?} is not sorted");
            let keys = |rows: &[(&'static str, &str)]| {
                rows.iter().map(|row| row.0).collect::<BTreeSet<_>>()
            };
            let difference: Vec<_> =
                keys(&english).symmetric_difference(&keys(&other)).copied().collect();
            assert!(difference.is_empty(), "{language:?}: {difference:?}");
            for (row, row_of_english) in other.iter().zip(&english) {
                assert_eq!(places(row.1), places(row_of_english.1), "{language:?}: {}", row.0);
                assert!(!row.1.trim().is_empty());
            }
        }
    }

    #[test]
    fn every_key_is_found() {
        for language in LANGUAGES {
            for (key, sentence) in rows(language) {
                assert_eq!(look_up(catalogue(language), key), Some(sentence));
            }
            assert_eq!(look_up(catalogue(language), "no such key"), None);
        }
    }

    #[test]
    fn counts_choose_the_word() {
        let words = Words::of(Language::English);
        let mut said = String::new();
        words.fill(&mut said, "n?hole|holes", &[("n", &1)]);
        words.fill(&mut said, "n?hole|holes", &[("n", &0)]);
        let french = Words::of(Language::French);
        french.fill(&mut said, "n?trou|trous", &[("n", &0)]);
        assert_eq!(said, "holeholestrou");
    }

    #[test]
    fn days_have_one_form_in_each_language() {
        let day = |language, day: &str| Words::of(language).day(day.parse().unwrap());
        assert_eq!(day(Language::English, "2026-10-08"), "8 October 2026");
        assert_eq!(day(Language::French, "2021-11-01"), "1er novembre 2021");
        assert_eq!(day(Language::French, "2021-08-03"), "3 août 2021");
        assert_eq!(day(Language::Dutch, "2026-05-14"), "14 mei 2026");
        assert_eq!(day(Language::German, "2025-03-02"), "2. März 2025");
        let month = Words::of(Language::English).month("1996-04-01".parse().unwrap());
        assert_eq!(month, "April 1996");
    }

    #[test]
    fn an_unknown_key_is_given_back() {
        assert_eq!(
            Words::of(Language::Dutch).say("remark.of-the-future", &[]),
            "remark.of-the-future"
        );
    }
}
