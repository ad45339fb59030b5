// The entry for Node, Deno and Bun: reads the module from beside this file,
// also without `init`.

import { given, heeded } from "./lib/source.js";
import { provideSynchronously, startOnce } from "./lib/runtime.js";
import { inlined } from "./lib/inlined.js";
import { readFileSync } from "node:fs";
import { revive } from "./lib/api.js";

export {
  ExpatchError,
  Workspace,
  assess,
  assessMany,
  assessStream,
  assessToJson,
  compareBuilds,
  cve,
  database,
  fingerprint,
  fromDocument,
  fromHeaders,
  loadDatabase,
  parseBuild,
  releases,
} from "./lib/api.js";

provideSynchronously(() => {
  try {
    return beside();
  } catch (cause) {
    return bundled(cause);
  }
});

export function init(source) {
  heeded(source);
  return startOnce(async () => (await given(source)) ?? besideOrInlined()).then(revive);
}

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

function besideOrInlined() {
  try {
    return beside();
  } catch {
    return inlined();
  }
}
