//! Microsoft's page of builds.

use crate::{ADDED, read};

#[test]
fn the_page_is_read_in_every_layout() {
    for (layout, text) in [
        (
            "other names of columns",
            "| Exchange version | Released on | Version |\n|---|---|---|\n\
             | Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n",
        ),
        (
            "other order, a column more, both spellings of the build",
            "| Build number (short format) | Build number (long format) | Release date | Product name |\n\
             |---|---|---|---|\n\
             | 15.2.2562.57 | 15.02.2562.057 | November 10, 2026 | Exchange Server SE RTM Nov26SU |\n",
        ),
        (
            "only the long spelling",
            "| Product name | Release date | Build number |\n|---|---|---|\n\
             | Exchange Server SE RTM Nov26SU | 10 November 2026 | 15.02.2562.057 |\n",
        ),
        (
            "links, emphasis and a footnote",
            "| Product name | Release date | Build number |\n|---|---|---|\n\
             | [**Exchange Server SE RTM Nov26SU**](https://support.microsoft.com/help/5099999) \
             | Nov. 10th, 2026 | 15.2.2562.57<sup>1</sup> |\n",
        ),
        (
            "full words and the article in the name",
            "| Name | Day | Build |\n|---|---|---|\n\
             | Security Update for Exchange Server SE RTM (KB5099999) | 2026-11-10 | 15.2.2562.57 |\n",
        ),
        (
            "HTML within markdown",
            "# Builds\n\nText.\n\n<table><tr><th>Product name</th><th>Release date</th>\
             <th>Build number</th></tr><tr><td>Exchange Server SE RTM Nov26SU</td>\
             <td>November 10, 2026</td><td>15.2.2562.57</td></tr></table>\n",
        ),
        (
            "HTML with a table for the layout, a heading over all columns, signs without width",
            "<html><body><table><tr><td>Menu</td><td><table><thead><tr><th>Product name</th>\
             <th>Release date</th><th>Build number</th></tr></thead><tbody>\
             <tr><td colspan=3>Exchange Server SE</td></tr>\
             <tr><td>Exchange&nbsp;Server SE<br>RTM Nov26SU</td><td>November&nbsp;10, 2026</td>\
             <td>15.2.2562.57\u{200b}<sup><a href='#n'>2</a></sup></td></tr></tbody></table>\
             </td></tr></table></body></html>",
        ),
    ] {
        let proposal = read(text);
        assert_eq!(proposal.added, [ADDED], "{layout}: {proposal}");
        assert!(
            proposal.odd.len() <= usize::from(layout.contains("heading")),
            "{layout}: {proposal}"
        );
    }
}

#[test]
fn a_row_of_the_page_that_can_be_read_in_two_ways_is_listed() {
    let page = |row: &str| {
        read(&format!(
            "| Product name | Release date | Build number |\n|---|---|---|\n\
             | Exchange Server SE RTM Nov26SU | November 10, 2026 | 15.2.2562.57 |\n{row}\n"
        ))
    };
    for (row, what) in [
        ("| Exchange Server SE RTM Dec26SU | 11/12/2026 | 15.2.2562.58 |", "is no day"),
        ("| Exchange Server SE RTM Dec26SU | November 12, 2081 | 15.2.2562.58 |", "has not come"),
        ("| Exchange Server SE RTM | November 12, 2026 | 15.2.2562.58 |", "names no SU, HU or RU"),
        ("| Exchange Server SE RTM Dec26SU | November 12, 2026 | 15.2.2562.58* |", "is no build"),
        ("| Exchange Server SE RTM Dec26SU | November 12, 2026 |", "row 2"),
        ("| Exchange Server 2030 RTM | November 12, 2026 | 15.9.100.4 |", "no known baseline"),
    ] {
        let proposal = page(row);
        assert_eq!(proposal.added, [ADDED], "{row}: {proposal}");
        let [odd] = proposal.odd.as_slice() else { panic!("{row}: {proposal}") };
        assert!(odd.contains("row 2") && odd.contains(what), "{row}: {odd}");
    }
}

#[test]
fn a_cumulative_update_and_the_update_on_it_come_with_one_page() {
    for (name, update) in [
        ("Exchange Server SE CU1", "Exchange Server SE CU1 Nov26HU"),
        ("CU1 (2026H2)", "CU1 Nov26HU"),
    ] {
        let proposal = read(&format!(
            "| Product name | Release date | Build number |\n|---|---|---|\n\
             | {update} | November 24, 2026 | 15.2.2800.14 |\n\
             | {name} | November 17, 2026 | 15.2.2800.10 |\n"
        ));
        assert_eq!(
            proposal.added,
            [
                "15.2.2800.10 SE CU1 of 2026-11-17, a new baseline",
                "15.2.2800.14 CU1 Nov26HU of 2026-11-24"
            ],
            "{proposal}"
        );
        assert!(proposal.odd.is_empty(), "{proposal}");
    }
}
