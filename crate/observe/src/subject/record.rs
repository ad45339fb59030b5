//! One record: the fields of a header block, a row, an object, a property
//! list. Fields are taken in any order; what follows from them is decided when the
//! record closes.

use super::update::Update;
use crate::channel::Channel;
use crate::channel::Role;
use crate::channel::fields::Parts;
use crate::document::number::Number;
use crate::document::text::bare;
use crate::document::text::decimal;
use crate::document::text::ends_with;
use crate::document::text::find;
use crate::document::text::is_address;
use crate::document::text::is_host;
use crate::document::text::is_word;
use crate::document::text::starts_with;
use crate::evidence::Claim;
use crate::evidence::Named;
use crate::evidence::Precision;
use crate::evidence::Standing;
use crate::evidence::Why;
use crate::reader::Block;
use crate::reader::Reader;
use crate::standing::state;
use crate::standing::state::State;
use crate::standing::value;
use crate::standing::value::Value;
use alloc::vec::Vec;
use core::ops::Range;

/// What a record is about.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum About {
    /// No field says it.
    #[default]
    Unknown,
    /// Exchange Server.
    Exchange,
    /// Another product.
    Other,
}

/// A version whose field does not say by itself what it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(super) value: Value,
    pub(super) span: Range<usize>,
    /// The field's name gives it to Exchange.
    pub(super) labelled: bool,
    /// Of a list of programs, which shows the baseline.
    pub(super) program: bool,
    /// The field's name tells the channel.
    pub(super) channel: Option<Channel>,
}

/// A record while it is read.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the record")]
pub(crate) struct Record {
    pub(crate) id: u32,
    /// Where its pieces begin among the reader's.
    pub(crate) first: usize,
    pub(crate) block: Block,
    /// A row or an object: a machine of its own.
    pub(crate) row: bool,
    pub(crate) about: About,
    pub(super) name: Option<(u8, Range<usize>)>,
    pub(super) versions: Vec<Version>,
    pub(super) title: Option<(Value, Range<usize>)>,
    pub(super) state: Option<State>,
    pub(crate) date: Option<Range<usize>>,
    pub(super) file: File,
    pub(super) files: Vec<Number>,
    pub(super) parts: Vec<(Parts, [Option<u16>; 4], Range<usize>)>,
    pub(super) program: bool,
    /// A field, and not only a CPE name, says what it is about.
    pub(crate) said: bool,
    /// A list of hotfixes, which are installed.
    pub(super) hotfix: bool,
    /// A version stands in it that is none of Exchange's.
    pub(super) foreign: bool,
    /// Numbers that stand beside a release's name within it: a machine's, where the
    /// record has a name, else a list's of releases.
    pub(super) releases: Vec<Version>,
    /// A state stands in it that no word tells.
    pub(super) doubtful: bool,
    /// It is about something else that has Exchange's name, perhaps an update of it.
    pub(super) related: bool,
    /// It has the day of a release.
    pub(super) released: bool,
    /// A placeholder stands in it.
    pub(crate) sample: bool,
    /// Where its updates begin among the reader's.
    pub(super) first_update: usize,
    /// The object's key tells the channel of its parts.
    pub(crate) channel: Option<Channel>,
    /// What a CPE name says.
    pub(crate) cpe: Option<(Result<Number, Named>, Range<usize>)>,
    pub(super) kb: Option<(u32, Range<usize>)>,
    pub(crate) tag: Option<Range<usize>>,
}

/// Whose version a file's version is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum File {
    #[default]
    Unknown,
    /// `ExSetup.exe`, which follows every update.
    ExSetup,
    /// The same without its folder, as lists of what an update brings have it.
    Loose,
    /// Another file of Exchange.
    Exchange,
    Other,
}

impl Record {
    /// An empty record.
    pub(crate) fn new(reader: &mut Reader<'_>, block: Block, row: bool) -> Self {
        reader.records += 1;
        Self {
            id: reader.records,
            first: reader.evidence.len(),
            block,
            row,
            about: About::Unknown,
            name: None,
            versions: Vec::new(),
            title: None,
            state: None,
            date: reader.context.date.clone(),
            file: File::Unknown,
            files: Vec::new(),
            parts: Vec::new(),
            program: false,
            said: false,
            foreign: false,
            releases: Vec::new(),
            doubtful: false,
            related: false,
            released: false,
            sample: false,
            hotfix: false,
            first_update: reader.updates.len(),
            channel: None,
            cpe: None,
            kb: None,
            tag: None,
        }
    }

    /// Whether it stands for a machine of its own: a row of a list of programs
    /// does not.
    pub(crate) fn is_row(&self) -> bool {
        self.row && !(self.program && self.name.is_none())
    }

    /// Whether the record says which machine it is about.
    pub(crate) fn is_named(&self) -> bool {
        self.name.is_some()
    }

    /// Takes its name away.
    pub(crate) fn forget_name(&mut self) {
        self.name = None;
    }

    /// Names the record, unless a better name stands already.
    pub(crate) fn call(&mut self, rank: u8, name: Range<usize>) {
        if !name.is_empty() && self.name.as_ref().is_none_or(|(best, _)| *best < rank) {
            self.name = Some((rank, name));
        }
    }

    /// Takes a field by its name; whether the name is known.
    pub(crate) fn field(
        &mut self,
        reader: &mut Reader<'_>,
        key: Range<usize>,
        value: Range<usize>,
    ) -> bool {
        let Some(role) = crate::channel::label::label(&reader.text[key.clone()]) else {
            return false;
        };
        reader.key = key;
        self.take(reader, role, value);
        true
    }

    /// Takes a field by its role.
    pub(crate) fn take(&mut self, reader: &mut Reader<'_>, role: Role, value: Range<usize>) {
        let text = reader.text;
        let plain = bare(text, value.clone());
        if plain.is_empty() {
            if matches!(role, Role::Header(_)) {
                crate::channel::http_header(reader, self, role, plain);
            }
            return;
        }
        match role {
            Role::Name(rank) => self.named(reader, rank, plain),
            Role::Address => self.address(text, plain),
            Role::Url => {
                let host = crate::channel::host_of(text, plain.clone());
                // A folder is no address, and the maker's pages are about no machine.
                if (text[host.clone()].contains(&b'.') || host.start > plain.start)
                    && !ends_with(&text[host.clone()], b"microsoft.com")
                {
                    self.call(1, host);
                }
                crate::channel::page(reader, self, plain);
            }
            Role::Version => self.version(reader, plain, false),
            Role::LabelledVersion => self.version(reader, plain, true),
            Role::FileVersion => {
                if let Ok(Value { number: Some(number), .. }) =
                    value::whole(text, first_word(text, plain))
                {
                    reader.read(number.span());
                    self.files.push(number);
                }
            }
            Role::File => self.file_called(&text[plain]),
            Role::Number(channel) | Role::Display(channel) => {
                match value::whole(text, plain.clone()) {
                    Ok(value) if value.number.is_some() => {
                        let channel = if value.serial { Channel::AdSerialNumber } else { channel };
                        if let Some(number) = &value.number {
                            reader.read(number.span());
                        }
                        self.versions.push(Version {
                            value,
                            span: plain,
                            labelled: false,
                            program: false,
                            channel: Some(channel),
                        });
                    }
                    _ => match crate::document::number::any_display(text, &plain)
                        .or_else(|| crate::document::number::cut_display(text, &plain))
                    {
                        Some(number) => self.versions.push(Version {
                            value: Value { number: Some(number), ..Value::default() },
                            span: plain,
                            labelled: false,
                            program: false,
                            channel: Some(channel),
                        }),
                        None => reader.mention_all(plain, Why::Sentence),
                    },
                }
            }
            Role::Packed => {
                if !crate::channel::packed(reader, self, plain.clone()) {
                    self.version(reader, plain, false);
                }
            }
            Role::Target(why) => reader.mention_all(plain, why),
            Role::Product => self.product(reader, plain),
            Role::Program => self.installed(reader, plain),
            Role::Publisher => self.program = true,
            Role::Cpe => crate::channel::cpe(reader, self, plain),
            Role::Kb => self.article(reader, plain),
            Role::Tag => {
                if let Some(at) = find(&text[plain.clone()], b"exchange") {
                    self.tag = Some(plain.start + at..plain.start + at + "exchange".len());
                    self.about = About::Exchange;
                    self.said = true;
                }
            }
            Role::State => {
                let told = state::of_field(&text[reader.key.clone()], &text[plain]);
                self.doubtful |= told.is_none();
                self.state = told.or(self.state);
            }
            Role::Date => self.day(&text[reader.key.clone()], plain),
            Role::Source => {
                if self.block == Block::Table && is_machine(&text[plain.clone()]) {
                    self.call(11, plain);
                } else if ends_with(&text[plain.clone()], b"exsetup.exe") {
                    self.file_called(&text[plain]);
                }
            }
            Role::Part(kind, index) => self.part(text, kind, index, plain),
            Role::Header(_) => crate::channel::http_header(reader, self, role, plain),
            Role::Text if self.channel == Some(Channel::NmapExchangeVersion) => {
                crate::channel::nmap_output(reader, self, plain.clone());
                reader.read(plain);
            }
            Role::Text => reader.nested(self, plain),
            Role::Other => reader.read(plain),
        }
    }

    /// A day: when something was installed, seen or written, or a release came out.
    fn day(&mut self, key: &[u8], plain: Range<usize>) {
        self.released |= find(key, b"release").is_some();
        self.date = Some(plain);
    }

    /// An address: `Street, City` is no machine's; of several the first is one.
    fn address(&mut self, text: &[u8], plain: Range<usize>) {
        let word = |byte: &&u8| !byte.is_ascii_whitespace() && !matches!(**byte, b',' | b';');
        let first = plain.start..plain.start + text[plain.clone()].iter().take_while(word).count();
        if is_address(&text[first.clone()]) || first == plain && is_machine(&text[plain]) {
            self.call(2, first);
        }
    }

    /// A cell of a row that says in one word that nothing was installed.
    pub(crate) fn cell_state(&mut self, cell: &[u8]) {
        if let Some(found @ State::Not(_)) = state::of(cell)
            && !matches!(self.state, Some(State::Not(_)))
        {
            self.state = Some(found);
        }
    }

    fn named(&mut self, reader: &mut Reader<'_>, rank: u8, value: Range<usize>) {
        let text = reader.text;
        let name = &text[value.clone()];
        // `Name: Microsoft Exchange Server` is a product.
        if let Ok(read) = value::whole(text, value.clone()) {
            if read.exchange {
                return self.product(reader, value);
            }
            // `Exchange Server: 2019 CU14 (15.2.1544.11)` is what it runs.
            let known = read.names_release() || read.number.is_some_and(|it| it.is_plausible());
            if known && find(&text[reader.key.clone()], b"exchange").is_some() {
                return self.version(reader, value, true);
            }
            if read.number.is_some() && !is_address(name) {
                return;
            }
        }
        // Several words with the product's name are its, or an update's.
        let several = !is_machine(name) && find(name, b"exchange").is_some();
        if several || find(name, b"outlook web").is_some() {
            return self.product(reader, value);
        }
        // A variable of a program stands for any machine.
        if matches!(name, [b'$', ..] | [b'{', b'{', ..]) {
            self.sample = true;
            return;
        }
        if crate::channel::is_file(name) {
            return self.file_called(name);
        }
        // A mailbox is no machine, nor is a setting or a list.
        if name.contains(&b'@') || name.contains(&b',') || ends_with(name, b"version") {
            return;
        }
        // The software of a web server is no machine.
        if name.contains(&b'/') && !starts_with(name, b"http") {
            return;
        }
        if starts_with(name, b"http") {
            let host = crate::channel::host_of(text, value);
            return self.call(1, host);
        }
        let better = if is_machine(name) { 10 } else { 0 };
        self.call(rank + better, value);
    }

    fn version(&mut self, reader: &mut Reader<'_>, span: Range<usize>, labelled: bool) {
        let text = reader.text;
        if decimal(&text[span.clone()]).is_some() {
            return self.part(text, Parts::Version, 2, span);
        }
        match value::whole(text, span.clone()) {
            Ok(value) => {
                if let Some(number) = &value.number {
                    reader.read(number.span());
                    // `Major`, `Minor`, `Build`, `Revision` in columns of their own.
                    let short = crate::reader::is_padded(text, number);
                    if self.block == Block::Properties
                        && short
                        && is_build_number(&text[reader.key.clone()])
                    {
                        return reader.note(
                            self,
                            Channel::HealthChecker,
                            number,
                            Channel::HealthChecker.precision(),
                        );
                    }
                }
                if let Some((_, place)) = &value.named {
                    reader.read(place.clone());
                }
                self.versions.push(Version {
                    value,
                    span,
                    labelled,
                    program: false,
                    channel: None,
                });
            }
            Err(why) => {
                self.foreign = true;
                reader.mention_all(span, why);
            }
        }
    }

    fn product(&mut self, reader: &mut Reader<'_>, span: Range<usize>) {
        let text = reader.text;
        let words = &text[span.clone()];
        match value::whole(text, span.clone()) {
            Ok(value) if value.exchange => {
                // The registry's name of what is installed.
                self.program |= is_display_name(&reader.text[reader.key.clone()])
                    || reader.context.listing && self.block == Block::Table;
                self.about = About::Exchange;
                self.said = true;
                if let Some((_, place)) = &value.named {
                    reader.read(place.clone());
                }
                if let Some(number) = value.number.filter(Number::is_plausible) {
                    reader.read(number.span());
                    let number = Value { number: Some(number), ..Value::default() };
                    if !value.update {
                        self.versions.push(Version {
                            value: number,
                            span: span.clone(),
                            labelled: false,
                            program: true,
                            channel: None,
                        });
                    }
                }
                self.title = Some((value, span));
            }
            _ if is_server(words) => {
                self.about = About::Exchange;
                self.said = true;
            }
            _ if self.about == About::Unknown => {
                self.about = About::Other;
                self.related = find(words, b"exchange server").is_some();
            }
            _ => {}
        }
    }

    fn article(&mut self, reader: &Reader<'_>, span: Range<usize>) {
        let text = reader.text;
        self.hotfix |= text[reader.key.clone()].eq_ignore_ascii_case(b"hotfixid");
        let digits =
            if starts_with(&text[span.clone()], b"kb") { span.start + 2..span.end } else { span };
        self.kb = decimal(&text[digits.clone()]).map(|kb| (kb, digits)).or(self.kb.take());
    }

    /// A program or an update that is there, by its name.
    fn installed(&mut self, reader: &mut Reader<'_>, span: Range<usize>) {
        let Ok(Value { exchange, update, named: Some((named, place)), .. }) =
            value::whole(reader.text, span)
        else {
            return;
        };
        if update {
            reader.read(place.clone());
            reader.updates.push(Update {
                record: self.id,
                row: false,
                span: place,
                named,
                state: Some(State::Installed),
                date: None,
                server: None,
            });
        } else if exchange && named.baseline.is_some() {
            let claim = Claim::Named(named);
            let channel = Channel::InstalledProgram;
            reader.put(self, channel, place, Precision::Baseline, Standing::Observed, claim);
        }
    }

    /// The file that the record is about is the one that follows every update.
    pub(crate) fn exsetup(&mut self) {
        self.file = File::ExSetup;
    }

    fn file_called(&mut self, path: &[u8]) {
        let found = if ends_with(path, b"exsetup.exe") {
            let folder = path.len() > b"exsetup.exe".len();
            if folder || self.block != Block::Table { File::ExSetup } else { File::Loose }
        } else if let Some(left) = cut_path(path) {
            // As long as the rest can only be that file's, it is; before, the version decides.
            if left.len() < b"c:\\program files\\microsoft\\ex".len() {
                return;
            }
            File::ExSetup
        } else if find(path, b"\\exchange server\\v1").is_some()
            || find(path, b"/exchange server/v1").is_some()
        {
            let cut = path.ends_with(b"...") || path.ends_with("\u{2026}".as_bytes());
            if cut { File::ExSetup } else { File::Exchange }
        } else if path.len() > 4 && path[path.len() - 4] == b'.' || path.ends_with(b"...") {
            File::Other
        } else {
            return;
        };
        if self.file != File::ExSetup {
            self.file = found;
        }
    }

    fn part(&mut self, text: &[u8], kind: Parts, index: usize, value: Range<usize>) {
        let word = &text[value.clone()];
        let part = decimal(word).or_else(|| {
            // `dword:000009cb` of a .reg file, `0x9cb (2507)` of reg.exe.
            let hex = [&b"dword:"[..], b"0x"].into_iter().find(|mark| starts_with(word, mark))?;
            let digits =
                word[hex.len()..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
            let digits = core::str::from_utf8(&word[hex.len()..hex.len() + digits]).ok()?;
            u32::from_str_radix(digits, 16).ok()
        });
        let Some(part) = part.and_then(|part| u16::try_from(part).ok()) else { return };
        let place = match self.parts.iter().position(|(one, ..)| *one == kind) {
            Some(place) => place,
            None => {
                self.parts.push((kind, [None; 4], value.clone()));
                self.parts.len() - 1
            }
        };
        let (_, parts, span) = &mut self.parts[place];
        parts[index] = parts[index].or(Some(part));
        *span = span.start.min(value.start)..span.end.max(value.end);
    }
}

/// A file's version may carry the branch it was built from: `4.8.3761.0 built by: …`.
fn first_word(text: &[u8], range: Range<usize>) -> Range<usize> {
    let length = text[range.clone()].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    let rest = text[range.start + length..range.end].trim_ascii_start();
    if starts_with(rest, b"built by") || rest.starts_with(b"(") {
        range.start..range.start + length
    } else {
        range
    }
}

/// What is left of the usual path of `ExSetup.exe` in a column too narrow for it.
fn cut_path(path: &[u8]) -> Option<&[u8]> {
    const USUAL: &[u8] = b":\\program files\\microsoft\\exchange server\\v15\\bin\\exsetup.exe";
    let left = path.strip_suffix(b"...").or_else(|| path.strip_suffix("\u{2026}".as_bytes()))?;
    let folder = left.get(1..)?;
    (folder.len() > b":\\program".len() && folder.len() < USUAL.len())
        .then_some(left)
        .filter(|_| folder.eq_ignore_ascii_case(&USUAL[..folder.len()]))
}

/// Whether a product's name with words that are left over is still Exchange Server's:
/// it begins with the product, and what comes next may stand beside a version.
/// `Veeam Explorer for Microsoft Exchange` and `Microsoft Exchange Web Services Managed
/// API` are other products.
fn is_server(words: &[u8]) -> bool {
    let name = [&b"microsoft "[..], b"ms "].into_iter().find(|maker| starts_with(words, maker));
    let name = &words[name.map_or(0, <[u8]>::len)..];
    if starts_with(name, b"exchange_server") || starts_with(name, b"outlook web") {
        return true;
    }
    let Some(rest) = name.get(b"exchange".len()..).filter(|_| starts_with(name, b"exchange"))
    else {
        return false;
    };
    let next = rest.trim_ascii_start();
    let word = next.iter().take_while(|byte| is_word(**byte)).count();
    word == 0 || next[0].is_ascii_digit() || value::is_gloss(&next[..word])
}

fn is_display_name(key: &[u8]) -> bool {
    let letters = key.iter().filter(|byte| byte.is_ascii_alphabetic());
    letters.map(u8::to_ascii_lowercase).eq(*b"displayname")
}

fn is_build_number(key: &[u8]) -> bool {
    let letters = key.iter().filter(|byte| byte.is_ascii_alphanumeric());
    letters.map(u8::to_ascii_lowercase).eq(*b"buildnumber")
}

/// Whether a word can be what a machine is called: letters, digits, dots,
/// hyphens, and no release's name.
pub(crate) fn is_machine(name: &[u8]) -> bool {
    if name.is_empty()
        || name.len() > 255
        || !name.iter().all(|byte| is_host(*byte) || matches!(byte, b':' | b'*'))
    {
        return false;
    }
    if is_address(name) {
        return true;
    }
    name.iter().any(u8::is_ascii_alphabetic) || name.iter().any(|byte| *byte >= 0x80)
}

/// Whether a title that names a release gives a record's product.
pub(super) fn release_of(title: Option<&(Value, Range<usize>)>) -> Option<(Named, Range<usize>)> {
    title.and_then(|(value, _)| value.named.clone())
}
