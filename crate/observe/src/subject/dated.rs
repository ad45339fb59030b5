//! What was said more than once of one server, each time with a day: the latest
//! counts. Days that cannot be compared say nothing of the order.

use crate::evidence::Claim;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::order;
use crate::reader::Reader;
use alloc::vec::Vec;

/// Repeated output of one tool on one server is history: of pieces that all have a
/// day the older ones become mentions.
pub(crate) fn keep_latest(reader: &mut Reader<'_>) {
    let mut dated = core::mem::take(&mut reader.dated);
    if dated.len() < 2 {
        return;
    }
    order::by_key(&mut dated, |(span, _)| span.start);
    let mut same = Vec::new();
    for (at, piece) in reader.evidence.iter().enumerate() {
        let version = matches!(piece.claim, Claim::Build(_) | Claim::Prefix(_) | Claim::Named(_));
        if let Some(server) = piece.server.as_deref().filter(|_| version)
            && piece.standing == Standing::Observed
        {
            same.push(((server.to_ascii_lowercase(), piece.channel.code()), at));
        }
    }
    let mut old = Vec::new();
    for places in order::grouped(same) {
        let piece = |at: &usize| &reader.evidence[*at];
        let differs = places.iter().any(|at| piece(at).claim != piece(&places[0]).claim);
        let date = |at: &usize| {
            let found = dated.binary_search_by_key(&piece(at).span.start, |(span, _)| span.start);
            Some(&dated.get(found.ok()?)?.1)
        };
        let dates: Option<Vec<_>> = places.iter().map(date).collect();
        let Some(dates) = dates.filter(|_| differs) else { continue };
        let dates: Vec<&[u8]> = dates.into_iter().map(|date| &reader.text[date.clone()]).collect();
        if let Some(latest) = latest(&dates) {
            old.extend(places.iter().zip(latest).filter(|(_, latest)| !latest).map(|(at, _)| *at));
        }
    }
    order::by_key(&mut old, |at| *at);
    let mut old = old.into_iter().peekable();
    for (at, piece) in core::mem::take(&mut reader.evidence).into_iter().enumerate() {
        if old.next_if_eq(&at).is_none() {
            reader.evidence.push(piece);
        } else {
            reader.mention(piece.span, piece.claim, Why::Previous);
        }
    }
}

/// Which of the days are the latest one; none where they cannot be compared.
pub(super) fn latest(dates: &[&[u8]]) -> Option<Vec<bool>> {
    let parts: Vec<Vec<u32>> = dates.iter().map(|date| numbers(date)).collect();
    let long = |at: usize| parts.iter().all(|parts| parts.get(at).is_some_and(|part| *part > 1900));
    // Of an hour without its half of the day nothing follows.
    let halves = dates.iter().any(|date| date.ends_with(b"M"));
    let of = |order: [usize; 3]| -> Vec<bool> {
        let key = |place: usize| {
            let day = order.map(|part| parts[place][part]);
            (day, if halves { Vec::new() } else { parts[place][3..].to_vec() })
        };
        let newest = (0..parts.len()).map(key).max();
        (0..parts.len()).map(|place| Some(key(place)) == newest).collect()
    };
    if parts.iter().any(|parts| parts.len() < 3) {
        return None;
    }
    if long(0) {
        return Some(of([0, 1, 2]));
    }
    if !long(2) {
        return None;
    }
    let (day_first, month_first) = (of([2, 1, 0]), of([2, 0, 1]));
    if dates.iter().all(|date| date.contains(&b'.')) || parts.iter().any(|parts| parts[0] > 12) {
        return Some(day_first);
    }
    if parts.iter().any(|parts| parts[1] > 12) {
        return Some(month_first);
    }
    (day_first == month_first).then_some(day_first)
}

fn numbers(date: &[u8]) -> Vec<u32> {
    date.split(|byte| !byte.is_ascii_digit()).filter_map(crate::document::text::decimal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dates: &[&str], expected: Option<&[bool]>) {
        let dates: Vec<&[u8]> = dates.iter().map(|date| date.as_bytes()).collect();
        assert_eq!(latest(&dates).as_deref(), expected);
    }

    #[test]
    fn the_latest_day_is_known_where_days_compare() {
        check(&["2025-09-12 06:00", "2025-12-11 06:00"], Some(&[false, true]));
        check(&["2025-12-11T07:00:00Z", "2025-12-11T06:00:00Z"], Some(&[true, false]));
        check(&["08.10.2026", "11.02.2026"], Some(&[true, false]));
        check(&["10/14/2025 9:00:00 PM", "9/30/2025 1:00:00 AM"], Some(&[true, false]));
        check(&["14/10/2025", "30/09/2025"], Some(&[true, false]));
        check(&["10/14/2025 9:00:00 PM", "10/14/2025 10:00:00 AM"], Some(&[true, true]));
    }

    #[test]
    fn days_that_may_be_read_in_two_ways_are_not_compared() {
        check(&["03/11/2026", "12/10/2026"], None);
        check(&["03/11/2025", "12/10/2026"], Some(&[false, true]));
        check(&["16-Oct-2025", "11-Dec-2025"], None);
        check(&["2025-12-11", "08.10.2026"], None);
    }
}
