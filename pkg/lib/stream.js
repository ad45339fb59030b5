// A stream of text in, a stream of reports out: one per record.

import { assess } from "./assess.js";
import { bytesOf } from "./input.js";
import { ExpatchError } from "./error.js";

export function assessStream(options = {}) {
  const { separator = "\n", maxRecordBytes = 16 * 1024 * 1024, ...rest } = options;
  const mark = bytesOf(separator);
  if (mark.length === 0) throw new ExpatchError("invalid-input", "the `separator` is empty");
  let held = new Uint8Array(0);

  const report = (record, controller) => {
    if (record.length > maxRecordBytes) {
      const message = `a record has more than ${maxRecordBytes} bytes: is \`separator\` right?`;
      throw new ExpatchError("too-large", message);
    }
    if (!isBlank(record)) controller.enqueue(assess(record, rest));
  };

  return new TransformStream({
    transform(chunk, controller) {
      const bytes = joined(held, bytesOf(chunk));
      let start = 0;
      // What was held has no separator but perhaps the beginning of one.
      let from = Math.max(0, held.length - mark.length + 1);
      for (let at; (at = find(bytes, mark, from)) >= 0; from = start) {
        report(bytes.subarray(start, at), controller);
        start = at + mark.length;
      }
      held = bytes.slice(start);
      if (held.length > maxRecordBytes) report(held, controller);
    },
    flush(controller) {
      report(held, controller);
    },
  });
}

function joined(left, right) {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function find(bytes, mark, from) {
  for (let at = bytes.indexOf(mark[0], from); at >= 0; at = bytes.indexOf(mark[0], at + 1)) {
    if (mark.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}

function isBlank(record) {
  return record.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
