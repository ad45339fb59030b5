// The self-contained entry: nothing is fetched and nothing need be awaited.

import { bytes } from "./dist/inline.js";
import { given } from "./lib/source.js";
import { provideSynchronously, startOnce } from "./lib/runtime.js";

export * from "./lib/api.js";

provideSynchronously(bytes);

export function init(source) {
  return startOnce(async () => (await given(source)) ?? bytes());
}
