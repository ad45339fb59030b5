//! Takes the words of panics out of a WebAssembly module. A panic ends in a trap
//! whose words nobody sees (there is no standard error in a browser), but the
//! code that would write them is a seventh of the module. Each function that
//! begins a panic becomes the one instruction `unreachable`; `wasm-opt` then
//! drops what only they needed.

use walrus::FunctionBuilder;
use walrus::FunctionId;
use walrus::FunctionKind;
use walrus::Module;
use walrus::passes::gc;

/// Functions that never return, by the start of their name: `core` and `std`
/// call them where a check failed, and they call nothing but each other.
const NEVER_RETURN: [&str; 16] = [
    "__rustc::rust_begin_unwind",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::panic_already_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_end_index_len_fail",
    "core::slice::index::slice_end_index_overflow_fail",
    "core::slice::index::slice_index_order_fail",
    "core::slice::index::slice_start_index_len_fail",
    "core::str::slice_error_fail",
    "std::alloc::rust_oom",
];

/// Makes the functions that begin a panic trap at once. How many there were.
pub(crate) fn silence(module: &mut Module) -> usize {
    let found: Vec<FunctionId> = module
        .funcs
        .iter()
        .filter(|function| matches!(function.kind, FunctionKind::Local(_)))
        .filter(|function| function.name.as_deref().is_some_and(never_returns))
        .map(walrus::Function::id)
        .collect();
    for id in &found {
        trap(module, *id);
    }
    gc::run(module);
    found.len()
}

fn never_returns(name: &str) -> bool {
    let name = &without_hashes(name);
    // `Vec::remove` and its kin each have one of their own.
    NEVER_RETURN.iter().any(|start| name.starts_with(start))
        || name.starts_with("alloc::") && name.contains("::assert_failed")
}

/// `core[5f3a]::option::unwrap_failed` without the number of the crate.
fn without_hashes(name: &str) -> String {
    let mut depth = 0;
    let mut keep = |letter: &char| {
        depth += i32::from(*letter == '[');
        let outside = depth == 0;
        depth -= i32::from(*letter == ']');
        outside
    };
    name.chars().filter(|letter| keep(letter)).collect()
}

fn trap(module: &mut Module, id: FunctionId) {
    let kind = module.funcs.get(id).ty();
    let (parameters, results) = module.types.params_results(kind);
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let locals = parameters.iter().map(|kind| module.locals.add(*kind)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    builder.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(locals));
}
