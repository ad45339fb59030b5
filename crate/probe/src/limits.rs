//! How long one target is waited for, and how much of its answers is read.

use std::time::Duration;

/// Bounds of time, size and number for one target.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a connection, and again for its TLS handshake.
    pub connect: Duration,
    /// For the head of an answer, and again for its body.
    pub answer: Duration,
    /// For one attempt in all.
    pub attempt: Duration,
    /// Bytes read of a body, and bytes it may decompress to.
    pub body: usize,
    /// How many redirects on the same host are followed.
    pub redirects: u32,
    /// How often a target is tried again.
    pub retries: u32,
    /// The shortest pause before that; it doubles, and varies by half.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(8),
            attempt: Duration::from_secs(30),
            body: 64 * 1024,
            redirects: 3,
            retries: 2,
            pause: Duration::from_secs(2),
        }
    }
}
