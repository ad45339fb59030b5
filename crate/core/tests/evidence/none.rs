//! What tells of no server.

use crate::check;
use crate::found;

#[test]
fn a_few_rows_of_a_table_are_builds_and_addresses_are_none() {
    // Somebody copied them: `published.rs` knows the whole table.
    let rows = "| Exchange Server SE RTM | July 1, 2025 | 15.2.2562.17 | 15.02.2562.017 |\n\
                | Exchange Server SE RTM Aug25SU | August 12, 2025 | 15.2.2562.20 | 15.02.2562.020 |\n";
    check(&[
        (rows, "=15.2.2562.17, =15.2.2562.20"),
        ("exchange.example.org. 300 IN A 15.1.143.20", ""),
        ("Exchange server IP: 8.1.240.6", ""),
    ]);
}

#[test]
fn requests_and_guesses_show_no_server() {
    check(&[
        (
            "POST /EWS/Exchange.asmx HTTP/1.1\nUser-Agent: ExchangeServicesClient/15.00.0913.015\n",
            "",
        ),
        ("10.0.0.9 ExchangeServicesClient/15.01.2308.014 200\n", ""),
        ("ASAutoDiscover/CrossForest/EmailDomain//15.01.2106.003 401\n", ""),
        ("2022-03-01 GET /owa/auth/15.1.2044/themes/resources/logon.css - 443 - 404 0 2\n", ""),
        (
            "\"GET /ecp/15.1.2375.17/exporttool/x HTTP/1.1\" 404 153 \"-\" \"nmap: ms-exchange-version.nse\"\n",
            "",
        ),
        ("@app.route('/owa/auth/15.1.1466/themes/resources/x.ttf')", ""),
        ("w.Header().Del(\"X-FEServer\")", ""),
    ]);
}

#[test]
fn bounds_and_beginnings_are_no_servers() {
    check(&[
        (
            "- Exchange Server 2019 < 15.02.0792.010\n- Exchange Server 2016 < 15.01.2106.013\n",
            "not",
        ),
        ("Exchange Server 2016 低于 15.01.2106.013 的版本", "not"),
        ("<td>Exchange 2013 CU23</td><td>&#x3C; 15.0.1497.15</td>", "not"),
        ("versions of Exchange starting with build 15.00.0847.032", "not"),
        ("starting with build number 15.00.0913.009 of Exchange", "not"),
        ("Exchange 2013 with Version 15.0 (Build 847.32) or higher", ""),
        ("Add-GlobalMonitoringOverride -ExchangeThing -ApplyVersion \"15.01.0225.042\"", "not"),
        ("<vuln:FixedBuild>15.02.1118.040</vuln:FixedBuild> Exchange", "not"),
        (
            "Outlook Web App version leaked in OWA HTML source:\n  15.0.847\n  (fuzzy match: Exchange Server 2013 SP1; 15.0.847.32)\n",
            "~15.0.847.32",
        ),
        (
            "[1] Setup launched task 'test-SetupPrerequisites -ExchangeVersion '15.1.2176.2' -Roles 'Global'",
            "~15.1.2176.2",
        ),
        ("// Against Exchange 2007 SP1 we are careful, our header is simple", ""),
    ]);
}

#[test]
fn a_long_table_of_builds_is_published() {
    let row = |n: usize, host: &str| {
        format!("{host}Exchange 2016 CU{n},15.1.{}.{n},KB500{n:04}\n", 1300 + 60 * n)
    };
    let table = |rows: usize, host: &dyn Fn(usize) -> String| -> String {
        (1..=rows).map(|n| row(n, &host(n))).collect()
    };
    let plain = |_: usize| String::new();
    assert_eq!(found(table(12, &plain).as_bytes()), "not");
    // A short one may be what somebody copied; machines are machines.
    assert_ne!(found(table(5, &plain).as_bytes()), "not");
    assert_ne!(found(table(12, &|n| format!("mail{n}.example.org,")).as_bytes()), "not");
}

#[test]
fn patterns_imitators_and_paths_that_look_like_servers() {
    check(&[
        (
            "* OK Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.6944.0 DC9 ready",
            "not",
        ),
        (r"match pop3 m/^\+OK Microsoft Exchange 2000 POP3 server version (\S+) ready/", ""),
        ("\"microsoft exchange smtpd\": \"microsoft:exchange_server\"", ""),
        (r#"(r"X-FEServer:", "exchange")"#, ""),
        ("https://exchange.example.org/owa/GUID@dom/prem/15.2.1544.9/x", ""),
        ("Microsoft Exchange Server 2010 Unattended Setup", "~14.0.639.21"),
        ("Microsoft Exchange Server Subscription Edition Unattended Setup", "~15.2.2562.17"),
        (
            "| ok | Exchange Server 2016 Cumulative Update 22 (KB5005333) 15.01.2375.007 | x.iso |\n\
             | no | Security Update For Exchange Server 2016 CU22 (KB5008631) 15.01.2375.018 | x.msp |\n",
            "=15.1.2375.18, =15.1.2375.7",
        ),
    ]);
}

#[test]
fn source_code_shows_no_server() {
    check(&[
        ("[assembly: AssemblyFileVersion(\"15.02.1544.004\")]", "not"),
        ("public const string FileVersion = \"15.02.1544.004\";", "not"),
        ("_NAME = \"Exchange/15.02.1544.004\"", "not"),
        ("    {\"X-OWA-Version\", \"15.2.1544.11\"},", "not"),
        ("    \"X-OWA-Version: 15.2.1544.11\\r\\n\"", "not"),
        ("header \"X-OWA-Version\" \"15.2.1544.11\";", "not"),
        // JSON, and the bytes of an answer as Python shows them.
        ("{\"X-OWA-Version\": \"15.2.1544.11\"}", "=15.2.1544.11"),
        ("b'HTTP/1.1 200 OK\\r\\nX-OWA-Version: 15.2.1544.11\\r\\nDate: x\\r\\n'", "=15.2.1544.11"),
        (
            "let paths = [\n  \"/owa/auth/15.1.2507/themes/x.css\",\n  \"/owa/auth/15.2.1544/themes/x.css\",\n];",
            "",
        ),
        // A page has one version, whatever asks for it.
        (
            "a.example.org \"/owa/auth/15.1.2507/themes/x.css\"\nb.example.org \"/owa/auth/15.2.1544/x.css\"",
            "~15.1.2507.6",
        ),
    ]);
}

#[test]
fn clients_and_requirements_show_no_server() {
    check(&[
        ("<Trace Tag=\"EwsResponse\" Tid=\"5\" Version=\"15.00.0847.030\">", ""),
        ("Setup requires all of:\n  Exchange version: 15.2.2562.17\n  Disk: 200 GB\n", "not"),
        ("Installed:\n  Exchange version: 15.2.2562.17\n", "=15.2.2562.17"),
    ]);
}
