// A stream of text in, a stream of reports out: one per record.

import { ExpatchError, split } from "./error.js";
import { bytesOf } from "./input.js";

const OWN = ["separator", "maxRecordBytes"];

export function streamOf(workspace, options) {
  const [{ separator = "\n", maxRecordBytes = 16 * 1024 * 1024 }, rest] = split(options, OWN);
  const mark = bytesOf(separator, "`separator`");
  if (mark.length === 0) throw new ExpatchError("invalid-options", "the `separator` is empty");
  if (!(maxRecordBytes > 0)) throw new ExpatchError("invalid-options", "`maxRecordBytes` is no number of bytes");
  // Wrong options are reported now, not with the first record.
  workspace.assessToJson("", rest);
  // What came since the last separator is the first `held` bytes of it. It grows by
  // doubling, so that a record of many pieces is copied a few times and not once a piece.
  let buffer = new Uint8Array(65_536);
  let held = 0;
  let index = 0;
  let place = 0;

  const append = (bytes) => {
    if (held + bytes.length > buffer.length) {
      const larger = new Uint8Array(Math.max(2 * buffer.length, held + bytes.length));
      larger.set(buffer.subarray(0, held));
      buffer = larger;
    }
    buffer.set(bytes, held);
    held += bytes.length;
  };

  const report = (controller, start, end) => {
    if (end - start > maxRecordBytes) {
      const message = `record ${index} has more than ${maxRecordBytes} bytes: is \`separator\` right?`;
      throw new ExpatchError("too-large", message);
    }
    const record = buffer.subarray(start, end);
    if (!isBlank(record)) {
      const where = { index, start: place + start, end: place + end };
      controller.enqueue({ ...where, ...workspace.assess(record, rest) });
    }
    index += 1;
  };

  return new TransformStream({
    transform(chunk, controller) {
      // What was held has no separator but perhaps the beginning of one.
      let from = Math.max(0, held - mark.length + 1);
      append(bytesOf(chunk, "a piece of the stream"));
      let start = 0;
      for (let at; (at = find(buffer, mark, from, held)) >= 0; from = start) {
        report(controller, start, at);
        start = at + mark.length;
      }
      buffer.copyWithin(0, start, held);
      held -= start;
      place += start;
      if (held > maxRecordBytes + mark.length) report(controller, 0, held);
    },
    flush(controller) {
      if (held > 0) report(controller, 0, held);
    },
  });
}

function find(buffer, mark, from, end) {
  const bytes = buffer.subarray(0, end);
  for (let at = bytes.indexOf(mark[0], from); at >= 0; at = bytes.indexOf(mark[0], at + 1)) {
    if (mark.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}

function isBlank(record) {
  return record.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
