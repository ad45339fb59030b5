//! What the standard library would bring, without its size: memory and the
//! end after a panic. `pkg/` turns that trap into an `ExpatchError` and starts
//! a fresh instance.

use crate::memory::SmallFirst;
use talc::wasm::WasmDynamicTalc;
use talc::wasm::new_wasm_dynamic_allocator;

#[global_allocator]
// SAFETY: the module has no shared memory, so there is one thread.
static ALLOCATOR: SmallFirst<WasmDynamicTalc> =
    unsafe { SmallFirst::new(new_wasm_dynamic_allocator()) };

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
