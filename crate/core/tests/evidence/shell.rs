//! What shells print, in every language and cut.

use crate::check;

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
fn a_prompt_tells_on_which_machine_was_asked() {
    let list = "Name : EX01\nAdminDisplayVersion : Version 15.2 (Build 1748.10)\nName : EX02\n\
                AdminDisplayVersion : Version 15.2 (Build 1748.10)\n\n";
    let table = "C:\\>Get-Command Exsetup.exe | ForEach-Object {$_.FileVersionInfo}\n\n\
                 ProductVersion   FileVersion      FileName\n--------------   -----------      --------\n\
                 15.02.1748.024   15.02.1748.024   C:\\ExSetup.exe\n";
    check(&[
        (&format!("{list}On EX01 {table}"), "EX01 =15.2.1748.24, EX02 ~15.2.1748.10"),
        (&format!("{list}[EX01]: PS {table}"), "EX01 =15.2.1748.24, EX02 ~15.2.1748.10"),
        // Of which of the two nobody says.
        (&format!("{list}{table}"), "=15.2.1748.24, EX01 ~15.2.1748.10, EX02 ~15.2.1748.10"),
        (
            "[EX07.example.org]: PS C:\\> (Get-Command ExSetup.exe).FileVersionInfo.FileVersion\n\
             15.02.1748.010\n[EX08]: PS C:\\> (Get-Command ExSetup.exe).FileVersionInfo.FileVersion\n\
             15.02.1544.004\n",
            "EX07.example.org =15.2.1748.10, EX08 =15.2.1544.4",
        ),
        // The shell's own prompt has no machine in it.
        (
            "[PS] C:\\> Get-Command ExSetup.exe | fl\nFileVersion : 15.02.1748.010\n",
            "=15.2.1748.10",
        ),
    ]);
}

#[test]
fn what_prepared_the_directory_is_a_baseline() {
    check(&[
        ("msExchProductId : 15.02.1748.010\nobjectVersion : 16763\n", "~15.2.1748.10"),
        (
            "msExchProductId RangeUpper\n--------------- ----------\n15.02.1748.010  17003\n",
            "~15.2.1748.10",
        ),
        // The update is left open.
        ("Version 15.1 (Build 2507.x)", "~15.1.2507.6"),
        ("AdminDisplayVersion : Version 15.2 (Build 1544.*)", "~15.2.1544.4"),
    ]);
}

#[test]
fn lists_and_tables_of_several_servers_behind_a_sign() {
    for sign in ["", "> ", "# ", "| "] {
        let lined =
            |text: &str| text.lines().map(|line| format!("{sign}{line}\n")).collect::<String>();
        let table = "ProductVersion   FileVersion      FileName           PSComputerName   \n\
                     --------------   -----------      --------           --------------   \n\
                     15.01.2375.007   15.01.2375.007   C:\\Program F...   EX01             \n\
                     15.01.2507.016   15.01.2507.016   C:\\Program F...   EX02             \n";
        let list = "FileVersion    : 15.01.2375.007\nFileName       : D:\\ExSetup.exe\n\
                    PSComputerName : EX01\n\nFileVersion    : 15.01.2507.016\n\
                    FileName       : D:\\ExSetup.exe\nPSComputerName : EX02\n";
        let report = "Exchange Information\n    Name: EX01\n    Build Number: 15.01.2375.007\n\n\
                      Exchange Information\n    Name: EX02\n    Build Number: 15.01.2507.016\n";
        for text in [table, list, report] {
            check(&[(&lined(text), "EX01 =15.1.2375.7, EX02 =15.1.2507.16")]);
        }
    }
}
