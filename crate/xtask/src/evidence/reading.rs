//! What the command read in one text, in a form that outlives a change of schema:
//! a line for each server and each mention.

use anyhow::Context;
use anyhow::bail;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::str::FromStr;

/// The whole reading of one text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Reading {
    /// Why there is none: a crash, a refusal.
    pub(super) failure: Option<String>,
    pub(super) servers: Vec<Server>,
    /// None where the report has no such list, as before schema 2.
    pub(super) mentions: Option<BTreeSet<String>>,
}

/// One server of it; a field that has nothing to say is `-`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Server {
    pub(super) name: String,
    /// The build; the lowest and highest candidate and their count; or in brackets
    /// the numbers of the evidence, where no release fits them.
    pub(super) version: String,
    pub(super) standing: String,
    pub(super) status: String,
}

const NOTHING: &str = "-";

impl Reading {
    /// Asks the command.
    pub(super) fn of(expatch: &Path, day: &str, text: &[u8]) -> Self {
        Self::asked(expatch, day, text).unwrap_or_else(|error| Self {
            failure: Some(one_line(&format!("{error:#}"))),
            ..Self::default()
        })
    }

    fn asked(expatch: &Path, day: &str, text: &[u8]) -> anyhow::Result<Self> {
        let mut child = Command::new(expatch)
            .args(["check", "--format", "json", "--as-of", day, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // A command that refuses a text need not have read all of it.
            let _ = input.write_all(text);
        }
        let done = child.wait_with_output()?;
        // 0 to 3 are verdicts, everything above is a failure.
        if done.status.code().is_none_or(|code| code > 3) {
            bail!("{}: {}", done.status, String::from_utf8_lossy(&done.stderr).trim());
        }
        Self::from_report(&serde_json::from_slice(&done.stdout)?)
    }

    fn from_report(report: &Value) -> anyhow::Result<Self> {
        let servers = report["servers"].as_array().context("a report without servers")?;
        let mut servers: Vec<_> = servers.iter().map(Server::from_report).collect();
        servers.sort();
        let mentions = report.get("mentions").and_then(Value::as_array);
        let mentions = mentions.map(|all| all.iter().map(mention).collect());
        Ok(Self { failure: None, servers, mentions })
    }
}

impl Server {
    fn from_report(server: &Value) -> Self {
        let text = |value: &Value| match value.as_str() {
            Some(text) if !text.is_empty() => one_line(text),
            _ => NOTHING.to_owned(),
        };
        let candidates: Vec<_> = entries(server, "candidates").filter_map(number).collect();
        let version = match (server["build"].as_str(), candidates.as_slice()) {
            (Some(build), _) => build.to_owned(),
            (None, [first, .., last]) => format!("{first}…{last} ({})", candidates.len()),
            (None, [only]) => format!("{only} (1)"),
            (None, []) => {
                let seen: BTreeSet<_> = entries(server, "evidence").filter_map(number).collect();
                let seen: Vec<_> = seen.into_iter().collect();
                if seen.is_empty() { NOTHING.to_owned() } else { format!("[{}]", seen.join(" ")) }
            }
        };
        Self {
            name: text(&server["name"]),
            version,
            standing: text(&server["standing"]),
            status: text(&server["verdict"]["status"]),
        }
    }

    /// The fields that must be equal before two servers are one without a change.
    pub(super) fn fields(&self) -> [&str; 4] {
        [&self.name, &self.version, &self.standing, &self.status]
    }
}

fn entries<'a>(of: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    of[field].as_array().into_iter().flatten()
}

/// A build or prefix, alone or in an object.
fn number(value: &Value) -> Option<&str> {
    value.as_str().or(value["build"].as_str()).or(value["prefix"].as_str())
}

/// What is mentioned, and the code of the reason.
fn mention(value: &Value) -> String {
    let what = number(value).or(value["release"].as_str()).or(value["text"].as_str());
    one_line(&format!(
        "{} {}",
        what.unwrap_or(NOTHING),
        value["why"].as_str().or(value["why"]["code"].as_str()).unwrap_or(NOTHING)
    ))
}

/// Names come from texts: nothing in them may look like a line or a column of ours.
fn one_line(text: &str) -> String {
    text.replace(|letter: char| letter.is_control() || letter == '|', " ").trim().to_owned()
}

impl fmt::Display for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.fields().join(" | "))
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(failure) = &self.failure {
            writeln!(out, "failure {failure}")?;
        }
        for server in &self.servers {
            writeln!(out, "server {server}")?;
        }
        if let Some(mentions) = &self.mentions {
            writeln!(out, "mentions {}", mentions.len())?;
            for mention in mentions {
                writeln!(out, "mention {mention}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Server {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> anyhow::Result<Self> {
        let fields: Vec<_> = line.split(" | ").map(str::to_owned).collect();
        let [name, version, standing, status] =
            fields.try_into().map_err(|_| anyhow::anyhow!("four fields, not `{line}`"))?;
        Ok(Self { name, version, standing, status })
    }
}

impl FromStr for Reading {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut reading = Self::default();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("failure", why)) => reading.failure = Some(why.to_owned()),
                Some(("server", server)) => reading.servers.push(server.parse()?),
                Some(("mentions", _)) => reading.mentions = Some(BTreeSet::new()),
                Some(("mention", mention)) => {
                    let mentions = reading.mentions.as_mut().context("a mention too early")?;
                    mentions.insert(mention.to_owned());
                }
                _ => bail!("what is `{line}`?"),
            }
        }
        Ok(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_schemas_have_one_form_that_is_read_back() {
        let old = json!({"servers": [
            {"name": "EX|01\n", "evidence": [], "candidates": ["15.1.2507.6", "15.1.2507.9"],
             "verdict": {"status": "indeterminate"}},
            {"evidence": [{"prefix": "15.0.1049"}, {"build": "15.0.1049.23"}], "candidates": [],
             "verdict": {"status": "unknown-build"}},
        ]});
        let reading = Reading::from_report(&old).unwrap();
        let lines = "server - | [15.0.1049 15.0.1049.23] | - | unknown-build\n\
                     server EX 01 | 15.1.2507.6…15.1.2507.9 (2) | - | indeterminate\n";
        assert_eq!(reading.to_string(), lines);
        assert_eq!(lines.parse::<Reading>().unwrap(), reading);

        let new = json!({"servers": [], "mentions": [
            {"build": "15.2.1118.7", "why": "prose"},
            {"text": "KB5001779", "why": {"code": "update-failed", "text": "…"}},
        ]});
        let reading = Reading::from_report(&new).unwrap();
        let lines = "mentions 2\nmention 15.2.1118.7 prose\nmention KB5001779 update-failed\n";
        assert_eq!(reading.to_string(), lines);
        assert_eq!(lines.parse::<Reading>().unwrap(), reading);
    }
}
