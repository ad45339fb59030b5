//! How much work one input may be, for who reads texts of strangers.

use core::sync::atomic::AtomicBool;
use core::sync::atomic::Ordering;

/// Where the reading of one input ends before its text does.
///
/// ```
/// use expatch_observe::Budget;
/// use expatch_observe::observe_within;
/// let text = b"EX01,15.2.986.14\nEX02,15.2.986.14\n";
/// let reading = observe_within(text, Budget { steps: 1, ..Budget::default() });
/// assert_eq!(reading.evidence.len(), 1);
/// assert_eq!(reading.unread, Some(17..34));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Budget<'s> {
    /// How many places that may say a version are looked at. The work between two of
    /// them is bounded by the bytes there. The text ends before the line with the
    /// first place that is one too many.
    pub steps: usize,
    /// Set when nobody waits for the answer any more: reading ends soon, and what was
    /// read is worth nothing.
    pub stop: Option<&'s AtomicBool>,
}

impl Default for Budget<'_> {
    /// Without an end.
    fn default() -> Self {
        Self { steps: usize::MAX, stop: None }
    }
}

impl Budget<'_> {
    /// Whether nobody waits any more.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}
