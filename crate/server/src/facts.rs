//! The database the server answers from: the one in the program until a newer
//! one is put in its place, while requests go on with the one they began with.

use expatch::Assessor;
use expatch::Database;
use expatch::Date;
use std::sync::Arc;
use std::sync::RwLock;

/// A database with what is asked of it often.
pub struct Loaded {
    /// The facts.
    pub database: Database<'static>,
    /// SHA-256 in hexadecimal, as every report repeats it.
    pub digest: String,
    /// Where it came from: `embedded`, or a file or address.
    pub source: String,
    assessors: RwLock<Vec<Arc<Assessor<'static>>>>,
}

/// Days kept prepared: today in every time zone, and a few that are asked for.
const DAYS: usize = 8;

impl Loaded {
    fn new(database: Database<'static>, source: String) -> Self {
        let digest = database.identity().digest;
        let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { database, digest, source, assessors: RwLock::default() }
    }

    /// The database prepared for a day, remembered for the days asked for last.
    pub fn assessor(&self, day: Date) -> Arc<Assessor<'static>> {
        let known = self.assessors.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(assessor) = known.iter().find(|assessor| assessor.day() == day) {
            return assessor.clone();
        }
        drop(known);
        let fresh = Arc::new(Assessor::new(&self.database, day));
        let mut known = self.assessors.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() == DAYS {
            known.remove(0);
        }
        known.push(fresh.clone());
        fresh
    }
}

/// The database in use, which can be exchanged.
pub struct Facts {
    current: RwLock<Arc<Loaded>>,
}

impl Default for Facts {
    fn default() -> Self {
        let embedded = Loaded::new(Database::embedded(), String::from("embedded"));
        Self { current: RwLock::new(Arc::new(embedded)) }
    }
}

impl Facts {
    /// The database in use now; it stays whole for whoever holds it.
    pub fn current(&self) -> Arc<Loaded> {
        // A poisoned lock only tells that some thread panicked while it held
        // it; the pointer inside is always whole.
        self.current.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }
}
