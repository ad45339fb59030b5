//! The generated page has every build once and nothing from elsewhere.

use expatch::Database;

#[test]
fn every_build_can_be_linked_and_has_a_verdict() {
    let database = Database::embedded();
    let [(_, page), ..] = expatch_facts::reference::files(&database);
    for release in database.releases() {
        let id = format!("<tr id=\"{}\">", release.build);
        assert_eq!(page.matches(&id).count(), 1, "{}", release.build);
    }
    assert_eq!(page.matches("class=\"timeline\"").count(), database.products().len());
    let line =
        |build: &str| page.lines().find(|line| line.contains(&format!("id=\"{build}\""))).unwrap();
    assert!(line("15.1.2507.6").contains("exploited"));
    assert!(!line("15.2.2562.53").contains("exploited"));
    assert!(!page.contains("style=") && !page.contains("onclick"));
}

#[test]
fn every_channel_stands_on_the_page_of_evidence() {
    let files = expatch_facts::reference::files(&Database::embedded());
    let (_, page) = files.iter().find(|(name, _)| *name == "evidence.html").unwrap();
    for channel in expatch::channel::Channel::ALL {
        let row = format!("<tr id=\"{}\">", channel.code());
        assert_eq!(page.matches(&row).count(), 1, "{}", channel.code());
    }
    // Examples hold markup; on the page it is text.
    assert!(page.contains("&lt;ServerVersion&gt;73C1840A&lt;/ServerVersion&gt;"));
}

#[test]
fn the_comparison_accounts_for_every_row_of_every_list() {
    let facts = expatch_facts::read(&expatch_facts::data_folder()).unwrap();
    let text = expatch_facts::compare::compare(&facts);
    let all: usize = facts.releases.iter().map(|table| table.releases.len()).sum();
    let numbers = |what: &str| -> Vec<usize> {
        let lines = text.lines().filter(|line| line.ends_with(what));
        lines.map(|line| line.split_whitespace().next().unwrap().parse().unwrap()).collect()
    };
    let sums = numbers("in both").into_iter().zip(numbers("ours only"));
    let sums: Vec<usize> = sums.map(|(both, ours)| both + ours).collect();
    assert_eq!(sums, vec![all; 7], "{text}");
}
