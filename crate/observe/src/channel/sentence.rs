//! Sentences that programs print, word for word: setup, Windows Update, Windows
//! Installer, crash reports. What people write around them is no part of them.

use super::Channel;
use super::lines::open;
use super::program::log;
use crate::document::number::Number;
use crate::document::number::display;
use crate::document::number::next_number;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::starts_with;
use crate::evidence::Precision;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::release;
use crate::standing::state::State;
use crate::standing::value;
use crate::subject::About;
use crate::subject::Record;
use crate::subject::Update;
use core::ops::Range;

/// What a program's sentence does with what stands behind its words.
enum Rule {
    /// The first number behind the words, of this channel.
    Number(Channel),
    /// The same of a server of the organization, which may be another one.
    Another(Channel),
    /// The machine that wrote the log, in `[Value:"…"]`.
    Machine,
    /// What stands before the words is the file that was looked at.
    File,
    /// The record is about Exchange.
    Product,
    /// The first number behind the words does not count, and why.
    Mention(Why),
    /// The update named behind the words has this state.
    Update(State),
}

/// Sentences of programs: the words, lower case, what follows, and who prints them.
const SENTENCES: &[(&str, Rule, &str)] = &[
    (
        "the locally installed version is ",
        Rule::Number(Channel::SetupInstalled),
        "ExchangeSetup.log",
    ),
    ("previously installed version is ", Rule::Mention(Why::Previous), "ExchangeSetup.log"),
    ("setup version: ", Rule::Mention(Why::BeingInstalled), "ExchangeSetup.log"),
    ("$roletargetversion = ", Rule::Mention(Why::BeingInstalled), "ExchangeSetup.log"),
    ("serial number is \"", Rule::Another(Channel::AdSerialNumber), "ExchangeSetup.log"),
    ("[setting:exchangeserialnumber]", Rule::Another(Channel::AdSerialNumber), "ExchangeSetup.log"),
    ("[setting:computernamenetbios]", Rule::Machine, "ExchangeSetup.log"),
    ("[setting:computernamednsfullyqualified]", Rule::Machine, "ExchangeSetup.log"),
    (
        "uncommon header 'x-owa-version' found, with contents: ",
        Rule::Number(Channel::XOwaVersion),
        "Nikto",
    ),
    ("exsetup.exe has not been patched", Rule::File, "Nessus"),
    ("detected microsoft exchange server", Rule::Product, "OpenVAS"),
    (
        "vulnerable software installed: microsoft exchange server ",
        Rule::Number(Channel::Inventory),
        "InsightVM",
    ),
    (
        "http-vuln-proxylogon: (",
        Rule::Number(Channel::NmapExchangeVersion),
        "nmap, http-vuln-exchange",
    ),
    (
        "windows successfully installed the following update: ",
        Rule::Update(State::Installed),
        "Windows Update, event 19",
    ),
    (
        "windows failed to install the following update with error ",
        Rule::Update(State::Not(Why::Failed)),
        "Windows Update, event 20",
    ),
    (
        "windows has started installing the following update: ",
        Rule::Update(State::Not(Why::Pending)),
        "Windows Update, event 43",
    ),
    (
        "windows update started downloading an update",
        Rule::Update(State::Not(Why::Pending)),
        "Windows Update, event 44",
    ),
    (
        "windows update has started downloading",
        Rule::Update(State::Not(Why::Pending)),
        "Windows Update, event 44",
    ),
    (
        "the following updates are downloaded and ready for installation",
        Rule::Update(State::Not(Why::Pending)),
        "Windows Update, event 18",
    ),
    ("restart required: ", Rule::Update(State::Not(Why::Pending)), "Windows Update, event 21"),
    (
        "windows successfully removed the following update: ",
        Rule::Update(State::Not(Why::Removed)),
        "Windows Update, event 24",
    ),
];

/// A sentence of a program on a line of the open record. Whether the line was one.
pub(super) fn sentence(
    reader: &mut Reader<'_>,
    record: &mut Option<Record>,
    line: Range<usize>,
) -> bool {
    let own = open(reader, record);
    printed(reader, own, line)
}

/// A sentence of a program. Whether the line was one.
pub(super) fn printed(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    for (marker, rule, _) in SENTENCES {
        let Some(at) = find(words, marker.as_bytes()) else { continue };
        let from = line.start + at + marker.len();
        match rule {
            Rule::Update(state) => update(reader, record, from..line.end, *state),
            Rule::Number(channel) => match number_behind(text, from..line.end) {
                Some(number) => reader.note(record, *channel, &number, channel.precision()),
                None => continue,
            },
            Rule::Another(channel) => match number_behind(text, from..line.end) {
                Some(number) => {
                    let other = Record::new(reader, Block::Line, false);
                    reader.apart.push(other.id);
                    reader.note(&other, *channel, &number, channel.precision());
                    other.close(reader);
                }
                None => continue,
            },
            Rule::File => record.exsetup(),
            // The line below tells which.
            Rule::Product if from == line.end => record.about = About::Exchange,
            Rule::Product => continue,
            Rule::Machine => match value_of(text, from..line.end) {
                Some(name) => record.call(10, name),
                None => continue,
            },
            Rule::Mention(why) => match number_behind(text, from..line.end) {
                Some(number) => reader.mention_number(&number, *why),
                None => continue,
            },
        }
        return true;
    }
    if let Some(at) = find(words, b"watson report about to be sent for process id") {
        return watson(reader, record, line.start + at..folded(text, &line));
    }
    log(reader, record, &line) || crash(reader, record, &line) || installer(reader, record, line)
}

/// `Faulting application name: Microsoft.Exchange.Store.Worker.exe, version: 15.1.2507.44`
/// of event 1000, `Sig[1].Value=15.02.2562.029` of a crash report.
fn crash(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let event = starts_with(words, b"faulting application name: ")
        && find(words, b"microsoft.exchange.").or_else(|| find(words, b"edgetransport")).is_some();
    if !event && !starts_with(words, b"sig[1].value=") {
        return false;
    }
    let Some(number) = number_behind(text, line.clone()) else { return false };
    reader.note(record, Channel::CrashReport, &number, Precision::Floor);
    true
}

/// `TURNSTONE-1` in `[Value:"TURNSTONE-1"]`.
fn value_of(text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    const WORDS: &[u8] = b"[value:\"";
    let from = range.start + find(&text[range.clone()], WORDS)? + WORDS.len();
    let length = host_length(&text[from..range.end]);
    (length > 0 && text.get(from + length) == Some(&b'"')).then_some(from..from + length)
}

pub(super) fn number_behind(text: &[u8], range: Range<usize>) -> Option<Number> {
    let found = next_number(text, range)?;
    Some(display(text, &found).map_or(found, |(whole, _)| whole)).filter(Number::is_plausible)
}

/// The title of an update on a line of its own: in a list of what is installed it
/// is proof, elsewhere it is none.
pub(super) fn title(reader: &mut Reader<'_>, record: Option<&Record>, line: Range<usize>) -> bool {
    let Ok(value::Value { update: true, named: Some((named, span)), .. }) =
        value::whole(reader.text, line)
    else {
        return false;
    };
    let state = reader.context.listing.then_some(State::Installed);
    let id = match record {
        Some(record) => record.id,
        None => Record::new(reader, Block::Line, false).id,
    };
    reader.read(span.clone());
    reader.updates.push(Update {
        record: id,
        row: false,
        span,
        named,
        state,
        date: None,
        server: None,
    });
    true
}

/// The update that the first release's name in `range` names.
pub(super) fn update(reader: &mut Reader<'_>, record: &Record, range: Range<usize>, state: State) {
    let text = reader.text;
    let Some(at) = find(&text[range.clone()], b"exchange").map(|at| range.start + at) else {
        return;
    };
    let Some((named, end)) = release::parse(text, at) else { return };
    let server = reader.context.machine.clone().map(|name| reader.name(&name));
    reader.read(at..end);
    let state = Some(state);
    reader.updates.push(Update {
        record: record.id,
        row: false,
        span: at..end,
        named,
        state,
        date: record.date.clone(),
        server,
    });
}

/// Where an event's sentence ends that a mail or a page broke into lines, with the flavour
/// on a later one: with the paragraph.
fn folded(text: &[u8], line: &Range<usize>) -> usize {
    let below = &text[line.end..text.len().min(line.end + BROKEN)];
    let blank = |at: &usize| matches!(&below[at + 1..], [b'\n', ..] | [b'\r', b'\n', ..]);
    let end = memchr::memchr_iter(b'\n', below).find(blank).unwrap_or(below.len());
    let flavour =
        find(&below[..end], b"-rtl-").filter(|_| find(&text[line.clone()], b"-rtl-").is_none());
    if flavour.is_some() { line.end + end } else { line.end }
}

/// A sentence is no longer than that on the lines below.
const BROKEN: usize = 1024;

/// `Watson report about to be sent for process id: 1940, with parameters: E12IIS,
/// c-RTL-AMD64, 15.02.0922.027, w3wp#…`: the version behind the flavour.
pub(super) fn watson(reader: &mut Reader<'_>, record: &mut Record, range: Range<usize>) -> bool {
    let text = reader.text;
    let flavour = range.start + find(&text[range.clone()], b"-rtl-").unwrap_or(0);
    let Some(number) = number_behind(text, flavour..range.end) else { return false };
    reader.context.told = range.end;
    if !record.is_named()
        && let Some(name) = reader.context.machine.clone()
    {
        record.call(3, name);
    }
    reader.note(record, Channel::CrashReport, &number, Precision::Floor);
    reader.read(range);
    true
}

/// `Product Name: Microsoft Exchange Server. Product Version: 15.2.1118.7. … Update
/// Name: … Installation success or error status: 0.`
pub(super) fn installer(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if find(words, b"product: microsoft exchange server - update '").is_some() {
        let installed = find(words, b"installed successfully").is_some();
        let state = if installed { State::Installed } else { State::Not(Why::Failed) };
        update_in(reader, record, line, state);
        return true;
    }
    let Some(product) = find(words, b"product name: microsoft exchange server") else {
        return false;
    };
    let Some(version) = find(&words[product..], b"product version: ") else { return false };
    let from = line.start + product + version;
    if let Some(number) = number_behind(text, from..line.end) {
        reader.note(record, Channel::WindowsInstaller, &number, Precision::Baseline);
    }
    let status = find(words, b"error status: ").map(|at| &words[at + "error status: ".len()..]);
    let done = status.is_some_and(|rest| {
        rest.starts_with(b"0.")
            || *rest == *b"0"
            || rest.starts_with(b"0 ")
            || rest.starts_with(b"3010")
    });
    if let Some(update) = find(words, b"update name: ") {
        let removed = find(words, b"removed an update").is_some();
        let done = done && !removed;
        let state = if done { State::Installed } else { State::Not(Why::Failed) };
        update_in(reader, record, line.start + update..line.end, state);
    }
    true
}

pub(super) fn update_in(
    reader: &mut Reader<'_>,
    record: &Record,
    range: Range<usize>,
    state: State,
) {
    let text = reader.text;
    let quoted =
        find(&text[range.clone()], b"update for exchange").map(|at| range.start + at..range.end);
    if let Some(range) = quoted {
        update(reader, record, range.clone(), state);
        let why = if let State::Not(why) = state { why } else { Why::Unproved };
        reader.mention_all(range, why);
    }
}
