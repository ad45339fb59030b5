//! A second in UTC. Manifests are ordered by it, so that a day is too coarse.

use expatch::Date;
use std::fmt;
use std::str::FromStr;

/// A second in UTC, written `2026-11-28T22:00:00Z` and in no other way.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Moment(i64);

const DAY: i64 = 86_400;

impl Moment {
    /// The moment so many seconds after 1970 began.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970 began.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Its day.
    pub const fn day(self) -> Date {
        Date::from_days(self.0.div_euclid(DAY) as i32)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.day())
    }
}

impl FromStr for Moment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (day, time) = text.split_once('T').ok_or(())?;
        let day: Date = day.parse().map_err(|_| ())?;
        let mut parts = time.strip_suffix('Z').ok_or(())?.split(':');
        let mut part = || parts.next()?.parse::<i64>().ok();
        let (Some(hour), Some(minute), Some(second)) = (part(), part(), part()) else {
            return Err(());
        };
        let moment = Self(i64::from(day.days()) * DAY + hour * 3600 + minute * 60 + second);
        // Whatever is written in another way is no moment: one text for each.
        if moment.to_string() == text { Ok(moment) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        let text = "2026-11-28T22:05:09Z";
        let moment: Moment = text.parse().unwrap();
        assert_eq!(moment.to_string(), text);
        assert_eq!(moment.day().to_string(), "2026-11-28");
        assert_eq!(moment.seconds() % 60, 9);
        for other in
            ["", "2026-11-28", "2026-11-28T22:05:09", "2026-11-28T22:05:9Z", "2026-11-28T24:00:00Z"]
        {
            assert_eq!(other.parse::<Moment>(), Err(()), "{other}");
        }
    }
}
