#!/usr/bin/env node
// `npx expatch`: the words and exit codes of the native command's `check`.

import { USAGE, arguments_ } from "../lib/command.js";
import { existsSync, readFileSync } from "node:fs";
import { ExpatchError } from "../lib/error.js";
import { shown } from "../lib/terminal.js";

const EXIT = { usage: 64, input: 65, bug: 70 };

function run(given) {
  const told = arguments_(given, process.stdin.isTTY !== true);
  if (told.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  // The native command's width: the terminal's, 100 where there is none.
  const columns = process.stdout.columns ?? Number(process.env.COLUMNS || 100);
  const look = { color: colour, width: Math.min(120, Math.max(40, columns || 100)) };
  let worst = 0;
  for (const [at, input] of told.inputs.map(read).entries()) {
    const report = shown(input, told, look);
    worst = worse(worst, report.exitCode);
    if (told.format === "text") process.stdout.write((at > 0 ? "\n" : "") + line(report.text));
    else if (told.format === "nagios") process.stdout.write(line(report.nagios));
    else process.stdout.write(line(report.json()));
  }
  return worst;
}

// A file's bytes, standard input for `-`, otherwise the text itself.
function read(word) {
  if (word === "-") return readFileSync(0);
  return existsSync(word) ? readFileSync(word) : word;
}

// 2 (bad) outranks 3 (unknown), as in the native command.
function worse(left, right) {
  const rank = [0, 1, 3, 2];
  return rank[left] >= rank[right] ? left : right;
}

const line = (text) => (text.endsWith("\n") ? text : `${text}\n`);

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`expatch: ${error.message}\n`);
  if (error.code === "usage" || error.code === "invalid-day") process.exitCode = EXIT.usage;
  else if (error instanceof ExpatchError && error.code !== "internal") process.exitCode = EXIT.input;
  else process.exitCode = error.syscall ? EXIT.input : EXIT.bug;
}
