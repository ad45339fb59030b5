// The entry for Cloudflare's workers, which compile modules when deployed and
// let none be compiled later.

import { given } from "./lib/source.js";
import module from "./dist/expatch.wasm";
import { provideSynchronously, startOnce } from "./lib/runtime.js";

export * from "./lib/api.js";

provideSynchronously(() => module);

export function init(source) {
  return startOnce(async () => (await given(source)) ?? module);
}
