//! Notices as `.eml` files in a folder, with a list of what is there.

use super::Notice;
use super::Recipient;
use super::Sender;
use super::code;
use super::html;
use super::language;
use super::list;
use super::text;
use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Judge;
use crate::hosts::Class;
use crate::manifest;
use crate::manifest::Written;
use crate::sign::Signer;
use mail_builder::MessageBuilder;
use mail_builder::headers::raw::Raw;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use std::path::Path;

/// The list of a folder of notices.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The campaign.
    pub campaign: String,
    /// The day of the verdicts.
    pub as_of: String,
    /// The version of the facts.
    pub database: String,
    /// Their SHA-256.
    pub digest: String,
    /// When the notices were written, UTC.
    pub written: String,
    /// Who may read the notices.
    pub tlp: &'static str,
    /// How they are signed, `openpgp` or `smime`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<&'static str>,
    /// Notices with an address to send them to.
    pub addressed: usize,
    /// Notices that wait for one.
    pub unaddressed: usize,
    /// Recipients left out because an earlier folder told them the same.
    pub already_told: usize,
    /// Every notice.
    pub notices: Vec<Sent>,
}

/// What is known of earlier notices: the lists of their folders.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Recipients who would get the same again are left out.
    pub told: Vec<Before>,
    /// Only recipients of these are written to, where something of it was seen
    /// since and is still so.
    pub remind: Option<Vec<Before>>,
}

/// An earlier folder's list, as far as it matters here.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Before {
    /// When its notices were written, UTC.
    #[serde(default)]
    pub written: String,
    /// The notices.
    pub notices: Vec<Told>,
}

/// One notice of an earlier folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Told {
    /// What its hosts were grouped by.
    pub key: String,
    /// What it said.
    pub content: String,
    /// The message's own name.
    pub message_id: String,
}

/// One notice in the list.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// The file.
    #[serde(flatten)]
    pub file: Written,
    /// The organisation, or what else the hosts were grouped by.
    pub recipient: String,
    /// What the hosts were grouped by.
    pub key: String,
    /// The message's own name, by which an answer or a reminder names it.
    pub message_id: String,
    /// The ticket's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Whether somebody says that one of the servers was broken into.
    pub compromised: bool,
    /// Mail addresses.
    pub to: Vec<String>,
    /// Where they come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_source: Option<String>,
    /// What kind of organisation it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The language.
    pub language: &'static str,
    /// How many servers it is about.
    pub servers: usize,
    /// What it says, without its date: the same twice is sent once.
    pub content: String,
}

/// Writes a notice for each recipient into a new folder: `to/` those with an
/// address, `unaddressed/` the others, `manifest.json`, and `SHA256SUMS`.
///
/// # Errors
/// When the campaign cannot be read or the folder cannot be written.
pub fn write_notices(
    campaign: &Campaign,
    judge: &Judge<'_>,
    classes: &[Class],
    sender: &Sender<'_>,
    earlier: &Earlier,
    folder: &Path,
) -> Result<Manifest, Error> {
    let identity = judge.database.identity();
    let mut manifest = Manifest {
        campaign: campaign.name()?,
        as_of: judge.as_of.to_string(),
        database: identity.version.clone(),
        digest: expatch::hexadecimal(&identity.digest),
        written: crate::time::iso(sender.now),
        tlp: sender.tlp.label(),
        signed: sender.signer.map(Signer::code),
        addressed: 0,
        unaddressed: 0,
        already_told: 0,
        notices: Vec::new(),
    };
    let recipients = super::recipients(campaign, classes)?;
    sender.signer.map_or(Ok(()), Signer::check)?;
    manifest::new_folder(folder)?;
    for recipient in recipients {
        let tongue = sender.language.unwrap_or_else(|| language(recipient.language.as_deref()));
        let mut notice = Notice::gather(campaign, &recipient, judge, tongue)?;
        let content = content(&notice);
        let mut answers = None;
        if let Some(remind) = &earlier.remind {
            let Some((before, told)) = earlier_notice(remind, &recipient.key) else { continue };
            // A server that nobody looked at again may be patched by now.
            if !notice.is_seen_since(&before.written) {
                manifest.already_told += 1;
                continue;
            }
            notice.reminds = Some(before.written.chars().take(10).collect());
            answers = Some(told.message_id.clone()).filter(|id| !id.is_empty());
        } else if earlier.told.iter().flat_map(|one| &one.notices).any(|one| one.content == content)
        {
            manifest.already_told += 1;
            continue;
        }
        let is_addressed = !recipient.contacts.is_empty();
        *(if is_addressed { &mut manifest.addressed } else { &mut manifest.unaddressed }) += 1;
        let place = if is_addressed { "to" } else { "unaddressed" };
        let path = format!("{place}/{}-{}.eml", slug(recipient.name()), &content[..8]);
        let domain = sender.mail.rsplit('@').next().unwrap_or("localhost");
        let message_id = format!("{}.{}@{domain}", &content[..32], sender.now);
        let bytes = message(&notice, sender, &message_id, answers.as_deref())?;
        let file = manifest::write(folder, &path, &bytes)?;
        manifest.notices.push(Sent {
            file,
            recipient: recipient.name().to_owned(),
            key: recipient.key.clone(),
            message_id,
            ticket: notice.ticket(sender),
            compromised: notice.is_breakin(),
            to: recipient.contacts.clone(),
            contact_source: recipient.contact_source.clone(),
            sector: recipient.sector.clone(),
            language: code(tongue),
            servers: notice.servers(),
            content,
        });
    }
    let json = serde_json::to_vec_pretty(&manifest)
        .map_err(|_| Error::Damaged("the manifest cannot be written"))?;
    let mut files: Vec<Written> = manifest.notices.iter().map(|sent| sent.file.clone()).collect();
    files.push(manifest::write(folder, "manifest.json", &json)?);
    manifest::write(folder, "SHA256SUMS", manifest::sums(&files).as_bytes())?;
    if let Some(signer) = sender.signer {
        signer.sign_beside(folder, "SHA256SUMS")?;
    }
    Ok(manifest)
}

/// The last notice to a recipient.
fn earlier_notice<'b>(lists: &'b [Before], key: &str) -> Option<(&'b Before, &'b Told)> {
    let all = lists.iter().flat_map(|list| list.notices.iter().map(move |told| (list, told)));
    all.filter(|(_, told)| told.key.eq_ignore_ascii_case(key)).max_by_key(|(list, _)| &list.written)
}

/// The message's bytes.
fn message(
    notice: &Notice<'_>,
    sender: &Sender<'_>,
    message_id: &str,
    answers: Option<&str>,
) -> Result<Vec<u8>, Error> {
    let Recipient { contacts, .. } = notice.to;
    let mut builder = MessageBuilder::new()
        .from((sender.name, sender.mail))
        .subject(text::subject(notice, sender))
        .date(sender.now)
        .message_id(message_id.to_owned())
        .header("Content-Language", Raw::new(code(notice.language)))
        // Nobody's robot answers.
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(text::body(notice, sender).replace('\n', "\r\n"))
        .html_body(html::body(notice, sender).replace('\n', "\r\n"));
    // Mail programs open it for editing, which a signature would not survive.
    if sender.signer.is_none() {
        builder = builder.header("X-Unsent", Raw::new("1"));
    }
    if let Some(answers) = answers {
        builder = builder.in_reply_to(answers.to_owned()).references(answers.to_owned());
    }
    if notice.is_listed() {
        builder = builder.attachment("text/csv", "servers.csv", list::file(notice)?);
    }
    if !contacts.is_empty() {
        let to: Vec<&str> = contacts.iter().map(String::as_str).collect();
        builder = builder.to(to);
    }
    let message = builder.write_to_vec();
    let message = message.map_err(|_| Error::Damaged("a message cannot be written"))?;
    match sender.signer {
        Some(signer) => signer.sign_message(&message),
        None => Ok(message),
    }
}

/// A digest of what the recipient is sent, but for times and the facts' age.
fn content(notice: &Notice<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(notice.to.key.to_lowercase());
    for part in &notice.parts {
        hash.update(format!("\0{}\0{:?}", part.server.verdict.status, part.server.build));
        hash.update(part.breakin.as_ref().map(|said| said.what.as_str()).unwrap_or_default());
        for view in &part.server.verdict.vulnerabilities.certain {
            hash.update(&view.id);
        }
        for place in &part.places {
            hash.update(format!("\0{:?}", place.targets));
        }
    }
    expatch::hexadecimal(&hash.finalize())
}

/// A file's name, of plain letters.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for char in name.to_lowercase().chars().take(60) {
        match char {
            'a'..='z' | '0'..='9' | '.' | '@' => slug.push(char),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_matches(['-', '.']).to_owned()
}
