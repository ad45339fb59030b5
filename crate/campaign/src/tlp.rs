//! Who may read a hand-over: the Traffic Light Protocol.
//!
//! Source: <https://www.first.org/tlp/>, version 2.0.

use expatch::Language;
use std::str::FromStr;

/// A label of the protocol.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Tlp {
    /// Everybody.
    Clear,
    /// The community.
    Green,
    /// The organisation and those who need to know.
    #[default]
    Amber,
    /// The organisation alone.
    AmberStrict,
    /// The person alone.
    Red,
}

impl Tlp {
    /// Every label.
    pub const ALL: [Self; 5] =
        [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// As it is written: `TLP:AMBER+STRICT`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// The label of CSAF 2.0 and of tools that know version 1 alone.
    pub const fn first_version(self) -> &'static str {
        match self {
            Self::Clear => "WHITE",
            Self::Green => "GREEN",
            Self::Amber | Self::AmberStrict => "AMBER",
            Self::Red => "RED",
        }
    }

    /// What it allows the reader, in a sentence.
    pub const fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Clear, Language::English) => "may be passed on to everybody.",
            (Self::Green, Language::English) => {
                "for your community and its partners; not for publication."
            }
            (Self::Amber, Language::English) => {
                "for your organisation and those who run its mail; not for publication."
            }
            (Self::AmberStrict, Language::English) => "for your organisation alone.",
            (Self::Red, Language::English) => "for you alone; please do not pass it on.",
            (Self::Clear, Language::French) => "peut être transmis à tout le monde.",
            (Self::Green, Language::French) => {
                "pour votre communauté et ses partenaires ; ne pas publier."
            }
            (Self::Amber, Language::French) => {
                "pour votre organisation et celles et ceux qui gèrent sa messagerie ; ne pas \
                 publier."
            }
            (Self::AmberStrict, Language::French) => "pour votre organisation seulement.",
            (Self::Red, Language::French) => "pour vous seulement ; merci de ne pas transmettre.",
            (Self::Clear, Language::Dutch) => "mag aan iedereen doorgegeven worden.",
            (Self::Green, Language::Dutch) => {
                "voor uw gemeenschap en haar partners; niet publiceren."
            }
            (Self::Amber, Language::Dutch) => {
                "voor uw organisatie en wie haar e-mail beheert; niet publiceren."
            }
            (Self::AmberStrict, Language::Dutch) => "alleen voor uw organisatie.",
            (Self::Red, Language::Dutch) => "alleen voor u; geef het alstublieft niet door.",
            (Self::Clear, Language::German) => "darf an alle weitergegeben werden.",
            (Self::Green, Language::German) => {
                "für Ihre Gemeinschaft und deren Partner; nicht zur Veröffentlichung."
            }
            (Self::Amber, Language::German) => {
                "für Ihre Organisation und die, die ihre E-Mail betreiben; nicht zur \
                 Veröffentlichung."
            }
            (Self::AmberStrict, Language::German) => "nur für Ihre Organisation.",
            (Self::Red, Language::German) => "nur für Sie; bitte geben Sie es nicht weiter.",
        }
    }
}

impl FromStr for Tlp {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.to_ascii_uppercase();
        let plain = plain.strip_prefix("TLP:").unwrap_or(&plain);
        let known = Self::ALL.into_iter().find(|tlp| tlp.label()[4..] == *plain);
        known.ok_or("expected clear, green, amber, amber+strict or red")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_with_and_without_the_prefix() {
        for tlp in Tlp::ALL {
            assert_eq!(tlp.label().parse(), Ok(tlp));
            assert_eq!(tlp.label()[4..].to_lowercase().parse(), Ok(tlp));
        }
        assert!("purple".parse::<Tlp>().is_err());
    }
}
