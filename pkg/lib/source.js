// Where the module comes from when the caller says so.

// The module that `source` of `init(source)` means, or undefined for "you know".
export async function given(source) {
  let from = await source;
  // `{ module }` is how wasm-bindgen's own packages take it.
  if (from && Object.getPrototypeOf(from) === Object.prototype) from = await from.module;
  if (typeof from === "string" || from instanceof URL) return fetch(from);
  return from;
}

// The copy inside the package's JavaScript, for places where a file beside it
// cannot be fetched: bundlers that leave it behind, policies that forbid it.
export async function inlined() {
  const { bytes } = await import("../dist/inline.js");
  return bytes();
}
