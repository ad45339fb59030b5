//! The keys that count here: those of the program, those that were named, and
//! what has become of both by the lists of keys that were seen.

use crate::block::{self, Block};
use crate::list::{self, List};
use crate::{KeyId, MAX_TEXT, PublicKey, Refusal};
use expatch::Date;

/// The project's own lists of keys, the first one signed by its own root. Empty
/// until the ceremony in `crate/trust/README.md` was held: a program without
/// them believes no database but those of keys that its user names.
const PROJECT: &str = include_str!("../keys.txt");

/// A root that readers begin with, and the lists that follow from it.
#[derive(Clone, Debug, Default)]
struct Chain {
    /// What a reader was given: they may sign lists, and manifests too.
    anchors: Vec<PublicKey>,
    lists: Vec<List>,
}

/// The keys that count.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The project's keys and those of the user are two worlds with lists of
    /// their own.
    chains: Vec<Chain>,
}

impl Keys {
    /// Those of the program.
    pub fn embedded() -> Self {
        // Our own file is held to be right by a test.
        Self::of_project(PROJECT).unwrap_or_default()
    }

    pub(crate) fn of_project(text: &str) -> Result<Self, Refusal> {
        let mut chain = Chain::default();
        if let Some(block) = read(text)?.into_iter().next() {
            chain.anchors.clone_from(&List::read(block)?.0.root);
            chain.follow(text)?;
        }
        Ok(Self { chains: vec![chain] })
    }

    /// These, and keys that the user named.
    #[must_use]
    pub fn and(mut self, named: impl IntoIterator<Item = PublicKey>) -> Self {
        let anchors: Vec<PublicKey> = named.into_iter().collect();
        if !anchors.is_empty() {
            self.chains.push(Chain { anchors, lists: Vec::new() });
        }
        self
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.chains.iter().all(|chain| chain.anchors.is_empty())
    }

    /// Takes in lists of keys that were published or kept.
    ///
    /// # Errors
    /// Lists that contradict the known ones or do not follow from them. Nothing
    /// is taken in then.
    pub fn follow(&mut self, text: &str) -> Result<(), Refusal> {
        if text.is_empty() {
            return Ok(());
        }
        let (mut followed, mut why) = (false, Refusal::ForeignList(1));
        for chain in &mut self.chains {
            let mut longer = chain.clone();
            match longer.follow(text) {
                Ok(()) => (*chain, followed) = (longer, true),
                // That a root is unknown says less than what a known one says.
                Err(Refusal::ForeignList(_)) if !matches!(why, Refusal::ForeignList(_)) => {}
                Err(error) => why = error,
            }
        }
        if followed { Ok(()) } else { Err(why) }
    }

    /// The texts of all lists known, one for each root: what a reader keeps.
    pub fn lists_texts(&self) -> Vec<String> {
        let text = |chain: &Chain| -> String {
            chain.lists.iter().map(|list| format!("{}\n\n", list.text)).collect()
        };
        self.chains.iter().map(text).filter(|text| !text.is_empty()).collect()
    }

    /// The key with this name, where it may sign manifests.
    pub fn data(&self, id: KeyId) -> Option<&PublicKey> {
        self.chains.iter().find_map(|chain| chain.data(id))
    }

    /// Whether a list has named the key and a newer one no longer does.
    pub fn retired(&self, id: KeyId) -> bool {
        self.chains.iter().any(|chain| chain.retired(id)) && self.data(id).is_none()
    }

    /// The end of the list that names the key, if one does.
    pub(crate) fn end_of(&self, id: KeyId) -> Option<Date> {
        let newest = self.chains.iter().filter_map(|chain| chain.lists.last());
        newest.filter(|list| list.names(id)).map(|list| list.expires).max()
    }
}

impl Chain {
    fn follow(&mut self, text: &str) -> Result<(), Refusal> {
        for block in read(text)? {
            let (list, block) = List::read(block)?;
            match self.lists.iter().find(|known| known.number == list.number) {
                Some(known) if *known == list => {}
                Some(known) => {
                    // Whoever has no key of the first one's is a stranger.
                    list.signed_by_one_of(&block, &known.root)?;
                    return Err(Refusal::OtherList(list.number));
                }
                None => self.add(list, &block)?,
            }
        }
        Ok(())
    }

    fn add(&mut self, list: List, block: &Block<'_>) -> Result<(), Refusal> {
        let before = match self.lists.last() {
            Some(last) if list.number < last.number => return Err(Refusal::OtherList(list.number)),
            Some(last) if list.number > last.number + 1 => {
                return Err(Refusal::MissingList(last.number + 1));
            }
            Some(last) => &last.root,
            None => &self.anchors,
        };
        list.signed_by_one_of(block, before)?;
        list.no_other_signers(block, before)?;
        self.lists.push(list);
        Ok(())
    }

    fn data(&self, id: KeyId) -> Option<&PublicKey> {
        let named = |key: &&PublicKey| key.id() == id;
        if let Some(newest) = self.lists.last()
            && let Some(key) = newest.data.iter().chain(&newest.root).find(named)
        {
            return Some(key);
        }
        self.anchors.iter().find(named).filter(|_| !self.retired(id))
    }

    fn retired(&self, id: KeyId) -> bool {
        self.lists.iter().any(|list| list.names(id))
            && self.lists.last().is_some_and(|newest| !newest.names(id))
    }
}

/// The lists in a text.
fn read(text: &str) -> Result<Vec<Block<'_>>, Refusal> {
    let text = text.trim_end_matches('\n');
    if text.is_empty() {
        return Ok(Vec::new());
    }
    if text.len() > MAX_TEXT {
        return Err(Refusal::Format(1, "begins a text that is too long"));
    }
    // A text ends as its last block does.
    let mut lists = Vec::new();
    let mut line = 1;
    for part in text.split("\n\n") {
        let block = block::one(part, line)?;
        if block.head != list::HEAD {
            return Err(Refusal::Format(line, "is not known to this program"));
        }
        line += part.split('\n').count() + 1;
        lists.push(block);
    }
    Ok(lists)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_lists_hold() {
        assert!(Keys::of_project(PROJECT).is_ok());
    }
}
