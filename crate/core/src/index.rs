//! From a build to its release without a search: the fast path of columns.

use crate::build::Build;
use crate::database::Database;
use crate::database::ReleaseId;
use alloc::boxed::Box;
use alloc::vec;

/// Marks a free slot; a database has fewer releases.
const FREE: u16 = u16::MAX;

/// Every build and alias of a database in an open hash table, at most half full.
pub(crate) struct Index {
    /// Bits of builds, and beside each the release's number.
    slots: Box<[(u64, u16)]>,
    shift: u32,
}

impl Index {
    pub(crate) fn new(database: &Database<'_>) -> Self {
        let aliases = database.aliases();
        let count = database.releases().len() + aliases.len();
        let bits = (2 * count).next_power_of_two().trailing_zeros().max(1);
        let mut index =
            Self { slots: vec![(0, FREE); 1 << bits].into_boxed_slice(), shift: u64::BITS - bits };
        // A build that is both a release and an alias is the release, as in
        // `Database::find`: what is entered first is found first.
        for (number, release) in database.releases().enumerate() {
            index.enter(release.build, number as u16);
        }
        for (alias, release) in aliases {
            index.enter(alias, release.0);
        }
        index
    }

    fn enter(&mut self, build: Build, number: u16) {
        let mut slot = self.slot(build);
        while self.slots[slot].1 != FREE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = (build.to_bits(), number);
    }

    /// The release with this build or with an alias that equals it.
    pub(crate) fn find(&self, build: Build) -> Option<ReleaseId> {
        let bits = build.to_bits();
        let mut slot = self.slot(build);
        loop {
            match self.slots[slot] {
                (_, FREE) => return None,
                (other, number) if other == bits => return Some(ReleaseId(number)),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Where the search for a build begins: Fibonacci hashing, since builds of
    /// one family differ in their low bits.
    fn slot(&self, build: Build) -> usize {
        (build.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_the_search_finds() {
        let database = Database::embedded();
        let index = Index::new(&database);
        let near = |build: Build| [-1, 0, 1].map(|by| build.to_bits().wrapping_add_signed(by));
        let builds = database.releases().map(|release| release.build);
        for bits in builds.chain(database.aliases().map(|alias| alias.0)).flat_map(near) {
            let build = Build::from_bits(bits);
            assert_eq!(index.find(build), database.find(build), "{build}");
        }
    }
}
