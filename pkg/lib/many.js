// Many inputs in one crossing, answers in columns.

import { refuseOld } from "./assess.js";
import { bytesOf } from "./input.js";
import { day } from "./options.js";
import { call } from "./runtime.js";

const encoder = new TextEncoder();
const COLUMNS = 9;

export function assessMany(inputs, options = {}) {
  const asOf = day(options.asOf);
  refuseOld(asOf, options.maxDatabaseAgeDays);
  const { bytes, ends } = pack(Array.isArray(inputs) ? inputs : [...inputs]);
  const { answer, statuses } = call(
    (core) => ({ answer: core.assessMany(bytes, ends, asOf), statuses: core.statuses().split(",") }),
    bytes.length,
  );
  const distinct = answer[0];
  const builds = Array.from({ length: distinct }, (_, at) => {
    const [high, low] = [answer[1 + 2 * at], answer[2 + 2 * at]];
    return `${high >>> 16}.${high & 0xffff}.${low >>> 16}.${low & 0xffff}`;
  });
  const [status, severity, build, release, missing, certain, possible, exploited, servers] =
    Array.from({ length: COLUMNS }, (_, at) => {
      const start = 1 + 2 * distinct + at * ends.length;
      return answer.subarray(start, start + ends.length);
    });
  return {
    length: ends.length,
    statuses,
    status: Uint8Array.from(status),
    severity: Uint8Array.from(severity),
    builds,
    build,
    release: new Int32Array(release.buffer, release.byteOffset, ends.length),
    missing: new Int32Array(missing.buffer, missing.byteOffset, ends.length),
    certain: Uint16Array.from(certain),
    possible: Uint16Array.from(possible),
    exploited: Uint16Array.from(exploited),
    servers: Uint16Array.from(servers),
  };
}

// All inputs as one run of bytes with the end of each.
function pack(inputs) {
  return packAscii(inputs) ?? packAny(inputs);
}

// Strings of ASCII, the usual case, are encoded at one go: bytes are characters.
function packAscii(inputs) {
  const ends = new Uint32Array(inputs.length);
  let end = 0;
  for (let at = 0; at < inputs.length; at += 1) {
    const input = inputs[at];
    if (typeof input !== "string") return undefined;
    end += input.length;
    ends[at] = end;
  }
  if (end > 0x1000_0000) return undefined;
  const bytes = encoder.encode(inputs.join(""));
  return bytes.length === end ? { bytes, ends } : undefined;
}

function packAny(inputs) {
  const parts = inputs.map(bytesOf);
  const ends = new Uint32Array(parts.length);
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(total);
  let end = 0;
  parts.forEach((part, at) => {
    bytes.set(part, end);
    end += part.length;
    ends[at] = end;
  });
  return { bytes, ends };
}
