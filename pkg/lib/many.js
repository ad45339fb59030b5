// Many inputs in one crossing, answers in columns.

import { ExpatchError } from "./error.js";
import { bytesIf, bytesOf, kindOf } from "./input.js";

const encoder = new TextEncoder();

// The columns as the core lays them out; each is a view, nothing is copied.
export function columnsOf(buffer, length) {
  let at = 0;
  const column = (Kind, rows = length) => {
    const view = new Kind(buffer, at, rows);
    at += view.byteLength;
    return view;
  };
  const [build, release, missing] = [column(Uint32Array), column(Int32Array), column(Int32Array)];
  const [openAtLeast, openAtMost, exploitedAtLeast, exploitedAtMost, servers] = Array.from({ length: 5 }, () =>
    column(Uint16Array),
  );
  const [patched, status, severity] = Array.from({ length: 3 }, () => column(Uint8Array));
  at = Math.ceil(at / 4) * 4;
  const halves = column(Uint32Array, (buffer.byteLength - at) / 4);
  const builds = Array.from({ length: halves.length / 2 }, (_, number) => {
    const [high, low] = halves.subarray(2 * number);
    return `${high >>> 16}.${high & 0xffff}.${low >>> 16}.${low & 0xffff}`;
  });
  return {
    patched,
    status,
    severity,
    builds,
    build,
    release,
    missing,
    openAtLeast,
    openAtMost,
    exploitedAtLeast,
    exploitedAtMost,
    servers,
  };
}

// All inputs as one run of bytes with the offset of each and of the end.
export function columnOf(inputs) {
  const kind = kindOf(inputs);
  if (kind !== "array" && (kind !== "object" || bytesIf(inputs))) {
    throw new ExpatchError(
      "invalid-input",
      `the inputs are ${kind === "object" ? "bytes" : kind}, a list of inputs is expected`,
    );
  }
  if (inputs.bytes !== undefined && inputs.offsets !== undefined) return checked(inputs);
  if (typeof inputs[Symbol.iterator] !== "function") {
    throw new ExpatchError("invalid-input", "the inputs are no list and no {bytes, offsets}");
  }
  const list = Array.isArray(inputs) ? inputs : [...inputs];
  return packAscii(list) ?? packAny(list);
}

function checked({ bytes, offsets }) {
  const refuse = (what) => {
    throw new ExpatchError("invalid-input", `the column of texts ${what}`);
  };
  if (!(offsets instanceof Uint32Array || offsets instanceof Int32Array))
    refuse("needs a Uint32Array or an Int32Array as `offsets`");
  if (offsets.length === 0) refuse("has no offsets, one text has two");
  const run = bytesOf(bytes);
  for (let at = 0; at < offsets.length; at += 1) {
    const least = at > 0 ? offsets[at - 1] : 0;
    if (!(offsets[at] >= least && offsets[at] <= run.length)) {
      refuse(`has the offset ${offsets[at]} at place ${at}, from ${least} to ${run.length} is possible`);
    }
  }
  return { bytes: run, offsets: new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length) };
}

// Strings of ASCII, the usual case: as many bytes as characters.
function packAscii(inputs) {
  const offsets = new Uint32Array(inputs.length + 1);
  let end = 0;
  for (let at = 0; at < inputs.length; at += 1) {
    const input = inputs[at];
    if (typeof input !== "string") return undefined;
    end += input.length;
    offsets[at + 1] = end;
  }
  const bytes = new Uint8Array(end);
  for (let at = 0; at < inputs.length; at += 1) {
    if (!writeAscii(inputs[at], bytes, offsets[at])) return undefined;
  }
  return { bytes, offsets };
}

// Fewer characters are written sooner one by one than by a call of the encoder.
const FEW = 64;

// Writes `input` from `at` on. Whether it is ASCII throughout.
function writeAscii(input, bytes, at) {
  if (input.length > FEW) {
    const { read, written } = encoder.encodeInto(input, bytes.subarray(at, at + input.length));
    return read === input.length && written === read;
  }
  let all = 0;
  for (let place = 0; place < input.length; place += 1) {
    const code = input.charCodeAt(place);
    all |= code;
    bytes[at + place] = code;
  }
  return all < 0x80;
}

function packAny(inputs) {
  // A hole is no text either: skipping it would shift the rows behind it.
  const parts = Array.from(inputs, (input, row) => bytesOf(input, `input ${row}`));
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(total);
  const offsets = new Uint32Array(parts.length + 1);
  parts.forEach((part, at) => {
    bytes.set(part, offsets[at]);
    offsets[at + 1] = offsets[at] + part.length;
  });
  return { bytes, offsets };
}
