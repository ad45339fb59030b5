//! Installed programs and other tools that show a version.

use crate::check;
use expatch::Database;

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
fn a_number_below_its_baseline_stays_with_it() {
    check(&[(
        "Watson report: E12, c-RTL-AMD64, 15.00.1104.005, M.E.S, 15.00.1104.003.",
        "~15.0.1104.5",
    )]);
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
fn rows_of_the_proxys_log_and_setups_target() {
    let row = "2020-11-13T16:41:29.398Z,67ddb515-32b6-4020-a4ec-0665116b692d,15,1,1979,6,,Eas,\
               mail.example.org,/Microsoft-Server-ActiveSync/,,Basic,true,u,,S,A/1,192.0.2.1,EX1,200,200,,\
               POST,Proxy,ex0.example.org,14.03.0123.000,IntraForest,WindowsIdentity,,,,1\n";
    check(&[
        (row, "~15.1.1979.6"),
        (&format!("> {row}"), "~15.1.1979.6"),
        ("[1] Executing: $RoleTargetVersion = '15.02.1544.004'", "~15.2.1544.4"),
        (
            "$RoleTargetVersion = '15.02.1544.004'\nMicrosoft Exchange Server Setup\n",
            "~15.2.1544.4",
        ),
        // Another program's manifest.
        ("<assemblyIdentity name=\"Other.application\" version=\"15.2.1118.7\"/>", ""),
    ]);
}
