//! Any bytes: no panic, places within bounds, no super-linear time.

use expatch::Database;
use expatch::observe;
use expatch::resolve::resolve;
use proptest::prelude::*;
use std::time::Instant;

/// Pieces of every grammar, to be put together at random.
const PIECES: &[&str] = &[
    "X-OWA-Version",
    ": ",
    "15.2.1118.7",
    "15.02.1118.007",
    "X-FEServer: EX01\r\n",
    "/owa/auth/15.2.858/themes/",
    "%2fowa%2f",
    "Received: from a by b with Microsoft SMTP Server (TLS) id 15.1.2507.6; x\n",
    "with mapi id ",
    "Version 15.1 (Build 2507.6",
    "(Build ",
    "15.1 (",
    ")",
    "<ServerVersion>",
    "73C1840A",
    "Server~a~1942063431~",
    "MajorBuildNumber=\"1118\" ",
    "MajorVersion=\"15\" ",
    "MinorVersion=\"2\" ",
    "MinorBuildNumber=\"7\"",
    "assemblyIdentity name=\"microsoft.exchange.ediscovery.exporttool\" version=\"15.1.1.1\"",
    "Microsoft Exchange ",
    "Exchange Server 2019 CU12 ",
    "IMAP4 server version 6.5.7638.1",
    "[TQBOADIA]",
    "exchange;",
    ",,,,,,,,,\n",
    "\n\n",
    "\n",
    "=\n",
    "quoted-printable\n",
    "\\r\\n",
    "\\u003c",
    "&quot;",
    "<td>",
    "MsiBuildMajor",
    "ms-exchange-version",
    "exchange_server:2016:",
    "AdminDisplayVersion",
    "Name : A\n",
    "\u{0}",
    "é",
    "累计更新 12",
    "#Software: Microsoft Exchange Server\n#Version: ",
    "extra.version",
    "\"",
    "{",
    "}",
    "Setup version: ",
    "locally installed version is ",
    "KB5014261",
    "Build(15, 2, 2562, 35)",
    "Internet Mail Service (",
    "proxylogon",
    "Outlook Web App:",
];

fn look(text: &[u8]) {
    let evidence = observe(text).evidence;
    for piece in &evidence {
        assert!(piece.span.start <= piece.span.end && piece.span.end <= text.len(), "{piece:?}");
    }
    resolve(evidence, &Database::embedded());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_read(text: Vec<u8>) {
        look(&text);
    }

    #[test]
    fn any_mixture_of_grammars_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        look(text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        look(&wide);
    }
}

/// `cargo test --test hostile -- --ignored`: two million inputs.
#[test]
#[ignore = "minutes"]
fn two_million_inputs_are_read() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..2_000_000 {
        let mut text = Vec::new();
        for _ in 0..next() % 12 {
            text.extend_from_slice(PIECES[(next() % PIECES.len() as u64) as usize].as_bytes());
        }
        for _ in 0..next() % 4 {
            if !text.is_empty() {
                let at = (next() % text.len() as u64) as usize;
                text[at] = next() as u8;
            }
        }
        look(&text);
    }
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    for piece in PIECES {
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len() + 1);
            let start = Instant::now();
            let evidence = observe(text.as_bytes()).evidence;
            (start.elapsed(), evidence.len())
        };
        time(2_000);
        let (small, _) = time(5_000);
        let (large, _) = time(20_000);
        // Four times the text; quadratic time would be sixteen times.
        assert!(
            large < small * 10 + std::time::Duration::from_millis(200),
            "{piece:?}: {small:?} then {large:?}"
        );
    }
}
