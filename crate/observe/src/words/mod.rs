//! The few words of natural language that reading needs: what stands in
//! headings, what says that an update is not there, how products are called.
//! `examples` reads a text for each of them that needs it; a word that changes
//! nothing fails the tests.

mod columns;
mod glosses;
mod known;
mod states;

#[cfg(test)]
mod examples;

pub(crate) use columns::COLUMNS;
pub(crate) use glosses::GLOSSES;
pub(crate) use known::Known;
pub(crate) use known::known;
pub(crate) use known::whole;
pub(crate) use states::INSTALLED;
pub(crate) use states::STATES;

/// What stands between the words of a field's name: `Version of the server`, `Nom du
/// serveur`, `Versione di Exchange`.
pub(crate) const ARTICLES: [&str; 16] = [
    "of", "the", "du", "de", "des", "der", "del", "di", "da", "do", "van", "von", "le", "la", "el",
    "il",
];

/// `Cumulative Update` in the languages in which Microsoft and its users name
/// one, longer ones first: the first that fits is taken. Examples: `Exchange
/// 2019 CU14`, `Exchange Server 2013 Kumulatives Update 3`, `Exchange Server 2019
/// 累计更新 12`, `Mise à jour cumulative 23`.
pub(crate) const CUMULATIVE_UPDATE: [&str; 13] = [
    "cumulative update",
    "kumulatives update",
    "kumulative update",
    "kumulatives",
    "cumulatieve update",
    "mise à jour cumulative",
    "actualización acumulativa",
    "aggiornamento cumulativo",
    "atualização cumulativa",
    "накопительное обновление",
    "累计更新",
    "cu",
    "u",
];

/// Titles of a column of countries, without blanks and marks, and the language.
pub(crate) const COUNTRIES: [(&str, &str); 7] = [
    ("cc", "en"),
    ("country", "en"),
    ("countrycode", "en"),
    ("countryname", "en"),
    ("geo", "Shadowserver"),
    ("land", "de, nl"),
    ("pays", "fr"),
];

/// How updates' names begin since 2021: `Mar24SU`.
pub(crate) const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
