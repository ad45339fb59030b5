//! What the standard library would bring, without its size: memory and the
//! end after a panic. `pkg/` turns that trap into an `ExpatchError` and starts
//! a fresh instance.

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
