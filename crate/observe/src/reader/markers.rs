//! The letters of which every field that can show a version has some.

use crate::document::markers::Scanner;

/// In lower case; of each field one, in any spelling.
#[rustfmt::skip]
pub(crate) const MARKERS: &[&str] = &[
    "owa-version", "owa_version", "owaversion", "owa version", "feserver", "beserver",
    "diaginfo", "calculatedbetarget", "calculatedfetarget", "serverapplication",
    "clientapplication", "activesync", "appcachever", "sharepointteamservices", "exchange",
    "owa/auth", "owa/prem", "owa/15", "owa/14", "owa/8.", "owa\\/a", "owa\\/p", "owa\\/1",
    "owa%2f", "owa&#x2f;", "/ecp/15.", "/themes/", "exchweb/", "smtp server", "smtpsvc",
    "smtp\n ", "smtp\n\t", "smtp\r\n", "smtp\n>", "smtp\nse", "smtp \n", "smtp \r", "mapi id", "mapi\n ",
    "mapi\n\t", "mapi\r\n", "mapi\n>", "mapi\nid", "mapi \n", "mapi \r",
    "mail service", "esmtp mail", "smtp mail", "nntp service", "xexch50", "x-exps",
    "imapappendstamp", "mimeole", "version 1", "version 8", "version 6", "version:1", "(build",
    "build 1", "(빌드", "15.0 (", "15.1 (", "15.2 (", "14.1 (", "14.2 (", "14.3 (",
    "displayversion", "serialnumber", "15.00.", "15.01.", "15.02.", "14.00.", "14.01.",
    "14.02.", "14.03.", "08.00.", "08.01.", "08.02.", "08.03.", "15.0.4", "15.0.5", "15.0.6",
    "15.0.7", "15.0.8", "15.0.9", "15.0.1", "15.1.1", "15.1.2", "15.1.3", "15.1.4", "15.1.5",
    "15.1.6", "15.1.8", "15.1.9", "15.2.1", "15.2.2", "15.2.3", "15.2.4", "15.2.5", "15.2.6",
    "15.2.7", "15.2.8", "15.2.9", "15.20.", "15.18.", "14.0.6", "14.1.2", "14.1.3", "14.1.4",
    "14.2.2", "14.2.3", "14.3.1", "14.3.2", "14.3.3", "14.3.4", "14.3.5", "exsetup", "hotfixid",
    "buildnumber", "msibuildmajor", "build(", "serverversion", "server~", "versionnumber",
    "proxylogon", "installed version", "watson", "appversion", "outlook web", "outlook-web",
    ",15,0,", ",15,1,", ",15,2,", "2019 cu", "2016 cu", "2013 cu", "2019cu", "se rtm",
];

pub(super) static SCANNER: Scanner = Scanner::new(MARKERS);
