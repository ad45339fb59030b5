//! One line of a target list: `mail.example.org`, `192.0.2.7:8443`,
//! `https://[2001:db8::1]:444/owa`, `192.0.2.0/24`, `192.0.2.0-192.0.2.9:443`.

use super::Host;
use super::Scheme;
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// What one line names, before it is multiplied by the usual ports.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Line {
    pub(super) hosts: Hosts,
    pub(super) port: Option<u16>,
    pub(super) scheme: Option<Scheme>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Hosts {
    Range(IpAddr, IpAddr),
    Name(Box<str>),
}

/// Why a line cannot be read as a target.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TargetError {
    /// The line's number, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// The reason.
    pub what: &'static str,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, text, what } = self;
        write!(f, "line {line}: {what}: `{}`", text.escape_debug())
    }
}

impl std::error::Error for TargetError {}

const EXPECTED: &str = "expected a name, an address, a CIDR block or a URL, with or without a port";

/// Reads one line without its comment; `None` for an empty one.
pub(super) fn line(text: &str) -> Result<Option<Line>, &'static str> {
    let text = text.split('#').next().unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (scheme, rest) = match text.split_once("://") {
        Some(("https", rest)) => (Some(Scheme::Https), rest),
        Some(("http", rest)) => (Some(Scheme::Http), rest),
        Some(_) => return Err("only http:// and https:// are asked"),
        None => (None, text),
    };
    // Behind a scheme a slash begins a path; without one it belongs to CIDR.
    let rest = if scheme.is_some() && !is_block(rest) {
        rest.split(['/', '?']).next().unwrap_or_default()
    } else {
        rest
    };
    if let Some(hosts) = addresses(rest)? {
        return Ok(Some(Line { hosts, port: None, scheme }));
    }
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, Some(number(port)?)),
        None => (rest, None),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let hosts = match addresses(host)? {
        Some(hosts) => hosts,
        None => Hosts::Name(name(host)?),
    };
    Ok(Some(Line { hosts, port, scheme }))
}

fn is_block(text: &str) -> bool {
    let upto_port = text.rsplit_once(':').map_or(text, |(host, _)| host);
    text.parse::<IpNet>().is_ok() || upto_port.parse::<IpNet>().is_ok()
}

fn number(text: &str) -> Result<u16, &'static str> {
    match text.parse() {
        Ok(0) | Err(_) => Err("expected a port from 1 to 65535"),
        Ok(port) => Ok(port),
    }
}

fn addresses(text: &str) -> Result<Option<Hosts>, &'static str> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(Some(Hosts::Range(address, address)));
    }
    if let Ok(block) = text.parse::<IpNet>() {
        return Ok(Some(Hosts::Range(block.network(), block.broadcast())));
    }
    let Some((first, last)) = text.split_once('-') else { return Ok(None) };
    match (first.parse(), last.parse()) {
        (Ok(first @ IpAddr::V4(_)), Ok(last @ IpAddr::V4(_)))
        | (Ok(first @ IpAddr::V6(_)), Ok(last @ IpAddr::V6(_))) => {
            if first > last {
                return Err("the range ends before it begins");
            }
            Ok(Some(Hosts::Range(first, last)))
        }
        _ => Ok(None),
    }
}

fn name(text: &str) -> Result<Box<str>, &'static str> {
    let text = text.strip_suffix('.').unwrap_or(text);
    // A name in another script, as DNS spells it.
    let spelled = if text.is_ascii() { None } else { idna::domain_to_ascii(text).ok() };
    let text = spelled.as_deref().unwrap_or(text);
    let is_label = |label: &str| {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(word)
    };
    if text.len() > 253 || !text.split('.').all(is_label) {
        return Err(EXPECTED);
    }
    // `10.0.0.256` is a mistyped address, not a name.
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(EXPECTED);
    }
    Ok(text.to_ascii_lowercase().into())
}

impl From<Host> for Hosts {
    fn from(host: Host) -> Self {
        match host {
            Host::Address(address) => Self::Range(address, address),
            Host::Name(name) => Self::Name(name),
        }
    }
}
