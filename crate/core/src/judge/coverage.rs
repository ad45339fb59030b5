//! Whether the facts reach a day far enough to call anything up to date on it.

use crate::database::Database;
use crate::date::Date;

/// The days by which facts may be older than the day asked for: nine of 38
/// updates since 2021 came out of band.
pub const FRESH_DAYS: i32 = 10;

/// The day through which everything that a verdict needs was looked at.
pub fn through(database: &Database<'_>) -> Date {
    database.as_of()
}

/// Whether the facts cover `day`: no Patch Tuesday has passed since, and they
/// are at most ten days older.
pub fn covers(database: &Database<'_>, day: Date) -> bool {
    let through = through(database);
    day.days() - through.days() <= FRESH_DAYS && through.patch_tuesdays_until(day).next().is_none()
}
