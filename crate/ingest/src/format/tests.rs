//! Every row of the table by its own example.

use super::*;
use crate::Identity;
use crate::Source;

/// What is read of a text, one line per server.
pub(crate) fn read(text: &str) -> (Vec<String>, crate::Counts) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input");
    std::fs::write(&path, text).expect("written");
    let mut lines = Vec::new();
    let database = expatch::Database::embedded();
    let day = "2026-11-23".parse().expect("a day");
    let assessor = expatch::Assessor::new(&database, day);
    let counts = crate::read(&Source::File(path), None, &mut |record| {
        let Identity { ip, port, hostname, .. } = record.identity;
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let who = format!("{} {} {}", text(ip), text(port.map(|p| p.to_string())), text(hostname));
        let subjects = assessor.subjects_of(&record.said);
        if subjects.is_empty() && record.exchange {
            let claims: Vec<String> =
                record.identity.claims.iter().map(|claim| claim.id.clone()).collect();
            lines.push(format!("{who} {}", claims.join(" ")));
        }
        for subject in subjects {
            let said =
                assessor.evidence(&record.said.text(), &subject, expatch::Language::English).1;
            // Where a number leaves a choice, the number.
            let number = said.first().and_then(|piece| piece.build).map(|build| build.to_string());
            let build = subject.build().map(|build| build.to_string());
            lines.push(format!("{who} {}", text(build.or(number))));
        }
    });
    (lines, counts.expect("it is read"))
}

#[test]
fn every_format_reads_its_own_example() {
    if let Err(error) = toml::from_str::<Table>(include_str!("../../formats.toml")) {
        panic!("the table cannot be read: {error}");
    }
    for format in FORMATS.iter() {
        let shown = &format.shown;
        let own = Example { example: shown.example.clone(), gives: shown.gives.clone() };
        let examples: Vec<&Example> =
            shown.examples.iter().chain((!own.example.is_empty()).then_some(&own)).collect();
        assert!(!examples.is_empty(), "{} has no example", format.name);
        for Example { example, gives } in examples {
            let (lines, counts) = read(example);
            assert_eq!(&lines, gives, "{}: {example} {counts:?}", format.name);
            assert!(counts.is_exact() && counts.bad == 0, "{}: {counts:?}", format.name);
            let known: Vec<_> = counts.dialects.keys().collect();
            assert_eq!(known, [&format.name], "told by its content");
        }
    }
}
