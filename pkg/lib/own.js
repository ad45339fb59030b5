// The object behind the package's functions, made when it is first needed.

import { Workspace } from "./workspace.js";

let own;

export const ours = () => (own ??= new Workspace());

// After a crash a fresh module answers from the same database.
export const revive = () => own?.revive();
