// Builds: four numbers with a total order.

import { ExpatchError } from "./error.js";
import { guarded } from "./runtime.js";

export function parseBuild(text) {
  const [major, minor, build, revision] = guarded((core) => core.parseBuild(textOf(text)));
  const pad = (number, width) => String(number).padStart(width, "0");
  return {
    major,
    minor,
    build,
    revision,
    text: `${major}.${minor}.${build}.${revision}`,
    long: `${major}.${pad(minor, 2)}.${pad(build, 4)}.${pad(revision, 3)}`,
  };
}

export function compareBuilds(left, right) {
  return guarded((core) => core.compareBuilds(textOf(left), textOf(right)));
}

function textOf(build) {
  if (typeof build === "string") return build;
  if (typeof build?.text === "string") return build.text;
  throw new ExpatchError("invalid-build", "a build is a string such as `15.2.1748.48`");
}
