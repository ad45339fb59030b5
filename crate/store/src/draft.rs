//! What a caller says of a server, checked before it is stored.

use crate::Error;
use schemars::JsonSchema;
use serde::Deserialize;

/// The most bytes of evidence that are kept for one server.
pub const MAX_EVIDENCE: usize = 256 << 10;
const MAX_NAME: usize = 253;
const MAX_TAGS: usize = 32;

/// A line that says something, and one that may be empty, for the API's schema.
const LINE: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";
const BLANK: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// A server as it is registered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Draft {
    /// What it is called; unique in the inventory.
    #[schemars(length(min = 1, max = 253), regex(pattern = LINE))]
    pub name: String,
    /// Whose it is.
    #[schemars(length(max = 253), regex(pattern = BLANK))]
    #[serde(default)]
    pub organisation: String,
    /// Where it is, as two letters.
    #[schemars(regex(pattern = "^([A-Za-z]{2})?$"))]
    #[serde(default)]
    pub country: String,
    /// Words to find it by; letter case does not count.
    #[schemars(length(max = 32), inner(length(max = 64), regex(pattern = BLANK)))]
    #[serde(default)]
    pub tags: Vec<String>,
    /// The text that says its version: headers, a banner, a build.
    #[schemars(length(max = 262_144))]
    pub evidence: String,
}

impl Draft {
    /// The same as it is stored: trimmed, country in upper case, tags sorted.
    ///
    /// # Errors
    /// A field that is empty, too long, or holds control characters.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.name = line("name", &self.name, MAX_NAME)?;
        if self.name.is_empty() {
            return Err(Error::Invalid("name: must not be empty".to_owned()));
        }
        self.organisation = line("organisation", &self.organisation, MAX_NAME)?;
        self.country = line("country", &self.country, 2)?.to_ascii_uppercase();
        let letters = self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !matches!(self.country.len(), 0 | 2) || !letters {
            return Err(Error::Invalid("country: expected two letters, such as BE".to_owned()));
        }
        if self.tags.len() > MAX_TAGS {
            return Err(Error::Invalid(format!("tags: at most {MAX_TAGS}")));
        }
        let tags = self.tags.iter().map(|tag| line("tags", tag, 64).map(|tag| tag.to_lowercase()));
        self.tags = tags.collect::<Result<_, _>>()?;
        self.tags.retain(|tag| !tag.is_empty());
        self.tags.sort_unstable();
        self.tags.dedup();
        if self.evidence.len() > MAX_EVIDENCE {
            return Err(Error::Invalid(format!("evidence: at most {MAX_EVIDENCE} bytes")));
        }
        Ok(self)
    }
}

/// A text of one line, trimmed.
fn line(field: &str, text: &str, limit: usize) -> Result<String, Error> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Error::Invalid(format!("{field}: must not hold control characters")));
    }
    if text.chars().count() > limit {
        return Err(Error::Invalid(format!("{field}: at most {limit} characters")));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_trimmed_sorted_and_refused_where_it_means_nothing() {
        let draft = |name: &str, country: &str, tags: &[&str]| Draft {
            name: name.to_owned(),
            country: country.to_owned(),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            ..Draft::default()
        };
        let good = draft(" mail.example ", "be", &["Edge", "dmz", "", "edge"]).checked().unwrap();
        assert_eq!((good.name.as_str(), good.country.as_str()), ("mail.example", "BE"));
        assert_eq!(good.tags, ["dmz", "edge"]);
        for bad in [draft("", "", &[]), draft("a\0b", "", &[]), draft("a", "B1", &[])] {
            assert!(matches!(bad.checked(), Err(Error::Invalid(_))));
        }
        assert!(draft("a", "", &["x"; 33]).checked().is_err());
    }
}
