//! What was asked for: a command behind a prompt, a report's or an event's machine. It
//! says what the lines below are and whose.

use super::Channel;
use crate::document::lines::prompt;
use crate::document::text::find;
use crate::document::text::host_length;
use crate::document::text::starts_with;
use crate::document::text::trim;
use crate::evidence::Precision;
use crate::evidence::Why;
use crate::reader::Reader;
use crate::standing::value;
use crate::subject::Record;
use crate::subject::is_machine;
use core::ops::Range;

/// A line before the first marker may say whose the later ones are.
pub(crate) fn context(reader: &mut Reader<'_>, line: Range<usize>) {
    let text = reader.text;
    if starts_with(&text[line.clone()], b"nmap scan report for ") {
        return machine(reader, line);
    }
    if let Some(command) = prompt(&text[line.clone()]) {
        return asked(reader, &line, command);
    }
    if starts_with(&text[line.clone()], b"computer:") {
        let name = trim(text, line.start + "computer:".len()..line.end);
        reader.context.machine = Some(name).filter(|name| is_machine(&text[name.clone()]));
    }
}

/// `Nmap scan report for mail.example.org (192.0.2.1)`.
pub(super) fn machine(reader: &mut Reader<'_>, line: Range<usize>) {
    let from = line.start + "nmap scan report for ".len();
    let length = host_length(&reader.text[from..line.end]);
    reader.context.machine = Some(from..from + length).filter(|name| !name.is_empty());
}

/// What a command asked for says what its output is.
pub(super) fn asked(reader: &mut Reader<'_>, line: &Range<usize>, command: usize) {
    let text = reader.text;
    let words = text[line.start + command.min(line.len())..line.end].trim_ascii();
    let lists = [
        &b"uninstall"[..],
        b"get-package",
        b"win32_product",
        b"win32_quickfixengineering",
        b"wmic product",
        b"get-hotfix",
        b"from programs",
    ];
    // A variable alone prints what was asked for before.
    let again = words.starts_with(b"$") && !words.contains(&b' ');
    if !again || words.contains(&b'=') {
        reader.context.listing = lists.iter().any(|it| find(words, it).is_some());
        reader.context.exsetup = find(words, b"exsetup").is_some();
    }
    // `[EX01]: PS C:\>` names the machine.
    let head = &text[line.clone()];
    if let Some(at) = memchr::memmem::find(&head[..head.len().min(80)], b"]: PS ")
        && head.first() == Some(&b'[')
    {
        reader.context.machine = Some(line.start + 1..line.start + at);
    }
    reader.mention_all(line.clone(), Why::Request);
}

/// The one value that a command about `ExSetup.exe` prints.
pub(super) fn answer(reader: &mut Reader<'_>, record: &mut Record, line: &Range<usize>) -> bool {
    if !reader.context.exsetup {
        return false;
    }
    match value::whole(reader.text, line.clone()) {
        Ok(value::Value { number: Some(number), display: false, .. }) if number.count() == 4 => {
            reader.note(record, Channel::ExSetup, &number, Precision::Exact);
            true
        }
        _ => false,
    }
}
