//! Files as others hand them in, in forms that no table knew: who is in them, and
//! what does not count. A line each: address, port, name, build or `?` for a claim,
//! the word for a break-in.

use expatch::Assessor;
use expatch::Database;
use expatch_ingest::Counts;
use expatch_ingest::Source;

/// What is read of a file, in the order of its rows.
fn read(bytes: &[u8]) -> (Vec<String>, Counts) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input");
    std::fs::write(&path, bytes).expect("written");
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-10-08".parse().expect("a day"));
    let mut lines = Vec::new();
    let counts = expatch_ingest::read(&Source::File(path), None, &mut |record| {
        let subjects = assessor.subjects_of(&record.said);
        let claimed = subjects.is_empty() && record.is_claimed();
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let one = record.identity;
        let who = [text(one.ip), text(one.port.map(|port| port.to_string())), text(one.hostname)];
        let word = one.compromised.map(|word| format!(" {word}")).unwrap_or_default();
        if claimed {
            lines.push(format!("{} ?{word}", who.join(" ")));
        }
        for subject in subjects {
            let pieces =
                assessor.evidence(&record.said.text(), &subject, expatch::Language::English);
            let said = pieces.1.first().map(|piece| match (piece.build, piece.prefix) {
                (Some(build), _) => build.to_string(),
                (None, Some(prefix)) => prefix.to_string(),
                (None, None) => "?".to_owned(),
            });
            lines.push(format!("{} {}{word}", who.join(" "), said.unwrap_or_else(|| "?".into())));
        }
    });
    (lines, counts.expect("it is read"))
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (lines, counts) = read(text.as_bytes());
    assert_eq!(lines, expected, "{text}\n{counts:?}");
    assert!(counts.is_exact(), "{counts:?}");
}

/// As `check`, with rows that cannot be read.
#[track_caller]
fn check_bad(text: &str, expected: &[&str], bad: u64) {
    let (lines, counts) = read(text.as_bytes());
    assert_eq!((lines, counts.bad), (expected.iter().map(|&line| line.into()).collect(), bad));
}

#[test]
fn an_answer_that_looks_like_a_record_hands_over_its_records() {
    let banner = |port: u16| {
        format!(
            r#"{{"ip_str":"192.0.2.1","port":{port},"hostnames":["mail.example.org"],"data":"HTTP/1.1 302 Found\r\nX-OWA-Version: 15.1.2507.27\r\n"}}"#
        )
    };
    check(
        &format!(
            r#"{{"ip":3221225985,"ip_str":"192.0.2.1","ports":[443,444],"data":[{},{}]}}"#,
            banner(443),
            banner(444)
        ),
        &[
            "192.0.2.1 443 mail.example.org 15.1.2507.27",
            "192.0.2.1 444 mail.example.org 15.1.2507.27",
        ],
    );
    // OData, and a record that lists findings of its own.
    check(
        r#"{"@odata.context":"x","value":[{"deviceName":"ex.example.org","softwareName":"exchange_server_2016","softwareVersion":"15.1.2507.27","recommendedSecurityUpdate":"15.2.2562.53"}]}"#,
        &["- - ex.example.org 15.1.2507.27"],
    );
    check(
        r#"{"ip":"192.0.2.2","version":"15.1.2507.27","findings":[{"id":1,"title":"x"}]}"#,
        &["192.0.2.2 - - 15.1.2507.27"],
    );
}

#[test]
fn hosts_may_be_the_names_of_members() {
    check(
        r#"{"hosts":{"192.0.2.18":{"hostname":"a.example.org","version":"15.1.2507.27"},"192.0.2.19":{"version":"15.2.986.14"}}}"#,
        &["192.0.2.18 - a.example.org 15.1.2507.27", "192.0.2.19 - - 15.2.986.14"],
    );
    check(
        r#"{"mail-old.example.org":"15.1.2507.27","mail-new.example.org":"15.2.986.14"}"#,
        &["- - mail-new.example.org 15.2.986.14", "- - mail-old.example.org 15.1.2507.27"],
    );
}

#[test]
fn what_should_be_installed_is_no_servers_build() {
    for name in [
        "version_fixed",
        "securityUpdateBuild",
        "available update",
        "upgrade_target",
        "Aanbevolen versie",
        "version_cible",
    ] {
        check(&format!("ip,hostname,{name}\n192.0.2.3,ex.example.org,15.2.2562.53\n"), &[]);
        check(
            &format!("ip,version,{name}\n192.0.2.3,15.1.2507.27,15.2.2562.53\n"),
            &["192.0.2.3 - - 15.1.2507.27"],
        );
        check(&format!(r#"[{{"ip":"192.0.2.3","{name}":"15.2.2562.53"}}]"#), &[]);
    }
    check(
        r#"[{"ip":"192.0.2.3","version":"15.1.2507.27","updates":[{"build":"15.2.2562.53","state":"available"}],"target":{"version":"15.2.2562.53"}}]"#,
        &["192.0.2.3 - - 15.1.2507.27"],
    );
    check(
        "Asset IP Address,Service Port,Vulnerability Title,Vulnerability Proof\n192.0.2.3,443,Microsoft Exchange Server RCE,Software installed: Microsoft Exchange Server 2016 15.1.2507.27. The version should be 15.2.2562.53\n",
        &["192.0.2.3 443 - 15.1.2507.27"],
    );
}

#[test]
fn a_claim_of_an_exchange_vulnerability_is_about_exchange() {
    check(
        "ip,hostname,port,cve\n192.0.2.4,mail.example.org,443,CVE-2021-34473\n192.0.2.5,www.example.org,443,CVE-2021-41773\n",
        &["192.0.2.4 443 mail.example.org ?"],
    );
    check(
        "[CVE-2021-34473] [http] [critical] https://mail.example.org/autodiscover/\n[CVE-2021-26855] [failed] [http] [critical] https://mx.example.org/owa/\n",
        &["- 443 mail.example.org ?"],
    );
    check(
        "|Hostname/IP|Finding|Severity|\n|-|-|-|\n|mail.example.org|[CVE-2021-34473](CVE-2021-34473.md)|critical|\n",
        &["- - mail.example.org ?"],
    );
    check("192.0.2.4 CVE-2021-34473\n192.0.2.5 CVE-2021-41773\n", &["192.0.2.4 - - ?"]);
    check("192.0.2.4,mail.example.org,443,CVE-2021-34473\n", &["192.0.2.4 443 mail.example.org ?"]);
    // It is shared with Outlook, which a workstation has.
    check("ip,product,cve\n192.0.2.5,Microsoft Outlook 2016,CVE-2019-1084\n", &[]);
    check(r#"[{"ip":"192.0.2.5","product":"Microsoft Outlook 2016","cve":"CVE-2019-1084"}]"#, &[]);
    check(
        "Plugin ID,CVE,Host,Port,Name,Plugin Output\n1,CVE-2019-1084,192.0.2.5,445,Security Updates for Outlook (July 2019),KB1\n1,CVE-2021-34473,192.0.2.6,445,Microsoft Exchange Server RCE,x\n",
        &["192.0.2.6 445 - ?"],
    );
    // Looked for and not found.
    check(
        "ip,cve,vulnerable\n192.0.2.4,CVE-2021-34473,false\n192.0.2.5,CVE-2021-34473,true\n",
        &["192.0.2.5 - - ?"],
    );
    check(
        r#"[{"ip":"192.0.2.4","cve":"CVE-2021-34473","vulnerable":false},{"ip":"192.0.2.5","cve":"CVE-2021-34473","vulnerable":true}]"#,
        &["192.0.2.5 - - ?"],
    );
}

#[test]
fn a_finding_that_is_over_is_history() {
    check(
        "QID,Title,Asset IPV4,Port,Status,Results\n1,Microsoft Exchange Server Update,192.0.2.6,443,FIXED,ExSetup.exe Version is 15.1.2375.7\n1,Microsoft Exchange Server Update,192.0.2.7,443,ACTIVE,ExSetup.exe Version is 15.1.2375.7\n",
        &["192.0.2.7 443 - 15.1.2375.7"],
    );
    check(
        r#"[{"asset":{"ipv4":"192.0.2.6"},"output":"Installed version : 15.1.2375.7","plugin":{"name":"Microsoft Exchange Server"},"state":"FIXED"}]"#,
        &[],
    );
}

#[test]
fn a_break_in_is_told_however_it_is_written() {
    check(
        "\"2026-10-01 00:11:30\",\"critical\",\"192.0.2.8\",\"tcp\",443,\"mail.example.org\",\"exchange;webshell\",64496,\"BE\",\"R\",\"C\",1,\"ptr\",\"Government\",\"15.1.2507.27\",\"EX1\",\n",
        &["192.0.2.8 443 mail.example.org 15.1.2507.27 webshell"],
    );
    check(
        "ip,product,version,compromised\n192.0.2.8,Exchange Server,15.1.2507.27,yes\n192.0.2.9,Exchange Server,15.1.2507.27,no\n",
        &["192.0.2.8 - - 15.1.2507.27 compromised", "192.0.2.9 - - 15.1.2507.27"],
    );
    check(
        r#"[{"ip":"192.0.2.8","version":"15.1.2507.27","compromised":true},{"ip":"192.0.2.9","version":"15.1.2507.27","webshell_path":"/aspnet_client/a.aspx"}]"#,
        &["192.0.2.8 - - 15.1.2507.27 compromised", "192.0.2.9 - - 15.1.2507.27 webshell"],
    );
}

#[test]
fn who_looked_is_not_who_was_looked_at() {
    check(
        "scanner_ip,target_ip,target_port,x_owa_version\n203.0.113.250,192.0.2.10,443,15.1.2507.27\n",
        &["192.0.2.10 443 - 15.1.2507.27"],
    );
    check(
        "src_ip,src_port,dst_ip,dst_port,x_owa_version\n203.0.113.250,50000,192.0.2.10,443,15.1.2507.27\n",
        &["192.0.2.10 443 - 15.1.2507.27"],
    );
    check(
        r#"[{"source":{"ip":"203.0.113.250"},"observer":{"ip":"203.0.113.251"},"destination":{"ip":"192.0.2.10","port":443,"name":"mail.example.org"},"headers":{"x-owa-version":"15.1.2507.27"}}]"#,
        &["192.0.2.10 443 mail.example.org 15.1.2507.27"],
    );
}

#[test]
fn tools_print_for_people_too() {
    check(
        "https://mail.example.org [200] [Outlook] [IIS:10.0,Microsoft Exchange Server:15.1.2242]\nhttps://www.example.org [200] [nginx]\n",
        &["- 443 mail.example.org 15.1.2242"],
    );
    check(
        "[\u{1b}[92mms-exchange-server\u{1b}[0m] [\u{1b}[94mhttp\u{1b}[0m] [\u{1b}[34minfo\u{1b}[0m] https://mail.example.org/owa/ [\u{1b}[96m\"15.1.2507.27\"\u{1b}[0m]\n",
        &["- 443 mail.example.org 15.1.2507.27"],
    );
    check(
        "# Masscan 1.3.2 scan initiated Sun Sep 20 11:00:00 2026\nTimestamp: 1790000000\tHost: 192.0.2.11 ()\tPorts: 443/open/tcp//https//\nTimestamp: 1790000001\tHost: 192.0.2.11 ()\tPort: 443\tService: http\tBanner: HTTP/1.1 302\\x0d\\x0aX-OWA-Version: 15.1.2507.27\\x0d\\x0a\n",
        &["192.0.2.11 443 - 15.1.2507.27"],
    );
    check(
        "\"id\",\"fqdn/ip\",\"port\",\"severity\",\"finding\",\"cve\",\"cwe\"\n\"banner_application\",\"mail.example.org/192.0.2.12\",\"443\",\"INFO\",\"X-OWA-Version: 15.1.2507.27\",\"\",\"\"\n",
        &["192.0.2.12 443 mail.example.org 15.1.2507.27"],
    );
    let scripts = r#"<nmaprun><host><address addr="192.0.2.13" addrtype="ipv4"/><ports><port portid="443"><script id="http-vuln-proxylogon" output="(15.1.2176) Exchange 2016 potentially vulnerable"/></port><port portid="444"><script id="http-vuln-exchange-proxyshell" output="True"/></port><port portid="445"><script id="http-vuln-cve2021-26855" output="&#xa;  State: NOT VULNERABLE&#xa;  IDs:  CVE:CVE-2021-26855"/></port><port portid="446"><script id="http-vuln-cve2021-26855" output="&#xa;  State: VULNERABLE&#xa;  IDs:  CVE:CVE-2021-26855"/></port></ports></host></nmaprun>"#;
    check(scripts, &["192.0.2.13 443 - 15.1.2176", "192.0.2.13 444 - ?", "192.0.2.13 446 - ?"]);
}

#[test]
fn bytes_of_other_systems_are_the_same_rows() {
    let text = "ip,port,version\n192.0.2.14,443,15.1.2507.27\n192.0.2.15,443,15.2.986.14\n";
    let expected = ["192.0.2.14 443 - 15.1.2507.27", "192.0.2.15 443 - 15.2.986.14"];
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [&wide[..], &big[..], text.replace('\n', "\r").as_bytes()] {
        assert_eq!(read(bytes).0, expected);
    }
}

#[test]
fn a_row_that_was_cut_off_is_bad_and_no_build_is_guessed() {
    let cut = "ip,hostname,version,servername\n192.0.2.16,a.example.org,15.1.2507.27,EX1\n192.0.2.17,b.example.org,15.1.2507.2";
    check_bad(cut, &["192.0.2.16 - a.example.org 15.1.2507.27"], 1);
}

#[test]
fn another_products_version_is_no_exchanges_in_any_language() {
    for name in ["Programm", "Logiciel", "Producto", "Package", "Application name"] {
        check(
            &format!(
                "ip,{name},Version\n192.0.2.20,7-Zip,15.2.2562.53\n192.0.2.21,Microsoft Exchange Server 2016,15.1.2507.27\n"
            ),
            &["192.0.2.21 - - 15.1.2507.27"],
        );
    }
}

#[test]
fn what_is_made_for_exchange_is_no_exchange() {
    for name in ["Microsoft Exchange Web Services Managed API 2.2", "Example Exchange Rules"] {
        check(&format!("ip,Application name,Version\n192.0.2.20,{name},15.0.913.22\n"), &[]);
        check(
            &format!(
                r#"[{{"ip":"192.0.2.20","softwareName":"{name}","softwareVersion":"15.0.913.22"}}]"#
            ),
            &[],
        );
    }
}

#[test]
fn a_cell_may_be_marked_as_text_or_written_so_that_nobody_follows_it() {
    for row in [
        "'192.0.2.22,'mail.example.org,'15.1.2507.27",
        "'192.0.2.22','mail.example.org','15.1.2507.27'",
        "=\"192.0.2.22\",mail.example.org,=\"15.1.2507.27\"",
        "192.0.2[.]22,mail[.]example[.]org,15.1.2507.27",
        "192.0.2.22,mail.example.org,\"15,1,2507,27\"",
    ] {
        check(
            &format!("ip,hostname,version\n{row}\n"),
            &["192.0.2.22 - mail.example.org 15.1.2507.27"],
        );
    }
    check(
        "192.0.2.22 mail.example.org 15.1.2507.27\nmx.example.org (192.0.2.23): 15.2.986.14\n",
        &["192.0.2.22 - mail.example.org 15.1.2507.27", "192.0.2.23 - mx.example.org 15.2.986.14"],
    );
}

#[test]
fn a_feeds_row_about_exchange_is_a_server_whatever_version_it_shows() {
    let heading = "timestamp,ip,port,hostname,tag,version,servername";
    check(
        &format!(
            "{heading}\n2026-10-01 00:00:00,192.0.2.24,443,a.example.org,exchange,,EX1\n2026-10-01 00:00:00,192.0.2.25,443,b.example.org,exchange;eol,6.5,EX2\n2026-10-01 00:00:00,192.0.2.26,443,c.example.org,rdp,,\n"
        ),
        &["192.0.2.24 443 a.example.org ?", "192.0.2.25 443 b.example.org ?"],
    );
    check(
        r#"{"classification.type":"vulnerable-system","classification.identifier":"accessible-exchange","source.ip":"192.0.2.27","source.port":443}"#,
        &["192.0.2.27 443 - ?"],
    );
    // As events are kept in a database.
    check(
        "id,time.source,source.ip,source.port,source.reverse_dns,extra,classification.type,feed.name\n1,2026-10-01 00:00:00+00,192.0.2.27,443,mail.example.org,\"{\"\"version\"\": \"\"15.1.2507.27\"\", \"\"tag\"\": \"\"exchange;webshell\"\"}\",vulnerable-system,Vulnerable-Exchange-Server\n",
        &["192.0.2.27 443 mail.example.org 15.1.2507.27 webshell"],
    );
    // What lies in an index is one record too.
    check(
        r#"{"hits":{"hits":[{"_source":{"agent":{"name":"ex.example.org","ip":"192.0.2.28"},"package":{"name":"Microsoft Exchange Server","version":"15.1.2507.27"}}}]}}"#,
        &["192.0.2.28 - ex.example.org 15.1.2507.27"],
    );
}
