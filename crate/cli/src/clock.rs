//! The only place of the command that reads a clock.

use expatch::Date;
use std::time::SystemTime;

/// Today in UTC, the default day of a verdict.
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    Date::from_days(i32::try_from(seconds / 86_400).unwrap_or(i32::MAX))
}
