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

// The module at `address`.
export const fetched = async (address) => compiledFrom(await fetch(address));

// The module in a response, streamed into the compiler where its kind is right: a
// site that answers everything with its start page answers this so too.
export async function compiledFrom(response) {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  const streams = WebAssembly.compileStreaming && /^application\/wasm\b/.test(type);
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
