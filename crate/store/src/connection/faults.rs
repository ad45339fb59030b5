//! Failures on purpose, for tests: the n-th call to the database fails, before
//! anything happened or after all of it did.

use crate::Error;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The disk is full.
    Full,
    /// It cannot be read or written.
    Io,
    /// Somebody else holds it.
    Busy,
    /// The wire is cut.
    Lost,
}

impl Fault {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Full, Self::Io, Self::Busy, Self::Lost];

    fn error(self) -> Error {
        match self {
            Self::Full => Error::Full,
            Self::Io => Error::Database("disk I/O error".to_owned()),
            Self::Busy => Error::Database("database is locked".to_owned()),
            Self::Lost => Error::Database("connection closed".to_owned()),
        }
    }
}

/// When it goes wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// Nothing has happened.
    Before,
    /// All of it has, but nobody hears of it.
    After,
}

/// Counts calls down to the one that fails.
#[derive(Debug, Default)]
pub struct Faults {
    left: AtomicI64,
    what: AtomicU8,
    struck: AtomicI64,
    down: AtomicBool,
}

impl Faults {
    /// Lets the call after `calls` others fail.
    pub fn arm(&self, calls: i64, fault: Fault, when: When) {
        self.what.store(fault as u8 * 2 + when as u8, Ordering::SeqCst);
        self.struck.store(0, Ordering::SeqCst);
        self.left.store(calls + 1, Ordering::SeqCst);
    }

    /// From now on every call fails.
    pub fn down(&self) {
        self.down.store(true, Ordering::SeqCst);
    }

    /// No call fails any more; tells how many did.
    pub fn disarm(&self) -> i64 {
        self.left.store(0, Ordering::SeqCst);
        self.down.store(false, Ordering::SeqCst);
        self.struck.load(Ordering::SeqCst)
    }

    pub(super) fn strike(&self, when: When) -> Option<Error> {
        if when == When::Before && self.down.load(Ordering::SeqCst) {
            return Some(Fault::Lost.error());
        }
        let what = self.what.load(Ordering::SeqCst);
        if what % 2 != when as u8 || self.left.load(Ordering::SeqCst) <= 0 {
            return None;
        }
        if self.left.fetch_sub(1, Ordering::SeqCst) != 1 {
            return None;
        }
        self.struck.fetch_add(1, Ordering::SeqCst);
        Some(Fault::ALL[usize::from(what / 2)].error())
    }
}
