//! What is handed to a CSIRT: the same hosts in the forms that its tools read,
//! those known to be vulnerable apart from those that may be, with a manifest.
//! One pass over the campaign writes all of it; memory grows with the number
//! of different builds and, for MISP and SARIF, with that of hosts.

mod builds;
mod csaf;
mod intelmq;
mod misp;
mod openvex;
mod sarif;
mod shadowserver;

use crate::error::Error;
use crate::file::Campaign;
use crate::finding::Judge;
use crate::hosts::Class;
use crate::hosts::Host;
use crate::manifest;
use crate::manifest::Hashed;
use crate::manifest::Written;
use crate::sign::Signer;
use crate::tlp::Tlp;
use builds::Builds;
use expatch::Language;
use serde::Serialize;
use serde_json::Value;
use std::io::Write;
use std::path::Path;

/// Who publishes the bundle, and when.
#[derive(Clone, Debug)]
pub struct Publisher<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page, which also names its documents.
    pub namespace: &'a str,
    /// Where the page stands on which owners check again.
    pub page: &'a str,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Who may read it; what names no host may go further.
    pub tlp: Tlp,
    /// Who signs it; nobody unless given.
    pub signer: Option<&'a Signer>,
}

/// A form of the bundle.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Form {
    /// CSV with the columns of Shadowserver's `scan_exchange`.
    Shadowserver,
    /// IntelMQ events, one a line.
    Intelmq,
    /// A CSAF 2.0 VEX document about the builds that were found.
    Csaf,
    /// The same as OpenVEX.
    Openvex,
    /// A MISP event.
    Misp,
    /// A SARIF log.
    Sarif,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 6] =
        [Self::Shadowserver, Self::Intelmq, Self::Csaf, Self::Openvex, Self::Misp, Self::Sarif];
}

/// The list of a bundle's files.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The campaign.
    pub campaign: String,
    /// Who publishes it.
    pub publisher: String,
    /// When, UTC.
    pub written: String,
    /// The day of the verdicts.
    pub as_of: String,
    /// The version of the facts.
    pub database: String,
    /// Their SHA-256.
    pub digest: String,
    /// Hosts known to be vulnerable or without support.
    pub vulnerable: u64,
    /// Hosts of which it cannot be said from outside.
    pub possible: u64,
    /// Hosts of which somebody says that they were broken into, whatever their
    /// version; they stand in no other list.
    pub compromised: u64,
    /// Who may read it.
    pub tlp: &'static str,
    /// How each file is signed, `openpgp` or `smime`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<&'static str>,
    /// The files.
    pub files: Vec<Written>,
}

/// What the forms have in common.
struct Context<'a> {
    campaign: String,
    as_of: String,
    database: String,
    digest: String,
    publisher: &'a Publisher<'a>,
    judge: &'a Judge<'a>,
}

/// Writes the bundle into a new folder.
///
/// # Errors
/// When the campaign cannot be read or the folder cannot be written.
pub fn write_bundle(
    campaign: &Campaign,
    judge: &Judge<'_>,
    forms: &[Form],
    publisher: &Publisher<'_>,
    folder: &Path,
) -> Result<Manifest, Error> {
    let identity = judge.database.identity();
    let context = Context {
        campaign: campaign.name()?,
        as_of: judge.as_of.to_string(),
        database: identity.version.clone(),
        digest: expatch::hexadecimal(&identity.digest),
        publisher,
        judge,
    };
    publisher.signer.map_or(Ok(()), Signer::check)?;
    manifest::new_folder(folder)?;
    let has = |form| forms.contains(&form);
    let mut csv = [None, None, None];
    let mut events = [None, None, None];
    for (at, class) in Class::TOLD.into_iter().enumerate() {
        let name = class.code();
        if has(Form::Shadowserver) {
            let file = Hashed::create(folder, &format!("shadowserver-{name}.csv"))?;
            csv[at] = Some(shadowserver::Writer::new(file)?);
        }
        if has(Form::Intelmq) {
            events[at] = Some(Hashed::create(folder, &format!("intelmq-{name}.ndjson"))?);
        }
    }
    let mut misp = has(Form::Misp).then(|| misp::Event::new(&context));
    let mut sarif = has(Form::Sarif).then(sarif::Log::new);
    let mut builds = Builds::default();
    let mut hosts = [0u64; 3];
    campaign.hosts(&Class::TOLD, |host| {
        // Each class is kept apart from the others.
        let class = host.class();
        let at = Class::TOLD.iter().position(|one| *one == class).unwrap_or(1);
        let notes = judge.notes(&host.said);
        hosts[at] += 1;
        builds.add(&host);
        if let Some(csv) = &mut csv[at] {
            csv.write(&host, &notes, judge)?;
        }
        if let Some(events) = &mut events[at] {
            line(events, &intelmq::event(&host, &notes, &context))?;
        }
        if let Some(misp) = &mut misp {
            misp.add(&host, &notes);
        }
        if let Some(sarif) = &mut sarif {
            sarif.add(&host, &notes);
        }
        Ok(())
    })?;
    let mut files = Vec::new();
    for csv in csv.into_iter().flatten() {
        files.push(csv.finish()?);
    }
    for events in events.into_iter().flatten() {
        files.push(events.finish()?);
    }
    let mut documents = Vec::new();
    if has(Form::Csaf) {
        documents.push((csaf::file_name(&context), csaf::document(&builds, &context)));
    }
    if has(Form::Openvex) {
        documents.push(("openvex.json".to_owned(), openvex::document(&builds, &context)));
    }
    documents.extend(misp.map(|misp| ("misp-event.json".to_owned(), misp.finish(&builds))));
    documents.extend(sarif.map(|sarif| ("sarif.json".to_owned(), sarif.finish(&context))));
    for (name, document) in documents {
        files.push(manifest::write(folder, &name, &pretty(&document)?)?);
    }
    let manifest = Manifest {
        campaign: context.campaign.clone(),
        publisher: publisher.name.to_owned(),
        written: crate::time::iso(publisher.now),
        as_of: context.as_of.clone(),
        database: context.database.clone(),
        digest: context.digest.clone(),
        vulnerable: hosts[1],
        possible: hosts[2],
        compromised: hosts[0],
        tlp: publisher.tlp.label(),
        signed: publisher.signer.map(Signer::code),
        files,
    };
    let listed = manifest::write(folder, "manifest.json", &pretty(&manifest)?)?;
    let all: Vec<Written> = manifest.files.iter().cloned().chain([listed]).collect();
    let sums = manifest::write(folder, "SHA256SUMS", manifest::sums(&all).as_bytes())?;
    if let Some(signer) = publisher.signer {
        for file in all.iter().chain([&sums]) {
            signer.sign_beside(folder, &file.path)?;
        }
    }
    Ok(manifest)
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|_| Error::Damaged("a document cannot be written"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn line(out: &mut Hashed, value: &Value) -> Result<(), Error> {
    writeln!(out, "{value}").map_err(|error| out.error(error))
}

impl Context<'_> {
    /// One sentence about a build, in English: what tools show.
    fn summary(&self, host: &Host) -> String {
        self.judge.server(&host.said, Language::English).verdict.summary
    }

    /// The link by which an owner checks again.
    fn link(&self, build: &str) -> String {
        format!("{}#q={build}", self.publisher.page)
    }
}

/// A UUID that follows from a text, so that the same host has the same one in
/// every bundle (the form of version 8 of RFC 9562).
fn uuid(text: &str) -> String {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(text);
    let mut bytes: [u8; 16] = std::array::from_fn(|at| hash[at]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = expatch::hexadecimal(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
