//! One server of a report beside one that a row expects.

use expatch::Database;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// What a reading can do wrong, the worst first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Kind {
    WrongGoodVerdict,
    JudgedAMention,
    PhantomServer,
    ExactFromLess,
    MergedServers,
    NotRead,
    LostName,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::WrongGoodVerdict => "wrong good verdict",
            Self::JudgedAMention => "judged a mention",
            Self::PhantomServer => "phantom server",
            Self::ExactFromLess => "exact from less",
            Self::MergedServers => "merged servers",
            Self::NotRead => "not read",
            Self::LostName => "lost name",
        })
    }
}

/// One of them, with what was seen.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    pub(crate) why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.kind, self.why)
    }
}

/// The releases, ascending.
pub(crate) struct Table(Vec<Vec<u32>>);

impl Table {
    pub(crate) fn new(database: &Database<'_>) -> Self {
        let mut builds: Vec<_> =
            database.releases().map(|release| parts(&release.build.to_string())).collect();
        builds.sort();
        Self(builds)
    }

    /// The lowest release that `number` allows, and the one above which a floor
    /// needs more proof.
    fn bounds(&self, number: &[u32]) -> Option<(&[u32], &[u32])> {
        let whole = number.len() > 3;
        let shared = if whole && number[0] < 15 { 2 } else { 3 };
        let kin: Vec<_> =
            self.0.iter().filter(|release| release[..shared] == number[..shared]).collect();
        if !whole {
            return kin.first().map(|first| (first.as_slice(), first.as_slice()));
        }
        let below = kin.iter().rev().find(|release| release.as_slice() <= number);
        let above = kin.iter().find(|release| release.as_slice() >= number);
        let (low, high) = (below.or(above)?, above.or(below)?);
        Some((low.as_slice(), high.as_slice()))
    }
}

pub(crate) fn parts(number: &str) -> Vec<u32> {
    number.split('.').map(|part| part.parse().unwrap()).collect()
}

/// The short spelling of a number.
pub(crate) fn norm(value: &Value) -> Option<String> {
    let numbers: Result<Vec<u32>, _> = value.as_str()?.split('.').map(str::parse).collect();
    let numbers: Vec<_> = numbers.ok()?.iter().map(ToString::to_string).collect();
    Some(numbers.join("."))
}

/// Equal, or one is the beginning of the other, down to the cumulative update.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other): (Vec<_>, Vec<_>) = (one.split('.').collect(), other.split('.').collect());
    let shared = one.len().min(other.len());
    shared >= 3 && one[..shared] == other[..shared]
}

pub(crate) fn fold(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

pub(crate) fn list<'a>(of: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    of[field].as_array().into_iter().flatten()
}

/// Statuses after which nobody installs anything.
const GOOD: [&str; 4] = ["current", "latest-known", "hotfix-available", "needs-action"];

/// What one entry of the report claims.
pub(crate) struct Server {
    pub(crate) name: Option<String>,
    pub(crate) status: String,
    /// Whether somebody reads this and goes home.
    pub(crate) good: bool,
    pub(crate) standing: Option<String>,
    pub(crate) build: Option<String>,
    pub(crate) channels: BTreeSet<String>,
    pub(crate) texts: String,
    /// Every number of it.
    pub(crate) numbers: BTreeSet<String>,
    /// Those that prove more than the product.
    pub(crate) sure: BTreeSet<String>,
    pub(crate) candidates: Vec<String>,
}

impl Server {
    pub(crate) fn new(server: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let number = |piece: &Value| norm(&piece["build"]).or_else(|| norm(&piece["prefix"]));
        let build = norm(&server["build"]);
        let proves = |piece: &&Value| {
            matches!(piece["precision"].as_str(), Some("exact" | "baseline" | "floor"))
        };
        Self {
            name: text(&server["name"]),
            good: server["verdict"]["patched"] == "yes"
                || text(&server["verdict"]["status"]).is_some_and(|it| GOOD.contains(&it.as_str())),
            status: text(&server["verdict"]["status"]).expect("a status"),
            standing: text(&server["standing"]),
            channels: list(server, "evidence").filter_map(|it| text(&it["channel"])).collect(),
            texts: list(server, "evidence").filter_map(|it| text(&it["text"])).collect(),
            numbers: list(server, "evidence").filter_map(number).chain(build.clone()).collect(),
            sure: list(server, "evidence").filter(proves).filter_map(number).collect(),
            candidates: list(server, "candidates").filter_map(norm).collect(),
            build,
        }
    }

    pub(crate) fn shows(&self, number: &str) -> bool {
        self.numbers.iter().any(|seen| same(seen, number))
    }

    /// The name in a form that is equal for equal hosts.
    fn folded(&self) -> String {
        fold(self.name.as_deref().unwrap_or_default())
    }
}

impl fmt::Display for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_deref().unwrap_or("a server without a name");
        let first = self.candidates.first().map(|lowest| format!("{lowest}…"));
        let what = self.build.clone().or(first).unwrap_or("no number".into());
        write!(out, "{name} ({what}, {})", self.status)
    }
}

/// What the row expects of one server.
pub(crate) struct Wanted<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) names: BTreeSet<String>,
    pub(crate) is: &'a str,
    pub(crate) number: Option<&'a str>,
    pub(crate) standing: &'a str,
}

impl<'a> Wanted<'a> {
    pub(crate) fn new(row: &'a Value) -> Self {
        let name = row["name"].as_str();
        Self {
            name,
            names: name
                .into_iter()
                .chain(list(row, "aka").filter_map(Value::as_str))
                .map(fold)
                .collect(),
            is: row["is"].as_str().unwrap_or_default(),
            number: row["number"].as_str(),
            standing: row["standing"].as_str().unwrap_or_default(),
        }
    }

    pub(crate) fn label(&self) -> &str {
        self.name.or(self.number).unwrap_or("the server")
    }

    /// How much `got` looks like the server that is wanted; 0 is another one.
    pub(crate) fn affinity(&self, got: &Server) -> u32 {
        let by_name = if got.name.is_some() && self.names.contains(&got.folded()) { 8 } else { 0 };
        let Some(number) = self.number else {
            return by_name + if got.sure.is_empty() { 2 } else { 0 };
        };
        let product = |seen: &String| seen.split('.').next() == number.split('.').next();
        if got.numbers.contains(number) {
            by_name + 4
        } else if got.shows(number) || (self.is == "product" && got.numbers.iter().any(product)) {
            by_name + 2
        } else {
            by_name
        }
    }

    /// What is wrong with `got` as this server.
    pub(crate) fn faults(&self, got: &Server, table: &Table) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |kind, why: String| faults.push(Fault { kind, why });
        let (label, number) = (self.label(), self.number.unwrap_or_default());
        let seen =
            if got.numbers.is_empty() { "no number".into() } else { format!("{:?}", got.numbers) };
        match (self.is, &got.build) {
            ("exact", build) => {
                let unknown = got.status == "unknown-build" && got.numbers.contains(number);
                if build.as_deref() != Some(number) && !unknown {
                    let seen = build.clone().unwrap_or(seen);
                    fault(Kind::NotRead, format!("{label}: build {number} not given, only {seen}"));
                }
            }
            (kind, Some(build)) => {
                fault(
                    Kind::ExactFromLess,
                    format!("{label}: exact build {build} from a {kind} {number}"),
                );
            }
            ("baseline" | "floor", None) => {
                let bounds = table.bounds(&parts(number));
                let lowest = got.candidates.first().map(|lowest| (lowest, parts(lowest)));
                match (bounds, lowest) {
                    _ if !got.shows(number) => {
                        fault(
                            Kind::NotRead,
                            format!("{label}: {} {number} not read, saw {seen}", self.is),
                        );
                    }
                    (Some(_), None) => {
                        fault(Kind::NotRead, format!("{label}: {number} read, but no candidates"));
                    }
                    (Some((low, _)), Some((lowest, build))) if build.as_slice() < low => {
                        fault(
                            Kind::NotRead,
                            format!("{label}: lowest candidate {lowest} below {number}"),
                        );
                    }
                    (Some((_, high)), Some((lowest, build))) if build.as_slice() > high => fault(
                        Kind::ExactFromLess,
                        format!("{label}: lowest candidate {lowest} above {number} without proof"),
                    ),
                    _ => {}
                }
            }
            ("product", None) => {
                let within = |seen: &String| format!("{seen}.").starts_with(&format!("{number}."));
                if !got.sure.is_empty() {
                    fault(
                        Kind::ExactFromLess,
                        format!("{label}: {:?} from a product alone", got.sure),
                    );
                } else if !got.candidates.iter().chain(&got.numbers).any(within) {
                    fault(Kind::NotRead, format!("product {number} not read"));
                }
            }
            (_, None) if !got.sure.is_empty() => fault(
                Kind::ExactFromLess,
                format!("{label}: {:?} where the text shows no version", got.sure),
            ),
            _ => {}
        }
        let called = got.name.as_deref().unwrap_or("nothing");
        if let Some(name) = self.name
            && !self.names.contains(&got.folded())
        {
            fault(Kind::LostName, format!("name {name} lost, called {called}"));
        } else if self.name.is_none() && got.name.is_some() && !self.names.contains(&got.folded()) {
            fault(Kind::LostName, format!("called {called}, which names no server in the text"));
        }
        if let Some(standing) = &got.standing
            && standing != self.standing
        {
            fault(Kind::JudgedAMention, format!("{label}: {standing}, not {}", self.standing));
        }
        faults
    }
}
