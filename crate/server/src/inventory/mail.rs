//! The same message as an e-mail.

use crate::config::Mail;
use lettre::AsyncSmtpTransport;
use lettre::AsyncTransport;
use lettre::Message;
use lettre::Tokio1Executor;
use lettre::message::header::ContentType;
use std::time::Duration;

/// Sends a letter to all who are configured; its first line is the subject.
///
/// # Errors
/// Why it was not taken.
pub(crate) async fn send(mail: &Mail, letter: &str) -> Result<(), String> {
    let subject = letter.lines().next().unwrap_or_default();
    let mut message = Message::builder()
        .from(mail.from.parse().map_err(|error| format!("mail.from: {error}"))?)
        .subject(format!("expatch: {subject}"))
        .header(ContentType::TEXT_PLAIN);
    for to in &mail.to {
        message = message.to(to.parse().map_err(|error| format!("mail.to: {error}"))?);
    }
    let message = message.body(letter.to_owned()).map_err(|error| error.to_string())?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.server)
        .map_err(|error| format!("mail.server: {error}"))?
        .timeout(Some(Duration::from_secs(15)))
        .build();
    transport.send(message).await.map(drop).map_err(|error| error.to_string())
}
