#!/usr/bin/env node
// `npx expatch`: the words and exit codes of the native command's `check`.

import { USAGE, arguments_ } from "../lib/command.js";
import { readFileSync, statSync, writeSync } from "node:fs";
import { ExpatchError } from "../lib/error.js";
import { version } from "../dist/version.js";

const EXIT = { unknown: 3, usage: 64, input: 65, database: 69, bug: 70, output: 74 };

async function run(given) {
  const told = arguments_(given, process.stdin.isTTY !== true);
  if (told.help) return put(USAGE, 0);
  if (told.version) return put(`expatch ${version}\n`, 0);
  try {
    const { checking } = await import("../lib/terminal.js");
    const check = checking(told, look(told.color));
    const { text, exitCode } = check(told.inputs.map(read));
    return put(text, exitCode);
  } catch (error) {
    // A monitoring system reads one line and one of four codes.
    if (told.flags.format !== "nagios" || ![EXIT.input, EXIT.database].includes(codeOf(error))) throw error;
    return put(`EXCHANGE UNKNOWN - ${error.message}\n`, EXIT.unknown);
  }
}

function look(when) {
  const { NO_COLOR, COLUMNS } = process.env;
  const terminal = process.stdout.isTTY === true;
  const color = when === "always" || (when === "auto" && terminal && !NO_COLOR);
  // The native command's width: the terminal's, 100 where there is none.
  const columns = (terminal && process.stdout.columns) || Number(COLUMNS) || 100;
  return { color, width: Math.min(120, Math.max(40, columns)) };
}

// A file's bytes, standard input for `-`, otherwise the text itself.
function read(name) {
  if (name === "-") return { name, typed: false, bytes: bytesOf(0, "standard input") };
  const found = stateOf(name);
  if (found?.isDirectory()) {
    throw unreadable(`${name} is a folder: name the files in it, such as ${name}/*`);
  }
  if (found) return { name, typed: false, bytes: bytesOf(name, name) };
  return { name, typed: true, bytes: new TextEncoder().encode(name) };
}

// A text may be too long for a file's name, or hold letters that none can.
function stateOf(name) {
  try {
    return statSync(name);
  } catch {
    return undefined;
  }
}

function bytesOf(file, name) {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(`cannot read ${name}: ${reasonOf(error)}`);
  }
}

const unreadable = (message) => new ExpatchError("unreadable", message);

// The system's words for what went wrong, as the native command says them.
const REASONS = {
  EACCES: "Permission denied (os error 13)",
  ENOSPC: "No space left on device (os error 28)",
  EIO: "Input/output error (os error 5)",
};
const reasonOf = (error) => REASONS[error.code] ?? error.message;

// Writes all of it before the program ends. A reader that has seen enough
// (`| head`) is no failure; a full disk is one.
function put(text, exitCode) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code === "EPIPE") return exitCode;
      // A pipe that is full for the moment.
      if (error.code === "EAGAIN") continue;
      throw Object.assign(new Error(`cannot write the output: ${reasonOf(error)}`), { code: "output" });
    }
  }
  return exitCode;
}

function codeOf(error) {
  if (["usage", "invalid-day", "invalid-options"].includes(error.code)) return EXIT.usage;
  if (error.code === "database-too-old") return EXIT.database;
  if (error.code === "output") return EXIT.output;
  return error instanceof ExpatchError && error.code !== "internal" ? EXIT.input : EXIT.bug;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`expatch: ${error.message}\n`);
  process.exitCode = codeOf(error);
}
