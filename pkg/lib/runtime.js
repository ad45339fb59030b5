// One WebAssembly instance for the whole package: started once, replaced after
// a trap or a huge input, so that neither outlives its call.

import { ExpatchError, bug, toldByCore } from "./error.js";
import * as glue from "../dist/glue.js";

// After a larger input the instance is replaced: its memory never shrinks.
const LARGE = 32 * 1024 * 1024;

// The longest input: what a 32-bit memory can hold beside its copies.
const LONGEST = 1024 * 1024 * 1024;

let started = false;
let starting;
let provider;
let newerDatabase;

// Entries that can get at the module without waiting say how.
export function provideSynchronously(provide) {
  provider = provide;
}

// Starts with what `source` gives, once; a failed start may be repeated.
export function startOnce(source) {
  if (started) return Promise.resolve();
  starting ??= Promise.resolve()
    .then(source)
    .then(compile)
    .then((module) => void (started || start(module)))
    .catch((cause) => {
      starting = undefined;
      throw unavailable(cause);
    });
  return starting;
}

// Runs one call into the instance; whatever goes wrong is an ExpatchError.
export function call(work, size = 0) {
  if (size > LONGEST) {
    throw new ExpatchError("too-large", `the input has ${size} bytes, ${LONGEST} are the most`);
  }
  ensureStarted();
  try {
    return work(glue);
  } catch (error) {
    throw translate(error);
  } finally {
    if (size > LARGE) restart();
  }
}

// Makes `bytes` the database of this and of every later instance.
export function useDatabase(bytes) {
  call(({ loadDatabase }) => loadDatabase(bytes));
  newerDatabase = bytes.slice();
}

function ensureStarted() {
  if (started) return;
  if (!provider) {
    throw new ExpatchError("not-initialised", "wait for `init()` before the first call");
  }
  let module;
  try {
    module = provider();
    start(module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module));
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function compile(source) {
  let from = await source;
  if (from instanceof WebAssembly.Module) return from;
  // Asked before `Response`, at whose name Node loads all of its HTTP client.
  if (from instanceof ArrayBuffer || ArrayBuffer.isView(from)) return WebAssembly.compile(from);
  if (typeof Response === "function" && from instanceof Response) {
    if (!from.ok) throw new Error(`${from.url} answered ${from.status}`);
    from = await from.arrayBuffer();
  }
  return WebAssembly.compile(from);
}

function start(module) {
  glue.initSync({ module });
  started = true;
}

function restart() {
  glue.__wbg_reset_state();
  if (newerDatabase) glue.loadDatabase(newerDatabase);
}

function translate(error) {
  const told = toldByCore(error);
  if (told) return told;
  // A trap, or no memory left: the instance cannot be trusted any more.
  restart();
  return bug(error);
}

function unavailable(cause) {
  const message = `the WebAssembly module cannot be started: ${cause?.message ?? cause}`;
  return new ExpatchError("wasm-unavailable", message, { cause });
}
