//! Output of scanners.

use crate::check;

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
fn a_checker_may_say_that_a_version_is_not_vulnerable() {
    check(&[
        (
            "[*] 192.0.2.4:443 - Exchange Server 15.2.986.14 does not appear to be a vulnerable version!",
            "=15.2.986.14",
        ),
        ("Vulnerable versions: Exchange Server 15.2.986.14 and others", "not"),
    ]);
}

#[test]
fn a_block_of_nmaps_script_without_its_title() {
    check(&[
        (
            "|   15.1.2375.17: \n|     name: Exchange Server 2016 CU22 Nov21SU\n|     build: 15.1.2375.17\n\
             |_    release_date: November 9, 2021\n",
            "=15.1.2375.17",
        ),
        ("The fixed build: 15.1.2375.17 has the release_date: unknown", ""),
    ]);
}
