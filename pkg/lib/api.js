// Everything the package offers but `init`, which each entry has its own of.

export { assess, assessToJson } from "./assess.js";
export { compareBuilds, parseBuild } from "./build.js";
export { cve, database, loadDatabase, releases } from "./database.js";
export { ExpatchError } from "./error.js";
export { assessMany } from "./many.js";
export { assessStream } from "./stream.js";
