//! The only place that reads the clock for verdicts: the core is given a day.

use expatch::Date;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// Today in UTC. A clock set before 1970 counts as 1970.
pub(crate) fn today() -> Date {
    Date::from_days((millis() / 86_400_000) as i32)
}

/// Milliseconds since 1970.
pub(crate) fn millis() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
