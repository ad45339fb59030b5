//! Whether settings mean something: asked at the start, where a mistake is
//! cheap, and not when the first letter is to be sent. Every mistake is reported,
//! with its key.

use super::Config;
use crate::roots;
use expatch_store::Address;
use lettre::message::Mailbox;

/// What is wrong, a line each.
pub(super) fn mistakes(config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    let limits = &config.limits;
    for (key, value) in [
        ("limits.body_bytes", limits.body_bytes as u64),
        ("limits.line_bytes", limits.line_bytes as u64),
        ("limits.list_bytes", limits.list_bytes as u64),
        ("limits.header_bytes", limits.header_bytes as u64),
        ("limits.connections", limits.connections as u64),
        ("limits.requests", limits.requests as u64),
        ("limits.steps", limits.steps as u64),
        ("limits.streams", u64::from(limits.streams)),
        ("limits.header_seconds", limits.header_seconds),
        ("limits.request_seconds", limits.request_seconds),
        ("limits.stall_seconds", limits.stall_seconds),
        ("limits.client_burst", u64::from(limits.client_burst)),
        ("database.check_seconds", config.database.check_seconds),
        ("database.fetch_hours", config.database.fetch_hours),
        ("database.refresh_hours", config.database.refresh_hours),
        ("inventory.keep_days", u64::from(config.inventory.keep_days)),
        ("inventory.attempts", u64::from(config.inventory.attempts)),
        ("inventory.retry_seconds", u64::from(config.inventory.retry_seconds)),
    ] {
        if value == 0 {
            found.push(format!("{key}: 0 would let nothing through; expected 1 or more"));
        }
    }
    let database = config.inventory.database.as_str();
    if !matches!(database, "off" | "sqlite")
        && let Err(error) = database.parse::<Address>()
    {
        found.push(format!("inventory.database: {error}, or sqlite, or off"));
    }
    let listen = &config.listen;
    if listen.certificate_file.is_some() != listen.key_file.is_some() {
        found
            .push("listen.certificate_file: needs listen.key_file, and the other way round".into());
    }
    for origin in &config.cors.origins {
        if origin != "*" && !is_origin(origin) {
            found.push(format!(
                "cors.origins: {origin:?} is no origin; expected scheme://host, without a path"
            ));
        }
    }
    let share = config.traces.share;
    if !(0.0..=1.0).contains(&share) {
        found.push(format!("traces.share: expected 0 to 1, not {share}"));
    }
    if let Err(error) = roots::web(config.inventory.ca_file.as_deref()) {
        found.push(error);
    }
    mail(config, &mut found);
    // A file that cannot be read is one mistake.
    found.dedup();
    found
}

fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, host)| {
        matches!(scheme, "http" | "https")
            && !host.is_empty()
            && !host.contains(['/', '?', '#', ' ', '@'])
    })
}

fn mail(config: &Config, found: &mut Vec<String>) {
    let mail = &config.mail;
    if mail.server.is_empty() {
        if !mail.to.is_empty() {
            found.push("mail.to: nothing can be sent without mail.server".into());
        }
        return;
    }
    // The address may hold a password: only what is wrong with it is said.
    if let Err(error) = roots::mail(&mail.server, config.inventory.ca_file.as_deref()) {
        found.push(error);
    }
    if mail.to.is_empty() {
        found.push("mail.to: names nobody, and mail.server is set".into());
    }
    for (key, address) in
        std::iter::once(("mail.from", &mail.from)).chain(mail.to.iter().map(|to| ("mail.to", to)))
    {
        if let Err(error) = address.parse::<Mailbox>() {
            found.push(format!("{key}: {address:?} is no mail address: {error}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_mean_something() {
        assert_eq!(mistakes(&Config::default()), Vec::<String>::new());
    }

    #[test]
    fn every_mistake_is_told_with_its_key() {
        type Change = fn(&mut Config);
        let cases: [(&str, Change); 11] = [
            ("limits.connections: 0", |config| config.limits.connections = 0),
            ("inventory.attempts: 0", |config| config.inventory.attempts = 0),
            ("inventory.database: expected sqlite://", |config| {
                config.inventory.database = "mysql://x".into();
            }),
            ("listen.certificate_file", |config| config.listen.key_file = Some("a.pem".into())),
            ("cors.origins: \"example.org\"", |config| {
                config.cors.origins = vec!["example.org".into()];
            }),
            ("traces.share", |config| config.traces.share = f64::NAN),
            ("mail.server", |config| config.mail.server = "mail.example.org".into()),
            ("inventory.ca_file: /nowhere", |config| {
                config.inventory.ca_file = Some("/nowhere".into());
            }),
            ("mail.from", |config| config.mail.server = "smtp://mail.example.org".into()),
            ("mail.to: names nobody", |config| config.mail.server = "smtp://localhost".into()),
            ("mail.to: nothing can be sent", |config| config.mail.to = vec!["a@b.example".into()]),
        ];
        for (part, change) in cases {
            let mut config = Config::default();
            change(&mut config);
            let found = mistakes(&config);
            assert!(found.iter().any(|one| one.starts_with(part)), "{part}: {found:?}");
        }
        let mut config = Config::default();
        config.mail.server = "smtp://user:secret@".into();
        assert!(!mistakes(&config).join(" ").contains("secret"));
    }
}
