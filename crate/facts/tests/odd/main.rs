//! Published files as they are: other columns, other spellings, footnotes, rows
//! of other products, withdrawn records, days that have not come. Each is read
//! row by row; what is not understood is listed with its place.

mod catalogue;
mod month;
mod page;
mod record;

use expatch::Date;
use expatch_facts::import::{Document, Proposal, Sitting, Source};
use expatch_facts::refresh::{Published, refresh};
use expatch_facts::{Facts, embedded_texts, read_from};
use std::sync::LazyLock;

pub(crate) static FACTS: LazyLock<Facts> = LazyLock::new(facts);

pub(crate) fn facts() -> Facts {
    read_from(embedded_texts()).unwrap()
}

pub(crate) fn today() -> Date {
    "2026-11-29".parse().unwrap()
}

/// Reads a text of the format that it shows itself to be.
#[track_caller]
pub(crate) fn read(text: &str) -> Proposal {
    let source = Source::of(text).unwrap_or_else(|| panic!("no format: {text}"));
    let document = Document { name: "file", text, fetched: None };
    expatch_facts::import::import(&FACTS, source, document, &Sitting::on(today())).unwrap()
}

/// What every layout of the page must give.
pub(crate) const ADDED: &str = "15.2.2562.57 RTM Nov26SU of 2026-11-10";

#[test]
fn files_are_text_in_the_ways_in_which_people_save_them() {
    let page = String::from(
        "| Product name | Release date | Build number |\r\n|---|---|---|\r\n| Exchange Server SE RTM \
         Nov26SU | November 10, 2026 | 15.2.2562.57 |\r\n",
    );
    let wide = |of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(page.encode_utf16()).flat_map(of).collect()
    };
    for (what, bytes) in [
        ("UTF-8", page.clone().into_bytes()),
        ("UTF-8 with a mark", format!("\u{feff}{page}").into_bytes()),
        ("UTF-16 of PowerShell", wide(u16::to_le_bytes)),
        ("UTF-16, big end first", wide(u16::to_be_bytes)),
        ("a stray byte", [page.as_bytes(), b"\r\n\xff\r\n"].concat()),
    ] {
        let files = vec![Published::new("page.md", Ok(bytes))];
        let done = refresh(facts(), files, &Sitting::on(today())).unwrap();
        let proposal = done.files[0].1.as_ref().unwrap_or_else(|why| panic!("{what}: {why}"));
        assert_eq!(proposal.added, [ADDED], "{what}");
    }
}

/// A day in a file or in its name that has not come is no day to check through.
#[test]
fn nothing_is_checked_through_a_day_that_has_not_come() {
    let page = "| Product name | Release date | Build number |\n|---|---|---|\n\
                | Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n";
    let late = serde_json::json!({
        "catalogVersion": "x", "dateReleased": "2081-01-01T00:00:00Z", "vulnerabilities": [],
    });
    for (name, text) in [("learn2081-01-01.md", page.to_owned()), ("kev.json", late.to_string())] {
        let files = vec![Published::new(name, Ok(text.into_bytes()))];
        let done = refresh(facts(), files, &Sitting::on(today())).unwrap();
        let proposal = done.files[0].1.as_ref().unwrap();
        assert!(
            proposal.odd.iter().any(|odd| odd.contains("2081-01-01 has not come")),
            "{proposal}"
        );
        let late =
            done.facts.sources.iter().filter_map(|row| row.checked).any(|day| *day > today());
        assert!(!late, "{name}");
    }
}
