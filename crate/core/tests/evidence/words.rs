//! Builds as typed, releases in words, and what their owners say.

use crate::check;

#[test]
fn typed_builds_and_names() {
    check(&[
        ("15.1.2507.6", "=15.1.2507.6"),
        ("  15.02.1748.048\r\n", "=15.2.1748.48"),
        ("we run 15.2.1544.11", "=15.2.1544.11"),
        ("our exchange server is on 15.2.1544.11, is that ok?", "=15.2.1544.11"),
        ("15.2.1544", "~15.2.1544.4"),
        ("Exchange 2016 CU23", "~15.1.2507.6"),
        ("Exchange Server 2019 CU14 Mar24SU", "=15.2.1544.9"),
        ("2019 CU14 Mar24SU", "=15.2.1544.9"),
        ("15.20.9587.12", "online"),
        ("10.0.14393.0", "not"),
        ("15.1.2507.6\n15.2.1748.10\n", "=15.1.2507.6, =15.2.1748.10"),
        ("EX01,15.1.2507.6\nEX02,15.2.1748.10\n", "EX01 =15.1.2507.6, EX02 =15.2.1748.10"),
        (
            "mail.example.org\t15.1.2507.6\n192.0.2.7\t15.2.1748.10",
            "192.0.2.7 =15.2.1748.10, mail.example.org =15.1.2507.6",
        ),
        ("Next.js 15.2.1", ""),
        ("F5 15.1.201000", ""),
        ("PostgreSQL 15.2 (Debian 15.2-1.pgdg110+1)", ""),
        ("", ""),
    ]);
}

#[test]
fn a_version_to_come_to_is_not_the_one_that_is_there() {
    check(&[
        ("Please upgrade Exchange Server to version 15.2.2562.53 or later.", "not"),
        ("Exchange build 15.2.2562.53 or newer is safe", "not"),
        ("Minimum required Exchange build: 15.2.2562.53", "not"),
        ("Please install Exchange Server SE RTM Sep26SUv2 (KB5129955).", ""),
        ("if ($exchange -lt [version]'15.2.2562.53') { exit 1 }", "not"),
        (
            "{\"product\":\"Microsoft Exchange\",\"installed\":\"15.2.2562.17\",\"fixed\":\"15.2.2562.53\"}",
            "=15.2.2562.17",
        ),
        ("The latest Exchange 2019 build is 15.2.1748.53", "not"),
        (
            "Product           : Microsoft Exchange Server 2016\nInstalled version : 15.1.2507.6\nFixed version     : 15.1.2507.9\n",
            "=15.1.2507.6",
        ),
        // What was done is there.
        ("We upgraded Exchange to 15.2.1748.48 last night", "=15.2.1748.48"),
    ]);
}

#[test]
fn news_and_advice_in_other_languages() {
    check(&[
        ("Bitte aktualisieren Sie Ihren Exchange Server auf 15.2.2562.53.", "not"),
        ("Veuillez mettre à jour Exchange vers la version 15.2.2562.53.", "not"),
        ("Werk Exchange bij naar 15.2.2562.53", "not"),
        ("Microsoft released Exchange Server SE September 2026 SU v2 (15.2.2562.53) today", "not"),
        ("Unser Exchange wurde aktualisiert auf 15.2.2562.53", "=15.2.2562.53"),
        (
            "  Produkt : Microsoft Exchange Server SE\n  Installierte Version : 15.2.2562.17\n  Korrigierte Version : 15.2.2562.53\n",
            "=15.2.2562.17",
        ),
        ("Exsetup.exe  Version is 15.2.1118.7 Required version 15.2.1118.40", "=15.2.1118.7"),
    ]);
}

#[test]
fn releases_that_an_owner_tells_of() {
    check(&[
        ("- **Exchange Version**: Exchange 2019 CU12", "~15.2.1118.7"),
        ("- **Exchange Version**: 2016 CU 20", "~15.1.2242.4"),
        ("Exchange version: `Exchange 2019 CU11`", "~15.2.986.5"),
        ("Microsoft Exchange version: 2010 SP3", "~14.3.123.4"),
        ("Exchange version : Exchange Server 2016 CU22 Nov21SU", "=15.1.2375.17"),
        ("- **DKIM Exchange Version**: 3.4.0", ""),
        ("EX2019 CU12", "~15.2.1118.7"),
        ("E2K16 CU23 Nov24SUv2", "=15.1.2507.44"),
        ("EX2019", ""),
        (
            "We had trouble.\nA fresh machine with Exchange 2016 CU20 shows this after we have moved.\nI have logs.",
            "~15.1.2242.4",
        ),
        (
            "We have one Exchange 2013 CU23 and one Exchange 2016 CU18 here, which of them is to be moved first?",
            "",
        ),
        (
            "Exchange 2019 CU12 supports Windows Server 2022, says our handbook, and it says so since last year.",
            "",
        ),
        // A name that a number beside it corrects.
        ("Version: Exchange 2019 CU12 Mar23SU\nBuild Number: 15.02.1118.020\n", "=15.2.1118.20"),
    ]);
}

#[test]
fn an_owner_who_asks_for_advice_still_tells_what_he_has() {
    check(&[
        ("We are on the latest Exchange 2019 CU15 build 15.2.1748.39", "=15.2.1748.39"),
        ("Please help, our Exchange 2016 server (15.1.2507.35) is slow", "=15.1.2507.35"),
        ("I need to upgrade Exchange 2013 (15.0.1497.2) to Exchange 2019", "=15.0.1497.2"),
        ("je dois mettre à jour mon serveur Exchange 2016 (15.1.2507.35)", "=15.1.2507.35"),
        ("Should I worry? Exchange 2016 CU22 shows 15.1.2375.7 here", "=15.1.2375.7"),
        ("Please install Exchange 2019 CU15, 15.2.1748.39", "not"),
        ("Veuillez mettre à jour Exchange vers la version 15.2.2562.53 ce jour", "not"),
        ("Exchange 2016 must be at least 15.1.2507.35, says our auditor", "not"),
    ]);
}

#[test]
fn releases_in_the_row_or_object_of_a_machine() {
    check(&[
        ("| MAIL-01 | Mail | Microsoft Exchange Server 2016 CU20 | DMZ |", "MAIL-01 ~15.1.2242.4"),
        (
            "{ name: 'MX1', ip: '192.0.2.1', software: 'Exchange 2019 CU12', up: true }",
            "~15.2.1118.7",
        ),
        ("{ \"port\": 443, \"version\": \"Exchange 2019 CU12\", \"open\": true }", "~15.2.1118.7"),
        // A list of releases.
        ("| CU20 | 2021 | Microsoft Exchange Server 2016 CU20 | KB4602569 |", ""),
        ("The remote host is running Microsoft Exchange Server 2013 CU12.", "~15.0.1178.4"),
        ("I currently have Exchange 2016 CU23 on Windows Server.", "~15.1.2507.6"),
    ]);
}

#[test]
fn a_release_as_the_value_of_a_key() {
    let letter = |line: &str| {
        format!("Hello,\n{line}\nMail no longer arrives. Which log tells more about that?\n")
    };
    check(&[
        (&letter("Product: Exchange Server 2019 CU14"), "~15.2.1544.4"),
        (&letter("Nous avons un serveur Exchange 2016 CU23 ici."), "~15.1.2507.6"),
        (&letter("Applies to: Exchange Server 2019 CU14"), ""),
        (&letter("Product: Exchange Server 2019 CU14\nSee CVE-2021-26855"), ""),
    ]);
}
