//! An exact build is judged without allocating: counted, not believed.

use expatch::Assessor;
use expatch::Build;
use expatch::Database;
use std::alloc::GlobalAlloc;
use std::alloc::Layout;
use std::alloc::System;
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator.
#[expect(unsafe_code, reason = "an allocator that counts")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `work` allocates.
fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

#[test]
fn an_exact_build_is_judged_without_allocation() {
    let database = Database::embedded();
    let assessor = Assessor::new(&database, "2026-11-23".parse().unwrap());
    let texts: Vec<String> = database
        .releases()
        // A baseline's own number, typed, leaves its updates open.
        .filter(|row| row.update.is_some())
        .flat_map(|row| [row.build.to_string(), format!(" {} ", row.build.long())])
        .collect();
    let judge = || {
        for text in &texts {
            let brief = assessor.brief(text.as_bytes());
            let build = Build::parse(text.trim().as_bytes()).unwrap();
            assert_eq!(brief.status, Some(assessor.status_of(build)));
        }
    };
    // The first time each release is remembered.
    assert!(allocations(judge) >= texts.len() / 2);
    assert_eq!(allocations(judge), 0);
}
