//! Cells of tables that a spreadsheet opens.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

/// A cell that no spreadsheet takes for a formula: a scanned server must not
/// become a program on the reader's desk.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>.
///
/// ```
/// use expatch::report::harmless;
/// assert_eq!(harmless("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
/// assert_eq!(harmless("15.2.1748.48"), "15.2.1748.48");
/// assert_eq!(harmless("-"), "-");
/// ```
pub fn harmless(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet would take a cell for a formula.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell != "-"
}
