//! Pasted text on a terminal: what could move the cursor, ring, recolour or
//! turn the reading direction is shown as a code instead.

use alloc::string::String;
use core::fmt::Write;

/// `text` with control and direction characters made visible, so that a
/// pasted header cannot repaint the verdict.
///
/// ```
/// assert_eq!(expatch_view::printable("15.2\u{1b}[2J"), "15.2\\u{1b}[2J");
/// assert_eq!(expatch_view::printable("a\r\n\tb"), "a b");
/// ```
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut blank = false;
    for letter in text.chars() {
        // A folded header or a table cell reads better on one line.
        if letter.is_ascii_whitespace() {
            blank = true;
            continue;
        }
        if blank && !safe.is_empty() {
            safe.push(' ');
        }
        blank = false;
        if letter.is_control() || directs(letter) {
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(letter));
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// Zero-width and direction characters, which change how their neighbours look.
fn directs(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
