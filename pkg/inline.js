// The self-contained entry: nothing is fetched and nothing need be awaited.

import { bytes } from "./dist/inline.js";
import { provideSynchronously } from "./lib/runtime.js";
import { startingWith } from "./lib/start.js";

export * from "./lib/api.js";

provideSynchronously(bytes);

export const init = startingWith(bytes);
