// A list from somebody else, row by row, as it comes.

import { ExpatchError, crashed, split } from "./error.js";
import { bytesOf, kindOf } from "./input.js";
import { guarded, running } from "./runtime.js";
import { columnsOf } from "./many.js";

const NOTHING = new Uint8Array();

// `call` runs work with the core's object, as a workspace does.
export function listOf(call, options) {
  const [{ file = "" }, rest] = split(options, ["file"]);
  named(file);
  // Wrong options are reported now, not with the first rows.
  call((core) => core.assess(NOTHING, rest));
  let list;
  let instance;
  let ended = false;

  const read = (bytes, last) => {
    if (ended) throw new ExpatchError("invalid-input", "the list has ended: begin another one");
    return call((core, glue) => {
      if (list && instance !== running()) throw crashed();
      if (!list) [list, instance] = [new glue.List(file), running()];
      const answer = core.assessList(list, bytes, last, rest);
      ended = last;
      if (last) list.free();
      return rowsOf(answer, glue);
    }, bytes.length);
  };

  return {
    push: (piece) => read(bytesOf(piece, "a piece of the list"), false),
    end: () => read(NOTHING, true),
  };
}

export function listShape(head, file = "") {
  const bytes = bytesOf(head, "the beginning of the list");
  named(file);
  return guarded((glue) => glue.listShape(bytes, file), bytes.length);
}

export function cellsOf(row, separator) {
  const bytes = bytesOf(row, "the row");
  if (typeof separator !== "string" || !/^[\0-\x7f]$/.test(separator)) {
    throw new ExpatchError("invalid-input", "the separator is no single character of ASCII");
  }
  return guarded((glue) => stringsOf(glue.cellsOf(bytes, separator.charCodeAt(0))), bytes.length);
}

function named(file) {
  if (typeof file === "string") return;
  throw new ExpatchError("invalid-options", `\`file\` is ${kindOf(file)}, a name is expected`);
}

function rowsOf([columns, ...rest], glue) {
  const [separator, titled] = rest.splice(-2);
  const [rows, names, countries, texts, titles] = rest.map(stringsOf);
  const { length } = rows;
  const [answers, statuses] = [glue.answers().split(","), glue.statuses().split(",")];
  const table = { length, answers, statuses, ...columnsOf(columns.buffer, length) };
  return { ...table, rows, names, countries, texts, titles, separator, titled };
}

// Many strings cross as one, and where each ends in it.
function stringsOf([text, ends]) {
  let start = 0;
  return Array.from(ends, (end) => text.slice(start, (start = end)));
}
