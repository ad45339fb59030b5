//! Versions to come to: advice, requirements, news. They stand beside versions
//! that are there, in the same sentences.

use super::text::{find, has_any, is_word, line_start, starts_with};

/// Words before a version that bounds others, or that a server should have.
const BOUNDS: [&str; 36] = [
    "expected",
    "\"fixed",
    "-lt ",
    "-le ",
    "-ge ",
    "upgrade to",
    "update to",
    "minimum",
    "at least",
    "should be",
    "must be",
    "fixed ",
    "targetversion",
    "fixedbuild",
    "missing ",
    "requires",
    "starting with",
    "starting from",
    "introduced in",
    "ending with",
    "such as ",
    "applyversion",
    "minversion",
    "as of build",
    "since build",
    "older than",
    "newer than",
    "ab build",
    "à partir d",
    "install version",
    "install build",
    "install cu",
    "all servers running",
    "for example,",
    "is stored as",
    "in the format",
];

/// The same in other languages.
const BOUNDS_ELSEWHERE: [&str; 13] = [
    "korrigierte",
    "behobene",
    "behoben in",
    "mindestens",
    "corrigée",
    "minimale",
    "minimaal",
    "corregida",
    "mínima",
    "corretta",
    "a partir de",
    "начиная с",
    "начинающихся с",
];

/// Words of advice, of want and of news. Whoever has the server speaks so too, and
/// then says whose it is.
const ADVICE: [&str; 14] = [
    "please ",
    "need to",
    "install ",
    "upgrade exchange",
    "update exchange",
    "upgrade your",
    "update your",
    "should ",
    "must ",
    "require",
    "recommend",
    "latest",
    "newest",
    "target version",
];

/// The same in other languages.
const ADVICE_ELSEWHERE: [&str; 38] = [
    "released",
    "download ",
    "announce",
    "aktualisieren",
    "installieren sie",
    "neueste",
    "benötigt",
    "erforderlich",
    "sollte",
    "muss ",
    "empfohlen",
    "veröffentlicht",
    "mettre à jour",
    "mettez à jour",
    "mise à jour vers",
    "requise",
    "dernière version",
    "doit ",
    "devrait",
    "recommand",
    "installez",
    "publié",
    "werk exchange",
    "bijwerken naar",
    "bij naar",
    "vereist",
    "nieuwste",
    "aanbevolen",
    "moet ",
    "uitgebracht",
    "actualice",
    "actualizar",
    "requerida",
    "última versión",
    "aggiorna",
    "richiesta",
    "ultima versione",
    "обновите",
];

/// How those speak who have the server.
const OWNERS: [&str; 30] = [
    "our ",
    "my ",
    "mein",
    "unser",
    "mon ",
    "notre",
    "mi ",
    "nuestr",
    "mio ",
    "nostr",
    "mijn",
    "onze",
    "meu ",
    "noss",
    "we are on",
    "we're on",
    "we run",
    "we have",
    "we need",
    "i have",
    "i need",
    "currently",
    "current version",
    "installed",
    "running",
    "from ",
    "мой",
    "наш",
    "我的",
    "我们",
];

/// Whether `text` speaks of a version to come to in another language than
/// English, or as news.
pub(super) fn is_told_elsewhere(text: &[u8]) -> bool {
    has_any(text, &BOUNDS_ELSEWHERE) || has_any(text, &ADVICE_ELSEWHERE)
}

/// Whether the number from `start` to `end` is one to come to: advice, a
/// requirement, the latest there is.
pub(super) fn is_goal(text: &[u8], start: usize, end: usize) -> bool {
    let before = &text[line_start(text, start).max(start.saturating_sub(100))..start];
    let before = &before[sentence(before)..];
    let owned = || OWNERS.iter().any(|word| has_word(before, word.as_bytes()));
    is_later(text, end)
        || is_required_below(text, start)
        || has_any(before, &BOUNDS)
        || has_any(before, &BOUNDS_ELSEWHERE)
        || (has_any(before, &ADVICE) || has_any(before, &ADVICE_ELSEWHERE)) && !owned()
}

/// Whether the line of `at` is an item under `… requires all of:`, the line of
/// that sort right above or with other items between.
fn is_required_below(text: &[u8], at: usize) -> bool {
    let start = line_start(text, at);
    let is_item = |line: &[u8]| matches!(line.first(), Some(b' ' | b'\t' | b'-' | b'*'));
    if !is_item(&text[start..]) {
        return false;
    }
    let above = &text[start.saturating_sub(300)..start];
    let mut lines = above.trim_ascii_end().split(|byte| *byte == b'\n').rev().take(4);
    let heading = lines.find(|line| !is_item(line));
    heading.map(<[u8]>::trim_ascii_end).is_some_and(|line| {
        line.ends_with(b":") && has_any(line, &["requires", "requirements", "prerequisites"])
    })
}

/// Whether a word of `text` begins so: `our`, and not `jour`.
pub(super) fn has_word(text: &[u8], word: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = find(&text[from..], word).map(|place| from + place) {
        if at == 0 || !is_word(text[at - 1]) {
            return true;
        }
        from = at + 1;
    }
    false
}

/// Where the last sentence of `text` begins.
pub(super) fn sentence(text: &[u8]) -> usize {
    let end = |pair: &[u8]| matches!(pair, [b'.' | b'!' | b'?', b' ' | b'\t']);
    text.windows(2).rposition(end).map_or(0, |place| place + 2)
}

/// Whether the words behind a number that ends at `end` mean those that follow as well.
pub(super) fn is_later(text: &[u8], end: usize) -> bool {
    const WORDS: [&str; 15] = [
        "or later",
        "or newer",
        "or higher",
        "or above",
        "or greater",
        "and later",
        "and higher",
        "oder neuer",
        "oder höher",
        "ou ultérieur",
        "o posterior",
        "of hoger",
        "以降",
        "以上",
        "及更高",
    ];
    let after = text[end..text.len().min(end + 24)].trim_ascii_start();
    let after = after.strip_prefix(b")").unwrap_or(after).trim_ascii_start();
    WORDS.iter().any(|word| starts_with(after, word.as_bytes()))
}
