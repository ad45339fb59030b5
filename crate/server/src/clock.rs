//! The only place that reads the clock: what day a verdict is for when none is
//! asked for, when something was written, and how long something waits.
//!
//! The system's clock jumps: it is set right after a start, or wrong by
//! somebody. What people read follows it at once. What waits does not: it goes
//! by a clock that was set once and runs on by itself.

use expatch::Date;
use expatch_store::Moment;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// The system's clock, and one that does not jump.
pub struct Clock {
    wall: Box<dyn Fn() -> SystemTime + Send + Sync>,
    started: Instant,
    /// What the system's clock said then.
    start: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Self::reading(SystemTime::now)
    }
}

impl Clock {
    /// One that reads another clock than the system's.
    pub fn reading(wall: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        let start = millis(wall());
        Self { wall: Box::new(wall), started: Instant::now(), start }
    }

    /// Today in UTC.
    pub(crate) fn today(&self) -> Date {
        Date::from_days((self.now().0 / 86_400_000) as i32)
    }

    /// Now, as the system's clock says.
    pub(crate) fn now(&self) -> Moment {
        Moment(millis((self.wall)()))
    }

    /// Now, if the system's clock had not been touched since the start.
    pub(crate) fn steady(&self) -> Moment {
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Moment(self.start.saturating_add(passed))
    }
}

/// Milliseconds since 1970; a time before counts as 1970.
fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
