//! A point in time, stored as milliseconds since 1970, written as RFC 3339.

use expatch::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde::Serializer;
use std::fmt;

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, Eq, JsonSchema, Ord, PartialEq, PartialOrd)]
#[schemars(with = "String", extend("format" = "date-time"))]
pub struct Moment(pub i64);

impl Moment {
    /// The day it lies in.
    pub fn day(self) -> Date {
        // Four digits of the year are all that RFC 3339 has.
        let days = self.0.div_euclid(DAY).clamp(-719_162, 2_932_896);
        Date::from_days(i32::try_from(days).unwrap_or_default())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let within = self.0.rem_euclid(DAY);
        let (seconds, millis) = (within / 1000, within % 1000);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", self.day())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_rfc_3339() {
        assert_eq!(Moment(0).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Moment(1_795_494_679_042).to_string(), "2026-11-24T04:31:19.042Z");
        assert!(Moment(i64::MAX).to_string().starts_with("9999-12-31T"));
        assert!(Moment(i64::MIN).to_string().starts_with("0001-01-01T"));
        assert_eq!(Moment(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }
}
