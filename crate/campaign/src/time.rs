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

/// Reads when something was seen, as formats write it: `2021-11-22T09:30:00+01:00`,
/// `20211122T093000`, seconds since 1970 (also with thousandths, millionths …),
/// `Mon Nov 22 09:30:00 2021`, `Nov 22, 2021 09:30 AM`, `22.11.2021 09:30`,
/// `11/22/2021`. Without a zone it is taken for UTC. A day that may be another one,
/// such as `11/10/2021`, is none.
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(seconds) = counted(text) {
        return Some(seconds);
    }
    // `20211122T093000123`: the same without marks.
    if let (Some(day), Some(rest)) = (text.get(..8), text.get(8..))
        && is_number(day)
        && (rest.is_empty() || rest.starts_with(['T', ' ']))
    {
        let two = |at: usize| rest.get(at..at + 2).and_then(|part| part.parse().ok());
        let day = date(&day[..4], &day[4..6], &day[6..])?;
        let time = two(1).zip(two(3)).zip(two(5)).map(|((h, m), s)| [h, m, s]);
        return seconds(day, time.unwrap_or_default(), 0);
    }
    let (day, rest) = day_of(text)?;
    let (time, zone) = time_of(rest);
    seconds(day, time, zone)
}

/// Seconds since 1970, or a thousandth, a millionth … of them, of this century.
fn counted(text: &str) -> Option<i64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let divisor = match whole.len() {
        9 | 10 => 1,
        13 => 1_000,
        16 => 1_000_000,
        19 => 1_000_000_000,
        _ => return None,
    };
    let fits = is_number(whole) && is_number(text.get(whole.len() + 1..).unwrap_or("0"));
    let seconds = whole.parse::<i64>().ok().filter(|_| fits)? / divisor;
    (946_684_800..4_102_444_800).contains(&seconds).then_some(seconds)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?)
}

/// The day, and what stands behind it or, where the year comes last, around it.
fn day_of(text: &str) -> Option<(Date, &str)> {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    let parts: Vec<&str> = text[..end].trim_end_matches(',').split(['-', '/', '.']).collect();
    if let [first, second, third] = parts[..]
        && [first, second, third].into_iter().all(is_number)
    {
        let day = match (first.len(), third.len()) {
            (4, _) => date(first, second, third),
            // Points are written between day and month, slashes either way round.
            (_, 4) if text[..end].contains('.') => date(third, second, first),
            (_, 4) => {
                let (one, other) = (date(third, first, second), date(third, second, first));
                if one.is_some() && other.is_some() && one != other { None } else { one.or(other) }
            }
            _ => None,
        };
        return Some((day?, &text[end..]));
    }
    // A month by the name that C and mail give it.
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '/']).filter(|word| !word.is_empty()) {
        let named = word
            .get(..3)
            .and_then(|name| MONTHS.iter().position(|known| known.eq_ignore_ascii_case(name)));
        match (named, word.len()) {
            (Some(at), _) if month.is_none() => month = Some((at + 1).to_string()),
            (None, 4) if is_number(word) && year.is_none() => year = Some(word),
            (None, 1 | 2) if is_number(word) && day.is_none() => day = Some(word),
            _ => {}
        }
    }
    Some((date(year?, &month?, day?)?, text))
}

/// The names of months in dates that programs write.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A time of the day, and how far its zone is before UTC.
fn time_of(text: &str) -> ([i64; 3], i64) {
    let mut time = [0; 3];
    let Some(colon) = text.find(':') else { return (time, 0) };
    let start = text[..colon].rfind(|letter: char| !letter.is_ascii_digit()).map_or(0, |at| at + 1);
    let text = &text[start..];
    let is_time = |letter: char| letter.is_ascii_digit() || letter == ':' || letter == '.';
    let end = text.find(|letter| !is_time(letter)).unwrap_or(text.len());
    let (clock, rest) = text.split_at(end);
    for (into, part) in time.iter_mut().zip(clock.split(':')) {
        let whole = part.split('.').next().unwrap_or_default();
        *into = whole.parse().unwrap_or_default();
    }
    let rest = rest.trim_start();
    if let Some(half) = rest.get(..2).filter(|half| half.as_bytes()[1].eq_ignore_ascii_case(&b'm'))
    {
        let noon = i64::from(half.eq_ignore_ascii_case("pm")) * 12;
        time[0] = time[0] % 12 + noon;
    }
    let zone =
        rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic() || letter == ' ');
    let digits: String = zone.chars().skip(1).filter(char::is_ascii_digit).take(4).collect();
    let hours = digits.get(..2).and_then(|hours| hours.parse::<i64>().ok());
    let minutes = digits.get(2..4).and_then(|minutes| minutes.parse::<i64>().ok()).unwrap_or(0);
    let far = hours.map_or(0, |hours| hours * 3600 + minutes * 60);
    match zone.as_bytes().first() {
        Some(b'+') => (time, far),
        Some(b'-') => (time, -far),
        _ => (time, 0),
    }
}

fn seconds(day: Date, [hour, minute, second]: [i64; 3], zone: i64) -> Option<i64> {
    let fits = hour < 24 && minute < 60 && second < 61 && zone.abs() < 86_400;
    let of_day = hour * 3600 + minute * 60 + second - zone;
    fits.then(|| i64::from(day.days()) * 86_400 + of_day)
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
        for text in [
            "2021-11-22 09:30:00",
            "2021-11-22T09:30:00Z",
            "2021-11-22T09:30:00.5+00:00",
            "2021-11-22T10:30:00+01:00",
            "2021/11/22 09:30",
            "20211122T093000000",
            "1637573400",
            "1637573400.25",
            "1637573400123",
            "1637573400123456",
            "Mon Nov 22 09:30:00 2021",
            "Mon, 22 Nov 2021 08:30:00 -0100",
            "Nov 22, 2021 09:30 AM",
            "22-Nov-2021 09:30:00 GMT",
            "22.11.2021 09:30",
            "11/22/2021 9:30:00 AM",
            "22/11/2021 09:30",
        ] {
            assert_eq!(super::read(text), Some(1_637_573_400), "{text}");
        }
        assert_eq!(super::read("Nov 22, 2021 12:05 PM"), Some(1_637_582_700));
        assert_eq!(super::read("20211122"), super::read("2021-11-22"));
        // Which of two days, how many of what: nobody knows.
        for text in ["10/11/2021", "yesterday", "443", "15.2.2562.53", "2021", "", "99999999999"] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }
}
