//! What kind of organisation a server belongs to, by rules that people edit.

use crate::error::Error;
use serde::Deserialize;
use std::path::Path;

/// The rules that come with the program.
const OURS: &str = include_str!("sectors.toml");

/// Rules, in their order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

/// One rule; `sectors.toml` says what each field does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What is counted.
    pub sector: String,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
    /// The language that the rule's words are in.
    #[serde(default)]
    pub language: Option<String>,
}

impl Default for Rules {
    fn default() -> Self {
        Self::parse(OURS).expect("a test reads the rules that come along")
    }
}

impl Rules {
    /// Reads a file of one's own instead of the one that comes along.
    ///
    /// # Errors
    /// When it cannot be read or understood: names the line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::Io(path.to_owned(), error))?;
        Self::parse(&text).map_err(|error| Error::source(path, error.to_string()))
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut rules: Self = toml::from_str(text)?;
        for rule in &mut rules.rules {
            for text in rule.domains.iter_mut().chain(&mut rule.words).chain(&mut rule.starts) {
                *text = text.to_lowercase();
            }
        }
        Ok(rules)
    }

    /// The text of the rules that come along, to start one's own from.
    pub const fn text() -> &'static str {
        OURS
    }

    /// The first rule that fits a server's names and its organisation.
    pub fn find(
        &self,
        country: Option<&str>,
        names: &[String],
        organisation: Option<&str>,
    ) -> Option<&Rule> {
        let country = country.map(str::to_ascii_uppercase);
        let organisation = organisation.map(str::to_lowercase);
        self.rules.iter().find(|rule| {
            let holds = rule.countries.is_empty()
                || country.as_ref().is_some_and(|country| rule.countries.contains(country));
            holds
                && (names.iter().any(|name| rule.fits_name(name))
                    || organisation.as_ref().is_some_and(|name| rule.fits_organisation(name)))
        })
    }
}

impl Rule {
    fn fits_name(&self, name: &str) -> bool {
        let is_below = |domain: &String| {
            name.strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        // The last label is a country or a kind of its own, never a word.
        let labels = name.rsplit_once('.').map_or(name, |(labels, _)| labels);
        self.domains.iter().any(is_below)
            || labels.split('.').any(|label| {
                self.starts.iter().any(|start| {
                    label.strip_prefix(start.as_str()).is_some_and(|rest| !rest.is_empty())
                }) || self.words.iter().any(|word| has_words(label, word))
            })
    }

    fn fits_organisation(&self, name: &str) -> bool {
        self.words.iter().any(|word| has_words(name, word))
    }
}

/// Whether a text has these words, whole and in this order.
fn has_words(text: &str, words: &str) -> bool {
    let split = |text: &'_ str| -> Vec<String> {
        let parts = text.split(|char: char| !char.is_alphanumeric());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (text, words) = (split(text), split(words));
    !words.is_empty() && text.windows(words.len()).any(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(country: &str, name: &str, organisation: &str, expected: Option<&str>) {
        let rules = Rules::default();
        let organisation = (!organisation.is_empty()).then_some(organisation);
        let found = rules.find(Some(country), &[name.to_owned()], organisation);
        assert_eq!(found.map(|rule| &*rule.sector), expected, "{name} {organisation:?}");
    }

    #[test]
    fn names_and_organisations_tell_the_sector() {
        check("BE", "mail.stad-voorbeeld.be", "", Some("town"));
        check("BE", "webmail.gemeentevoorbeeld.be", "", Some("town"));
        check("BE", "owa.example.be", "Commune de l'Exemple", Some("town"));
        check("BE", "mail.pz-voorbeeld.be", "", Some("police"));
        check("BE", "x.policelocale.be", "", Some("police"));
        check("BE", "mail.provincievoorbeeld.be", "", Some("province"));
        check("NL", "mail.voorbeeldziekenhuis.nl", "Voorbeeld Ziekenhuis", Some("hospital"));
        check("FR", "mail.mairie-exemple.fr", "", Some("town"));
        check("FR", "webmail.ch-exemple.fr", "", Some("hospital"));
        check("DE", "mail.stadt-beispiel.de", "", Some("town"));
        check("DE", "owa.beispiel.de", "Gymnasium am Beispiel", Some("school"));
        check("FR", "mail.exemple.gouv.fr", "", Some("government"));
    }

    #[test]
    fn likeness_is_not_enough() {
        check("BE", "mail.stadium.be", "", None);
        check("BE", "mail.policelocale.be.evil.com", "", None);
        check("DE", "mail.politie.de", "", None);
        check("BE", "mail.example.be", "Fabrique de chocolat", None);
    }

    #[test]
    fn a_mistyped_field_is_refused() {
        let error = Rules::parse("[[rule]]\nsector = \"x\"\nword = [\"y\"]").unwrap_err();
        assert!(error.to_string().contains("word"), "{error}");
    }
}
