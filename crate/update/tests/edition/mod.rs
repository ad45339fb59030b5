//! Databases that differ from the embedded one in their edition and day.

use expatch::Database;
use expatch::database::layout;

/// A later edition of the embedded database, or one whose sources were checked
/// through an earlier day. A later day would be refused as soon as the facts are of
/// today.
pub(crate) fn edition(number: u32, earlier: i32) -> Vec<u8> {
    let mut bytes = Database::embedded().bytes().to_vec();
    let day = Database::embedded().as_of().days() - earlier;
    bytes[layout::AS_OF..layout::AS_OF + 4].copy_from_slice(&day.to_le_bytes());
    let version = format!("test-{number}");
    let mut padded = [0; layout::DATA_VERSION_LENGTH];
    padded[..version.len()].copy_from_slice(version.as_bytes());
    bytes[layout::DATA_VERSION..layout::ENDS].copy_from_slice(&padded);
    layout::seal(&mut bytes);
    bytes
}
