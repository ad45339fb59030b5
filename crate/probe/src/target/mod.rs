//! Targets: a host with its port, and lists of them that stay small however
//! many they name.

mod list;
mod parse;
mod refuse;

pub use list::{ListError, TargetList};
pub use parse::TargetError;
pub use refuse::{Refusal, check_scope, is_own};

use std::fmt;
use std::net::IpAddr;
use std::net::SocketAddr;

/// One server to ask.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Target {
    /// Its address or name.
    pub host: Host,
    /// Its port.
    pub port: u16,
    /// Whether TLS is spoken there.
    pub scheme: Scheme,
}

/// An address, or a name that is resolved when its turn comes.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Host {
    /// An address.
    Address(IpAddr),
    /// A name, in lower case, without a final dot.
    Name(Box<str>),
}

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// HTTP over TLS.
    Https,
    /// Plain HTTP.
    Http,
}

impl Scheme {
    /// `https` or `http`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    /// What is usual on a port.
    pub const fn usual_on(port: u16) -> Self {
        match port {
            80 | 8080 => Self::Http,
            _ => Self::Https,
        }
    }

    const fn usual_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

impl Host {
    /// The name, where it is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Address(_) => None,
            Self::Name(name) => Some(name),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Target {
    /// The value of the `Host` header.
    pub fn authority(&self) -> String {
        let host = match &self.host {
            Host::Address(IpAddr::V6(address)) => format!("[{address}]"),
            host => host.to_string(),
        };
        if self.port == self.scheme.usual_port() { host } else { format!("{host}:{}", self.port) }
    }
}

/// `scheme://host:port`, always with the port: the key of a target.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, port) = (self.scheme.code(), self.port);
        match &self.host {
            Host::Address(address) => {
                write!(f, "{scheme}://{}", SocketAddr::new(*address, port))
            }
            Host::Name(name) => write!(f, "{scheme}://{name}:{port}"),
        }
    }
}
