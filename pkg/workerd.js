// The entry for Cloudflare's workers, which compile modules when deployed and
// let none be compiled later.

import module from "./dist/expatch.wasm";
import { provideSynchronously } from "./lib/runtime.js";
import { startingWith } from "./lib/start.js";

export * from "./lib/api.js";

const deployed = () => module;

provideSynchronously(deployed);

export const init = startingWith(deployed);
