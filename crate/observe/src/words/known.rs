//! Which words may stand in a table. It is asked before the table is searched, as most
//! words of a text stand in none: one bit for the letters at both ends and in the middle
//! and for the length, as in Bloom's filter.

/// The bits of a table's words.
pub(crate) struct Known([u64; BITS / 64]);

const BITS: usize = 4096;

impl Known {
    pub(crate) const fn new() -> Self {
        Self([0; BITS / 64])
    }

    /// Adds a word of the table, lower case.
    pub(crate) const fn add(&mut self, word: &[u8]) {
        let bit = bit(word);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether `word` may be one of them, in any case; without this it is none.
    pub(crate) fn may_hold(&self, word: &[u8]) -> bool {
        let bit = bit(word);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// The filter of the words that stand first in the rows of tables, as `$part` cuts them.
macro_rules! known {
    ($part:path: $($table:expr),+) => {{
        let mut known = $crate::words::Known::new();
        $(
            let mut at = 0;
            while at < $table.len() {
                known.add($part($table[at].0.as_bytes()));
                at += 1;
            }
        )+
        known
    }};
}

pub(crate) use known;

/// All of a word.
pub(crate) const fn whole(word: &[u8]) -> &[u8] {
    word
}

const fn bit(word: &[u8]) -> usize {
    let [first, .., last] = word else {
        return match word {
            [only] => only.to_ascii_lowercase() as usize,
            _ => 0,
        };
    };
    let (first, last) = (first.to_ascii_lowercase() as usize, last.to_ascii_lowercase() as usize);
    let middle = word[word.len() / 2].to_ascii_lowercase() as usize;
    let second = word[1].to_ascii_lowercase() as usize;
    (first * 31 + second * 197 + middle * 17 + last * 7 + word.len() * 601) % BITS
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn every_word_of_a_table_may_be_in_it() {
        let words = ["", "v", "su", "version", "versión", "版本", "exchangeserver"];
        let mut known = Known::new();
        for word in words {
            known.add(word.as_bytes());
        }
        for word in words {
            assert!(known.may_hold(word.as_bytes()), "{word}");
            assert!(known.may_hold(word.to_ascii_uppercase().as_bytes()), "{word}");
        }
        let others = ["colour", "x-powered-by", "private", "vary", "server", "hu"];
        assert!(others.iter().all(|word| !known.may_hold(word.as_bytes())));
    }
}
