//! Calendar days without a clock: parse, order, display, and the one rule of
//! Microsoft's calendar that verdicts need, Patch Tuesday.

use core::fmt;
use core::str::FromStr;

/// A day of the Gregorian calendar, counted from 1970-01-01.
///
/// ```
/// use expatch::Date;
/// let day: Date = "2026-11-23".parse().unwrap();
/// assert_eq!(day.to_string(), "2026-11-23");
/// assert!(day > "2026-10-31".parse().unwrap());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(i32);

impl Date {
    /// After every day that a database holds.
    pub const MAX: Self = Self(i32::MAX);

    /// The day with this number, counted from 1970-01-01.
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01; negative before.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day with these calendar numbers, if the calendar has it.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 9999 || month < 1 || month > 12 {
            return None;
        }
        if day < 1 || day > days_in(year, month) {
            return None;
        }
        // Howard Hinnant's days_from_civil: years start in March, so that the
        // leap day comes last.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let shifted = (month as i32 + 9) % 12;
        let of_year = (153 * shifted + 2) / 5 + day as i32 - 1;
        Some(Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Year, month and day.
    pub const fn calendar(self) -> (i32, u8, u8) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted - era * 146_097;
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year + era * 400 + (month <= 2) as i32, month as u8, day as u8)
    }

    /// The second Tuesday of a month, on which Microsoft publishes updates.
    ///
    /// Source: <https://learn.microsoft.com/windows/deployment/update/release-cycle>.
    pub const fn patch_tuesday(year: i32, month: u8) -> Option<Self> {
        let Some(first) = Self::new(year, month, 1) else { return None };
        // Day 0 of the count, 1970-01-01, was a Thursday; Tuesday is 5 days on.
        let to_tuesday = (5 - first.0).rem_euclid(7);
        Some(Self(first.0 + to_tuesday + 7))
    }

    /// How many Patch Tuesdays lie after `self`, up to and including `day`.
    ///
    /// ```
    /// use expatch::Date;
    /// let facts: Date = "2026-10-08".parse().unwrap();
    /// let today: Date = "2026-11-23".parse().unwrap();
    /// assert_eq!(facts.patch_tuesdays_until(today).count(), 2); // 10-13 and 11-10
    /// ```
    pub fn patch_tuesdays_until(self, day: Self) -> impl Iterator<Item = Self> {
        let (mut year, mut month, _) = self.calendar();
        core::iter::from_fn(move || {
            let tuesday = Self::patch_tuesday(year, month)?;
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            Some(tuesday)
        })
        .skip_while(move |tuesday| *tuesday <= self)
        .take_while(move |tuesday| *tuesday <= day)
    }
}

const fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.calendar();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Why a text is not a [`Date`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DateError;

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a day of the calendar as YYYY-MM-DD, such as 2026-11-23")
    }
}

impl core::error::Error for DateError {}

impl FromStr for Date {
    type Err = DateError;

    /// # Errors
    /// Anything but `YYYY-MM-DD`, such as `23.11.2026`, and days that no
    /// calendar has, such as `2026-02-30`.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(DateError);
        }
        let number = |range: core::ops::Range<usize>| {
            bytes[range].iter().try_fold(0i32, |sum, digit| match digit {
                b'0'..=b'9' => Some(sum * 10 + i32::from(digit - b'0')),
                _ => None,
            })
        };
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => {
                Self::new(year, month as u8, day as u8).ok_or(DateError)
            }
            _ => Err(DateError),
        }
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    #[test]
    fn every_day_of_two_centuries_survives_printing() {
        let first = Date::new(1900, 1, 1).unwrap();
        let last = Date::new(2100, 12, 31).unwrap();
        for days in first.days()..=last.days() {
            let day = Date::from_days(days);
            assert_eq!(day.to_string().parse(), Ok(day));
        }
    }

    #[test]
    fn patch_tuesdays_are_microsofts() {
        // From the release dates of real updates in the facts.
        for (year, month, day) in
            [(2021, 4, 13), (2021, 7, 13), (2022, 11, 8), (2025, 10, 14), (2026, 9, 8)]
        {
            assert_eq!(Date::patch_tuesday(year, month), Date::new(year, month, day));
        }
    }

    #[test]
    fn impossible_days_are_refused() {
        for text in
            ["2026-02-30", "2025-02-29", "2026-13-01", "26-01-01", "2026/01/01", "", "2026-1-1"]
        {
            assert_eq!(text.parse::<Date>(), Err(DateError), "{text}");
        }
    }

    #[test]
    fn a_patch_tuesday_counts_on_its_own_day_and_not_from_it() {
        let tuesday = Date::new(2026, 10, 13).unwrap();
        assert_eq!(Date::from_days(tuesday.days() - 1).patch_tuesdays_until(tuesday).count(), 1);
        assert_eq!(tuesday.patch_tuesdays_until(tuesday).count(), 0);
    }
}
