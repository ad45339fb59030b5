// Everything the package offers but `init`, which each entry has its own of:
// one object for all.

import { Workspace } from "./workspace.js";
import { ours } from "./own.js";

export { cellsOf, listShape } from "./list.js";
export { compareBuilds, parseBuild } from "./build.js";
export { ExpatchError } from "./error.js";
export { Workspace };

export const assess = (input, options) => ours().assess(input, options);

// The same bytes as the native command's JSON.
export const assessToJson = (input, options) => ours().assessToJson(input, options);

export const fromHeaders = (headers, options) => ours().fromHeaders(headers, options);

export const fromDocument = (document, options) => ours().fromDocument(document, options);

export const fingerprint = async (source, options) => ours().fingerprint(source, options);

export const assessMany = (inputs, options) => ours().assessMany(inputs, options);

export const assessStream = (options) => ours().assessStream(options);

export const assessList = (options) => ours().assessList(options);

export const database = (options) => ours().database(options);

export const releases = () => ours().releases();

export const cve = (id) => ours().cve(id);

export const loadDatabase = (bytes, options) => ours().loadDatabase(bytes, options);
