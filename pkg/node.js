// The entry for Node, Deno and Bun: reads the module from beside this file,
// also without `init`.

import { given, inlined } from "./lib/source.js";
import { provideSynchronously, startOnce } from "./lib/runtime.js";
import { readFileSync } from "node:fs";

export * from "./lib/api.js";

provideSynchronously(beside);

export function init(source) {
  return startOnce(async () => (await given(source)) ?? besideOrInlined());
}

function beside() {
  return readFileSync(new URL("./dist/expatch.wasm", import.meta.url));
}

function besideOrInlined() {
  try {
    return beside();
  } catch {
    return inlined();
  }
}
