// The entry for bundlers that carry the module along (Vite, webpack and their
// kin): no copy inside the package, which they would write out for nobody.

import { beside, given, heeded } from "./lib/source.js";
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
  return startOnce(async () => (await given(source)) ?? beside(new URL("./dist/expatch.wasm", import.meta.url))).then(
    revive,
  );
}
