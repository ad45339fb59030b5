//! A list row by row says what the same list says as one text: the page's big files
//! and the command's small ones are read alike.

use expatch::Assessor;
use expatch::Database;
use expatch::Language;
use expatch::Said;
use expatch::list::List;
use expatch::list::Part;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Headings, and the place of the machine's name in a row.
const HEADINGS: &[(&[&str], usize)] = &[
    (&["host", "version"], 0),
    (&["Server", "Exchange version", "Site"], 0),
    (&["ip", "hostname", "build"], 1),
    (&["Nom du serveur", "Version d'Exchange"], 0),
    (&["Computer", "Installed version", "Fixed version"], 0),
    (&["name", "AdminDisplayVersion"], 0),
];

const BUILDS: &[&str] = &[
    "15.1.2507.6",
    "15.2.2562.17",
    "15.2.1748.39",
    "Version 15.1 (Build 2507.6)",
    "15.2.1544",
    "14.3.513.0",
    "unknown",
];

/// What is said of each named server.
type Answers = BTreeSet<(String, String, Option<String>)>;

fn by_rows(list: &str, assessor: &Assessor<'_>) -> Answers {
    let mut answers = Answers::new();
    let mut take = |part: Part<'_>| {
        let Part::Row(row) = part else { panic!("a table has rows") };
        let said = row.fields.map_or_else(|| Said::Text(row.text.to_vec()), Said::Fields);
        let brief = assessor.brief_of(&said);
        if let Some(status) = brief.status.filter(|_| brief.servers > 0) {
            let build = brief.build.map(|build| build.to_string());
            answers.insert((row.name, status.code().to_owned(), build));
        }
    };
    let mut reading = List::new("");
    reading.push(list.as_bytes(), false, &mut take);
    reading.push(b"", true, &mut take);
    answers
}

fn whole(list: &str, assessor: &Assessor<'_>) -> Answers {
    let report = assessor.report(list.as_bytes(), Language::English);
    let answer = |server: expatch::report::Server| {
        let build = server.build.map(|build| build.to_string());
        (server.name.unwrap_or_default(), server.verdict.status.to_owned(), build)
    };
    report.servers.into_iter().map(answer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_say_what_the_whole_says(
        heading in prop::sample::select(HEADINGS),
        mark in prop::sample::select(&[",", ";", "\t", "|"][..]),
        rows in prop::collection::vec((1u32..90, prop::sample::select(BUILDS), any::<bool>()), 2..6),
    ) {
        let (titles, name) = heading;
        let mut list = format!("{}\n", titles.join(mark));
        for (number, build, quoted) in rows {
            let cells: Vec<String> = titles
                .iter()
                .enumerate()
                .map(|(at, title)| match *title {
                    _ if at == name => format!("EX{number:02}"),
                    "ip" => format!("192.0.2.{number}"),
                    "Site" => "Ghent".to_owned(),
                    "Fixed version" => "15.2.2562.53".to_owned(),
                    _ => build.to_owned(),
                })
                .map(|cell| if quoted { format!("\"{cell}\"") } else { cell })
                .collect();
            list.push_str(&cells.join(mark));
            list.push('\n');
        }
        let database = Database::embedded();
        let assessor = Assessor::new(&database, database.as_of());
        let (rows, whole) = (by_rows(&list, &assessor), whole(&list, &assessor));
        // Two rows about one machine are one server of a text.
        let names: BTreeSet<_> = rows.iter().map(|row| &row.0).collect();
        if names.len() == rows.len() {
            prop_assert_eq!(rows, whole, "{}", list);
        }
    }
}

/// Pieces of every kind of list.
const PIECES: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\n",
    "\r\n",
    "a",
    "host",
    "version",
    "15.2.986.14",
    "{",
    "}",
    "[",
    "]",
    "{\"host\":\"a\"}",
    ":",
    "\\",
    " ",
    "a\"b",
    "\u{e9}",
    "<host>",
    "</host>",
    "\n\n",
    "hits",
];

fn cut(list: &str, size: usize) -> Vec<(String, String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut take = |part: Part<'_>| match part {
        Part::Row(row) => all.push((row.name, row.country, row.text.to_vec())),
        Part::Text(text) => all.push((String::new(), String::new(), text.to_vec())),
    };
    let mut reading = List::new("");
    for piece in list.as_bytes().chunks(size) {
        reading.push(piece, false, &mut take);
    }
    reading.push(b"", true, &mut take);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_list_is_cut_the_same_in_pieces_of_any_size(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60),
        size in 1usize..9,
    ) {
        let list = pieces.concat();
        let whole = cut(&list, list.len().max(1));
        let kept: usize = whole.iter().map(|(.., row)| row.len()).sum();
        prop_assert!(kept <= list.len());
        prop_assert_eq!(whole, cut(&list, size), "{:?}", list);
    }
}
