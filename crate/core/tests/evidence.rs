//! What texts reveal: one case per notation, in words of our own after the
//! grammar of each format. `=` is exact, `~` candidates from the given build
//! up, `?` Exchange without a version, `!` unreleased, `online`, `not`.

use expatch::Database;
use expatch::observe::observe;
use expatch::resolve::Finding;
use expatch::resolve::resolve;

fn found(text: &[u8]) -> String {
    let database = Database::embedded();
    let subjects = resolve(observe(text), &database);
    let mut said: Vec<String> = subjects
        .iter()
        .map(|subject| {
            let name = subject.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
            let finding = match &subject.finding {
                Finding::Exact(build) => format!("={build}"),
                Finding::Candidates(ids) => format!("~{}", database.release(ids[0]).build),
                Finding::Unreleased(build) => format!("!{build}"),
                Finding::Unknown => "?".into(),
                Finding::Online => "online".into(),
                Finding::NotExchange(_) => "not".into(),
            };
            name + &finding
        })
        .collect();
    said.sort();
    said.join(", ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, wanted)| (text, found(text.as_bytes()), wanted))
        .filter(|(_, seen, wanted)| seen != *wanted)
        .map(|(text, seen, wanted)| format!("{text}\n   saw {seen}\n   not {wanted}\n"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn installed_programs() {
    check(&[
        (
            "DisplayName    : Microsoft Exchange Server 2019 Cumulative Update 14\nDisplayVersion : 15.2.1544.4\n",
            "~15.2.1544.4",
        ),
        (
            "Name=Microsoft Exchange Server 2016 Cumulative Update 23\r\nVersion=15.1.2507.6\r\n",
            "~15.1.2507.6",
        ),
        (
            "Microsoft Exchange Server 2016 Cumulative Update 23   15.1.2507.6   Microsoft Corporation",
            "~15.1.2507.6",
        ),
        (
            "\"Microsoft Exchange Server 2016 Cumulative Update 23\",\"15.1.2507.6\",\"Microsoft\"",
            "~15.1.2507.6",
        ),
        // Somebody's words, not a list of programs.
        ("Exchange Server 2016 Cumulative Update 23 (15.1.2507.6)", "=15.1.2507.6"),
    ]);
}

#[test]
fn a_value_cut_off_by_a_narrow_column_is_not_taken_for_whole() {
    check(&[
        ("Application  ExSetup.exe  15.1.250... D:\\Exchange Server\\Bin\\ExSetup.exe", ""),
        ("Application  ExSetup.exe  15.1.2507... D:\\Exchange Server\\Bin\\ExSetup.exe", ""),
        ("EX01   Version 15.2 (Build 154...", ""),
        ("X-OWA-Version   15.2.1544\u{2026}", "~15.2.196.0"),
    ]);
}

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
fn headers_in_every_paste() {
    let build = "=15.2.1118.7";
    for text in [
        "X-OWA-Version: 15.2.1118.7",
        "x-owa-version: 15.2.1118.7\r\n",
        "< X-Owa-Version: 15.2.1118.7",
        "    \"X-OWA-Version\": \"15.2.1118.7\",",
        "{\"name\": \"X-OWA-Version\", \"value\": \"15.2.1118.7\"}",
        "[('X-OWA-Version', '15.2.1118.7')]",
        "X-OWA-Version\n15.2.1118.7",
        "X-OWA-Version  15.2.1118.7",
        "X-OWA-Version                {15.2.1118.7}",
        "[X-OWA-Version, 15.2.1118.7]",
        "| X-OWA-Version | 15.2.1118.7 |",
        "`X-OWA-Version: 15.2.1118.7`",
        "<td>X-OWA-Version</td><td>15.2.1118.7</td>",
        "\"data\": \"HTTP/1.1 302 Found\\r\\nX-OWA-Version: 15.2.1118.7\\r\\nServer: x\"",
        "{\"key\":\"x_owa_version\",\"value\":[\"15.2.1118.7\"]}",
        "\"X_Owa_Version\":{\"headers\":[\"15.2.1118.7\"]}",
        "HTTP/1.1 200 OK Server: Microsoft-IIS/10.0 X-OWA-Version: 15.2.1118.7 X-AspNet-Version: 4.0.30319",
        "&quot;X-OWA-Version&quot;: &quot;15.2.1118.7&quot;",
        "X-OWA-Version%3A%2015.2.1118.7",
        "X-OWA-Version: 15.02.1118.007",
        "X-ServerApplication: Exchange/15.02.1118.007",
    ] {
        check(&[(text, build)]);
    }
    check(&[
        ("X-OWA-Version: 15.2.1118.7\r\nX-FEServer: EX01\r\nX-BEServer: EX02", "EX01 =15.2.1118.7"),
        ("X-FEServer: EX01", "EX01 ?"),
        ("X-OWA-Version: 15.1.1240.20\nX-FEServer: CY4PR02CA0010", "online"),
        ("add_header X-OWA-Version \"15.1.2507.6\";", "not"),
        ("X-ServerApplication: Exchange/15.00.0847.4040", "not"),
        ("MS-Server-ActiveSync: 15.1", "~15.1.225.16"),
        ("MS-Server-ActiveSync: 14.1\nMS-ASProtocolVersions: 2.5,12.0,12.1,14.0,14.1", "not"),
        ("X-OWA-Version: 14.3.439.0", "~14.3.435.0"),
        ("the X-OWA-Version header tells the build", ""),
        ("\"X-OWA-Version\": \"^(.+)$\\\\;version:\\\\1\"", ""),
        ("X-AspNet-Version: 4.0.30319", ""),
        ("MicrosoftSharePointTeamServices: 15.0.0.4420", "not"),
        ("X-ClientApplication: Outlook/15.0.4815.1002", "not"),
    ]);
}

#[test]
fn pages_and_manifests() {
    check(&[
        ("href=\\\"\\/owa\\/auth\\/15.2.858\\/themes\\/resources\"", "~15.2.858.5"),
        ("%2fowa%2fauth%2f15.2.858%2fthemes", "~15.2.858.5"),
        ("&quot;/owa/auth/15.2.858/themes", "~15.2.858.5"),
        ("'/owa/auth/15.0.1395'", "~15.0.1395.4"),
        ("/owa/prem/15.1.2507.17/scripts/boot.js", "~15.1.2507.17"),
        ("src=\"8.3.83.4/themes/base/x.css\"", "~8.3.83.6"),
        ("OWA version: <span id=owaVersion>8.3.83.4</span>", "~8.3.83.6"),
        ("/owa/auth/logon.aspx?replaceCurrent=1", ""),
        ("https://mail.example.org/owa/auth/15.2.1118/themes/x", "mail.example.org ~15.2.1118.7"),
        (
            "<assemblyIdentity\n name=\"microsoft.exchange.ediscovery.exporttool.application\"\n version=\"15.1.2507.9\" publicKeyToken=\"1f16bd4ec4c2bb19\"/>",
            "~15.1.2507.9",
        ),
        ("GET /ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application", ""),
    ]);
}

#[test]
fn mail_hops() {
    check(&[
        (
            "Received: from a (10.0.0.1) by EX1.example.org (10.0.0.2) with\r\n Microsoft SMTP Server (TLS) id 15.0.1497.42; x\r\n\
             Received: from EX1.example.org ([::1]) by EX1.example.org ([::1]) with mapi id 15.00.1497.044; x",
            "EX1.example.org ~15.0.1497.44",
        ),
        (
            "Received: from a by X.prod.outlook.com (::1) with Microsoft SMTP Server id 15.20.1.2; x\n\
             Received: from b by EX2 with Microsoft SMTP Server id 15.2.1544.14 via Frontend Transport; y",
            "EX2 ~15.2.1544.14, X.prod.outlook.com online",
        ),
        ("Received: from x by y with Microsoft SMTPSVC(10.0.20348.1); z", "not"),
        ("X-MimeOLE: Produced By Microsoft Exchange V6.5.7226.0", "~6.5.7226.0"),
        ("X-MimeOLE: Produced By Microsoft MimeOLE V6.00.2900.2180", ""),
        ("220 mx.example.org Microsoft ESMTP MAIL Service ready at Mon", "mx.example.org ?"),
        ("220 mx Microsoft ESMTP MAIL Service, Version: 6.0.3790.4675 ready", "not"),
    ]);
}

#[test]
fn the_shell_in_every_language() {
    let table = "Name   ServerRole   AdminDisplayVersion\n----   ----------   -------------------\n\
                 EX01   Mailbox      Version 15.1 (Build 2507.6)\nEX02   Mailbox      Version 15.2 (Build 1748.10)\n";
    check(&[
        ("AdminDisplayVersion : Version 15.1 (Build 2507.6)", "~15.1.2507.6"),
        ("AdminDisplayVersion : Versión 15.1 (Compilación 2507.6)", "~15.1.2507.6"),
        ("AdminDisplayVersion : Versione 15.1 (build 2507.6)", "~15.1.2507.6"),
        ("AdminDisplayVersion : Wersja 15.1 (kompilacja 2507.6)", "~15.1.2507.6"),
        ("AdminDisplayVersion : 版本 15.1 (内部版本 2507.6)", "~15.1.2507.6"),
        (table, "EX01 ~15.1.2507.6, EX02 ~15.2.1748.10"),
        (
            "Name : A1\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\n\nName : A2\nAdminDisplayVersion : Version 15.1 (Build 2507.6)",
            "A1 ~15.1.2507.6, A2 ~15.1.2507.6",
        ),
        ("serialNumber: Version 15.2 (Build 32562.17)", "~15.2.2562.17"),
        (
            "{\"AdminDisplayVersion\":{\"Major\":15,\"Minor\":1,\"Build\":2507,\"Revision\":6}}",
            "~15.1.2507.6",
        ),
        ("osVersion: Version 15.1 (Build 24B83)", "not"),
        ("Cisco IOS Version 15.2 (Build 280)", ""),
        (
            "ProductVersion   FileVersion      FileName\n--------------   -----------      --------\n15.02.1544.009   15.02.1544.009   C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe",
            "=15.2.1544.9",
        ),
        ("FileVersion      : 15.01.2507.039\nProductVersion   : 15.01.2507.039", "=15.1.2507.39"),
        (
            "Get-Command ExSetup.exe | % {$_.FileVersionInfo.FileVersion}\n15.2.1544.9\n",
            "=15.2.1544.9",
        ),
        (
            "\tName: EX9\n\tVersion: Exchange 2019 CU12\n\tBuild Number: 15.02.1118.012",
            "EX9 =15.2.1118.12",
        ),
        (
            "\"MsiProductMajor\"=dword:0000000f\n\"MsiProductMinor\"=dword:00000001\n\"MsiBuildMajor\"=dword:000009cb\n\"MsiBuildMinor\"=dword:00000006",
            "~15.1.2507.6",
        ),
    ]);
}

#[test]
fn answers_of_web_services() {
    check(&[
        (
            "<t:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"2\" MajorBuildNumber=\"1118\" MinorBuildNumber=\"7\" Version=\"Exchange2016\"/>",
            "=15.2.1118.7",
        ),
        (
            "<h:MajorVersion>15</h:MajorVersion><h:MinorVersion>2</h:MinorVersion><h:MajorBuildNumber>1118</h:MajorBuildNumber><h:MinorBuildNumber>7</h:MinorBuildNumber>",
            "=15.2.1118.7",
        ),
        ("<h:ServerVersionInfo MajorBuildNumber=\"845\" MajorVersion=\"15\" Version=\"V2\"/>", ""),
        ("<ServerVersion>73C1840A</ServerVersion>", "~15.1.1034.26"),
        ("<ServerVersion>73D49F70</ServerVersion>", "online"),
        ("versionNumber: 1942063431", "~15.1.2375.7"),
    ]);
}

#[test]
fn scanners() {
    check(&[
        (
            "Nmap scan report for mail.example.org (192.0.2.1)\n| ms-exchange-version:\n|   15.1.2375.17:\n|     build: 15.1.2375.17\n|_    build_long: 15.01.2375.017",
            "mail.example.org =15.1.2375.17",
        ),
        ("https://mail.example.org [200] [IIS:10.0,Outlook Web App:15.2.1544]", "~15.2.1544.4"),
        (
            "\"cpe:2.3:a:microsoft:exchange_server:2016:cumulative_update_18:*\"\n\"cpe:2.3:a:microsoft:exchange_server:2016:cumulative_update_19:*\"",
            "not",
        ),
        ("25/tcp open smtp Microsoft Exchange smtpd", "?"),
        (
            "{\"ip\":\"192.0.2.9\",\"data\":{\"http\":{\"result\":{\"response\":{\"status_code\":200,\"headers\":{\"x_feserver\":[\"EX7\"],\"unknown\":[{\"key\":\"x_owa_version\",\"value\":[\"15.1.2507.61\"]}]}}}}}}",
            "EX7 =15.1.2507.61",
        ),
        (
            "192.0.2.5 443 Outlook X-OWA-Version: 15.1.2507.6\n192.0.2.6 443 Outlook X-OWA-Version: 15.2.1748.10",
            "192.0.2.5 =15.1.2507.6, 192.0.2.6 =15.2.1748.10",
        ),
        (
            "<script id=\"ms-exchange-version\" output=\"&#xa;  15.1.2375.17: &#xa;    build: 15.1.2375.17\"/>",
            "=15.1.2375.17",
        ),
        (
            "Microsoft Exchange Server 2016 before 15.1.2507.32 is affected, see CVE-2023-36745",
            "not",
        ),
    ]);
}

#[test]
fn more_notations() {
    check(&[
        ("* OK The Microsoft Exchange IMAP4 service is ready. [RQBYADAAMQA=]", "EX01 ?"),
        (
            "200 Microsoft Exchange Internet News Service Version 5.5.2653.23 (posting allowed)",
            "~5.5.2653.0",
        ),
        (
            "+OK Microsoft Exchange Server 2003 POP3-Server, Version 6.5.7638.1 (x), steht zur Verfuegung.",
            "~6.5.7638.0",
        ),
        ("X-Mailer: Internet Mail Service (5.5.2653.19)", "~5.5.2653.0"),
        (
            "#Software: Microsoft Exchange Server\n#Version: 15.02.1118.007\n#Log-type: x",
            "~15.2.1118.7",
        ),
        ("#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: x", "?"),
        ("ExchangeVersion : 0.20 (15.0.0.0)", ""),
        ("ExchangeVersion=\"Version 15.2 (Build 1118.7)\"", "~15.2.1118.7"),
        ("Set-Cookie: AppcacheVer=15.1.1466.3:en-gbbase; path=/", "~15.1.1466.3"),
        ("User-Agent: Outlook/16.0 (16.0.15928.20006; MSI; x86)", ""),
        ("Microsoft Office Outlook 15.0.4815.1002", ""),
        ("nginx.conf: more_set_headers 'X-OWA-Version: 15.1.2507.6';", "not"),
        ("| EX01 | Mailbox | Version 15.2 (Build 1544.4) |", "EX01 ~15.2.1544.4"),
        (
            "EX01;Standard;Version 15.2 (Build 1544.4)\nEX02;Standard;Version 15.2 (Build 1748.10)",
            "EX01 ~15.2.1544.4, EX02 ~15.2.1748.10",
        ),
        (
            "\"Name\",\"AdminDisplayVersion\"\n\"EX01\",\"Version 15.2 (Build 1544.4)\"\n\"EX02\",\"Version 15.2 (Build 1748.10)\"",
            "EX01 ~15.2.1544.4, EX02 ~15.2.1748.10",
        ),
        ("Build Number</td><td>15.02.1748.037</td>", "=15.2.1748.37"),
        ("CVE-2024-21410 affects Microsoft Exchange Server 2019 CU13 and earlier", ""),
        (
            "[00:00:01] Setup version: 15.1.2176.2.\n[00:00:02] The locally installed version is 15.1.1531.3.",
            "~15.1.1531.3",
        ),
        ("Version(Build(15, 20, 3174, 26), 'Exchange2016')", "online"),
        ("helm chart exchange-connector-15.2.1544", ""),
        ("\"postgresql\": {\"version\": \"15.2.0\"}", ""),
        ("VMware Tools 15.1.2507 installed", ""),
        ("KB5036401", "=15.2.1544.9"),
        (
            "GET /owa/ HTTP/1.1\r\nHost: mail.example.org\r\n\r\nHTTP/1.1 302 Found\r\nX-FEServer: EX1\r\nX-OWA-Version: 15.2.1544.11\r\n\r\nHTTP/1.1 200 OK\r\nX-FEServer: EX1\r\n\r\n<link href=\"/owa/auth/15.2.1544/themes/resources/favicon.ico\">",
            "EX1 =15.2.1544.11",
        ),
    ]);
}

/// A whole answer of a front end, with this line in its head and this page.
fn answer(header: &str, page: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nX-FEServer: EX01\r\n{header}Date: x\r\n\r\n{page}")
}

#[track_caller]
fn remarks(text: &str, expected: &[&str]) {
    let subjects = resolve(observe(text.as_bytes()), &Database::embedded());
    let remarks: Vec<_> = subjects.iter().flat_map(|subject| subject.remarks.clone()).collect();
    assert_eq!(remarks, expected, "{text}");
}

#[test]
fn a_header_that_should_be_there_and_is_not_is_said_and_narrows_nothing() {
    let page = "<link href=\"/owa/auth/15.1.2242/themes/resources/favicon.ico\">";
    let newer = page.replace("15.1.2242", "15.2.1748");
    remarks(&answer("", page), &["header-absent"]);
    remarks(&answer("", &newer), &["header-removed"]);
    remarks(&answer("Location: https://mail.example.org/owa/\r\n", ""), &["header-absent"]);
    check(&[(&answer("", page), "EX01 ~15.1.2242.4")]);
    // `curl -v` shows what was asked for and marks what was answered.
    let curl = "> GET /owa/ HTTP/1.1\n>\n< HTTP/2 302 \n< x-feserver: EX01\n<\n* done\n";
    remarks(curl, &["header-absent"]);
    // It is there, or hidden; the head is not whole; it is no answer of OWA.
    remarks(&answer("X-OWA-Version: 15.1.2242.12\r\n", page), &[]);
    remarks(&answer("X-OWA-Version: \r\n", page), &[]);
    remarks("HTTP/1.1 200 OK\r\nX-FEServer: EX01\r\nLocation: /owa/\r\n", &[]);
    remarks(&answer("", "<html>"), &[]);
    remarks(&answer("", page).replace("200 OK", "401 Unauthorized"), &[]);
    remarks(&answer("", page).replace("EX01", "AM6PR0501CA0010"), &[]);
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
fn names_stand_in_the_same_object_or_row() {
    let wanted = "EX01 ~15.1.2507.6, EX02 ~15.2.1118.7";
    check(&[
        (
            r#"[{"Name":"EX01","AdminDisplayVersion":"Version 15.1 (Build 2507.6)"},{"Name":"EX02","AdminDisplayVersion":"Version 15.2 (Build 1118.7)"}]"#,
            wanted,
        ),
        (
            r#"[{"AdminDisplayVersion":"Version 15.1 (Build 2507.6)","Name":"EX01"},{"AdminDisplayVersion":"Version 15.2 (Build 1118.7)","Name":"EX02"}]"#,
            wanted,
        ),
        (
            "<table><tr><th>Name</th><th>AdminDisplayVersion</th></tr><tr><td>EX01</td><td>Version 15.1 (Build 2507.6)</td></tr><tr><td>EX02</td><td>Version 15.2 (Build 1118.7)</td></tr></table>",
            wanted,
        ),
        ("Exchange 服务器版本：15.1.2507.6", "=15.1.2507.6"),
    ]);
}

#[test]
fn a_vulnerability_beside_a_version_makes_no_advisory_of_a_finding() {
    check(&[
        ("Build Number: 15.02.1118.021\nSecurity Vulnerability: CVE-2024-0001\n", "=15.2.1118.21"),
        (
            "Is it safe from CVE-2024-0001?\nProductVersion   FileVersion      FileName\n\
             15.02.1118.021   15.02.1118.021   C:\\Exchange\\bin\\ExSetup.exe\n",
            "=15.2.1118.21",
        ),
        (
            "{\"product\":\"Microsoft Exchange Server 2019\",\"installed_version\":\"15.2.1118.7\",\"cve\":\"CVE-2024-0001\"}",
            "=15.2.1118.7",
        ),
        (
            "DeviceName,SoftwareName,SoftwareVersion,CveId\nex7.example.net,exchange_server,15.2.1544.9,CVE-2024-0001\n\
             ex8.example.net,exchange_server,15.2.1544.11,CVE-2024-0001\n",
            "ex7.example.net =15.2.1544.9, ex8.example.net =15.2.1544.11",
        ),
        ("Found Exchange 15.1.2242.10\\nVulnerable to CVE-2024-0001", "=15.1.2242.10"),
        (
            "{\"microsoft_exchange\":{\"max_version\":\"15.1.2507.61\",\"min_version\":\"15.1.2507.6\",\"version\":\"15.1.2507\"},\"vulns\":{\"CVE-2024-0001\":{}}}",
            "~15.1.2507.6",
        ),
        ("CVE-2024-0001 hits Exchange 15.1.2242.10 through the front end", "not"),
    ]);
}

#[test]
fn findings_of_vulnerability_scanners() {
    check(&[
        (
            "Microsoft Exchange Server Multiple Flaws\n\nInstalled version: 15.1.2507.17\nFixed version:     15.1.2507.32\n",
            "=15.1.2507.17",
        ),
        (
            "The remote host runs Microsoft Exchange Server:\n\nname:    2016\nversion: 15.1.1847.3\n",
            "=15.1.1847.3",
        ),
        (
            "Exchange\\Bin\\x.dll has not been patched.\n  Remote version : 15.1.2507.16\n  Should be      : 15.1.2507.21\n",
            "=15.1.2507.16",
        ),
        ("Microsoft Exchange Installed\n  Version : 2016 CU23 (15.1.2507.39)\n", "=15.1.2507.39"),
        ("Microsoft Exchange disclosure\nVersion detected: 15.1.2375.18\n", "=15.1.2375.18"),
        ("Exchange\n  Supported versions : 15.1.2106 / 15.1.2176\n", ""),
        ("Our wiki\nVersion: 15.1.2375.18 of something else, as long as a line may be\n", ""),
    ]);
}

#[test]
fn programs_and_updates_that_the_installer_tells_of() {
    check(&[
        (
            "Windows Installer installed the product. Product Name: Microsoft Exchange Server. Product Version: 15.1.2507.6. Error status: 0.",
            "~15.1.2507.6",
        ),
        (
            "Product Name: Microsoft Exchange Server. Product Version: 15.2.1118.7. Update Name: Security Update for Exchange Server 2019 Cumulative Update 12 (KB5030524) 15.2.1118.37. Installation success or error status: 0.",
            "~15.2.1118.37",
        ),
        (
            "Product Name: Microsoft Exchange Server. Product Version: 15.2.1118.7. Update Name: Security Update for Exchange Server 2019 Cumulative Update 12 (KB5019758) 15.2.1118.20. Installation success or error status: 1603.",
            "~15.2.1118.7",
        ),
        (
            "Node,Name,Vendor,Version\nEX7,Microsoft Exchange Server,Microsoft Corporation,15.1.2507.6\nEX8,Microsoft Exchange Server,Microsoft Corporation,15.1.2375.7\n",
            "EX7 ~15.1.2507.6, EX8 ~15.1.2375.7",
        ),
        ("Name    : Microsoft Exchange Server\nVersion : 15.1.2507.6\n", "~15.1.2507.6"),
        (
            "\"DisplayName\"=\"Microsoft Exchange Server 2019 Cumulative Update 12\"\r\n\"DisplayVersion\"=\"15.2.1118.7\"\r\n",
            "~15.2.1118.7",
        ),
        (
            "[{\"name\":\"Microsoft Exchange Server 2019 Cumulative Update 12\",\"version\":\"15.2.1118.7\"}]",
            "~15.2.1118.7",
        ),
        (
            "Setup.exe Build Number: 15.1.2507.6\nCurrent Exchange Build: 15.1.2308.8\n",
            "~15.1.2308.8",
        ),
        // What the shell cannot tell, repeating it in words does not tell either.
        (
            "Name : EX7\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\n\nSo this is Exchange 2016 CU23 (15.1.2507.6).\n",
            "EX7 ~15.1.2507.6",
        ),
    ]);
}

#[test]
fn names_behind_versions_and_beside_rows() {
    check(&[
        (
            "AdminDisplayVersion : Version 15.1 (Build 2507.6)\nName : EX7\n\n\
             AdminDisplayVersion : Version 15.2 (Build 1118.7)\nName : **EX8**\n",
            "EX7 ~15.1.2507.6, EX8 ~15.2.1118.7",
        ),
        (
            "FileVersion    : 15.02.1544.025\nPSComputerName : EX7\n\nFileVersion    : 15.02.1544.014\nPSComputerName : EX8\n",
            "EX7 =15.2.1544.25, EX8 =15.2.1544.14",
        ),
        (
            "ProductVersion   FileVersion      FileName                        PSComputerName\n\
             --------------   -----------      --------                        --------------\n\
             15.02.1118.025   15.02.1118.025   C:\\Program Files\\Microsoft\\... EX7\n\
             15.02.1118.021   15.02.1118.021   C:\\Program Files\\Microsoft\\... EX8\n\
             15.01.2507.017   15.01.2507.017   C:\\Program Files\\Microsoft\\... EX9\n\
             15.01.2507.016   15.01.2507.016   C:\\Program Files\\Microsoft\\... EX10\n",
            "EX10 =15.1.2507.16, EX7 =15.2.1118.25, EX8 =15.2.1118.21, EX9 =15.1.2507.17",
        ),
        ("Hello, our Exchange build is 15.1.2242.4", "=15.1.2242.4"),
        (
            "+ /: Uncommon header 'x-feserver' found, with contents: EX7.\n+ /owa/: Retrieved x-owa-version header: 15.1.2308.27.\n",
            "EX7 =15.1.2308.27",
        ),
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
fn folded_cut_and_coloured_output() {
    check(&[
        (
            "AdminDisplayVersion : Version 15.1 (Build \n                      2044.4)\n",
            "~15.1.2044.4",
        ),
        ("> > AdminDisplayVersion : Version 15.0 (Build\n> > 1497.2)\n", "~15.0.1497.2"),
        (
            "Name   AdminDisplayVersion\n----   -------------------\nEX7    Version 15.1 (Bu...\n",
            "EX7 ~15.1.225.16",
        ),
        ("\x1b[36mx-owa-version\x1b[0m: \x1b[33m15.2.1118.37\x1b[0m\n", "=15.2.1118.37"),
        (
            "select MsiProductMajor,MsiProductMinor,MsiBuildMajor,MsiBuildMinor\n\n\
             MsiProductMajor : 15\nMsiProductMinor : 2\nMsiBuildMajor   : 1544\nMsiBuildMinor   : 4\n",
            "~15.2.1544.4",
        ),
        (
            "MsiProductMajor MsiProductMinor MsiBuildMajor MsiBuildMinor\n\
             --------------- --------------- ------------- -------------\n\
             \x20            15               1          2507             6\n",
            "~15.1.2507.6",
        ),
        (
            "Diagnostic context:\n    Lid: 52176   ClientVersion: 15.1.2507.39\n    Lid: 50032   ServerVersion: 15.1.2507.6039\n",
            "~15.1.2507.39",
        ),
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
fn a_number_below_its_baseline_stays_with_it() {
    check(&[(
        "Watson report: E12, c-RTL-AMD64, 15.00.1104.005, M.E.S, 15.00.1104.003.",
        "~15.0.1104.5",
    )]);
}

#[test]
fn versions_of_schemas_assemblies_and_other_programs() {
    check(&[
        (
            "Name : EX7\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\nExchangeVersion : 0.1 (8.0.535.0)\n",
            "EX7 ~15.1.2507.6",
        ),
        ("ExchangeVersion : 0.11 (14.0.550.0)\n", ""),
        ("<S N=\"ExchangeBuild\">8.0.535.0</S>", ""),
        ("<S N=\"ExchangeBuild\">15.2.986.5</S>", "~15.2.986.5"),
        (
            "Include=\"Microsoft.Exchange.Data.Common, Version=15.0.1474.0, Culture=neutral, PublicKeyToken=31bf\"",
            "",
        ),
        ("Microsoft Exchange Web Services Managed API 2.1                   15.0.847.30", ""),
        ("GET /EWS/Exchange.asmx 200 Mozilla/5.0+Chrome/8.0.552.237", ""),
        ("RabbitMQ exchange declared\nserver version: 8.0.612\n", ""),
        (
            "{\"name\":\"Command Line Utilities 15 for SQL Server\",\"version\":\"15.0.1300.359\"},{\"name\":\"Microsoft Exchange Server\"}",
            "",
        ),
        ("OwaVersion : 15.2.1118.12\nOwaBasicVersion : 15.2.1118.12\n", "~15.2.1118.12"),
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
fn more_tools_that_show_a_version() {
    check(&[
        (
            "+ /: Uncommon header 'x-owa-version' found, with contents: 15.1.2507.16.\n",
            "=15.1.2507.16",
        ),
        (
            "    DisplayName    REG_SZ    Microsoft Exchange Server\n    DisplayVersion    REG_SZ    15.1.2507.6\n",
            "~15.1.2507.6",
        ),
        (
            "Build(major_version=15, minor_version=1, major_build=2507, minor_build=6)",
            "=15.1.2507.6",
        ),
        (
            "(Get-Command ExSetup.exe).Version\n\nMajor  Minor  Build  Revision\n-----  -----  -----  --------\n15     2      1118   12\n",
            "=15.2.1118.12",
        ),
        (
            "https://a.example.org/owa/ [200] [IIS:10.0,Outlook Web App:15.2.1118]\nhttps://b.example.org/owa/ [302] [Microsoft Exchange Server:15.0.1497.2]\n",
            "=15.0.1497.2, ~15.2.1118.7",
        ),
        ("Outlook Web Access version: 8.0.685.24\n", "~8.0.685.25"),
        ("버전 15.2(빌드 1118.7)", "~15.2.1118.7"),
        (
            "\"CU22\" = \"15.0.1473.3\"\n\"Mar21SU\" = \"15.0.1497.12\"\n",
            "=15.0.1473.3, =15.0.1497.12",
        ),
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
fn numbers_without_their_bracket_or_beside_others() {
    check(&[
        ("Exchange 2016 (Version 15.1 Build 2106.2)", "~15.1.2106.2"),
        ("our Exchange shows version 15.1, build 2507.6", "~15.1.2507.6"),
        ("macOS 15.1 build 24B83", ""),
        ("Veraltete Exchange-Version (Build 15.1.2044.4)", "=15.1.2044.4"),
        (
            "EX7 is Exchange 2016, 15.1.2507.35, and EX8 is Exchange 2019, 15.2.1544.4, here",
            "=15.1.2507.35, =15.2.1544.4",
        ),
        (
            "https://a.example/owa\nX-OWA-Version: 15.2.986.42\nX-FEServer: EX7\n\nhttps://b.example/owa\nX-OWA-Version: 15.1.2507.61\nX-FEServer: EX8\n",
            "EX7 =15.2.986.42, EX8 =15.1.2507.61",
        ),
        (
            "| # | Target | Tech | Notes |\n|---|---|---|---|\n| 1 | **X** | Exchange 2019 (15.2.986) | CVE-2024-0001 |\n",
            "~15.2.986.5",
        ),
    ]);
}

#[test]
fn names_in_the_directory_in_objects_and_behind_bullets() {
    check(&[
        (
            "dn: CN=EX7,CN=Servers,CN=First,DC=example\nserialNumber: Version 15.1 (Build 32507.6)\n",
            "EX7 ~15.1.2507.6",
        ),
        ("@{ Name='EX7'; AdminDisplayVersion='Version 15.1 (Build 2375.7)' }", "EX7 ~15.1.2375.7"),
        (
            "- EX7: Exchange 2016 CU23 15.1.2507.35\n- EX8: Exchange 2019 CU14 15.2.1544.4\n",
            "EX7 =15.1.2507.35, EX8 =15.2.1544.4",
        ),
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
fn greetings_headers_and_assemblies_of_all_kinds() {
    check(&[
        ("+OK Microsoft Exchange POP3-server versie 5.5.2653.23 is gereed.", "~5.5.2653.0"),
        (
            "X-Mailer: Microsoft Exchange Server Internet Mail Connector Version\n  4.0.838.14\n",
            "~4.0.838.0",
        ),
        ("25/tcp open smtp Microsoft Exchange smtpd 5.5.2653.13", "~5.5.2653.0"),
        (
            "trying to connect to host \"outlook.office365.com\"\n* OK The Microsoft Exchange IMAP4 service is ready. [ZwBQZQATIOy==]\n",
            "online",
        ),
        (
            "Microsoft.Exchange.Data.MultiValuedProperty`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral",
            "",
        ),
        ("Microsoft.Exchange.WebServices, Version=15.0.0.0, Culture=neutral", ""),
        ("supported_from=Build(15, 0, 913, 9)", ""),
        ("Version(build=Build(15, 0, 1497, 6), api_version='Exchange2013')", "=15.0.1497.6"),
    ]);
}

#[test]
fn the_build_is_the_number_that_was_read() {
    let report = |text: &str| {
        let database = Database::embedded();
        let day = "2026-11-23".parse().unwrap();
        expatch::Assessor::new(&database, day).report(text.as_bytes(), expatch::Language::English)
    };
    // Some lists print another number for a release.
    let [server] = &report("X-OWA-Version: 15.2.858.2").servers[..] else { panic!() };
    assert_eq!(server.build.unwrap().to_string(), "15.2.858.2");
    assert_eq!(server.release.as_ref().unwrap().build.to_string(), "15.2.858.5");
    // A baseline that nobody knows is no build either.
    let [server] =
        &report("Exchange AdminDisplayVersion : Version 15.1 (Build 2034.27)").servers[..]
    else {
        panic!()
    };
    assert_eq!((server.build, server.verdict.status), (None, "unknown-build"));
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
