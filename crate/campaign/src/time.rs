//! Seconds since 1970 as people and formats write them, in UTC.

use expatch::Date;

/// `2021-11-22 09:30:00`.
pub fn plain(seconds: i64) -> String {
    let (day, [hour, minute, second]) = parts(seconds);
    format!("{day} {hour:02}:{minute:02}:{second:02}")
}

/// `2021-11-22T09:30:00+00:00`.
pub fn iso(seconds: i64) -> String {
    plain(seconds).replace(' ', "T") + "+00:00"
}

/// `2021-11-22`.
pub fn day(seconds: i64) -> String {
    parts(seconds).0.to_string()
}

/// Reads `2021-11-22 09:30:00`, `2021-11-22T09:30:00Z` and their kin: a day and
/// perhaps a time, taken for UTC.
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    let day: Date = text.get(..10)?.parse().ok()?;
    let mut seconds = i64::from(day.days()) * 86_400;
    if let Some(time) = text.get(11..19) {
        for (part, worth) in time.split(':').zip([3600, 60, 1]) {
            seconds += part.parse::<i64>().ok().filter(|part| *part < 61)? * worth;
        }
    }
    Some(seconds)
}

fn parts(seconds: i64) -> (Date, [i64; 3]) {
    let day = i32::try_from(seconds.div_euclid(86_400)).unwrap_or(0);
    let rest = seconds.rem_euclid(86_400);
    (Date::from_days(day), [rest / 3600, rest / 60 % 60, rest % 60])
}

#[cfg(test)]
mod tests {
    #[test]
    fn seconds_become_a_day_and_a_time() {
        assert_eq!(super::plain(1_637_573_400), "2021-11-22 09:30:00");
        assert_eq!(super::iso(0), "1970-01-01T00:00:00+00:00");
        assert_eq!(super::day(-1), "1969-12-31");
        for text in ["2021-11-22 09:30:00", "2021-11-22T09:30:00Z", "2021-11-22T09:30:00.5+00:00"] {
            assert_eq!(super::read(text), Some(1_637_573_400), "{text}");
        }
        assert_eq!(super::read("yesterday"), None);
    }
}
