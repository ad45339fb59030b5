//! Exchange Online, by the names of its hosts.

use crate::document::text::ends_with;
use crate::document::text::find;

const DOMAINS: [&[u8]; 6] = [
    b"outlook.com",
    b"office365.com",
    b"outlook.cn",
    b"office.com",
    b"exchangelabs.com",
    b"office365.us",
];

/// Whether a host belongs to Exchange Online, by its domain or by the scheme
/// of its names: `CY4PR02CA0010`, `GV3P280CU004`, `SJ1PEPF00001CE2`.
pub(crate) fn is_online_host(host: &[u8]) -> bool {
    if DOMAINS.iter().any(|domain| ends_with(host, domain)) {
        return true;
    }
    let label = host.split(|byte| *byte == b'.').next().unwrap_or(host);
    if label.iter().any(|byte| !byte.is_ascii_alphanumeric()) || label.len() < 10 {
        return false;
    }
    if find(label, b"pepf0").is_some_and(|at| (2..=4).contains(&at)) {
        return true;
    }
    let digits = |text: &[u8]| text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let tail = digits(label);
    let head = &label[..label.len() - tail];
    if !(2..=5).contains(&tail)
        || !["CA", "MB", "CU", "FT"].iter().any(|w| ends_with(head, w.as_bytes()))
    {
        return false;
    }
    let head = &head[..head.len() - 2];
    let region = digits(head);
    // Four digits begin with 0, as in `AM6PR0501CA0010`; others are years.
    let numbered = (2..=3).contains(&region) || region == 4 && head[head.len() - 4] == b'0';
    let head = &head[..head.len() - region];
    numbered
        && (3..=8).contains(&head.len())
        && head[..2].iter().all(u8::is_ascii_alphabetic)
        && ["P", "PR", "NAM", "EUR", "APC", "LAM", "GBR", "EURP", "APCP", "NAMP"]
            .iter()
            .any(|w| ends_with(head, w.as_bytes()) && head.len() - w.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn online_hosts_are_known_by_domain_or_scheme() {
        for name in [
            "CY4PR02CA0010",
            "GV3P280CU004.internal.outlook.com",
            "MN2PR01CA0007",
            "BY2PR06MB549",
            "SJ1PEPF00001CE2.namprd05.prod.outlook.com",
            "GV1P191MB2243",
        ] {
            assert!(is_online_host(name.as_bytes()), "{name}");
        }
        for name in [
            "EX01",
            "EXCHANGE02",
            "EX19-01.domain.corp",
            "WIN-UPF09R7H264",
            "SRVEXMB01CA02",
            "MBX09C-ORD1",
        ] {
            assert!(!is_online_host(name.as_bytes()), "{name}");
        }
    }
}
