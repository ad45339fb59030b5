// `init` of each entry, which differ in where their own module comes from.

import { given, heeded } from "./source.js";
import { revive } from "./own.js";
import { startOnce } from "./runtime.js";

// An `init` that starts with what the caller hands over, or else with what `own` gives.
export function startingWith(own) {
  return function init(source) {
    heeded(source);
    return startOnce(async () => (await given(source)) ?? own()).then(revive);
  };
}
