//! Each word in a place that needs it: with a word that nobody knows in its
//! stead, the same text is read otherwise. A word that changes nothing goes.

use super::ARTICLES;
use super::COLUMNS;
use super::CUMULATIVE_UPDATE;
use super::GLOSSES;
use super::INSTALLED;
use super::MONTHS;
use super::STATES;
use crate::channel::Role;
use crate::observe;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A word of no language.
const NONSENSE: &str = "qxqxq";

/// Servers with what is claimed of them, and the numbers that are only mentioned.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let reading = observe(text.as_bytes());
    let evidence = reading.evidence.iter();
    let evidence = evidence.map(|piece| format!("{:?} {:?}", piece.server, piece.claim)).collect();
    let mentions = reading.mentions.iter();
    (evidence, mentions.map(|mention| format!("{:?} {:?}", mention.why, mention.claim)).collect())
}

/// Whether `text` is read otherwise without the word in its place.
fn needs(word: &str, text: impl Fn(&str) -> String) -> bool {
    read(&text(word)) != read(&text(NONSENSE))
}

/// Rows under a heading of which one column is called `word`.
fn under(word: &str, role: Role) -> Vec<String> {
    let row = |heading: &str, cells: &str| format!("{heading}\n{cells}\n");
    match role {
        Role::Name(_) => Vec::from([
            row(&format!("{word};version"), "EX01;15.2.1748.10\nEX02;15.2.1544.11"),
            row(&format!("{word};version"), "Athens;15.2.1748.10\nParis;15.2.1544.11"),
        ]),
        Role::Version | Role::LabelledVersion | Role::FileVersion => Vec::from([
            row(&format!("server;{word}"), "EX01;15.2.1748.10"),
            row(&format!("server;file;{word}"), "EX01;ExSetup.exe;15.2.1748.10"),
            format!("{word}: 15.2.1748.10\n"),
        ]),
        Role::Target(_) | Role::Other => Vec::from([
            row(&format!("server;version;{word}"), "EX01;15.2.1544.11;15.2.1748.10"),
            row(&format!("server;{word}"), "EX01;15.2.1748.10"),
            format!("{word}: 15.2.1748.10\n"),
            format!("Exchange Server 2019\n{word}: 15.2.1748.10\n"),
        ]),
        Role::Product => Vec::from([
            row(&format!("server;{word};version"), "EX01;Oracle Database;15.2.1544.11"),
            row(&format!("server;{word};version"), "EX01;Exchange Server 2019;15.2.1544.11"),
            row(&format!("server;{word}"), "EX01;Exchange Server 2019 CU14"),
        ]),
        Role::State => ["installed", "failed"]
            .map(|state| {
                let update = "Security Update For Exchange Server SE RTM (KB5129955)";
                row(&format!("server;title;{word}"), &format!("EX01;{update};{state}"))
            })
            .to_vec(),
        role => panic!("no example for {role:?}"),
    }
}

#[test]
fn every_name_of_a_column_is_needed() {
    let mut idle = Vec::new();
    for (word, role, language) in COLUMNS {
        assert!(!language.is_empty(), "{word}");
        let with = under(word, *role);
        let without = under(NONSENSE, *role);
        if with.iter().zip(&without).all(|(with, without)| read(with) == read(without)) {
            idle.push(*word);
        }
    }
    assert!(idle.is_empty(), "change nothing: {idle:?}");
}

#[test]
fn every_word_for_a_state_is_needed_and_no_word_proves_more_than_installed() {
    let row = |word: &str| {
        let update = "Security Update For Exchange Server SE RTM (KB5129955)";
        format!("server;title;status\nEX01;{update};{word}\n")
    };
    let build = |word: &str| format!("server;version;status\nEX01;15.2.2562.53;{word}\n");
    let mut idle = Vec::new();
    for (word, why, _) in STATES {
        if !needs(word, row) && !needs(word, build) {
            idle.push(*word);
        }
        assert!(read(&row(word)).0.is_empty(), "{word} ({why:?}) counts: {:?}", read(&row(word)));
    }
    for (word, _) in INSTALLED {
        if !needs(word, row) {
            idle.push(*word);
        }
        assert!(!read(&row(word)).0.is_empty(), "{word}");
    }
    assert!(idle.is_empty(), "change nothing: {idle:?}");
}

#[test]
fn every_gloss_may_stand_beside_a_value() {
    let mut idle = Vec::new();
    for (word, _) in GLOSSES {
        let beside = |word: &str| format!("Exchange Version: 15.2.1748.10 {word}\n");
        let before = |word: &str| format!("Exchange Version: {word} 15.2.1748.10\n");
        let named = |word: &str| format!("EX01: Exchange Server 2019 CU14 {word}\n");
        if !needs(word, beside) && !needs(word, before) && !needs(word, named) {
            idle.push(*word);
        }
    }
    assert!(idle.is_empty(), "change nothing: {idle:?}");
}

#[test]
fn every_article_may_stand_in_a_name() {
    for word in ARTICLES {
        // Some of them may stand beside a value too.
        let named = |word: &str| format!("Version {word} Exchange: 15.2.1748.10\n");
        assert!(needs(word, named), "{word}");
    }
}

#[test]
fn every_name_of_an_update_is_needed() {
    for word in CUMULATIVE_UPDATE {
        let named = |word: &str| format!("EX01: Exchange Server 2019 {word}14\n");
        let apart = |word: &str| format!("EX01: Exchange Server 2019 {word} 14\n");
        assert!(needs(word, named) || needs(word, apart), "{word}: {:?}", read(&apart(word)));
    }
    for month in MONTHS {
        let named = |month: &str| format!("EX01: Exchange Server 2019 CU14 {month}24SU\n");
        assert!(needs(month, named), "{month}");
    }
}
