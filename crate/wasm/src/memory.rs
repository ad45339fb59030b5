//! Memory for small blocks, in front of an allocator for the rest.
//!
//! A report, and much more a column of inputs, is made of very many small
//! blocks that live shortly. Here each size has a list of blocks that are free,
//! so that taking one and giving it back are a few instructions. A general
//! allocator took a fifth of the time of `assessMany` over header blocks.
//!
//! `cargo +nightly miri test --package expatch-wasm memory` checks the `unsafe` here.

use core::alloc::GlobalAlloc;
use core::alloc::Layout;
use core::cell::Cell;
use core::ptr;

/// Sizes of small blocks are multiples of this, which is their alignment too.
const STEP: usize = 16;
/// How many sizes of small blocks there are.
const SIZES: usize = 32;
/// What is taken from the allocator behind at once, to be cut into small blocks.
const CHUNK: Layout = match Layout::from_size_align(16 * 1024, STEP) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};

/// Small blocks from lists of free ones, the rest from `A`.
///
/// What was once a small block stays one of its size: the memory held is the
/// most that each size needed at any time.
pub(crate) struct SmallFirst<A> {
    /// Free blocks of each size.
    free: [Cell<*mut Free>; SIZES],
    /// What is not cut yet of the last chunk.
    uncut: Cell<*mut u8>,
    /// Bytes in `uncut`, a multiple of [`STEP`].
    left: Cell<usize>,
    behind: A,
}

/// A free block. The smallest one has room for it.
struct Free {
    next: *mut Free,
}

// SAFETY: `new` asks that one thread alone allocates.
unsafe impl<A> Sync for SmallFirst<A> {}

impl<A> SmallFirst<A> {
    /// # Safety
    /// Only one thread may use the value, as in a module without shared memory.
    pub(crate) const unsafe fn new(behind: A) -> Self {
        Self {
            free: [const { Cell::new(ptr::null_mut()) }; SIZES],
            uncut: Cell::new(ptr::null_mut()),
            left: Cell::new(0),
            behind,
        }
    }
}

/// Which list `layout` belongs to, if it is a small one. No layout that an
/// allocator is asked for has a size of 0.
fn list(layout: Layout) -> Option<usize> {
    let list = layout.size().wrapping_sub(1) / STEP;
    (list < SIZES && layout.align() <= STEP).then_some(list)
}

impl<A: GlobalAlloc> SmallFirst<A> {
    /// A new block for `list`, null if there is no memory.
    #[cold]
    fn cut(&self, list: usize) -> *mut u8 {
        let size = (list + 1) * STEP;
        if self.left.get() < size {
            // SAFETY: `CHUNK` is not empty.
            let chunk = unsafe { self.behind.alloc(CHUNK) };
            if chunk.is_null() {
                return chunk;
            }
            if self.left.get() > 0 {
                // SAFETY: what is left is aligned, belongs to nobody, and is as
                // long as a block of this list: less than `size`, a multiple of `STEP`.
                unsafe { self.give(self.left.get() / STEP - 1, self.uncut.get()) };
            }
            self.uncut.set(chunk);
            self.left.set(CHUNK.size());
        }
        let block = self.uncut.get();
        self.left.set(self.left.get() - size);
        // SAFETY: `size` bytes were left in this chunk, so this is at most its end.
        self.uncut.set(unsafe { block.add(size) });
        block
    }

    /// Puts `block` on `list`.
    ///
    /// # Safety
    /// The block is aligned to [`STEP`], as long as those of the list, and
    /// nobody uses it any more.
    unsafe fn give(&self, list: usize, block: *mut u8) {
        let free = block.cast::<Free>();
        // SAFETY: at least `STEP` bytes that nobody uses, aligned to `STEP`.
        unsafe { free.write(Free { next: self.free[list].get() }) };
        self.free[list].set(free);
    }
}

// SAFETY: a block is on a list or with the caller and never both: `alloc` takes
// it off its list or cuts it off the chunk, and only `dealloc` puts it back. The
// layout, which callers repeat, tells whose a block is. Nothing here unwinds.
unsafe impl<A: GlobalAlloc> GlobalAlloc for SmallFirst<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(list) = list(layout) else {
            // SAFETY: the caller's promise.
            return unsafe { self.behind.alloc(layout) };
        };
        let block = self.free[list].get();
        if block.is_null() {
            return self.cut(list);
        }
        // SAFETY: blocks on a list hold a `Free`, written by `give`.
        self.free[list].set(unsafe { (*block).next });
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match list(layout) {
            // SAFETY: `alloc` gave out this block for this list; the caller is done with it.
            Some(list) => unsafe { self.give(list, block) },
            // SAFETY: the caller's promise.
            None => unsafe { self.behind.dealloc(block, layout) },
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that `size` suits the alignment.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        match (list(layout), list(wanted)) {
            // SAFETY: the caller's promise.
            (None, None) => unsafe { self.behind.realloc(block, layout, size) },
            (old, new) if old == new => block,
            _ => {
                // SAFETY: the caller's promise; the new block is another one, and both
                // have room for the lesser of the two sizes.
                unsafe {
                    let moved = self.alloc(wanted);
                    if !moved.is_null() {
                        ptr::copy_nonoverlapping(block, moved, layout.size().min(size));
                        self.dealloc(block, layout);
                    }
                    moved
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;
    use std::cell::RefCell;
    use std::vec::Vec;

    /// The system's memory, all of it given back in the end.
    #[derive(Default)]
    struct Behind {
        blocks: RefCell<Vec<(*mut u8, Layout)>>,
    }

    // SAFETY: the system's allocator does the work; the list only repeats what it did.
    unsafe impl GlobalAlloc for Behind {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the caller's promise.
            let block = unsafe { System.alloc(layout) };
            self.blocks.borrow_mut().push((block, layout));
            block
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            self.blocks.borrow_mut().retain(|known| *known != (block, layout));
            // SAFETY: the caller's promise.
            unsafe { System.dealloc(block, layout) }
        }
    }

    impl Drop for Behind {
        fn drop(&mut self) {
            for (block, layout) in self.blocks.take() {
                // SAFETY: given out by the system with this layout and not given back.
                unsafe { System.dealloc(block, layout) }
            }
        }
    }

    /// A block and the byte with which all of it is filled.
    struct Block {
        start: *mut u8,
        layout: Layout,
        byte: u8,
    }

    impl Block {
        fn fill(&self) {
            // SAFETY: the block is ours and that long.
            unsafe { self.start.write_bytes(self.byte, self.layout.size()) }
        }

        fn holds(&self, length: usize) -> bool {
            // SAFETY: the block is ours, written in full, and not shorter.
            let bytes = unsafe { core::slice::from_raw_parts(self.start, length) };
            bytes.iter().all(|byte| *byte == self.byte)
        }
    }

    #[test]
    fn blocks_keep_what_is_written_through_every_change() {
        // SAFETY: one thread.
        let memory = unsafe { SmallFirst::new(Behind::default()) };
        let mut blocks: Vec<Block> = Vec::new();
        let mut random = 7_u32;
        let mut next = |below: usize| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) as usize % below
        };
        for step in 0..if cfg!(miri) { 200 } else { 3000 } {
            let size = [next(40), next(600), next(20_000)][next(3)] + 1;
            match next(5) {
                0 | 1 if blocks.len() < 60 => {
                    let layout = Layout::from_size_align(size, 1 << next(6)).unwrap();
                    // SAFETY: no layout is empty.
                    let start = unsafe { memory.alloc(layout) };
                    assert_eq!(start.addr() % layout.align(), 0);
                    blocks.push(Block { start, layout, byte: step as u8 });
                    blocks[blocks.len() - 1].fill();
                }
                2 if !blocks.is_empty() => {
                    let at = next(blocks.len());
                    let block = blocks.swap_remove(at);
                    assert!(block.holds(block.layout.size()));
                    // SAFETY: ours, with its layout, and forgotten now.
                    unsafe { memory.dealloc(block.start, block.layout) };
                }
                _ if !blocks.is_empty() => {
                    let at = next(blocks.len());
                    let block = &mut blocks[at];
                    let kept = block.layout.size().min(size);
                    // SAFETY: ours, with its layout; the size is not 0.
                    block.start = unsafe { memory.realloc(block.start, block.layout, size) };
                    block.layout = Layout::from_size_align(size, block.layout.align()).unwrap();
                    assert_eq!(block.start.addr() % block.layout.align(), 0);
                    assert!(block.holds(kept));
                    block.fill();
                }
                _ => {}
            }
        }
        // SAFETY: ours, with their layouts, each once.
        blocks.iter().for_each(|block| unsafe { memory.dealloc(block.start, block.layout) });
    }

    #[test]
    fn a_free_block_is_given_out_again() {
        // SAFETY: one thread; blocks are given back with their layouts, once.
        unsafe {
            let memory = SmallFirst::new(Behind::default());
            let layout = Layout::from_size_align(100, 8).unwrap();
            let first = memory.alloc(layout);
            memory.dealloc(first, layout);
            assert_eq!(memory.alloc(Layout::from_size_align(112, 16).unwrap()), first);
            assert_ne!(memory.alloc(layout), first);
        }
    }

    #[test]
    fn no_memory_is_told_by_null() {
        struct Nothing;
        // SAFETY: it gives out nothing.
        unsafe impl GlobalAlloc for Nothing {
            unsafe fn alloc(&self, _: Layout) -> *mut u8 {
                ptr::null_mut()
            }
            unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
        }
        // SAFETY: one thread, layouts that are not empty.
        unsafe {
            let memory = SmallFirst::new(Nothing);
            assert!(memory.alloc(Layout::new::<u64>()).is_null());
            assert!(memory.alloc(Layout::new::<[u64; 100]>()).is_null());
        }
    }
}
