//! Sections growing side by side, and the list of texts that they share.

use expatch::Date;
use expatch::database::layout::{COUNT, DATA_VERSION_LENGTH, ENDS, ID_LENGTH, MARK, Section, seal};
use std::collections::HashMap;

/// Collects what the file will hold.
pub(super) struct Sink {
    sections: Vec<Vec<u8>>,
    texts: HashMap<String, u16>,
    overflow: bool,
}

impl Default for Sink {
    fn default() -> Self {
        let mut sink =
            Self { sections: vec![Vec::new(); COUNT], texts: HashMap::new(), overflow: false };
        sink.text("");
        sink
    }
}

impl Sink {
    pub(super) fn bytes(&mut self, section: Section, bytes: &[u8]) {
        self.sections[section as usize].extend_from_slice(bytes);
    }

    pub(super) fn u8(&mut self, section: Section, value: u8) {
        self.bytes(section, &[value]);
    }

    pub(super) fn u16(&mut self, section: Section, value: u16) {
        self.bytes(section, &value.to_le_bytes());
    }

    /// The number of a text, which is stored once.
    pub(super) fn text(&mut self, text: &str) -> u16 {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        self.bytes(Section::Text, text.as_bytes());
        let end = self.sections[Section::Text as usize].len();
        self.overflow |= end > usize::from(u16::MAX);
        self.u16(Section::TextEnds, end as u16);
        let number = self.texts.len() as u16;
        self.texts.insert(text.to_owned(), number);
        number
    }

    pub(super) fn text_in(&mut self, section: Section, text: Option<&str>) {
        let number = self.text(text.unwrap_or_default());
        self.u16(section, number);
    }

    pub(super) fn id(&mut self, id: &str) {
        let mut padded = [0; ID_LENGTH];
        for (to, from) in padded.iter_mut().zip(id.bytes()) {
            *to = from;
        }
        self.bytes(Section::VulnerabilityId, &padded);
    }

    /// The file.
    pub(super) fn finish(self, version: &str, as_of: Date) -> Result<Vec<u8>, String> {
        if self.overflow {
            return Err("the texts outgrow 64 kB: the layout needs a new major schema".into());
        }
        let schema = expatch::database::SCHEMA;
        let mut bytes = MARK.to_vec();
        bytes.extend([0; 32]);
        let start = ENDS + 4 * COUNT;
        let length = start + self.sections.iter().map(Vec::len).sum::<usize>();
        bytes.extend((length as u32).to_le_bytes());
        for part in [schema.major, schema.minor, schema.patch, COUNT as u64] {
            bytes.extend((part as u16).to_le_bytes());
        }
        bytes.extend(as_of.days().to_le_bytes());
        let mut padded = [0; DATA_VERSION_LENGTH];
        padded[..version.len()].copy_from_slice(version.as_bytes());
        bytes.extend(padded);
        let mut end = start;
        for section in &self.sections {
            end += section.len();
            bytes.extend((end as u32).to_le_bytes());
        }
        self.sections.iter().for_each(|section| bytes.extend(section));
        seal(&mut bytes);
        Ok(bytes)
    }
}
