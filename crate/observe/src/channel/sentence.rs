//! Lines of text: properties, the verbatim output of tools, lists of machines.
//!
//! The sentences below are printed by programs, word for word; what people
//! write around them is no part of them.

use super::Channel;
use super::Role;
use crate::document::lines::Content;
use crate::document::lines::content;
use crate::document::lines::field;
use crate::document::lines::prompt;
use crate::document::number::Number;
use crate::document::number::display;
use crate::document::number::next_number;
use crate::document::number::number;
use crate::document::text::bare;
use crate::document::text::ends_with;
use crate::document::text::find;
use crate::document::text::is_address;
use crate::document::text::is_host;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Claim;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::release;
use crate::standing::state;
use crate::standing::state::State;
use crate::standing::value;
use crate::subject::Record;
use crate::subject::Update;
use crate::subject::is_machine;
use crate::subject::named_claim;
use crate::subject::precision_of;
use alloc::vec::Vec;
use core::ops::Range;

/// What a program's sentence does with what stands behind its words.
enum Rule {
    /// The first number behind the words, of this channel.
    Number(Channel),
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
    ("serial number is \"", Rule::Number(Channel::AdSerialNumber), "ExchangeSetup.log"),
    ("[setting:exchangeserialnumber]", Rule::Number(Channel::AdSerialNumber), "ExchangeSetup.log"),
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

/// Reads the lines of a paragraph that are no table's.
pub(crate) fn lines(reader: &mut Reader<'_>, all: &[Range<usize>]) {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    let text = reader.text;
    let whole = first.start..last.end;
    if !reader.has_hit(&whole) {
        return context(reader, all);
    }
    let contents: Vec<Content> = all.iter().map(|line| content(text, line.clone())).collect();
    if values_alone(reader, &contents) {
        return;
    }
    // Quoted output has the sign on every line; a remark in a program has not.
    let quoted = contents.iter().all(|line| line.comment || line.range.is_empty());
    let mut record: Option<Record> = None;
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut done = 0;
    for (line, inner) in all.iter().zip(&contents) {
        if inner.range.is_empty() || line.start < done {
            continue;
        }
        reader.key = 0..0;
        if let Some(command) = prompt(&text[line.clone()]) {
            finish(reader, &mut record);
            names.clear();
            asked(reader, line, command);
            continue;
        }
        // Behind a sign of comment only complete output counts.
        if inner.comment && (!quoted || find(&text[inner.range.clone()], b"href=").is_some()) {
            continue;
        }
        let range = inner.range.clone();
        // A scanner's report begins.
        if starts_with(&text[range.clone()], b"nmap scan report for ") {
            finish(reader, &mut record);
            machine(reader, range);
            continue;
        }
        if nmap(reader, &mut record, all, line) || line.start < done {
            continue;
        }
        if reader.has_hit(line) && sentence(reader, &mut record, range.clone()) {
            continue;
        }
        if let Some((key, role, value)) = field(text, range.clone())
            && !(matches!(role, Role::Part(..))
                && find(&text[value.clone()], b"majorbuildnumber=").is_some())
        {
            property(reader, &mut record, &mut names, key, role, value);
            continue;
        }
        if !reader.has_hit(line) {
            continue;
        }
        if let Some(end) = hops(reader, line) {
            done = end;
            continue;
        }
        reader.enter(Block::Line);
        if title(reader, record.as_ref(), range.clone()) {
            continue;
        }
        let mut own =
            record.take().unwrap_or_else(|| Record::new(reader, Block::Properties, false));
        let other = other_line(reader, &mut own, range.clone());
        record = Some(own);
        if !other && !item(reader, range.clone()) {
            let why = state::told(&text[range.clone()]).unwrap_or(Why::Sentence);
            reader.sweep(range, why);
        }
    }
    finish(reader, &mut record);
    reader.context.listing = false;
}

/// The lines before the first marker may say whose the later ones are.
fn context(reader: &mut Reader<'_>, all: &[Range<usize>]) {
    let text = reader.text;
    for line in all {
        if starts_with(&text[line.clone()], b"nmap scan report for ") {
            machine(reader, line.clone());
        }
    }
}

/// `Nmap scan report for mail.example.org (192.0.2.1)`.
fn machine(reader: &mut Reader<'_>, line: Range<usize>) {
    let from = line.start + "nmap scan report for ".len();
    let length = reader.text[from..line.end].iter().take_while(|byte| is_host(**byte)).count();
    reader.context.machine = Some(from..from + length).filter(|name| !name.is_empty());
}

fn finish(reader: &mut Reader<'_>, record: &mut Option<Record>) {
    if let Some(record) = record.take() {
        record.close(reader);
    }
}

/// What a command asked for says what its output is.
fn asked(reader: &mut Reader<'_>, line: &Range<usize>, command: usize) {
    let text = reader.text;
    let words = &text[line.start + command.min(line.len())..line.end];
    let lists = [
        &b"uninstall"[..],
        b"get-package",
        b"win32_product",
        b"win32_quickfixengineering",
        b"wmic product",
        b"get-hotfix",
        b"from programs",
    ];
    reader.context.listing = lists.iter().any(|it| find(words, it).is_some());
    // `[EX01]: PS C:\>` names the machine.
    let head = &text[line.clone()];
    if let Some(at) = memchr::memmem::find(&head[..head.len().min(80)], b"]: PS ")
        && head.first() == Some(&b'[')
    {
        reader.context.machine = Some(line.start + 1..line.start + at);
    }
    reader.mention_all(line.clone(), Why::Request);
}

/// A property of the record that is open, or of a new one.
fn property(
    reader: &mut Reader<'_>,
    record: &mut Option<Record>,
    names: &mut Vec<Range<usize>>,
    key: Range<usize>,
    role: Role,
    value: Range<usize>,
) {
    let text = reader.text;
    if let Role::Name(_) = role {
        // The same name again begins the next server.
        let known = &text[key.clone()];
        if names.iter().any(|name| text[name.clone()] == *known) {
            finish(reader, record);
            names.clear();
        }
        names.push(key.clone());
        if known.eq_ignore_ascii_case(b"computer") || known.eq_ignore_ascii_case(b"machine") {
            reader.context.machine = Some(value.clone());
        }
    }
    if matches!(role, Role::Header(_)) && inline(reader, &value) {
        return;
    }
    let open = open(reader, record);
    if starts_with(&text[key.clone()], b"sig[") || starts_with(&text[value.clone()], b"appversion")
    {
        return;
    }
    reader.enter(Block::Properties);
    reader.key = key;
    open.take(reader, role, value);
}

fn inline(reader: &Reader<'_>, value: &Range<usize>) -> bool {
    super::http::holds_more_headers(reader.text, value.clone())
}

/// The open record, or a new one.
fn open<'r>(reader: &mut Reader<'_>, record: &'r mut Option<Record>) -> &'r mut Record {
    record.get_or_insert_with(|| Record::new(reader, Block::Properties, false))
}

/// The title of an update on a line of its own: in a list of what is installed it
/// is proof, elsewhere it is none.
fn title(reader: &mut Reader<'_>, record: Option<&Record>, line: Range<usize>) -> bool {
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

/// Mail hops on a line; where the last one ends.
fn hops(reader: &mut Reader<'_>, line: &Range<usize>) -> Option<usize> {
    let first = reader.hits.partition_point(|at| *at < line.start);
    let mut end = None;
    for index in first..reader.hits.len() {
        let at = reader.hits[index];
        if at >= line.end {
            break;
        }
        if end.is_some_and(|end| at < end) {
            continue;
        }
        if let Some(stop) = super::mail::hop(reader, at) {
            end = Some(stop);
        } else if starts_with(&reader.text[at..], b"mail")
            && super::mail::internet_mail_service(reader, at)
        {
            end = Some(line.end.min(at + 40));
        }
    }
    end.map(|end| if end > line.end { end } else { line.end.min(end) })
}

/// A sentence of a program on a line of the open record. Whether the line was one.
fn sentence(reader: &mut Reader<'_>, record: &mut Option<Record>, line: Range<usize>) -> bool {
    let mut own = record.take().unwrap_or_else(|| Record::new(reader, Block::Properties, false));
    let any = printed(reader, &mut own, line);
    *record = Some(own);
    any
}

/// A sentence of a program. Whether the line was one.
fn printed(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
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
            Rule::Mention(why) => match number_behind(text, from..line.end) {
                Some(number) => reader.mention_number(&number, *why),
                None => continue,
            },
        }
        return true;
    }
    if let Some(at) = find(words, b"watson report about to be sent for process id") {
        return watson(reader, record, line.start + at..line.end);
    }
    log(reader, record, &line) || installer(reader, record, line)
}

fn number_behind(text: &[u8], range: Range<usize>) -> Option<Number> {
    let found = next_number(text, range)?;
    Some(display(text, &found).map_or(found, |(whole, _)| whole)).filter(Number::is_plausible)
}

/// The update that the first release's name in `range` names.
fn update(reader: &mut Reader<'_>, record: &Record, range: Range<usize>, state: State) {
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
        date: None,
        server,
    });
}

/// `Watson report about to be sent for process id: 1940, with parameters: E12IIS,
/// c-RTL-AMD64, 15.02.0922.027, w3wp#…`: the version behind the flavour.
fn watson(reader: &mut Reader<'_>, record: &mut Record, range: Range<usize>) -> bool {
    let text = reader.text;
    let flavour = find(&text[range.clone()], b"-rtl-").map_or(range.start, |at| range.start + at);
    let Some(number) = number_behind(text, flavour..range.end) else { return false };
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
fn installer(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
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
        let state = if done { State::Installed } else { State::Not(Why::Failed) };
        update_in(reader, record, line.start + update..line.end, state);
    }
    true
}

fn update_in(reader: &mut Reader<'_>, record: &Record, range: Range<usize>, state: State) {
    let text = reader.text;
    let quoted =
        find(&text[range.clone()], b"update for exchange").map(|at| range.start + at..range.end);
    if let Some(range) = quoted {
        update(reader, record, range.clone(), state);
        let why = if let State::Not(why) = state { why } else { Why::Unproved };
        reader.mention_all(range, why);
    }
}

/// The block of nmap's script `ms-exchange-version`.
fn nmap(
    reader: &mut Reader<'_>,
    record: &mut Option<Record>,
    all: &[Range<usize>],
    line: &Range<usize>,
) -> bool {
    let text = reader.text;
    let inner = content(text, line.clone()).range;
    if !starts_with(&text[inner.clone()], b"ms-exchange-version")
        || starts_with(&text[inner.clone()], b"ms-exchange-version.nse")
    {
        return false;
    }
    finish(reader, record);
    let mut found = Record::new(reader, Block::Line, false);
    if let Some(name) = reader.context.machine.clone() {
        found.call(3, name);
    }
    for line in all.iter().skip_while(|other| other.start <= line.start) {
        let rest = text[line.clone()].trim_ascii_start();
        if !rest.starts_with(b"|") {
            break;
        }
        let inner = content(text, line.clone()).range;
        let words = &text[inner.clone()];
        if starts_with(words, b"cves") || starts_with(words, b"cvss") {
            reader.read(inner);
            continue;
        }
        if let Some(at) = find(words, b"exchange_server") {
            match super::directory::cpe_claim(text, inner.start + at) {
                Some(Ok(number)) => reader.note(&found, Channel::Cpe, &number, Precision::Exact),
                Some(Err(named)) => reader.put(
                    &found,
                    Channel::Cpe,
                    inner.clone(),
                    Precision::Baseline,
                    Standing::Observed,
                    Claim::Named(named),
                ),
                None => {}
            }
        } else if let Some(number) = next_number(text, inner.clone()).filter(Number::is_plausible) {
            let named = starts_with(words, b"name:") || starts_with(words, b"product:");
            if !named {
                reader.note(&found, Channel::NmapExchangeVersion, &number, Precision::Exact);
            }
        }
        reader.read(inner);
    }
    found.close(reader);
    true
}

/// What else a line can be. Whether it was something.
fn other_line(reader: &mut Reader<'_>, record: &mut Record, line: Range<usize>) -> bool {
    let text = reader.text;
    if is_request(&text[line.clone()]) {
        reader.mention_all(line, Why::Request);
        return true;
    }
    super::file::line(reader, record, line.clone())
        || insert(reader, &line)
        || super::http::inline_headers(reader, line.clone())
        || braces(reader, &line)
        || program(reader, record, &line)
        || super::banner::line(reader, record, line.clone())
        || scanner_row(reader, &line)
        || proxy_row(reader, record, &line)
        || technology(reader, &line)
        || super::directory::cookie(reader, record, line.clone())
        || loose_attributes(reader, record, &line)
        || web_line(reader, line)
}

/// `MajorVersion="15" MinorVersion="2" …` without its element.
fn loose_attributes(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let words = &reader.text[line.clone()];
    if find(words, b"majorbuildnumber=").is_none() {
        return false;
    }
    crate::document::markup::attributes(reader, record, line.clone(), b"");
    true
}

/// Paths on a line, each line an answer of its own.
fn web_line(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let mut record = Record::new(reader, Block::Line, false);
    let any = super::web::paths(reader, &mut record, line);
    record.close(reader);
    any
}

/// A request line, or a command that makes one.
fn is_request(line: &[u8]) -> bool {
    ["get /", "post /", "head /", "options /", "curl ", "wget "]
        .iter()
        .any(|verb| starts_with(line, verb.as_bytes()))
}

/// Literals in the value of a field: greetings, paths, sentences of programs.
pub(crate) fn literals(reader: &mut Reader<'_>, record: &mut Record, value: Range<usize>) -> bool {
    let before = reader.evidence.len() + reader.updates.len();
    let range = bare(reader.text, value);
    if let Some((key, role @ Role::Header(_), value)) = field(reader.text, range.clone()) {
        reader.key = key;
        record.take(reader, role, value);
        return true;
    }
    let any = printed(reader, record, range.clone())
        || super::directory::cookie(reader, record, range.clone())
        || super::banner::line(reader, record, range.clone())
        || caps(reader, record, &range)
        || super::web::paths(reader, record, range);
    any && reader.evidence.len() + reader.updates.len() > before
}

/// `#Software: Microsoft Exchange Server`, `#Version: 15.02.1118.007`.
fn log(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if find(words, b"software: microsoft exchange").is_some() {
        let at = line.start + find(words, b"microsoft").unwrap_or(0);
        // The version stands on the next line.
        let next = crate::document::text::line_end(text, line.end);
        let below = crate::document::text::line_end(text, (next + 1).min(text.len()));
        let version =
            find(&text[next..below], b"version: ").map(|at| next + at + "version: ".len());
        let number = version.and_then(|at| number(text, at)).filter(|number| number.end <= below);
        match number {
            Some(number) if number.is_plausible() && number.count() == 4 => {
                reader.note(record, Channel::LogHeader, &number, Precision::Floor);
            }
            // A schema's number, the same for all of a generation.
            _ => reader.put(
                record,
                Channel::LogHeader,
                at..line.end,
                Precision::None,
                Standing::Observed,
                Claim::ExchangeServer,
            ),
        }
        if let Some(at) = version {
            reader.read(at..below);
        }
        return true;
    }
    false
}

/// A row of the HttpProxy log: `date,guid,15,1,2375,7,…`: the baseline. What else
/// stands in it are bounds of routing.
fn proxy_row(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let fields = crate::document::rows::cells(text, line.clone(), b',');
    if fields.len() < 10
        || text[fields[0].clone()].len() < 19
        || text[fields[0].clone()].get(4) != Some(&b'-')
    {
        return false;
    }
    let mut parts = [0_u16; 4];
    for (part, cell) in parts.iter_mut().zip(&fields[2..6]) {
        match crate::document::text::decimal(&text[cell.clone()])
            .and_then(|part| u16::try_from(part).ok())
        {
            Some(value) => *part = value,
            None => return super::directory::cookie(reader, record, line.clone()),
        }
    }
    let number = Number::of(parts, 4, fields[2].start..fields[5].end);
    if !number.is_plausible() {
        return false;
    }
    let mut row = Record::new(reader, Block::Line, false);
    super::directory::cookie(reader, &mut row, line.clone());
    reader.note(&row, Channel::HttpProxyLog, &number, Precision::Baseline);
    row.close(reader);
    reader.read(line.clone());
    true
}

/// `INSERT INTO programs(name, version, …) VALUES ("…", "15.1.1591.10", …)`: a row
/// below its columns.
fn insert(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    if !starts_with(words, b"insert into ") {
        return false;
    }
    let (Some(open), Some(values)) = (memchr::memchr(b'(', words), find(words, b"values")) else {
        return false;
    };
    let Some(close) =
        memchr::memchr(b')', &words[open..]).map(|i| open + i).filter(|close| *close < values)
    else {
        return false;
    };
    let Some(first) = memchr::memchr(b'(', &words[values..]).map(|i| values + i + 1) else {
        return false;
    };
    let last = memchr::memrchr(b')', words).unwrap_or(words.len());
    let titles =
        crate::document::rows::cells(text, line.start + open + 1..line.start + close, b',');
    let row = line.start + first..line.start + last.max(first);
    let cells: Vec<_> = crate::document::rows::cells(text, row, b',')
        .into_iter()
        .map(|cell| bare(text, cell))
        .collect();
    crate::document::table::row(reader, &titles, &cells, Block::Properties);
    true
}

/// Objects within a line: `Response headers: {'X-FEServer': 'EX01'}`.
fn braces(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let open =
        memchr::memchr_iter(b'{', &text[line.clone()]).map(|at| line.start + at).find(|at| {
            text.get(at + 1).is_some_and(|byte| matches!(byte, b'"' | b'\''))
                && crate::document::json::begins(text, *at)
        });
    let Some(open) = open else { return false };
    // A value behind a label; in a program an object stands behind a name or `=`.
    let before = text[line.start..open].trim_ascii_end();
    let label = before.is_empty()
        || before.ends_with(b":") && !before.ends_with(b"::")
        || before.ends_with(b"=>")
        || before.ends_with(b"-");
    if !label {
        return false;
    }
    // `{$build -like "…"} {"Exchange 2019"}` is a program's.
    let Some(stop) = crate::document::json::end(text, open, line.end) else { return false };
    let member = memchr::memchr(b':', &text[open..stop]).is_some();
    if !member {
        return false;
    }
    crate::document::json::read(reader, open..stop, None);
    true
}

/// Output of programs that is more than a field.
fn program(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    // Metasploit does not say whether it read the header or the manifest.
    if find(words, b"the target ").is_some()
        && let Some(at) = find(words, b"exchange server 1")
        && let Some(number) = number_behind(text, line.start + at..line.end)
    {
        reader.note(record, Channel::ScannerFinding, &number, Precision::Floor);
        return true;
    }
    // exchangelib: `Version(Build(15, 2, 2562, 35), 'Exchange2016')`, `Build=15.20.3174.26`.
    if let Some(at) = find(words, b"build(").map(|at| line.start + at) {
        return library(reader, record, at, line);
    }
    let printed = memchr::memmem::find(words, b", API=Exchange")
        .and_then(|_| memchr::memmem::rfind(words, b"Build="));
    if let Some(at) = printed
        && let Some(number) =
            next_number(text, line.start + at..line.end).filter(Number::is_plausible)
    {
        reader.note(record, Channel::ExchangeLibrary, &number, Precision::Exact);
        reader.read(line.clone());
        return true;
    }
    caps(reader, record, line) || mailbox_server(reader, line)
}

/// `Mailbox server 'EX01.example.org' Version 15.2 (Build 1748.0)` in a move's report.
fn mailbox_server(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    const WORDS: &[u8] = b"mailbox server '";
    let text = reader.text;
    let Some(at) = find(&text[line.clone()], WORDS).map(|at| line.start + at + WORDS.len()) else {
        return false;
    };
    let length = text[at..line.end].iter().take_while(|byte| is_host(**byte)).count();
    let name = at..at + length;
    if !starts_with(&text[name.end..line.end], b"' version ") {
        return false;
    }
    let Some(number) = number_behind(text, name.end..line.end) else { return false };
    let mut record = Record::new(reader, Block::Line, false);
    record.call(20, name);
    reader.note(&record, Channel::AdminDisplayVersion, &number, Precision::Baseline);
    record.close(reader);
    true
}

fn library(reader: &mut Reader<'_>, record: &mut Record, at: usize, line: &Range<usize>) -> bool {
    let text = reader.text;
    let close = memchr::memchr(b')', &text[at..line.end]).map(|i| at + i);
    let Some(close) = close else { return false };
    // A library's own tables and tests compare and assign.
    let before = text[line.start..at].trim_ascii();
    if !matches!(before, b"" | b"Version(" | b">>>" | b">>> Version(") {
        return false;
    }
    let mut parts = [0_u16; 4];
    let mut words = text[at + "build(".len()..close].split(|byte| *byte == b',');
    for part in &mut parts {
        let Some(word) = words.next() else { return false };
        let digits =
            word.iter().position(u8::is_ascii_digit).map_or(&[][..], |start| &word[start..]);
        let Some(value) = crate::document::text::decimal(digits.trim_ascii())
            .and_then(|value| u16::try_from(value).ok())
        else {
            return false;
        };
        *part = value;
    }
    let number = Number::of(parts, 4, at + "build(".len()..close);
    if !number.is_plausible() {
        return false;
    }
    reader.note(record, Channel::ExchangeLibrary, &number, Precision::Exact);
    true
}

/// `HOST (15.20.8026.17 ServerCaps:FFFFFFFF, …)` of the mailbox replication service.
fn caps(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    let text = reader.text;
    let mut any = false;
    let mut from = line.start;
    while let Some(at) = find(&text[from..line.end], b" servercaps:").map(|at| from + at) {
        from = at + 1;
        let start =
            text[line.start..at].iter().rposition(|byte| *byte == b'(').map(|i| line.start + i);
        let Some(start) = start else { continue };
        let Some(number) =
            number(text, start + 1).filter(|number| number.end == at && number.is_plausible())
        else {
            continue;
        };
        let before = &text[line.start..start];
        let before = before.trim_ascii_end();
        let length = before.iter().rev().take_while(|byte| is_host(**byte)).count();
        let host = line.start + before.len() - length..line.start + before.len();
        let mut hop = Record::new(reader, Block::Line, false);
        hop.call(20, host);
        reader.note(&hop, Channel::ServerCaps, &number, Precision::Floor);
        hop.close(reader);
        any = true;
    }
    let _ = record;
    any
}

/// A row of Shadowserver's without its heading: the version, then the server's name.
fn scanner_row(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let cells = crate::document::rows::cells(text, line.clone(), b',');
    if cells.len() < 10 || !cells.iter().any(|cell| is_tag(&text[cell.clone()])) {
        return false;
    }
    let mut record = Record::new(reader, Block::Table, true);
    for (at, cell) in cells.iter().enumerate() {
        let words = &text[cell.clone()];
        if is_tag(words) {
            record.tag = Some(cell.start..cell.start + "exchange".len());
        } else if is_address(words) {
            record.call(2, cell.clone());
        } else if let Some(number) = next_number(text, cell.clone())
            .filter(|number| number.span() == *cell && number.is_plausible())
        {
            reader.note(&record, Channel::ScannerRow, &number, Precision::Exact);
            if let Some(name) = cells.get(at + 1).filter(|name| is_machine(&text[(*name).clone()]))
            {
                record.call(20, name.clone());
            }
        }
    }
    record.close(reader);
    true
}

/// `exchange;cve-2021-26855`.
fn is_tag(cell: &[u8]) -> bool {
    starts_with(cell, b"exchange;")
        || cell.eq_ignore_ascii_case(b"exchange")
        || find(cell, b"vulnerable-exchange-server").is_some()
}

/// What tools that recognise technologies print: `Outlook Web App:15.2.1544`,
/// `[Microsoft Outlook Web Access 15.2.659]`, intrigue's ` - Microsoft Outlook Web Access 15.2.659`.
fn technology(reader: &mut Reader<'_>, line: &Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let Some(at) = find(words, b"outlook web ").or_else(|| find(words, b"outlook-web-")) else {
        return false;
    };
    let from = line.start + at + "outlook web ".len();
    let rest = &text[from..line.end];
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let mark = rest.get(word).copied().unwrap_or_default();
    if !matches!(mark, b':' | b' ' | b'[' | b'/') {
        return false;
    }
    let Some(number) = number(text, from + word + 1).filter(Number::is_plausible) else {
        return false;
    };
    // A list of technologies in brackets, or a dash before the name and two blanks behind.
    let listed = matches!(mark, b':' | b'[')
        && matches!(text[number.end..line.end].first(), None | Some(b',' | b']' | b' '));
    let intrigue = text[number.end..line.end].starts_with(b"  - ")
        || text[number.end..line.end].trim_ascii().is_empty();
    if !listed && !intrigue {
        return false;
    }
    let mut record = Record::new(reader, Block::Line, false);
    let first = words.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if starts_with(first, b"http") {
        let host = super::http::host_of(text, line.start..line.start + first.len());
        record.call(1, host);
    }
    reader.note(&record, Channel::Technology, &number, Precision::Exact);
    reader.read(line.clone());
    record.close(reader);
    true
}

/// `EX01: Exchange 2019 CU14`, `EX01,15.1.2507.6`, `15.1.2507.6 EX01`: a machine
/// and its version, nothing left over.
fn item(reader: &mut Reader<'_>, line: Range<usize>) -> bool {
    let text = reader.text;
    let words = &text[line.clone()];
    let part = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'|' | b'=');
    let mut length = words.iter().position(part).unwrap_or(words.len());
    if words[..length].ends_with(b":") {
        length -= 1;
    } else if let Some(colon) = words[..length].iter().position(|byte| *byte == b':')
        && !words[colon..].starts_with(b"://")
    {
        length = colon;
    }
    let quote = matches!(words.first(), Some(b'"' | b'\''));
    let name = bare(text, line.start..line.start + length);
    if name.is_empty() || length + usize::from(quote) >= words.len() {
        return false;
    }
    let rest = trim(text, line.start + length + 1..line.end);
    if names_machine(&text[name.clone()])
        && let Ok(read) = value::whole(text, rest.clone())
    {
        return stated(reader, Some(name), &read, rest);
    }
    // The version first, the machine behind.
    let Some(last) = words.iter().rposition(part).map(|at| line.start + at + 1) else {
        return false;
    };
    let name = bare(text, last..line.end);
    if !names_machine(&text[name.clone()]) || is_address(&text[name.clone()]) {
        return false;
    }
    match value::whole(text, line.start..last - 1) {
        Ok(read) if read.number.is_some() && !read.exchange => {
            stated(reader, Some(name), &read, line.start..last)
        }
        _ => false,
    }
}

/// Whether a word is a machine's name and no release's, label's or date's.
fn names_machine(name: &[u8]) -> bool {
    if !is_machine(name) || super::fields::role(name).is_some() || release::parse(name, 0).is_some()
    {
        return false;
    }
    if is_address(name) {
        return true;
    }
    let mixed = name.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    // `minimum_build`, `patched-in`.
    let parts = name.split(|byte| !byte.is_ascii_alphanumeric()).filter(|part| part.len() > 1);
    let says = parts
        .filter_map(super::fields::role)
        .any(|role| matches!(role, Role::Target(_) | Role::Version | Role::LabelledVersion));
    let upper = name.len() > 2 && name.iter().all(u8::is_ascii_uppercase);
    let release = [
        &b"cve-"[..],
        b"kb",
        b"exchange",
        b"cu",
        b"su",
        b"hu",
        b"ru",
        b"sp",
        b"rtm",
        b"v1",
        b"build",
        b"version",
        b"owa-",
    ]
    .iter()
    .any(|word| starts_with(name, word))
        || release::update(name, 0).is_some()
        || find(name, b"cu1").is_some()
        || find(name, b"cu2").is_some();
    let numeric =
        name.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'/'));
    (mixed || upper)
        && !says
        && !release
        && !numeric
        && value::whole(name, 0..name.len()).is_err()
        && !ends_with(name, b".exe")
        && !ends_with(name, b".iso")
}

/// Notes what the user states; whether there was a version.
fn stated(
    reader: &mut Reader<'_>,
    name: Option<Range<usize>>,
    read: &value::Value,
    range: Range<usize>,
) -> bool {
    let number = read.number.filter(Number::is_plausible);
    if number.is_none()
        && !read.names_release()
        && (name.is_none() || !read.exchange)
        && read.named.as_ref().is_none_or(|(named, _)| named.kb.is_none())
    {
        return false;
    }
    if read.update {
        return false;
    }
    let mut record = Record::new(reader, Block::Line, true);
    let labelled = name.is_some();
    if let Some(name) = name {
        record.call(20, name);
    }
    match (number, &read.named) {
        (Some(number), _) if read.display => {
            let channel =
                if read.serial { Channel::AdSerialNumber } else { Channel::AdminDisplayVersion };
            reader.number(&record, channel, &number, Precision::Baseline, Standing::Stated);
        }
        (Some(number), _) => {
            let channel = if labelled { Channel::LabelledBuild } else { Channel::BareBuild };
            reader.state(&record, channel, &number);
        }
        (None, Some((named, span))) => {
            reader.put(
                &record,
                Channel::NamedRelease,
                span.clone(),
                precision_of(named),
                Standing::Stated,
                named_claim(named),
            );
        }
        (None, None) => reader.put(
            &record,
            Channel::NamedRelease,
            range.clone(),
            Precision::None,
            Standing::Stated,
            Claim::ExchangeServer,
        ),
    }
    reader.read(range);
    record.close(reader);
    true
}

/// A paragraph of nothing but versions: each is the user's question.
fn values_alone(reader: &mut Reader<'_>, lines: &[Content]) -> bool {
    let text = reader.text;
    let mut values = Vec::new();
    for line in lines.iter().filter(|line| !line.range.is_empty()) {
        if line.comment {
            return false;
        }
        match value::whole(text, line.range.clone()) {
            Ok(read) if !read.update => values.push((read, line.range.clone())),
            _ => return false,
        }
    }
    let number = |read: &value::Value| read.number.is_some_and(|number| number.count() > 1);
    let tells = |read: &value::Value| {
        number(read)
            || read.names_release()
            || read.named.as_ref().is_some_and(|(named, _)| named.kb.is_some())
    };
    // One machine in two lines: its release, then its build.
    if values.len() == 2
        && let [(one, _), (other, range)] = &values[..]
        && one.number.is_none()
        && other.number.is_some()
    {
        let range = range.clone();
        reader.read(lines[0].range.clone());
        return stated(reader, None, &other.clone(), range);
    }
    if values.is_empty()
        || !values.iter().any(|(read, _)| tells(read))
        || values.len() > 1 && !values.iter().all(|(read, _)| tells(read))
    {
        return false;
    }
    let mut any = false;
    let first = reader.evidence.len();
    let alone = values.len() == 1;
    for (read, range) in values {
        any |= stated(reader, None, &read, range);
    }
    if alone {
        reader.evidence.iter_mut().skip(first).for_each(|piece| piece.row = false);
    }
    any
}

/// Whether a product's field holds prose: a sentence about updates.
pub(crate) fn is_prose(words: &[u8]) -> bool {
    words.len() > 200
}
