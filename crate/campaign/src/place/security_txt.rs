//! `security.txt` files (RFC 9116), by domain: who wants to hear of holes.

use crate::error::Error;
use std::collections::HashMap;
use std::path::Path;

/// Answers by domain.
#[derive(Clone, Debug, Default)]
pub struct SecurityTxt(HashMap<String, Answer>);

/// What one file says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Answer {
    /// Mail addresses, the preferred first.
    pub contacts: Vec<String>,
    /// The first language of ours that it prefers.
    pub language: Option<String>,
}

impl SecurityTxt {
    /// Reads a folder of files that are named for their domains:
    /// `example.be.txt`, or `example.be`.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn read(folder: &Path, today: &str) -> Result<Self, Error> {
        let io = |error| Error::Io(folder.to_owned(), error);
        let mut found = Self::default();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if !path.is_file() || name.starts_with('.') {
                continue;
            }
            let text = std::fs::read(&path).map_err(|error| Error::Io(path.clone(), error))?;
            let domain = name.strip_suffix(".txt").unwrap_or(name);
            found.insert(domain, &String::from_utf8_lossy(&text), today);
        }
        Ok(found)
    }

    /// Adds a domain's file, as it was on a day (`YYYY-MM-DD`): one that has
    /// expired is not used, as the RFC asks.
    pub fn insert(&mut self, domain: &str, text: &str, today: &str) {
        if let Some(answer) = parse(text, today) {
            self.0.insert(domain.to_ascii_lowercase(), answer);
        }
    }

    /// What a domain's file says.
    pub fn get(&self, domain: &str) -> Option<&Answer> {
        self.0.get(domain)
    }
}

fn parse(text: &str, today: &str) -> Option<Answer> {
    let mut answer = Answer::default();
    for line in text.lines() {
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match field.trim().to_ascii_lowercase().as_str() {
            "contact" => {
                let mail = value.strip_prefix("mailto:").unwrap_or(value);
                let mail = mail.split('?').next().unwrap_or_default();
                if let Some(mail) = super::contacts::mail(mail) {
                    answer.contacts.push(mail);
                }
            }
            "preferred-languages" => {
                answer.language = value
                    .split(',')
                    .filter_map(|tag| tag.trim().get(..2))
                    .map(str::to_ascii_lowercase)
                    .find(|tag| ["en", "fr", "nl", "de"].contains(&&**tag));
            }
            // Days of this form are ordered as their texts are.
            "expires" if value.get(..10).is_some_and(|day| day < today) => return None,
            _ => {}
        }
    }
    (!answer.contacts.is_empty()).then_some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "Contact: mailto:security@example.be\nContact: https://example.be/report\n\
        Expires: 2027-01-01T00:00:00.000Z\nPreferred-Languages: lb, nl, fr\n";

    #[test]
    fn mail_addresses_and_language_are_read() {
        let answer = parse(FILE, "2026-11-24").expect("it is valid");
        assert_eq!(answer.contacts, ["security@example.be"]);
        assert_eq!(answer.language.as_deref(), Some("nl"));
    }

    #[test]
    fn an_expired_file_is_not_used() {
        assert_eq!(parse(FILE, "2027-01-02"), None);
        assert_eq!(parse("<!doctype html><title>Contact: us</title>", "2026-11-24"), None);
    }
}
