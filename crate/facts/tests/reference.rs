//! The generated page has every channel once; the comparison accounts for every row.

#[test]
fn every_channel_stands_on_the_page_of_evidence() {
    let files = expatch_facts::reference::files();
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
