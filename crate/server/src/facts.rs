//! The database the server answers from: the one in the program until a newer
//! one is put in its place, while requests go on with the one they began with.

use expatch::Assessor;
use expatch::Database;
use expatch::Date;
use expatch_update::Keys;
use expatch_update::order;
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
        let digest = expatch::hexadecimal(&database.identity().digest);
        Self { database, digest, source, assessors: RwLock::default() }
    }

    /// The database prepared for a day, remembered for the days asked for last.
    pub fn assessor(&self, day: Date) -> Arc<Assessor<'static>> {
        let known = self.assessors.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(assessor) = known.iter().find(|assessor| assessor.day() == day) {
            return assessor.clone();
        }
        drop(known);
        let fresh = Arc::new(Assessor::new(&self.database, day));
        let mut known = self.assessors.write().unwrap_or_else(std::sync::PoisonError::into_inner);
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
        self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Puts the signed database at `source`, a file or an address, into use,
    /// and tells its digest; or `None` where it is the one in use. One that
    /// cannot be used, or is older than the facts in use, changes nothing.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn take(&self, source: &str, keys: &Keys) -> Result<Option<String>, String> {
        let bytes = expatch_update::fetch(source).map_err(|error| error.to_string())?;
        let (fresh, signer) =
            expatch_update::verify(&bytes, keys).map_err(|error| error.to_string())?;
        let current = self.current();
        if fresh.digest() == current.database.digest() {
            return Ok(None);
        }
        if order(&fresh) < order(&current.database) {
            let (version, known) = (fresh.version(), current.database.version());
            return Err(format!("version {version} is older than {known}, which is in use"));
        }
        // Requests under way and prepared days borrow the bytes, so they stay
        // for good: some 70 kB for each new file that the operator signs.
        let bytes: &'static [u8] = bytes.leak();
        let database = Database::load(bytes).map_err(|error| error.to_string())?;
        Ok(Some(self.put(database.with_signer(signer.0), source)))
    }

    /// Puts a database into use and tells its digest, unless it is the one in
    /// use or an older one.
    pub fn put_newer(&self, loaded: expatch_update::Loaded, source: &str) -> Option<String> {
        let current = self.current();
        let offered = loaded.database();
        if offered.digest() == current.database.digest()
            || order(&offered) < order(&current.database)
        {
            return None;
        }
        Some(self.put(loaded.leak(), source))
    }

    /// Puts a database into use, and tells its digest.
    pub fn put(&self, database: Database<'static>, source: &str) -> String {
        let loaded = Loaded::new(database, source.to_owned());
        let digest = loaded.digest.clone();
        *self.current.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(loaded);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch_update::SecretKey;
    use expatch_update::sign;

    #[test]
    fn a_bad_file_changes_nothing_and_the_same_facts_are_not_taken_twice() {
        let facts = Facts::default();
        let before = facts.current();
        let key = SecretKey::from_bytes(&[7; 32]);
        let keys = Keys::default().and([key.public()]);
        let path = std::env::temp_dir().join(format!("expatch-take-{}", std::process::id()));
        let embedded = Database::embedded().bytes();
        let signed = sign(embedded, &key).unwrap();
        let mut forged = signed.clone();
        *forged.last_mut().unwrap() ^= 1;
        let foreign = sign(embedded, &SecretKey::from_bytes(&[8; 32])).unwrap();
        for bad in [b"".as_slice(), b"junk", embedded, &signed[..100], &forged, &foreign] {
            std::fs::write(&path, bad).unwrap();
            assert!(facts.take(&path.display().to_string(), &keys).is_err());
        }
        std::fs::write(&path, &signed).unwrap();
        assert_eq!(facts.take(&path.display().to_string(), &keys), Ok(None));
        std::fs::remove_file(&path).unwrap();
        assert!(facts.take(&path.display().to_string(), &keys).is_err());
        assert!(Arc::ptr_eq(&before, &facts.current()));
    }
}
