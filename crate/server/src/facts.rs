//! The database the server answers from: the one in the program until a newer
//! one is put in its place, while requests go on with the one they began with.

use expatch::Database;
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
}

impl Loaded {
    fn new(database: Database<'static>, source: String) -> Self {
        let digest = database.identity().digest;
        let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { database, digest, source }
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
