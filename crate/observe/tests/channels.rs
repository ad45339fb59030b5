//! The table of channels holds what it promises: each example is read as its
//! channel, and as no more than the channel can tell.

use expatch_observe::channel::Channel;
use expatch_observe::evidence::Claim;
use expatch_observe::evidence::Evidence;
use expatch_observe::evidence::Precision;
use expatch_observe::observe;

#[test]
fn every_example_is_read_as_its_channel() {
    let mut wrong = Vec::new();
    for channel in Channel::ALL {
        let reading = observe(channel.example().as_bytes());
        let channels: Vec<_> = reading.evidence.iter().map(|piece| piece.channel.code()).collect();
        if channels.is_empty() || channels.iter().any(|code| *code != channel.code()) {
            wrong.push(format!("{}: {:?} as {channels:?}", channel.code(), channel.example()));
        }
        let exact = |piece: &&Evidence| {
            matches!(piece.claim, Claim::Build(_)) && piece.precision == Precision::Exact
        };
        if channel.precision() != Precision::Exact
            && reading.evidence.iter().any(|piece| exact(&piece))
        {
            wrong.push(format!("{}: tells more than it can", channel.code()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn codes_are_kebab_case_and_each_stands_for_one_channel() {
    let mut codes: Vec<_> = Channel::ALL.iter().map(|channel| channel.code()).collect();
    let known = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), known);
    for code in codes {
        assert!(code.bytes().all(|byte| byte == b'-' || byte.is_ascii_alphanumeric()), "{code}");
        assert!(!code.bytes().any(|byte| byte.is_ascii_uppercase()), "{code}");
    }
}
