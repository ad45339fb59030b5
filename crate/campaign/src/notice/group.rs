//! Who must be notified of what: hosts grouped by whom a notice goes to.

use crate::error::Error;
use crate::file::Campaign;
use crate::hosts::Class;
use crate::hosts::Host;
use std::collections::BTreeMap;

/// An organisation, or whoever answers for it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Recipient {
    /// What the hosts were grouped by: an organisation's name, its domain, a
    /// mail address, or a lone host.
    pub key: String,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// Its domain.
    pub domain: Option<String>,
    /// The name of one of its hosts.
    pub host: Option<String>,
    /// Mail addresses; without any, the notice waits for one.
    pub contacts: Vec<String>,
    /// Where the addresses come from.
    pub contact_source: Option<String>,
    /// The language to write in.
    pub language: Option<String>,
    /// What kind of organisation it is.
    pub sector: Option<String>,
    /// The numbers of its hosts.
    pub hosts: Vec<i64>,
}

/// Groups the hosts of these classes.
///
/// # Errors
/// When the file cannot be read.
pub fn recipients(campaign: &Campaign, classes: &[Class]) -> Result<Vec<Recipient>, Error> {
    let mut groups: BTreeMap<String, Recipient> = BTreeMap::new();
    campaign.hosts(classes, |host| {
        let key = key(&host);
        let group = groups.entry(key.to_lowercase()).or_default();
        group.add(key, host);
        Ok(())
    })?;
    Ok(groups.into_values().collect())
}

/// The narrowest thing that says whose a host is.
fn key(host: &Host) -> String {
    let place = &host.place;
    // A registry's contact is the provider's: what is behind it are many.
    let own = place.contacts.first().filter(|_| place.contact_source.as_deref() != Some("rdap"));
    place
        .organisation
        .as_ref()
        .or(own)
        .or(place.domain.as_ref())
        .or(place.contacts.first())
        .or(host.address.as_ref())
        .unwrap_or(&host.target)
        .clone()
}

impl Recipient {
    fn add(&mut self, key: String, host: Host) {
        if self.hosts.is_empty() {
            self.key = key;
        }
        if self.host.is_none() {
            self.host = host.name().map(str::to_owned);
        }
        let place = host.place;
        self.hosts.push(host.number);
        for contact in place.contacts {
            if !self.contacts.contains(&contact) {
                self.contacts.push(contact);
            }
        }
        let first = |field: &mut Option<String>, value: Option<String>| {
            if field.is_none() {
                *field = value;
            }
        };
        first(&mut self.organisation, place.organisation);
        first(&mut self.domain, place.domain);
        first(&mut self.contact_source, place.contact_source);
        first(&mut self.language, place.language);
        first(&mut self.sector, place.sector);
    }

    /// What to call it.
    pub fn name(&self) -> &str {
        let known = [&self.organisation, &self.domain, &self.host];
        known.into_iter().flatten().next().unwrap_or(&self.key)
    }
}
