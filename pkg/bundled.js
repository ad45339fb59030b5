// The entry for bundlers that carry the module along (Vite, webpack and their
// kin): no copy inside the package, which they would write out for nobody.

import { fetched } from "./lib/source.js";
import { startingWith } from "./lib/start.js";

export * from "./lib/api.js";

export const init = startingWith(() => fetched(new URL("./dist/expatch.wasm", import.meta.url)));
