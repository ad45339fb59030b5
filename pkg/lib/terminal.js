// A report as the native command shows it; for `npx expatch`. Its module is one
// of its own, so that nobody else loads the layout of a terminal.

import * as core from "../dist/command-glue.js";
import { bug, toldByCore } from "./error.js";
import { readFileSync } from "node:fs";

const module = readFileSync(new URL("../dist/command.wasm", import.meta.url));
core.initSync({ module: new WebAssembly.Module(module) });

// What to print for `inputs` of {name, typed, bytes}, and the exit code.
export function checked(inputs, { format, full, asOf, locale }, { color, width }) {
  try {
    const [text, exitCode] = new core.Workspace().check(
      inputs.map(({ bytes }) => bytes),
      inputs.map(({ name }) => name),
      Uint8Array.from(inputs, ({ typed }) => Number(typed)),
      format,
      new core.Look(color, width, full),
      { asOf, locale },
    );
    return { text, exitCode: Number(exitCode) };
  } catch (error) {
    throw toldByCore(error) ?? bug(error);
  }
}
