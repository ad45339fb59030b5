//! The same message as an e-mail.

use crate::config::Mail;
use crate::roots;
use lettre::AsyncTransport;
use lettre::Message;
use lettre::Tokio1Executor;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use sha2::Digest;
use sha2::Sha256;
use std::path::Path;
use std::time::Duration;

/// Sends a letter to all who are configured; its first line is the subject.
/// The same delivery has the same identity, by which a mail server drops a
/// second copy should one ever come.
///
/// # Errors
/// Why it was not taken.
pub(crate) async fn send(
    mail: &Mail,
    ca_file: Option<&Path>,
    letter: &str,
    number: i64,
) -> Result<(), String> {
    let from: Mailbox = mail.from.parse().map_err(|error| format!("mail.from: {error}"))?;
    let identity = format!("<expatch.{number}.{:x}@{}>", fingerprint(letter), from.email.domain());
    let subject = letter.lines().next().unwrap_or_default();
    let mut message = Message::builder()
        .from(from)
        .message_id(Some(identity))
        .subject(format!("expatch: {subject}"))
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        message = message.to(to.parse().map_err(|error| format!("mail.to: {error}"))?);
    }
    let message = message.body(letter.to_owned()).map_err(|error| error.to_string())?;
    let transport = roots::mail(&mail.server, ca_file)?.timeout(Some(Duration::from_secs(15)));
    transport
        .build::<Tokio1Executor>()
        .send(message)
        .await
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Tells deliveries of two inventories apart that have the same number.
fn fingerprint(letter: &str) -> u64 {
    let hash = Sha256::digest(letter.as_bytes());
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
