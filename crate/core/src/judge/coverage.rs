//! Whether the facts reach a day far enough to call anything up to date on it.

use crate::database::Database;
use crate::date::Date;

/// The day through which everything that a verdict needs was looked at.
pub fn through(database: &Database<'_>) -> Date {
    database.as_of()
}

/// Whether the facts cover `day`: no Patch Tuesday has passed since, and they
/// are not older than the database's own bound, ten days unless it was given.
pub fn covers(database: &Database<'_>, day: Date) -> bool {
    let through = through(database);
    day.days() - through.days() <= i32::from(database.max_age())
        && through.patch_tuesdays_until(day).next().is_none()
}
