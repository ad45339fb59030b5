//! The rules of the corpus. A text passes if its report fits one of the readings of
//! its row: `strict` itself or one of `strict.also`.
//!
//! * `servers`: `[{name, aka?, is, number, standing}]`, each of them once in the
//!   report, and no other. The name must be kept (`aka` are other names of the same
//!   machine that will do); with no name the report has none either, or one of `aka`.
//!   `is` says what may be claimed:
//!   `exact` (`build` is the number), `baseline` and `floor` (no `build`; the number
//!   is among the evidence, the lowest candidate is neither below it nor raised above
//!   it without proof), `product` (nothing but the product is claimed),
//!   `unknown-version` (no number), `online` (one entry for all hops, of any name).
//! * `mentions`: numbers that make no server; where the report lists mentions, they
//!   are among them.
//! * `not_exchange`: the text shows another product.
//! * `contradiction`: two places of it disagree, so it is not asked again with one number.
//! * `unsure`, `also`: two readings can be defended, and any one of them will do.
//!
//! No text may have a good verdict that no reading grounds on an exact build.
// tidy: long because the rules of the corpus are read together

use crate::server::Fault;
use crate::server::Kind;
use crate::server::Server;
use crate::server::Table;
use crate::server::Wanted;
use crate::server::list;
use crate::server::norm;
use crate::server::same;
use fancy_regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;

/// What is wrong with a report as one reading of its text.
fn against(report: &Value, reading: &Value, foreign: bool, table: &Table) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |kind, why: String| faults.push(Fault { kind, why });
    let entries: Vec<_> = list(report, "servers").map(Server::new).collect();
    let (online, entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|server| server.status == "exchange-online");
    let got: Vec<_> = entries
        .iter()
        .filter(|server| {
            !matches!(server.status.as_str(), "not-exchange" | "look-alike" | "mentioned")
        })
        .collect();
    let wanted: Vec<_> = list(reading, "servers").map(Wanted::new).collect();
    let cloud = wanted.iter().any(|server| server.is == "online");
    let nobody = wanted.is_empty() && !foreign;
    let wanted: Vec<_> = wanted.into_iter().filter(|server| server.is != "online").collect();
    let said: Vec<_> = list(reading, "mentions").filter_map(Value::as_str).collect();
    if cloud && online.is_empty() {
        fault(Kind::NotRead, "Exchange Online not recognised".into());
    }
    if online.len() > usize::from(cloud) {
        let kind = if nobody { Kind::JudgedAMention } else { Kind::PhantomServer };
        fault(kind, format!("Exchange Online {} times, not {}", online.len(), u8::from(cloud)));
    }
    let mut ranked: Vec<_> = wanted
        .iter()
        .enumerate()
        .flat_map(|(i, wanted)| {
            got.iter().enumerate().map(move |(j, got)| (wanted.affinity(got), i, j))
        })
        .filter(|(affinity, ..)| *affinity > 0)
        .collect();
    ranked.sort_by_key(|(affinity, i, j)| (std::cmp::Reverse(*affinity), *i, *j));
    let (mut of_wanted, mut taken) = (vec![None; wanted.len()], vec![false; got.len()]);
    for (_, i, j) in ranked {
        if of_wanted[i].is_none() && !taken[j] {
            of_wanted[i] = Some(j);
            taken[j] = true;
        }
    }
    for (server, partner) in wanted.iter().zip(&of_wanted) {
        let Some(partner) = partner else {
            let host = got.iter().zip(&taken).find(|(got, taken)| {
                let number = server.number.is_some_and(|number| got.shows(number));
                **taken && (number || server.name.is_some_and(|name| got.texts.contains(name)))
            });
            match host {
                Some((host, _)) => {
                    fault(Kind::MergedServers, format!("{} went into {host}", server.label()));
                }
                None => {
                    fault(Kind::NotRead, format!("{} ({}) not read", server.label(), server.is));
                }
            }
            continue;
        };
        for each in server.faults(got[*partner], table) {
            fault(each.kind, each.why);
        }
    }
    for (server, _) in got.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        let mention = nobody || said.iter().any(|number| server.shows(number));
        let kind = if mention { Kind::JudgedAMention } else { Kind::PhantomServer };
        fault(kind, format!("{server} from {:?}", server.channels));
    }
    if report.get("mentions").is_some() {
        let listed = mentioned(&report["mentions"]);
        let lost: Vec<_> =
            said.iter().filter(|number| !listed.iter().any(|seen| same(number, seen))).collect();
        if !lost.is_empty() {
            fault(Kind::NotRead, format!("mentions not listed: {lost:?}"));
        }
    }
    faults
}

/// Every number in the texts of the mentions.
fn mentioned(mentions: &Value) -> BTreeSet<String> {
    let dotted = Regex::new(r"\d+(?:\.\d+)+").unwrap();
    let display = Regex::new(r"(\d+)\.(\d+) \((?:Build )?(\d+)\.(\d+)").unwrap();
    let mut found = BTreeSet::new();
    let mut open = vec![mentions];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values),
            Value::Object(fields) => open.extend(fields.values()),
            Value::String(text) => {
                let numbers = dotted.find_iter(text).map(|hit| hit.unwrap().as_str());
                found.extend(numbers.filter_map(|number| norm(&number.into())));
                for hit in display.captures_iter(text).map(Result::unwrap) {
                    let part = |group: usize| -> u32 {
                        hit.get(group)
                            .and_then(|part| part.as_str().parse().ok())
                            .unwrap_or_default()
                    };
                    let build = if part(3) > 30_000 { part(3) - 30_000 } else { part(3) };
                    found.insert(format!("{}.{}.{build}.{}", part(1), part(2), part(4)));
                }
            }
            _ => {}
        }
    }
    found
}

fn readings(strict: &Value) -> impl Iterator<Item = &Value> {
    std::iter::once(strict).chain(list(strict, "also"))
}

/// The servers of a report with a good verdict.
pub(crate) fn good(report: &Value) -> impl Iterator<Item = String> {
    list(report, "servers")
        .map(Server::new)
        .filter(|server| server.good)
        .map(|server| server.to_string())
}

/// What is wrong with a report; the mildest of what its readings say.
pub(crate) fn judge(report: &Value, strict: &Value, table: &Table) -> Vec<Fault> {
    let foreign = strict["not_exchange"] == true;
    let mut best = readings(strict)
        .map(|reading| against(report, reading, foreign, table))
        .min_by_key(|faults| {
            let mut kinds: Vec<_> =
                faults.iter().map(|fault| std::cmp::Reverse(fault.kind)).collect();
            kinds.sort();
            (faults.len(), kinds)
        })
        .unwrap_or_default();
    let grounded: BTreeSet<_> = readings(strict)
        .flat_map(|reading| list(reading, "servers"))
        .filter(|server| server["is"] == "exact")
        .filter_map(|server| server["number"].as_str())
        .collect();
    for server in list(report, "servers").map(Server::new) {
        let build = server.build.as_deref().unwrap_or_default();
        if server.good && !grounded.contains(build) {
            best.push(Fault { kind: Kind::WrongGoodVerdict, why: format!("{server}") });
        }
    }
    best
}

/// The kinds of server that any reading has.
pub(crate) fn kinds(strict: &Value) -> BTreeSet<&str> {
    let servers = readings(strict).flat_map(|reading| list(reading, "servers"));
    servers.filter_map(|server| server["is"].as_str()).collect()
}

/// The numbers that any reading has as a baseline's.
pub(crate) fn baselines(strict: &Value) -> impl Iterator<Item = &str> {
    readings(strict)
        .flat_map(|reading| list(reading, "servers"))
        .filter(|server| server["is"] == "baseline")
        .filter_map(|server| server["number"].as_str())
}

/// A misspelt expectation would expect nothing.
pub(crate) fn check_form(strict: &Value) -> Result<(), String> {
    let known = |value: &Value, fields: &[&str]| {
        let object = value.as_object().ok_or("an object is needed")?;
        match object.keys().find(|key| !fields.contains(&key.as_str())) {
            Some(key) => Err(format!("what is `{key}`?")),
            None => Ok(()),
        }
    };
    known(strict, &["servers", "mentions", "not_exchange", "contradiction", "unsure", "also"])?;
    if strict.get("unsure").is_some() != strict.get("also").is_some() {
        return Err("`unsure` and `also` go together".into());
    }
    for reading in readings(strict) {
        if !std::ptr::eq(reading, strict) {
            known(reading, &["servers", "mentions"])?;
        }
        let servers = reading["servers"].as_array().ok_or("no `servers`")?;
        for server in servers {
            known(server, &["name", "aka", "is", "number", "standing"])?;
            let number = server["number"].as_str();
            let form = match server["is"].as_str() {
                Some("exact" | "floor") => number.is_some_and(|it| it.split('.').count() == 4),
                Some("baseline") => number.is_some_and(|it| it.split('.').count() >= 3),
                Some("product") => number.is_some(),
                Some("unknown-version" | "online") => number.is_none(),
                _ => false,
            };
            if !form || number.is_some_and(|number| norm(&number.into()).as_deref() != Some(number))
            {
                return Err(format!("`is` and `number` of {server}"));
            }
            if !matches!(server["standing"].as_str(), Some("observed" | "stated")) {
                return Err(format!("`standing` of {server}"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expatch::Database;
    use serde_json::json;

    fn kinds(report: Value, strict: Value) -> Vec<Kind> {
        let table = Table::new(&Database::embedded());
        judge(&report, &strict, &table).iter().map(|fault| fault.kind).collect()
    }

    fn report(servers: &[Value]) -> Value {
        json!({ "servers": servers })
    }

    /// A server of a report; `number` is its evidence.
    fn got(name: Option<&str>, number: &str, precision: &str, status: &str) -> Value {
        let build = (precision == "exact").then_some(number);
        json!({
            "name": name, "build": build, "candidates": [number],
            "evidence": [{"channel": "c", "text": number, "build": number, "precision": precision}],
            "verdict": {"status": status},
        })
    }

    fn wanted(name: Option<&str>, is: &str, number: &str) -> Value {
        json!({"name": name, "is": is, "number": number, "standing": "observed"})
    }

    #[test]
    fn every_fault_is_seen() {
        let (a, b) = ("15.2.1118.7", "15.2.1118.40");
        let one = |server: Value| json!({ "servers": [server] });
        let bad = "vulnerable";
        let exact = |name| got(name, a, "exact", bad);
        // As it must be.
        assert_eq!(kinds(report(&[exact(None)]), one(wanted(None, "exact", a))), []);
        let floor = report(&[got(Some("ex1."), a, "floor", bad)]);
        assert_eq!(kinds(floor, one(wanted(Some("EX1"), "floor", a))), []);
        // Each in turn.
        let strict = one(wanted(None, "exact", b));
        assert_eq!(kinds(report(&[got(None, b, "exact", "current")]), strict.clone()), []);
        let strict = one(wanted(None, "baseline", b));
        assert_eq!(
            kinds(report(&[got(None, b, "exact", "current")]), strict),
            [Kind::ExactFromLess, Kind::WrongGoodVerdict]
        );
        assert_eq!(kinds(report(&[exact(None)]), json!({"servers": []})), [Kind::JudgedAMention]);
        let strict = json!({"servers": [], "not_exchange": true});
        assert_eq!(kinds(report(&[exact(None)]), strict), [Kind::PhantomServer]);
        let strict = json!({"servers": [
            wanted(Some("EX1"), "exact", a),
            wanted(Some("EX2"), "exact", a),
        ]});
        assert_eq!(kinds(report(&[exact(Some("EX1"))]), strict), [Kind::MergedServers]);
        assert_eq!(kinds(report(&[]), one(wanted(None, "exact", a))), [Kind::NotRead]);
        let strict = one(wanted(Some("EX1"), "exact", a));
        assert_eq!(kinds(report(&[exact(Some("EX2"))]), strict), [Kind::LostName]);
        // A floor that was raised, and one that was lowered.
        let mut server = got(None, a, "floor", bad);
        server["candidates"] = json!(["15.2.1118.9"]);
        let strict = one(wanted(None, "floor", a));
        assert_eq!(kinds(report(&[server.clone()]), strict.clone()), [Kind::ExactFromLess]);
        server["candidates"] = json!(["15.2.986.5"]);
        assert_eq!(kinds(report(&[server]), strict), [Kind::NotRead]);
    }

    #[test]
    fn standing_and_mentions_count_where_the_report_has_them() {
        let mut server = got(None, "15.2.1118.7", "exact", "vulnerable");
        let strict = json!({
            "servers": [wanted(None, "exact", "15.2.1118.7")], "mentions": ["15.2.1118.40"],
        });
        assert_eq!(kinds(report(&[server.clone()]), strict.clone()), []);
        server["standing"] = json!("stated");
        let mut report = report(&[server]);
        report["mentions"] = json!([]);
        let seen = kinds(report.clone(), strict.clone());
        assert_eq!(seen, [Kind::JudgedAMention, Kind::NotRead]);
        report["servers"][0]["standing"] = json!("observed");
        report["mentions"] = json!([{"text": "Version 15.2 (Build 31118.40)"}]);
        assert_eq!(kinds(report, strict), []);
    }

    #[test]
    fn any_reading_will_do() {
        let strict = json!({
            "servers": [], "unsure": "either",
            "also": [{"servers": [wanted(None, "baseline", "15.2.1118.7")]}],
        });
        assert_eq!(kinds(report(&[]), strict.clone()), []);
        let server = got(None, "15.2.1118.7", "baseline", "vulnerable");
        assert_eq!(kinds(report(&[server]), strict.clone()), []);
        assert_eq!(check_form(&strict), Ok(()));
        assert!(check_form(&json!({"servers": [], "mention": []})).is_err());
    }
}
