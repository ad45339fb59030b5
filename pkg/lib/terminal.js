// A report as the native command shows it; for `npx expatch`. Its module is one
// of its own, so that nobody else loads the layout of a terminal.

import * as core from "../dist/command-glue.js";
import { bug, toldByCore } from "./error.js";
import { day, language } from "./options.js";
import { bytesOf } from "./input.js";
import { readFileSync } from "node:fs";

const module = readFileSync(new URL("../dist/command.wasm", import.meta.url));
core.initSync({ module: new WebAssembly.Module(module) });

export function shown(input, options, { color, width }) {
  const bytes = bytesOf(input);
  const [asOf, spoken] = [day(options.asOf), language(options.locale)];
  try {
    const [text, nagios, exitCode] = core.views(bytes, asOf, spoken, color, width);
    return { text, nagios, exitCode: Number(exitCode), json: () => core.assess(bytes, asOf, spoken) };
  } catch (error) {
    throw toldByCore(error) ?? bug(error);
  }
}
