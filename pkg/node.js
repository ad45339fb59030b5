// The entry for Node, Deno and Bun: reads the module from beside this file,
// also without `init`.

import { inlined } from "./lib/inlined.js";
import { provideSynchronously } from "./lib/runtime.js";
import { readFileSync } from "node:fs";
import { startingWith } from "./lib/start.js";

export * from "./lib/api.js";

provideSynchronously(() => {
  try {
    return beside();
  } catch (cause) {
    return bundled(cause);
  }
});

export const init = startingWith(() => {
  try {
    return beside();
  } catch {
    return inlined();
  }
});

function beside() {
  return readFileSync(new URL("./dist/expatch.wasm", import.meta.url));
}

// A server that was made one file has no file beside it. Bundlers put what is
// required here into that file; Node itself knows no `require` in a module.
function bundled(cause) {
  try {
    return require("./dist/inline.js").bytes();
  } catch {
    throw cause;
  }
}
