//! How bytes are written for people and other programs: digests, keys.

use alloc::string::String;

/// Bytes as lower-case hexadecimal digits, two for each.
///
/// ```
/// assert_eq!(expatch::hexadecimal(&[0, 0xAB]), "00ab");
/// ```
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
