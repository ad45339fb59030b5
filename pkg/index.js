// The entry for browsers and workers: fetches the module from beside this file,
// and takes the copy inside the package where that fails.

import { fetched } from "./lib/source.js";
import { inlined } from "./lib/inlined.js";
import { startingWith } from "./lib/start.js";

export * from "./lib/api.js";

export const init = startingWith(async () => {
  try {
    return await fetched(new URL("./dist/expatch.wasm", import.meta.url));
  } catch {
    return inlined();
  }
});
