//! Which JSON objects are worth parsing: those that hold one of a few words
//! without which no dialect gives the core anything to read.

use aho_corasick::packed;
use std::sync::LazyLock;

/// Words in the spellings that scanners write. A row without any of them says
/// nothing that the core could read.
const WORDS: [&str; 26] = [
    "owa_version",
    "OWA_Version",
    "Owa_Version",
    "owa-version",
    "OWA-Version",
    "Owa-Version",
    "OWA-VERSION",
    "owa/",
    "OWA/",
    "owa\\/",
    "OWA\\/",
    "xchange",
    "XCHANGE",
    "eserver",
    "EServer",
    "sktop",
    "SMTP",
    "smtp server",
    "plication",
    "tiveSync",
    "tivesync",
    "ersion 1",
    "BuildNumber",
    "utlook Web",
    "CVE-20",
    "cve-20",
];

static SEARCHER: LazyLock<Option<packed::Searcher>> =
    LazyLock::new(|| packed::Searcher::new(WORDS));

/// Whether `raw` may hold evidence; sure to be true where it does.
pub(crate) fn may_tell(raw: &[u8]) -> bool {
    match &*SEARCHER {
        Some(searcher) => searcher.find(raw).is_some(),
        // No vector unit: slower, not different.
        None => WORDS.iter().any(|word| memchr::memmem::find(raw, word.as_bytes()).is_some()),
    }
}
