//! The facts' texts inside the program, so that a machine without a checkout
//! and without a compiler can refresh them.

use std::collections::BTreeMap;

macro_rules! texts {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../core/data/", $name)))),*]
    };
}

/// The text of each file of the facts, by its path below the folder.
pub fn embedded_texts() -> BTreeMap<String, String> {
    let texts = texts![
        "counts.toml",
        "database.toml",
        "gaps.toml",
        "guides.toml",
        "issues.toml",
        "products.toml",
        "sources.toml",
        "steps.toml",
        "releases/2007.toml",
        "releases/2010.toml",
        "releases/2013.toml",
        "releases/2016.toml",
        "releases/2019.toml",
        "releases/4.0-2003.toml",
        "releases/se.toml",
        "vulnerabilities/2010.toml",
        "vulnerabilities/2012.toml",
        "vulnerabilities/2013.toml",
        "vulnerabilities/2014.toml",
        "vulnerabilities/2015.toml",
        "vulnerabilities/2016.toml",
        "vulnerabilities/2017.toml",
        "vulnerabilities/2018.toml",
        "vulnerabilities/2019.toml",
        "vulnerabilities/2020.toml",
        "vulnerabilities/2021.toml",
        "vulnerabilities/2022.toml",
        "vulnerabilities/2023.toml",
        "vulnerabilities/2024.toml",
        "vulnerabilities/2025.toml",
        "vulnerabilities/2026.toml",
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_file_of_the_facts_is_in_the_program() {
        let read = crate::read(&crate::data_folder()).unwrap();
        assert_eq!(read.texts, super::embedded_texts());
    }
}
