//! Lines of `ExchangeSetup.log` and the greeting of the setup program.
//!
//! * `Setup version: 15.1.2176.2.` — what is about to be installed; run from a
//!   patched server's own folder it shows the patched file.
//! * `The locally installed version is 15.1.1531.3.` — the registry, which
//!   does not follow security updates: the baseline.
//! * `The backup copy of the previously installed version is '15.1.1713.5'.`
//! * `Microsoft Exchange Server 2016 Cumulative Update 6 Unattended Setup`.
//! * Emitters: 2007 to SE. Pitfalls: Windows' version in the same lines.

use super::Scan;
use super::text::{Number, gap, has_any, line_end, line_start, next_number, starts_with};
use crate::channel::Channel;
use crate::evidence::Precision;

fn after(scan: &Scan<'_>, at: usize, words: &str) -> Option<Number> {
    let from = at + words.len();
    next_number(scan.text, from, line_end(scan.text, at).min(from + 40))
        .filter(|number| number.count() == 4 && number.is_family())
}

/// At `Setup version`.
pub(super) fn media(scan: &mut Scan<'_>, at: usize) {
    let place = gap(scan.text, at + "setup version".len());
    if let Some(number) =
        super::text::number(scan.text, place).filter(|n| n.count() == 4 && n.is_plausible())
    {
        let line = &scan.text[line_start(scan.text, at)..at];
        let logged = line.contains(&b'[')
            || super::text::has_any(super::text::around(scan.text, at, 300), &["exchange"]);
        if logged {
            scan.note_number(Channel::SetupMedia, &number, Precision::Baseline);
        }
    }
}

/// At `Exchange Build` of `Current Exchange Build: 15.1.2308.8`, as Microsoft's
/// reviewer of the log prints the registry's reading.
pub(super) fn current(scan: &mut Scan<'_>, at: usize) {
    if let Some(number) = after(scan, at, "exchange build") {
        scan.note_number(Channel::SetupInstalled, &number, Precision::Baseline);
        scan.read_to = scan.read_to.max(number.end);
    }
}

/// Whether the number at `at` is what setup gives its tasks: `-ExchangeVersion
/// '15.1.2176.2'`, `[Setting:ExchangeVersion] … [Value:"15.1.2176.2"]`.
pub(super) fn is_given(text: &[u8], at: usize) -> bool {
    let before = &text[line_start(text, at)..at];
    has_any(&before[before.len().saturating_sub(24)..], &["-exchangeversion"])
        || has_any(before, &["[setting:exchangeversion]"])
}

/// At `locally installed version`.
pub(super) fn installed(scan: &mut Scan<'_>, at: usize) {
    if let Some(number) = after(scan, at, "locally installed version") {
        scan.note_number(Channel::SetupInstalled, &number, Precision::Baseline);
    }
}

/// At `previously installed version`.
pub(super) fn previous(scan: &mut Scan<'_>, at: usize) {
    if let Some(number) = after(scan, at, "previously installed version") {
        scan.note_number(Channel::SetupPrevious, &number, Precision::None);
    }
}

/// Whether the words at `at` end the greeting of the setup program.
pub(super) fn is_greeting(text: &[u8], at: usize) -> bool {
    [&b"unattended setup"[..], b"setup wizard", b"setup\r", b"setup\n"]
        .iter()
        .any(|words| starts_with(&text[at..], words))
}
