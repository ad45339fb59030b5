//! The assessor of the last day asked for, kept between calls: its verdicts
//! per release are most of the work of a report.

use crate::database;
use alloc::boxed::Box;
use core::ptr;
use core::sync::atomic::AtomicPtr;
use core::sync::atomic::Ordering;
use expatch::Assessor;
use expatch::Date;

/// Null, or what the last call left. Whoever takes it out owns it.
static KEPT: AtomicPtr<Assessor<'static>> = AtomicPtr::new(ptr::null_mut());

/// Does `work` with an assessor for `day` and the database that answers now.
pub(crate) fn with<T>(day: Date, work: impl FnOnce(&Assessor<'static>) -> T) -> T {
    let database = database::current();
    let fits = |kept: &Assessor<'static>| {
        kept.day() == day && ptr::eq(kept.database().bytes(), database.bytes())
    };
    let assessor = owned(KEPT.swap(ptr::null_mut(), Ordering::AcqRel))
        .filter(|kept| fits(kept))
        .unwrap_or_else(|| Box::new(Assessor::new(&database, day)));
    let answer = work(&assessor);
    // Another thread may have left its own meanwhile; one is enough.
    drop(owned(KEPT.swap(Box::into_raw(assessor), Ordering::AcqRel)));
    answer
}

/// The box behind a pointer that was swapped out of [`KEPT`].
fn owned(pointer: *mut Assessor<'static>) -> Option<Box<Assessor<'static>>> {
    // SAFETY: every pointer but null that enters `KEPT` comes from
    // `Box::into_raw` in `with`, and `swap` hands each out once.
    (!pointer.is_null()).then(|| unsafe { Box::from_raw(pointer) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_day_gets_another_assessor() {
        let days = ["2021-11-22", "2026-11-23", "2026-11-23", "2021-11-22"];
        for day in days.map(|day| day.parse().expect("a day")) {
            assert_eq!(with(day, Assessor::day), day);
        }
    }
}
