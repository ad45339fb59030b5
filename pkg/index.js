// The entry for browsers and workers: fetches the module from beside this file,
// and takes the copy inside the package where that fails.

import { beside, given, heeded } from "./lib/source.js";
import { inlined } from "./lib/inlined.js";
import { revive } from "./lib/api.js";
import { startOnce } from "./lib/runtime.js";

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

export function init(source) {
  heeded(source);
  return startOnce(async () => (await given(source)) ?? (await besideOrInlined())).then(revive);
}

async function besideOrInlined() {
  try {
    return await beside(new URL("./dist/expatch.wasm", import.meta.url));
  } catch {
    return inlined();
  }
}
