//! Reading numbers and texts out of sections. Nothing here can panic: what is
//! outside the bytes reads as zero or as the empty text, and
//! [`check`](super::check) has seen to it that nothing is.

use super::layout::{ENDS, SECTIONS, Section};
use crate::build::Build;
use crate::date::Date;

/// The bytes of a database, by section.
#[derive(Clone, Copy)]
pub(super) struct Table<'a>(pub(super) &'a [u8]);

impl<'a> Table<'a> {
    /// The number of sections in the file.
    pub(super) fn sections(self) -> usize {
        usize::from(u16_at(self.0, SECTIONS))
    }

    /// Where a section begins and ends.
    pub(super) fn range(self, number: usize) -> (usize, usize) {
        let end = |number: usize| u32_at(self.0, ENDS + 4 * number) as usize;
        let first = ENDS + 4 * self.sections();
        (if number == 0 { first } else { end(number - 1) }, end(number))
    }

    /// The bytes of a section.
    pub(super) fn section(self, section: Section) -> &'a [u8] {
        let (start, end) = self.range(section as usize);
        self.0.get(start..end).unwrap_or_default()
    }

    /// How many entries of `size` bytes a section has.
    pub(super) fn rows(self, section: Section, size: usize) -> usize {
        self.section(section).len() / size
    }

    /// An entry of a column of bytes.
    pub(super) fn u8(self, section: Section, row: usize) -> u8 {
        self.section(section).get(row).copied().unwrap_or_default()
    }

    /// An entry of a column of 16-bit numbers.
    pub(super) fn u16(self, section: Section, row: usize) -> u16 {
        u16_at(self.section(section), 2 * row)
    }

    /// An entry of a column of 24-bit numbers.
    pub(super) fn u24(self, section: Section, row: usize) -> u32 {
        match self.section(section).get(3 * row..3 * row + 3) {
            Some(&[a, b, c]) => u32::from_le_bytes([a, b, c, 0]),
            _ => 0,
        }
    }

    /// An entry of a column of 32-bit numbers.
    pub(super) fn u32(self, section: Section, row: usize) -> u32 {
        u32_at(self.section(section), 4 * row)
    }

    /// An entry of a column of texts.
    pub(super) fn text(self, section: Section, row: usize) -> Option<&'a str> {
        Some(self.text_at(self.u16(section, row))).filter(|text| !text.is_empty())
    }

    /// The text with this number.
    pub(super) fn text_at(self, number: u16) -> &'a str {
        let ends = self.section(Section::TextEnds);
        let number = usize::from(number);
        let start = if number == 0 { 0 } else { usize::from(u16_at(ends, 2 * number - 2)) };
        let end = usize::from(u16_at(ends, 2 * number));
        let bytes = self.section(Section::Text).get(start..end).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }

    /// A build out of three columns.
    pub(super) fn build(self, row: usize) -> Build {
        self.builds().at(row)
    }

    /// The three columns of builds, for searching.
    pub(super) fn builds(self) -> Builds<'a> {
        Builds {
            major_minor: self.section(Section::ReleaseMajorMinor),
            third: self.section(Section::ReleaseThird),
            revision: self.section(Section::ReleaseRevision),
        }
    }
}

/// The builds of all releases, ascending.
#[derive(Clone, Copy)]
pub(super) struct Builds<'a> {
    major_minor: &'a [u8],
    third: &'a [u8],
    revision: &'a [u8],
}

impl Builds<'_> {
    /// The number of builds.
    pub(super) fn len(self) -> usize {
        self.third.len() / 2
    }

    /// The build of a row.
    pub(super) fn at(self, row: usize) -> Build {
        let at = 2 * row;
        build(u16_at(self.major_minor, at), u16_at(self.third, at), u16_at(self.revision, at))
    }

    /// How many builds are at most `build`.
    pub(super) fn at_most(self, build: Build) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle) <= build {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// A build out of its stored parts.
pub(super) fn build(major_minor: u16, third: u16, revision: u16) -> Build {
    let [minor, major] = major_minor.to_le_bytes();
    Build::new(u16::from(major), u16::from(minor), third, revision)
}

/// A day out of its stored number.
pub(super) fn day(number: u16) -> Option<Date> {
    (number != super::layout::NONE).then(|| Date::from_days(i32::from(number)))
}

/// The 16-bit number at a byte.
#[inline]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(chunk) => u16::from_le_bytes(*chunk),
        None => 0,
    }
}

/// The 32-bit number at a byte.
#[inline]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(chunk) => u32::from_le_bytes(*chunk),
        None => 0,
    }
}
