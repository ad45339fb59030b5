//! What others say of a server's vulnerabilities: no evidence, and carried as it was
//! said. One spelling for who reads lists and who keeps them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::Serialize;
use serde::Serializer;

/// A vulnerability that somebody says a server has.
///
/// ```
/// use expatch::ClaimedVulnerability;
/// let mut all = ClaimedVulnerability::all("exchange;cve-2021-26855 (EPSS 0.97)");
/// all[0].join(&ClaimedVulnerability::all("CVE-2021-26855 (EUVD-2021-13432)")[0]);
/// assert_eq!(all[0].to_string(), "CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)");
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClaimedVulnerability {
    /// `CVE-…`, or `EUVD-…` where that is all that is known.
    pub id: String,
    /// Its identifier in the European vulnerability database.
    pub euvd: Option<String>,
    /// The probability that it is exploited within 30 days, 0 to 1, as the source
    /// gives it.
    pub epss: Option<String>,
}

impl fmt::Display for ClaimedVulnerability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        match (&self.euvd, &self.epss) {
            (None, None) => Ok(()),
            (Some(euvd), None) => write!(f, " ({euvd})"),
            (None, Some(epss)) => write!(f, " (EPSS {epss})"),
            (Some(euvd), Some(epss)) => write!(f, " ({euvd}, EPSS {epss})"),
        }
    }
}

impl Serialize for ClaimedVulnerability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ClaimedVulnerability {
    /// All in a text: identifiers, and behind each what it says of it.
    pub fn all(text: &str) -> Vec<Self> {
        let mut claims = Vec::new();
        let mut rest = text;
        loop {
            let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
            let Some(start) = rest.find(is_word) else { return claims };
            rest = &rest[start..];
            let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            let id = Self::identifier(&rest[..end]);
            rest = &rest[end..];
            let Some(id) = id else { continue };
            let mut claim = Self { id, ..Self::default() };
            if let Some((inner, after)) =
                rest.strip_prefix(" (").and_then(|rest| rest.split_once(')'))
            {
                for part in inner.split(", ") {
                    match part.strip_prefix("EPSS ") {
                        Some(score) => claim.epss = Self::score(score),
                        None => claim.euvd = Self::other(part),
                    }
                }
                if claim.epss.is_some() || claim.euvd.is_some() {
                    rest = after;
                }
            }
            claims.push(claim);
        }
    }

    /// Takes what it lacks from another about the same.
    pub fn join(&mut self, other: &Self) {
        for (own, other) in [(&mut self.euvd, &other.euvd), (&mut self.epss, &other.epss)] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
    }

    /// `CVE-2021-26855` or `EUVD-2021-13432`, in capitals; nothing else.
    pub fn identifier(word: &str) -> Option<String> {
        let word = word.to_ascii_uppercase();
        let number = word.strip_prefix("CVE-").or_else(|| word.strip_prefix("EUVD-"))?;
        let (year, rest) = number.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (year.len() == 4 && digits(year) && !rest.is_empty() && digits(rest)).then_some(word)
    }

    /// The identifier of the European database alone.
    pub fn other(text: &str) -> Option<String> {
        Self::identifier(text.trim()).filter(|id| id.starts_with("EUVD-"))
    }

    /// A probability: a number from 0 to 1, or a share of hundred.
    pub fn score(text: &str) -> Option<String> {
        let text = text.trim();
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if let Some(percent) = text.strip_suffix('%') {
            let share = percent.trim().parse::<f64>().ok()? / 100.0;
            // As exact as it was said: two digits more.
            let digits = percent.trim().split_once('.').map_or(0, |(_, digits)| digits.len());
            return (0.0..=1.0).contains(&share).then(|| format!("{share:.*}", digits.min(6) + 2));
        }
        let value: f64 = text.parse().ok()?;
        (plain(text) && text.len() <= 20 && (0.0..=1.0).contains(&value)).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_claim_is_read_as_it_is_written() {
        for text in [
            "CVE-2021-26855",
            "CVE-2021-26855 (EPSS 0.97457)",
            "CVE-2021-26855 (EUVD-2021-13432)",
            "CVE-2021-26855 (EUVD-2021-13432, EPSS 0.97)",
            "EUVD-2021-13432",
        ] {
            let all = ClaimedVulnerability::all(text);
            assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), [text]);
        }
        let row = "exchange;cve-2021-26855 (EPSS 1.5) CVE-2021-34473 (EPSS 0.9) cve-20-1, CVE-2022-41040 (new)";
        let all: Vec<String> =
            ClaimedVulnerability::all(row).iter().map(ToString::to_string).collect();
        assert_eq!(all, ["CVE-2021-26855", "CVE-2021-34473 (EPSS 0.9)", "CVE-2022-41040"]);
    }

    #[test]
    fn a_score_is_a_probability() {
        for (text, score) in [
            ("0.97457", Some("0.97457")),
            ("1", Some("1")),
            ("97.4%", Some("0.974")),
            ("12 %", Some("0.12")),
            ("9.8", None),
            ("-0.1", None),
            ("1e-3", None),
            ("NaN", None),
            ("", None),
        ] {
            assert_eq!(ClaimedVulnerability::score(text).as_deref(), score, "{text}");
        }
    }
}
