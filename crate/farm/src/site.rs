//! What stands at one address.

use expatch::Build;

/// One server of the made world, or the lack of one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Site {
    /// Its number in the world.
    pub number: u32,
    /// What answers.
    pub kind: Kind,
    /// The label of the group it belongs to; empty for the crowd.
    pub label: &'static str,
    /// Its place within the group.
    pub rank: u32,
}

/// What answers at an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// An Exchange front end.
    Exchange(Build, Style),
    /// Another web server.
    Other(u8),
    /// Something that means harm or is broken.
    Hostile(Hostile),
    /// Nothing.
    Silent,
}

/// How an Exchange front end shows its build.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Style {
    /// Header on the logon page.
    Header,
    /// Header on `service.svc` only.
    Service,
    /// OWA is closed to the outside, Autodiscover shows the header.
    Autodiscover,
    /// Header on the logon page, which is behind a redirect.
    Redirected,
    /// Path only: the baseline.
    Path,
    /// Path, and the export tool's manifest: a floor.
    Tool,
    /// Header emptied and path scrubbed by a proxy.
    Hidden,
    /// Header on the logon page, TLS 1.0 with an RSA key.
    OldTls,
    /// Header on the logon page, whose body never ends.
    Endless,
}

impl Style {
    /// Whether the full build can be read from outside.
    pub const fn shows_build(self) -> bool {
        !matches!(self, Self::Path | Self::Tool | Self::Hidden)
    }
}

/// Ways to be hard to ask.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Hostile {
    /// A small gzip body that decompresses to a gigabyte.
    GzipBomb,
    /// Thousands of header fields.
    HeaderFlood,
    /// A header line without end.
    LongHeader,
    /// Garbage instead of a TLS handshake.
    TlsFault,
    /// Accepts and says nothing.
    Tarpit,
    /// One byte of the head every second.
    Drip,
    /// Closes at once.
    HangUp,
    /// Answers something that is not HTTP.
    Garbage,
    /// Redirects in a circle.
    RedirectLoop,
    /// Redirects to another host.
    RedirectAway,
    /// Announces more than it sends.
    ShortBody,
}

impl Hostile {
    /// Every way.
    pub const ALL: [Self; 11] = [
        Self::GzipBomb,
        Self::HeaderFlood,
        Self::LongHeader,
        Self::TlsFault,
        Self::Tarpit,
        Self::Drip,
        Self::HangUp,
        Self::Garbage,
        Self::RedirectLoop,
        Self::RedirectAway,
        Self::ShortBody,
    ];
}

impl Site {
    /// The build, where it is an Exchange front end.
    pub fn build(&self) -> Option<Build> {
        match self.kind {
            Kind::Exchange(build, _) => Some(build),
            _ => None,
        }
    }
}
