//! The reading of a stranger's text ends where its budget does, says so, and never
//! makes a text look better than it is.

use cpu_time::ThreadTime;
use expatch::Assessor;
use expatch::Budget;
use expatch::Database;
use expatch::Language;
use expatch::observe;
use expatch::observe_within;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;

const LINES: &[&str] = &[
    "X-OWA-Version: 15.2.1118.7\r\n",
    "X-FEServer: EX01\r\n",
    "EX01,15.2.1748.39\n",
    "EX02: Exchange 15.1.2507.6\n",
    "name;version\n",
    "EX03;15.2.2562.17\n",
    "Please install 15.2.2562.53 or later.\n",
    "{\"host\": \"EX04\", \"version\": \"15.2.986.14\"}\n",
    "<td>EX05</td><td>15.2.986.14</td>\n",
    "Name : EX06\n",
    "AdminDisplayVersion : Version 15.1 (Build 2507.6)\n",
    "\n",
    "nothing of Exchange\n",
];

proptest! {
    #[test]
    fn what_a_budget_leaves_is_read_as_if_the_rest_were_not_there(
        lines in prop::collection::vec(prop::sample::select(LINES), 0..24),
        steps in 1usize..40,
    ) {
        let text = lines.concat();
        let text = text.as_bytes();
        let budget = Budget { steps, stop: None };
        let reading = observe_within(text, budget);
        let Some(unread) = reading.unread.clone() else {
            prop_assert_eq!(reading, observe(text));
            return Ok(());
        };
        prop_assert_eq!(unread.end, text.len());
        prop_assert!(unread.start < text.len());
        let first = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
        let whole = unread.start <= first || text[unread.start - 1] == b'\n';
        prop_assert!(whole, "rows stay whole, but for the first");
        let alone = observe(&text[..unread.start]);
        prop_assert_eq!(&reading.evidence, &alone.evidence);
        prop_assert_eq!(&reading.mentions, &alone.mentions);

        let database = Database::embedded();
        let assessor = Assessor::new(&database, database.as_of());
        let report = assessor.report_on(text, reading.clone(), Language::English);
        prop_assert!(report.severity() > 0, "what was not read may be worse");
        prop_assert_eq!(&*report.notes[0].code, "unread");
        let mut json = String::new();
        assessor.report_pieces_on(text, reading, Language::English, &mut |piece| {
            json.push_str(piece.as_str());
        });
        prop_assert_eq!(json, serde_json::to_string(&report).unwrap());
    }
}

#[test]
fn a_line_without_an_end_is_cut_where_the_budget_ends() {
    let text = "X-OWA-Version: 15.2.1118.7 ".repeat(100);
    let reading = observe_within(text.as_bytes(), Budget { steps: 50, stop: None });
    let unread = reading.unread.expect("there are more than fifty markers");
    assert!(unread.start > 0 && unread.end == text.len(), "{unread:?}");
    assert!(reading.evidence.iter().all(|piece| piece.span.end <= unread.start));
}

/// Who has gone away costs what is under way, whatever kind of text it is.
#[test]
fn nothing_is_read_for_who_does_not_wait() {
    let stopped = AtomicBool::new(true);
    let texts = [
        ("rows", "EX01,15.2.1748.39\n"),
        ("headers", "X-OWA-Version: 15.2.1118.7\r\nX-FEServer: EX01\r\n\r\n"),
        ("objects", "{\"host\": \"EX04\", \"version\": \"15.2.986.14\"}\n"),
        ("markup", "<tr><td>EX05</td><td>15.2.986.14</td></tr>\n"),
        ("properties", "Name : EX06\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\n\n"),
        ("sentences", "Please install 15.2.2562.53 or later.\n"),
        ("builds", "15.2.1118.7\n"),
    ];
    for (kind, line) in texts {
        let text = line.repeat((1 << 20) / line.len());
        let time = |stop| {
            let begun = ThreadTime::now();
            let reading = observe_within(text.as_bytes(), Budget { stop, ..Budget::default() });
            (begun.elapsed().as_secs_f64(), reading.evidence.len() + reading.mentions.len())
        };
        let ((whole, found), (short, left)) = (time(None), time(Some(&stopped)));
        println!("{kind}: {found} found in {whole:.3} s, {left} in {short:.3} s once stopped");
        assert!(found > 1000 && left <= 1, "{kind}: {found}, {left}");
    }
}
