//! Headers, pages and answers of web services.

use crate::check;
use expatch::Database;
use expatch::observe::observe;
use expatch::resolve::resolve;

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
fn a_number_of_a_release_outweighs_signs_of_exchange_online() {
    check(&[
        (
            "X-OWA-Version: 15.2.1544.11\nX-BEServer: AM6PR05MB1234.eurprd05.prod.outlook.com\n",
            "=15.2.1544.11",
        ),
        // No release has this number; Exchange Online had it.
        (
            "X-OWA-Version: 15.1.1240.20\nX-BEServer: AM6PR05MB1234.eurprd05.prod.outlook.com\n",
            "online",
        ),
        ("Exchange Online version 15.00.0775.009", "online"),
        // PHP's way to show an array.
        ("[\"X-OWA-Version\"]=>\n  string(12) \"15.0.1497.42\"\n", "=15.0.1497.42"),
        // A stamp of the transport service.
        ("X-MS-Exchange-Processed-By-BccFoldering: 15.01.2507.044\n", "~15.1.2507.44"),
        ("title: 'Microsoft Outlook Web Access 15.2'", "~15.2.196.0"),
    ]);
}

#[test]
fn headers_as_programs_show_them() {
    check(&[
        (
            "headers:\n  X-OWA-Version:\n  - 15.2.986.22\n  X-AspNet-Version:\n  - 4.0.30319\n",
            "=15.2.986.22",
        ),
        ("{b'x-owa-version': b'15.2.986.22', b'x-aspnet-version': b'4.0.30319'}", "=15.2.986.22"),
        ("\"X-Owa-Version\":[]string{\"15.2.986.22\"}, \"Server\":[]string{\"x\"}", "=15.2.986.22"),
        // The value before its name, and not the next one's.
        (
            "[{\"value\": \"15.2.986.22\", \"name\": \"X-OWA-Version\"},\n {\"value\": \"4.0.30319\", \
             \"name\": \"X-AspNet-Version\"}]",
            "=15.2.986.22",
        ),
        ("X-OWA-Version:\u{a0}15.2.986.22\nX-FEServer:\u{a0}EX1\n", "EX1 =15.2.986.22"),
        // A heading above a table of addresses.
        ("ip,port,X-OWA-Version\n192.0.2.1,443,\n192.0.2.2,443,\n", ""),
        ("<img src=\"../8.3.83.4/themes/base/x.gif\">", "~8.3.83.6"),
        ("{ path = '/owa/14.1.287.0/x.js', method = 'GET' }", ""),
        ("GET {{BaseURL}}/owa/auth/15.1.2507/themes/x.css", ""),
    ]);
}

#[test]
fn answers_of_two_servers_stay_apart() {
    let info = |minor: u8, third: u16, revision: u8| {
        format!(
            "<h:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"{minor}\" MajorBuildNumber=\"{third}\" \
             MinorBuildNumber=\"{revision}\" Version=\"V2017_07_11\"/>\n"
        )
    };
    let two = info(1, 2507, 35) + &info(2, 1748, 10);
    check(&[
        (&two, "=15.1.2507.35, =15.2.1748.10"),
        (&info(1, 2507, 35).repeat(2), "=15.1.2507.35"),
    ]);
}
