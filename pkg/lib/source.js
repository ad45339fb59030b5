// Where the module comes from when the caller says so.

// The module that `source` of `init(source)` means, or undefined for "you know".
export async function given(source) {
  let from = await source;
  // `{ module }` is how wasm-bindgen's own packages take it.
  if (isPlain(from)) from = await from.module;
  if (typeof from === "string" || Object.prototype.toString.call(from) === "[object URL]") return fetch(from);
  return from;
}

// Says that the outcome of `source` is seen to, also where `init` needs it no more.
export function heeded(source) {
  for (const promise of [source, isPlain(source) ? source.module : undefined]) {
    if (typeof promise?.then === "function") promise.then(undefined, () => {});
  }
  return source;
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !value.then && "module" in value;
}

// The module at `address`, streamed into the compiler where its kind is right.
export async function beside(address) {
  const response = await fetch(address);
  // A site that answers everything with its start page answers this so too.
  const type = response.headers.get("content-type") ?? "";
  if (WebAssembly.compileStreaming && response.ok && /^application\/wasm\b/.test(type)) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
