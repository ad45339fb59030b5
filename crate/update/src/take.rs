//! Whether an offered database is taken.

use crate::fetch::Wire;
use crate::state::{self, State};
use crate::store::{self, Installed, Loaded, lock, name, open_with, replace};
use crate::{MAX_BYTES, UpdateError};
use expatch::Database;
use expatch_trust::{KeyId, Keys, MAX_TEXT, Manifest, Refusal, order, split};
use std::path::Path;

/// What came of an offer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Done {
    /// It is in use now.
    Installed(Installed),
    /// There is nothing newer: what is in use, and until when that was said to
    /// be the newest.
    UpToDate {
        /// Version and day of the database in use.
        now: (String, expatch::Date),
        /// The last day on which the manifest counts.
        expires: expatch::Date,
    },
}

/// Checks that `bytes` are a whole database: schema, bounds, digest, and no day
/// that has not come; but no signature.
///
/// # Errors
/// Foreign, damaged or unreadable files; days in the future.
pub fn check(bytes: &[u8]) -> Result<Database<'_>, UpdateError> {
    let database = Database::load(bytes)?;
    database.verify()?;
    let newest = database.newest_row();
    // One day, for the time zones.
    if newest.days() > crate::today().days() + 1 {
        return Err(Refusal::Future(newest).into());
    }
    Ok(database)
}

/// Checks that `bytes` are a whole database with the manifest of a trusted key.
/// What was seen before is not asked: see [`install`].
///
/// # Errors
/// As [`check`]; no manifest, one of an unknown key, one of another database.
pub fn verify<'a>(bytes: &'a [u8], keys: &Keys) -> Result<(Database<'a>, KeyId), UpdateError> {
    let database = check(bytes)?;
    let manifest = Manifest::read(&bytes[database.bytes().len()..])?;
    let signer = manifest.verify(&mut keys.clone())?;
    manifest.not_of_the_future(crate::today())?;
    manifest.matches(database.bytes())?;
    Ok((database, signer))
}

/// Installs what a feed publishes, at `path`. `source` is the address or the
/// file of a manifest, `….manifest`, beside which the database lies as `….db`;
/// or of a signed database. The database is fetched only when its manifest is
/// believed and names a newer one.
///
/// # Errors
/// Whatever is wrong with it; the installed file stays as it was.
pub fn update(
    source: &str,
    wire: &Wire,
    path: &Path,
    keys: Keys,
    older_too: bool,
) -> Result<Done, UpdateError> {
    let Some(stem) = source.strip_suffix(".manifest") else {
        let bytes = wire.fetch(source, MAX_BYTES)?;
        return install(&bytes, path, keys, older_too);
    };
    if keys.is_empty() {
        return Err(UpdateError::NoKeys);
    }
    let manifest = Manifest::read(&wire.fetch(source, MAX_TEXT as u64)?)?;
    let beside = format!("{stem}.db");
    take(&manifest, path, keys, older_too, || {
        // A signed file has its manifest at the end.
        let most = manifest.size.min(MAX_BYTES) + MAX_TEXT as u64;
        let bytes = wire.fetch(&beside, most)?;
        let (content, text) = match usize::try_from(manifest.size) {
            Ok(size) if size < bytes.len() => bytes.split_at(size),
            _ => (bytes.as_slice(), [].as_slice()),
        };
        let content = content.to_vec();
        manifest.matches(&content)?;
        if !text.is_empty() && text != manifest.text().as_bytes() {
            return Err(Refusal::OtherManifest.into());
        }
        Ok(content)
    })
}

/// Installs a signed database at `path`. It must be newer than the one in use,
/// and than all that was seen there, unless `older_too`.
///
/// # Errors
/// As [`verify`]; older, no longer valid, not writable. In every case the
/// installed file stays as it was.
pub fn install(
    bytes: &[u8],
    path: &Path,
    keys: Keys,
    older_too: bool,
) -> Result<Done, UpdateError> {
    let (database, text) = split(bytes)?;
    let manifest = Manifest::read(text)?;
    take(&manifest, path, keys, older_too, || Ok(database.bytes().to_vec()))
}

/// Believes a manifest or not, and then the database that `content` gives.
fn take(
    manifest: &Manifest,
    path: &Path,
    mut keys: Keys,
    older_too: bool,
    content: impl FnOnce() -> Result<Vec<u8>, UpdateError>,
) -> Result<Done, UpdateError> {
    let _lock = lock(path)?;
    let mut state = State::read(path);
    state.settle(&mut keys);
    let signer = manifest.verify(&mut keys)?;
    // A list that came with it may have retired the key of what was seen.
    state.settle(&mut keys);
    let loaded = open_with(path, &keys);
    if older_too {
        manifest.not_of_the_future(crate::today())?;
    } else {
        manifest.fresh(crate::now(), &keys)?;
        not_seen_newer(manifest, &state, &loaded)?;
    }
    // From here on nothing older than this manifest is believed, whatever comes
    // of the database.
    state.saw(manifest, signer, &keys);
    state.write(path)?;

    let in_use = loaded.database();
    let now = name(&in_use);
    if expatch_trust::digest(in_use.bytes()) == manifest.sha256 {
        if loaded.origin == store::Origin::File(path.to_owned()) {
            store::confirm(&[in_use.bytes(), manifest.text().as_bytes()].concat(), path)?;
        }
        return Ok(Done::UpToDate { now, expires: manifest.expires });
    }
    if !older_too {
        let offered = (manifest.version.clone(), manifest.checked);
        if manifest.checked < in_use.as_of() && loaded.manifest().is_none() {
            // Built in or made here, and newer than what is published.
            return Ok(Done::UpToDate { now, expires: manifest.expires });
        }
        if manifest.checked < in_use.as_of() {
            return Err(UpdateError::NotNewer { installed: now, offered });
        }
        // The file in use can be deleted or damaged; what was once in use stays
        // known, so that nobody leads a reader back to it.
        if let Some((version, day, _)) =
            state.database.clone().filter(|(_, day, _)| manifest.checked < *day)
        {
            return Err(UpdateError::NotNewer { installed: (version, day), offered });
        }
    }
    let content = content()?;
    let offered = manifest.matches(&content)?;
    check(&content)?;
    if !older_too {
        // What `open` would not prefer would never be used.
        if order(&offered) <= order(&in_use) {
            return Err(UpdateError::NotNewer { installed: now, offered: name(&offered) });
        }
        enough_rows(&in_use, &offered)?;
    }
    state.used(&offered, Some(signer));
    let signed = [&content, manifest.text().as_bytes()].concat();
    replace(&signed, path, &in_use, &offered, &state).map(Done::Installed)
}

/// That no newer manifest was seen: neither by what is written down nor by the
/// installed file, should that be lost.
fn not_seen_newer(manifest: &Manifest, state: &State, loaded: &Loaded) -> Result<(), UpdateError> {
    let installed = loaded.manifest();
    let installed = installed.map(|manifest| (manifest.issued, state::digest(&manifest)));
    let written = state.manifest.clone().map(|(moment, digest, _)| (moment, digest));
    let Some((seen, digest)) = installed.into_iter().chain(written).max() else { return Ok(()) };
    let offered = manifest.issued;
    if offered < seen {
        return Err(Refusal::Older { offered, seen }.into());
    }
    if offered == seen && digest != state::digest(manifest) {
        return Err(Refusal::Two(seen).into());
    }
    Ok(())
}

/// That the offered one has nearly all the rows that are known: facts are added
/// and mended, and hardly ever taken away.
fn enough_rows(in_use: &Database<'_>, offered: &Database<'_>) -> Result<(), UpdateError> {
    let counts = |database: &Database<'_>| {
        let identity = database.identity();
        [identity.releases, identity.vulnerabilities]
    };
    for (before, offered) in counts(in_use).into_iter().zip(counts(offered)) {
        if offered < before - before / 10 {
            return Err(Refusal::FewerRows { before, offered }.into());
        }
    }
    Ok(())
}
