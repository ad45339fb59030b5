// The WebAssembly module: started once, left after a trap until `init()` starts
// a fresh one, and replaced after a huge input, for its memory never shrinks.

import { ExpatchError, bug, crashed, toldByCore } from "./error.js";
import * as glue from "../dist/glue.js";
import { compiledFrom } from "./source.js";
import { version } from "../dist/version.js";

// After a larger input the instance is replaced.
const LARGE = 32 * 1024 * 1024;

// The longest input: what a 32-bit memory can hold beside its copies.
export const LONGEST = 1024 * 1024 * 1024;

let module;
let starting;
let provider;

// Which instance runs, 0 where none does: objects of an earlier one are stale.
let instance = 0;
let instances = 0;

// Which life: it ends with a trap, and with it everything that was made in it.
let life = 0;
let dead = false;

// Entries that can get at the module without waiting say how.
export function provideSynchronously(provide) {
  provider = provide;
}

// Starts with what `source` gives, once; a failed start may be repeated.
export function startOnce(source) {
  if (instance > 0) return Promise.resolve();
  starting ??= Promise.resolve()
    .then(dead && module ? () => module : source)
    .then(compile)
    .then((compiled) => void (instance > 0 || start(compiled)))
    .catch((cause) => {
      throw unavailable(cause);
    })
    .finally(() => {
      starting = undefined;
    });
  return starting;
}

// Which instance and which life answer now; starts the module where that needs no waiting.
export function now() {
  if (dead) throw crashed();
  if (instance === 0) startSynchronously();
  return { instance, life };
}

// Which instance runs, without starting one.
export const running = () => instance;

// Runs one call; whatever goes wrong is an ExpatchError.
export function guarded(work, size = 0) {
  if (size > LONGEST) {
    throw new ExpatchError("too-large", `the input has ${size} bytes, ${LONGEST} are the most`);
  }
  now();
  let told = true;
  try {
    return work(glue);
  } catch (error) {
    const said = toldByCore(error);
    if (said) throw said;
    told = false;
    throw bug(error);
  } finally {
    // A trap, or no memory left: what the instance holds cannot be trusted any more.
    if (!told) die();
    else if (size > LARGE) start(module);
  }
}

function die() {
  dead = true;
  instance = 0;
  life += 1;
}

function startSynchronously() {
  if (!provider) {
    throw new ExpatchError("not-initialised", "wait for `init()` before the first call");
  }
  try {
    const given = provider();
    start(isModule(given) ? given : new WebAssembly.Module(given));
  } catch (cause) {
    throw unavailable(cause);
  }
}

const isModule = (source) => Object.prototype.toString.call(source) === "[object WebAssembly.Module]";

async function compile(source) {
  const from = await source;
  if (isModule(from)) return from;
  // Asked by shape: a `Response` may be another realm's.
  if (typeof from?.arrayBuffer === "function" && from.headers) return compiledFrom(from);
  return WebAssembly.compile(from);
}

function start(compiled) {
  if (instances > 0) glue.__wbg_reset_state();
  else glue.initSync({ module: compiled });
  if (!glue.answers_to(`^${version}`)) throw new Error(`the module is of another version than ${version}`);
  module = compiled;
  instances += 1;
  instance = instances;
  dead = false;
}

function unavailable(cause) {
  if (cause instanceof ExpatchError) return cause;
  const message = `the WebAssembly module cannot be started: ${cause?.message ?? cause}`;
  return new ExpatchError("wasm-unavailable", message, { cause });
}
