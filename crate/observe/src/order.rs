//! Sorting with one machine code for all lists. The standard library's is made
//! anew for each type and each order, and is built for long lists in any order;
//! those here are short or sorted already, and it was a seventh of the code that a
//! browser loads. Lists that are long and mixed take the standard library's.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Sorts by what `key` gives; equals stay in their order.
///
/// ```
/// let mut words = ["three", "two", "one", "four"];
/// expatch_observe::order::by_key(&mut words, |word| word.len());
/// assert_eq!(words, ["two", "one", "four", "three"]);
/// ```
pub fn by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    by(list, |one, other| key(one).cmp(&key(other)));
}

/// Sorts by `compare`; equals stay in their order.
pub fn by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if list.is_sorted_by(|one, other| compare(one, other).is_le()) {
        return;
    }
    let mut order = arranged(list.len(), &|one, other| compare(&list[one], &list[other]));
    // Along each circle of places every element moves once.
    for start in 0..order.len() {
        let mut at = start;
        while order[at] != start {
            let next = order[at];
            list.swap(at, next);
            order[at] = at;
            at = next;
        }
        order[at] = at;
    }
}

/// Places by what they share, ascending; those of one key in their order.
///
/// ```
/// let places = vec![("b", 0), ("a", 1), ("b", 2)];
/// assert_eq!(expatch_observe::order::grouped(places), [vec![1], vec![0, 2]]);
/// ```
pub fn grouped<K: Ord>(mut places: Vec<(K, usize)>) -> Vec<Vec<usize>> {
    by(&mut places, |one, other| one.0.cmp(&other.0));
    let same = places.chunk_by(|one, other| one.0 == other.0);
    same.map(|group| group.iter().map(|(_, place)| *place).collect()).collect()
}

/// Which of `count` elements belongs in each place.
fn arranged(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_comes_out_as_the_standard_library_sorts_it() {
        let mut seed = 7_u32;
        for length in 0..200 {
            let list: Vec<(u8, usize)> = (0..length)
                .map(|at| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((seed >> 24) as u8 % 16, at)
                })
                .collect();
            let (mut ours, mut theirs) = (list.clone(), list);
            by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            assert_eq!(ours, theirs);
        }
    }
}
