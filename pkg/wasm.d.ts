/** The compiled module, for places that import `.wasm` files, such as Cloudflare's workers. */
declare const module: WebAssembly.Module;
export default module;
