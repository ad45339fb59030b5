//! Names of fields that are more than one word, and what their words say together.

use super::Channel;
use super::Role;
use super::fields::LONGEST;
use super::fields::plain;
use super::fields::role;
use crate::evidence::Why;
use crate::standing::state;
use crate::standing::state::State;
use crate::standing::value::is_gloss;
use crate::words::ARTICLES;

/// What stands in a field whose name is more than one word: `Version installed`,
/// `Nome server`, `desiredVersion`. Every word must be known, but one that says that
/// the version is not there speaks for the whole name.
pub(crate) fn label(key: &[u8]) -> Option<Role> {
    role(key).or_else(|| of_words(key))
}

fn of_words(key: &[u8]) -> Option<Role> {
    if key.len() > LONGEST || is_host_name(key) || key.iter().any(|byte| SIGNS.contains(byte)) {
        return None;
    }
    let (mut target, mut version, mut name) = (None, None, None);
    let (mut exchange, mut whole, mut names, mut count) = (false, true, true, 0);
    for word in words(key) {
        count += 1;
        if word.eq_ignore_ascii_case(b"exchange") {
            exchange = true;
            continue;
        }
        let said = Some(Role::Target(Why::Target)).filter(|_| aims(word)).or_else(|| plain(word));
        names &= matches!(said, Some(Role::Name(_))) || is_article(word);
        match said {
            Some(role @ Role::Target(_)) => target = Some(role),
            Some(Role::Version | Role::LabelledVersion | Role::FileVersion) => {
                version = Some(Role::Version);
            }
            Some(role @ Role::Name(_)) => name = Some(role),
            Some(Role::Product) => {}
            Some(Role::State) if state::of(word) == Some(State::Installed) => {}
            None if is_gloss(word) || is_article(word) => {}
            _ => whole = false,
        }
    }
    match (target, version, name) {
        _ if count < 2 => None,
        (Some(target), Some(_), _) => Some(target),
        (None, Some(_), _) if whole && exchange => Some(Role::LabelledVersion),
        (None, Some(version), _) if whole => Some(version),
        // `ServerRole` and `service_name` are none.
        (None, None, Some(name)) if names => Some(name),
        _ => None,
    }
}

/// What makes a sentence or two fields of a name.
const SIGNS: &[u8] = b":=<>?!;,$";

/// The words of a name, also of one in camel case.
pub(super) fn words(key: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let apart = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte < 0x80;
    key.split(apart)
        .flat_map(|word| word.chunk_by(|a, b| !(a.is_ascii_lowercase() && b.is_ascii_uppercase())))
        .filter(|word| !word.is_empty())
}

/// The words of a host's name say nothing.
fn is_host_name(key: &[u8]) -> bool {
    key.contains(&b'.') && !key.iter().any(u8::is_ascii_whitespace)
}

/// What stands below a heading: by its name, or by its words where one says that
/// it is a target, a system, a state.
pub(crate) fn below(title: &[u8]) -> Option<Role> {
    label(title).or_else(|| narrow(title)).or_else(|| {
        if title.len() > LONGEST || is_host_name(title) {
            return None;
        }
        let words = title
            .split(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80)
            .filter(|word| !word.is_empty());
        if words.clone().nth(1).is_some() && words.clone().any(aims) {
            return Some(Role::Target(Why::Target));
        }
        let roles = words.filter(|word| word.len() > 1).filter_map(plain);
        roles.max_by_key(|role| rank(*role))
    })
}

/// `AdminDisplayVersi`: the shell breaks a heading that its column is too narrow for.
fn narrow(title: &[u8]) -> Option<Role> {
    let cut = title.len() > "AdminDi".len() && b"AdminDisplayVersion".starts_with(title);
    cut.then_some(Role::Display(Channel::AdminDisplayVersion))
}

/// Which of the words of a name speaks for it.
fn rank(role: Role) -> u8 {
    match role {
        Role::Target(_) => 5,
        Role::Other => 4,
        Role::State => 3,
        Role::LabelledVersion | Role::Version | Role::FileVersion => 2,
        Role::Name(_) => 1,
        _ => 0,
    }
}

fn is_article(word: &[u8]) -> bool {
    ARTICLES.iter().any(|article| article.as_bytes().eq_ignore_ascii_case(word))
}

/// `Build after update`, `Version nach Update`, `target build`: not there yet. Alone it
/// may be the machine that was aimed at, or what is there now.
fn aims(word: &[u8]) -> bool {
    AIMS.iter().any(|aim| word.eq_ignore_ascii_case(aim))
}

const AIMS: [&[u8]; 5] = [b"target", b"after", b"nach", b"apr\xC3\xA8s", b"na"];
