//! Erasing what must not be kept: hosts by age or name, contacts of all.

use crate::error::Error;
use crate::file;
use crate::file::Campaign;
use expatch_store::Connection;
use expatch_store::values;

/// What to erase.
#[derive(Clone, Copy, Debug, Default)]
pub struct Erase<'a> {
    /// Hosts that were seen last before this time, in seconds since 1970.
    pub before: Option<i64>,
    /// Targets, names with what is below them, addresses.
    pub hosts: &'a [String],
    /// The mail addresses of all.
    pub contacts: bool,
}

/// How much was erased.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Erased {
    /// Hosts with all that was known of them.
    pub hosts: u64,
    /// Hosts of which only the contacts are gone.
    pub contacts: u64,
}

impl Campaign {
    /// Erases. A host leaves a row without a name, so that a scan does not ask
    /// it again.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing is erased.
    pub fn erase(&mut self, what: &Erase<'_>) -> Result<Erased, Error> {
        let mut keys = Vec::new();
        let sql = "SELECT target.id, target.target, target.address, target.seen, place.reverse
             FROM target LEFT JOIN place ON place.target = target.id
             WHERE target.campaign = ?1 AND target.outcome <> 'erased'";
        self.connection.each(sql, values![self.id], |row| {
            let target: String = row.get(1)?;
            let names = [Some(target), row.get(2)?, row.get(4)?];
            let seen: i64 = row.get(3)?;
            let is_old = what.before.is_some_and(|before| seen < before);
            let is_named = || {
                let mut names = names.iter().flatten();
                names.any(|name| what.hosts.iter().any(|host| is_of(name, host)))
            };
            if is_old || is_named() {
                keys.push(row.get::<i64>(0)?);
            }
            Ok::<_, Error>(())
        })?;
        let (campaign, contacts) = (self.id, what.contacts);
        let erased = self.transact(|connection, _| {
            for key in &keys {
                erase(connection, *key)?;
            }
            let mut erased = Erased { hosts: keys.len() as u64, contacts: 0 };
            if contacts {
                let (first, last) = (file::key(campaign, 0), file::key(campaign + 1, 0));
                erased.contacts = connection.execute(
                    "UPDATE place SET contacts = NULL, contact_source = NULL
                     WHERE target >= ?1 AND target < ?2 AND contacts IS NOT NULL",
                    values![first, last],
                )?;
            }
            Ok(erased)
        })?;
        if !self.connection.is_postgres() {
            // What was erased must not stand on free pages of the file.
            self.connection.batch("VACUUM")?;
        }
        Ok(erased)
    }
}

fn erase(connection: &Connection, key: i64) -> Result<(), Error> {
    for table in ["verdict", "attempt", "history", "place"] {
        let sql = format!("DELETE FROM {table} WHERE target = ?1");
        connection.execute(&sql, values![key])?;
    }
    let nobody = format!("erased:{}", file::number(key));
    connection.execute(
        "UPDATE target SET target = ?2, address = NULL, outcome = 'erased', evidence = NULL,
                tls = NULL, source = NULL, claims = NULL, breakin = NULL WHERE id = ?1",
        values![key, &nobody],
    )?;
    Ok(())
}

/// Whether a target, a name or an address is the host, or below its name.
fn is_of(name: &str, host: &str) -> bool {
    let bare = name.split("://").nth(1).unwrap_or(name);
    let bare = bare.split('/').next().unwrap_or(bare);
    let bare = match bare.rsplit_once(':') {
        Some((before, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            if before.contains(':') && !before.starts_with('[') { bare } else { before }
        }
        _ => bare,
    };
    let bare = bare.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    name.eq_ignore_ascii_case(&host)
        || bare == host
        || bare.strip_suffix(&host).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_in_many_ways() {
        for (name, host, expected) in [
            ("https://mail.example.org:443", "example.org", true),
            ("https://mail.example.org:443", "https://mail.example.org:443", true),
            ("https://[2001:db8::1]:443", "2001:db8::1", true),
            ("2001:db8::1", "2001:db8::1", true),
            ("192.0.2.1", "192.0.2.1", true),
            ("https://notexample.org:443", "example.org", false),
            ("https://mail.example.org:443", "org.example", false),
        ] {
            assert_eq!(is_of(name, host), expected, "{name} {host}");
        }
    }
}
