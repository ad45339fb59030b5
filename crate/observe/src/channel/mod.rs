//! The kinds of place evidence comes from, as data: what each can tell, what
//! it looks like. A page and a table are made from it.

mod asked;
mod banner;
mod directory;
pub(crate) mod fields;
mod file;
mod health;
mod http;
pub(crate) mod label;
pub(crate) mod lines;
mod mail;
mod names;
mod online;
mod program;
mod scanner;
mod sentence;
mod stated;
mod web;

pub(crate) use asked::context;
pub(crate) use directory::cpe;
pub(crate) use directory::manifest;
pub(crate) use directory::packed;
pub(crate) use fields::Role;
pub(crate) use file::printed_properties;
pub(crate) use health::settings;
pub(crate) use http::holds_more_headers;
pub(crate) use http::host_of;
pub(crate) use http::http_header;
pub(crate) use http::is_version_header;
pub(crate) use http::quoted_headers;
pub(crate) use lines::is_prose;
pub(crate) use lines::literals;
pub use names::Column;
pub use names::column;
pub(crate) use online::is_online_host;
pub(crate) use scanner::nmap_output;
pub(crate) use scanner::nmap_script;
pub(crate) use scanner::object_behind;
pub(crate) use stated::is_file;
pub(crate) use stated::is_question;
pub(crate) use stated::item;
pub(crate) use stated::names_machine;
pub(crate) use stated::pair;
pub(crate) use web::paths as page;

use crate::evidence::Precision;

macro_rules! channels {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $precision:ident, $example:literal, $meaning:literal;)*) => {
        /// A kind of place that reveals a version; each is read by one module of
        /// this package.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Channel {
            $($(#[$doc])* $name,)*
        }

        impl Channel {
            /// All of them, in the order of their precedence: where one place
            /// can be read in two ways, the later channel wins.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name in reports.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it can tell at best.
            pub const fn precision(self) -> Precision {
                match self {
                    $(Self::$name => Precision::$precision,)*
                }
            }

            /// How it looks.
            pub const fn example(self) -> &'static str {
                match self {
                    $(Self::$name => $example,)*
                }
            }

            /// What it is and what it can and cannot tell, in one English sentence.
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                }
            }
        }
    };
}

channels! {
    /// A build or prefix typed or pasted on its own, with at most a few words.
    BareBuild, "bare-build", Exact,
        "15.2.1748.48",
        "a build typed or pasted on its own";
    /// A build in a field that its writer labelled.
    LabelledBuild, "labelled-build", Exact,
        "EX01: 15.2.1544.11",
        "a build in a labelled field or behind a server's name";
    /// A row or an object about a machine in an inventory, a list or a scan.
    Inventory, "inventory", Exact,
        "server,product,version\nEX01,Exchange Server 2019,15.2.1544.11",
        "a row of an inventory or a scan about a machine";
    /// What Metasploit says that it found.
    ScannerFinding, "scanner-finding", Floor,
        "The target appears to be vulnerable. Exchange Server 15.1.2106.2",
        "the version that Metasploit says it found, without saying where: at least this build";
    /// A release named in words: product, baseline, perhaps the update.
    NamedRelease, "named-release", Baseline,
        "Exchange 2019 CU14 Mar24SU",
        "a release named in words";
    /// An update in a list of installed programs.
    InstalledUpdate, "installed-update", Floor,
        "DisplayName : Security Update for Exchange Server 2019 Cumulative Update 12 (KB5014261)",
        "an update in the list of installed programs: at least this one is there";
    /// Exchange itself in a list of installed programs.
    InstalledProgram, "installed-program", Baseline,
        "DisplayName : Microsoft Exchange Server 2016 Cumulative Update 23\nDisplayVersion : 15.1.2507.6\nPublisher : Microsoft Corporation",
        "the program in the list of installed programs: the baseline only, a security update is a program of its own";
    /// The CPE name a scanner gave.
    Cpe, "cpe", Baseline,
        "{\"host\":\"mail.example.org\",\"cpe\":\"cpe:2.3:a:microsoft:exchange_server:2016:cumulative_update_17:*:*:*:*:*:*\"}",
        "the CPE name a scanner gave: the baseline only";
    /// The HTTP response header `X-OWA-Version`.
    XOwaVersion, "x-owa-version", Exact,
        "X-OWA-Version: 15.2.986.14",
        "the HTTP response header of OWA, EWS, Autodiscover and ECP; follows every update since Exchange 2013, a component's number before";
    /// The HTTP response header `X-ServerApplication` of MAPI over HTTP.
    XServerApplication, "x-server-application", Exact,
        "X-ServerApplication: Exchange/15.01.2176.009",
        "the HTTP response header of MAPI over HTTP; follows every update";
    /// The page that a MAPI over HTTP endpoint shows.
    MapiEndpoint, "mapi-endpoint", Floor,
        "<h1>Exchange MAPI/HTTP Connectivity Endpoint</h1>\n<p>Version: 15.1.2176.9</p>",
        "the page of a MAPI over HTTP endpoint: at least this build";
    /// Headers that only Exchange 2013 and later send, without a version.
    ExchangeHeaders, "exchange-headers", None,
        "X-FEServer: EX01",
        "HTTP headers that only Exchange 2013 and later send; no version";
    /// The header `MS-Server-ActiveSync`.
    ActiveSync, "ms-server-activesync", Product,
        "MS-Server-ActiveSync: 15.2",
        "the ActiveSync header: major and minor version only, and easily imitated";
    /// The cookie `AppcacheVer` of OWA.
    AppcacheCookie, "appcache-cookie", Floor,
        "Set-Cookie: AppcacheVer=15.1.1466.3:en-gbbase; path=/owa",
        "the cookie of the offline cache of OWA: at least this build";
    /// The three-part path of OWA and ECP pages.
    OwaPath, "owa-path", Baseline,
        "/owa/auth/15.2.858/themes/resources/favicon.ico",
        "the path of the OWA or ECP sign-in page: the baseline only, a security update is invisible";
    /// The four-part folder of OWA's scripts and pictures.
    OwaResourcePath, "owa-resource-path", Floor,
        "/owa/prem/15.1.2176.9/scripts/boot.js",
        "the folder of OWA's scripts and pictures: at least this build";
    /// The version on an error page of OWA 2007 and 2010.
    OwaErrorPage, "owa-error-page", Floor,
        "<div>OWA version: 8.3.83.4</div>",
        "the version on an error page of OWA 2007 or 2010: at least this build";
    /// The path of Exchange 2003's OWA.
    ExchwebPath, "exchweb-path", None,
        "/exchweb/bin/auth/owalogon.asp",
        "a path of Exchange 2003's OWA, which newer servers keep; no version";
    /// The manifest of the eDiscovery export tool.
    ExportTool, "export-tool", Floor,
        "<assemblyIdentity name=\"microsoft.exchange.ediscovery.exporttool.application\" version=\"15.1.2242.5\"/>",
        "the manifest of the eDiscovery export tool, which has its own number: at least this build";
    /// `ServerVersionInfo` of EWS and Autodiscover.
    ServerVersionInfo, "server-version-info", Exact,
        "<h:ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"2\" MajorBuildNumber=\"1118\" MinorBuildNumber=\"7\"/>",
        "the version in EWS and Autodiscover answers; follows every update since Exchange 2013";
    /// The packed number in POX Autodiscover.
    AutodiscoverServerVersion, "autodiscover-server-version", Baseline,
        "<ServerVersion>73C1840A</ServerVersion>",
        "the packed number in Autodiscover: the baseline only";
    /// The packed number in decimal: cookies, `versionNumber`.
    ServerVersionNumber, "server-version-number", Baseline,
        "Server~ex01.example.org~1942063431",
        "the same packed number in decimal, as in cookies and Active Directory: the baseline only";
    /// What the client library exchangelib logs of EWS.
    ExchangeLibrary, "exchange-library", Exact,
        "Version(Build(15, 2, 2562, 35), 'Exchange2016')",
        "what a client library logged of EWS; follows every update since Exchange 2013";
    /// The id of a mail hop: `with Microsoft SMTP Server id`.
    ReceivedId, "received-id", Floor,
        "by ex01.example.org with Microsoft SMTP Server id 15.2.1544.14",
        "the transport component of one mail hop: at least this build";
    /// The id of a mail hop: `with mapi id`.
    MapiId, "mapi-id", Floor,
        "by ex01.example.org with mapi id 15.02.1544.014",
        "the store component of one mail hop: at least this build";
    /// The Internet Mail Service of Exchange 5.0 and 5.5.
    InternetMailService, "internet-mail-service", Floor,
        "Internet Mail Service (5.5.2653.19)",
        "the mail service of Exchange 5.0 and 5.5: at least this build";
    /// The mail header `X-MimeOLE`.
    XMimeOle, "x-mimeole", Floor,
        "X-MimeOLE: Produced By Microsoft Exchange V6.5.7226.0",
        "the mail header of Exchange 2000 and 2003: at least this build";
    /// The SMTP greeting.
    SmtpBanner, "smtp-banner", None,
        "220 mail.example.org Microsoft ESMTP MAIL Service ready",
        "the SMTP greeting: Exchange, no version";
    /// The IMAP greeting.
    ImapBanner, "imap-banner", Floor,
        "Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1",
        "the IMAP greeting: at least this build; no version since 2007";
    /// The POP3 greeting.
    PopBanner, "pop-banner", Floor,
        "+OK Microsoft Exchange Server 2003 POP3 server version 6.5.6944.0",
        "the POP3 greeting: at least this build; no version since 2007";
    /// The NNTP greeting.
    NntpBanner, "nntp-banner", Floor,
        "200 Microsoft Exchange Internet News Service Version 5.5.2653.23",
        "the NNTP greeting: at least this build";
    /// `AdminDisplayVersion` of the management shell, in any language.
    AdminDisplayVersion, "admin-display-version", Baseline,
        "AdminDisplayVersion : Version 15.1 (Build 2507.6)",
        "what Get-ExchangeServer prints: the baseline only, a security update is invisible";
    /// `serialNumber` in Active Directory: build + 30000.
    AdSerialNumber, "ad-serial-number", Baseline,
        "serialNumber: Version 15.1 (Build 32507.6)",
        "Active Directory's number with 30000 added: the baseline only";
    /// The diagnostic context of a MAPI exception.
    MapiDiagnostics, "mapi-diagnostics", Floor,
        "Lid: 50032   ServerVersion: 15.1.2507.6039",
        "the diagnostic context of a MAPI exception: the store component, at least this build";
    /// The file version of `ExSetup.exe`.
    ExSetup, "ex-setup", Exact,
        "15.02.1748.048 C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe",
        "the file version of ExSetup.exe: the build itself with every update";
    /// Microsoft's HealthChecker script.
    HealthChecker, "health-checker", Exact,
        "Build Number: 15.02.1118.012",
        "Microsoft's HealthChecker script: the build itself with every update";
    /// The setup log: what is installed.
    SetupInstalled, "setup-installed", Baseline,
        "The locally installed version is 15.1.1531.3.",
        "the setup log's reading of the registry: the baseline only";
    /// What Windows Installer logs of the program.
    WindowsInstaller, "windows-installer", Baseline,
        "Product Name: Microsoft Exchange Server. Product Version: 15.2.1118.7.",
        "what Windows Installer logs of the program: the baseline only";
    /// Event 4999 and the report of a crash.
    CrashReport, "crash-report", Floor,
        "Watson report about to be sent for process id: 1940, with parameters: E12IIS, c-RTL-AMD64, 15.02.0922.027",
        "event 4999 or a crash report: the version of the process that failed, at least this build";
    /// The mail header that the IMAP service stamps on what a client appends.
    ImapAppendStamp, "imap-append-stamp", Floor,
        "x-ms-exchange-imapappendstamp: ex01.example.org (15.01.2507.023)",
        "the stamp of the IMAP service on a mail that a client appended: at least this build";
    /// What the mailbox replication service says of itself.
    ServerCaps, "server-caps", Floor,
        "ex01.example.org (15.2.1118.7 ServerCaps:FFFFFFFF, ProxyCaps:1FFF)",
        "what the mailbox replication service says of itself: at least this build";
    /// The registry's setup key.
    Registry, "registry", Baseline,
        "MsiProductMajor : 15\nMsiProductMinor : 1\nMsiBuildMajor : 2507\nMsiBuildMinor : 6",
        "the registry's setup key: the baseline only";
    /// The first lines of a log file.
    LogHeader, "log-header", Floor,
        "#Software: Microsoft Exchange Server\n#Version: 15.02.1118.007",
        "the first lines of a log file: at least this build";
    /// A row of the HttpProxy log.
    HttpProxyLog, "http-proxy-log", Baseline,
        "2023-01-11T16:01:44.205Z,b78ed0f5-2b2c-4d2e-9d0b-7e9d3a4f6b1c,15,1,2375,7,,Owa,mail.example.org,/owa/,,FBA,False,,,,Mozilla",
        "a row of the HttpProxy log: the baseline only";
    /// The nmap script ms-exchange-version.
    NmapExchangeVersion, "nmap-exchange-version", Exact,
        "| ms-exchange-version:\n|   15.1.2375.17:\n|     product: Exchange Server 2016 CU22 Mar22SU",
        "the nmap script ms-exchange-version";
    /// A technology that httpx or Wappalyzer recognised.
    Technology, "technology", Baseline,
        "Outlook Web App:15.2.1544",
        "a technology a scanner recognised (httpx, Wappalyzer): three parts are the baseline only";
    /// A row of Shadowserver, IntelMQ and their kin.
    ScannerRow, "scanner-row", Baseline,
        "2021-04-15 00:00:00,192.0.2.2,443,tcp,mail.example.org,exchange;cve-2021-26855,64500,BE,Flanders,Ghent,15.2.721,EX01",
        "a row of Shadowserver, IntelMQ or a scanner's list: three parts are the baseline only";
    /// The name a scanner gave the service.
    ServiceLabel, "service-label", None,
        "25/tcp open smtp Microsoft Exchange smtpd",
        "the name a scanner gave the service; no version";
    /// Something that looks like Exchange Server and is not.
    LookAlike, "look-alike", None,
        "MicrosoftSharePointTeamServices: 15.0.0.4420",
        "something that looks like Exchange Server and is not";
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_in_kebab_case() {
        let codes: BTreeSet<_> = Channel::ALL.iter().map(|channel| channel.code()).collect();
        assert_eq!(codes.len(), Channel::ALL.len());
        for code in codes {
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
        }
    }
}
