// A report as the native command shows it; for `npx expatch`. Its module is one
// of its own, so that nobody else loads the layout of a terminal.

import * as core from "../dist/command-glue.js";
import { ExpatchError, bug, toldByCore } from "./error.js";
import { readFileSync } from "node:fs";

const module = readFileSync(new URL("../dist/command.wasm", import.meta.url));
core.initSync({ module: new WebAssembly.Module(module) });

// Understands the flags, then answers for inputs of {name, typed, bytes}: what to print, and the exit code.
export function checking({ flags, options }, look) {
  const workspace = new core.Workspace();
  const check = told(() => new core.Check({ ...flags, ...look }, options));
  // Before anything is read, as the native command does.
  if (!flags.explain) told(() => workspace.database(options));
  return (inputs) =>
    told(() => {
      const [text, exitCode] = check.run(
        workspace,
        inputs.map(({ bytes }) => bytes),
        inputs.map(({ name }) => name),
        Uint8Array.from(inputs, ({ typed }) => Number(typed)),
      );
      return { text, exitCode: Number(exitCode) };
    });
}

function told(work) {
  try {
    return work();
  } catch (error) {
    const said = toldByCore(error) ?? bug(error);
    if (said.code !== "database-too-old") throw said;
    throw new ExpatchError(said.code, `${said.message}: install a newer expatch`, { cause: said });
  }
}
