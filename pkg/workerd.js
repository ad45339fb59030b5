// The entry for Cloudflare's workers, which compile modules when deployed and
// let none be compiled later.

import { given, heeded } from "./lib/source.js";
import { provideSynchronously, startOnce } from "./lib/runtime.js";
import module from "./dist/expatch.wasm";
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

provideSynchronously(() => module);

export function init(source) {
  heeded(source);
  return startOnce(async () => (await given(source)) ?? module).then(revive);
}
