// The self-contained entry: nothing is fetched and nothing need be awaited.

import { given, heeded } from "./lib/source.js";
import { provideSynchronously, startOnce } from "./lib/runtime.js";
import { bytes } from "./dist/inline.js";
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

provideSynchronously(bytes);

export function init(source) {
  heeded(source);
  return startOnce(async () => (await given(source)) ?? bytes()).then(revive);
}
