//! What a cell or a field says of an update: installed, or not.

use crate::document::text::decimal;
use crate::document::text::is_word;
use crate::document::text::starts_with;
use crate::evidence::Why;
use crate::words::INSTALLED;
use crate::words::Known;
use crate::words::STATES;
use crate::words::known;

/// What an update's state is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum State {
    /// It is there.
    Installed,
    /// It is not, and why.
    Not(Why),
}

/// The state that is all a cell holds.
pub(crate) fn of(cell: &[u8]) -> Option<State> {
    let cell = cell.trim_ascii();
    if cell.is_empty() || cell.len() > 32 {
        return None;
    }
    let same = |word: &str| {
        word.len() == cell.len()
            && (word.as_bytes() == cell
                || word.as_bytes().eq_ignore_ascii_case(cell)
                || lower(word, cell))
    };
    // `0x80070643`: every such code is an error.
    if cell.len() == 10 && starts_with(cell, b"0x8") && cell[2..].iter().all(u8::is_ascii_hexdigit)
    {
        return Some(State::Not(Why::Failed));
    }
    if let Some((_, why, _)) = STATES.iter().find(|(word, ..)| same(word)) {
        return Some(State::Not(*why));
    }
    INSTALLED.iter().any(|(word, _)| same(word)).then_some(State::Installed)
}

/// The state in a field of that name, whose value may be a code: yes or no, what a
/// program returned, what Windows Update's `OperationResultCode` says.
pub(crate) fn of_field(key: &[u8], cell: &[u8]) -> Option<State> {
    let is = |names: &[&[u8]]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    let code = decimal(cell);
    match code {
        Some(code) if is(&[b"installed", b"isinstalled"]) => match code {
            0 => Some(State::Not(Why::Missing)),
            1 => Some(State::Installed),
            _ => None,
        },
        Some(code) if is(&[b"exitcode", b"returncode"]) => match code {
            0 => Some(State::Installed),
            1641 | 3010 => Some(State::Not(Why::Pending)),
            _ => Some(State::Not(Why::Failed)),
        },
        Some(code) if is(&[b"resultcode"]) => match code {
            0 | 1 => Some(State::Not(Why::Pending)),
            2 => Some(State::Installed),
            _ => Some(State::Not(Why::Failed)),
        },
        _ => of(cell),
    }
}

/// The letters of Latin-1 in either case: `Échec`, `échec`.
fn lower(word: &str, cell: &[u8]) -> bool {
    let fold = |byte: u8, before: Option<u8>| match (before, byte) {
        (Some(0xC3), 0x80..=0x9E) => byte + 0x20,
        _ => byte.to_ascii_lowercase(),
    };
    let before = |at: usize| at.checked_sub(1).map(|at| cell[at]);
    word.bytes().enumerate().all(|(at, byte)| byte == fold(cell[at], before(at)))
}

/// The state that a sentence names, as far as one word tells it; of several the first of
/// the table.
pub(crate) fn told(field: &[u8]) -> Option<Why> {
    let mut found = STATES.len();
    let mut at = 0;
    while at < field.len() {
        let end = at + field[at..].iter().take_while(|byte| is_word(**byte)).count();
        if end > at && FIRST.may_hold(&field[at..end]) {
            let stands = |word: &str| {
                word.len() > 4
                    && starts_with(&field[at..], word.as_bytes())
                    && !field.get(at + word.len()).is_some_and(|byte| is_word(*byte))
            };
            let earlier = STATES[..found].iter().position(|(word, ..)| stands(word));
            found = earlier.unwrap_or(found);
        }
        at = end + 1;
    }
    STATES.get(found).map(|(_, why, _)| *why)
}

/// The words that states begin with.
static FIRST: Known = known!(first: STATES);

const fn first(state: &[u8]) -> &[u8] {
    let mut end = 0;
    while end < state.len() && is_word(state[end]) {
        end += 1;
    }
    state.split_at(end).0
}
