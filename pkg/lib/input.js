// Inputs as bytes, known by their shape: another realm's Uint8Array is one too.

import { ExpatchError } from "./error.js";

const encoder = new TextEncoder();

export function kindOf(input) {
  return input === null ? "null" : Array.isArray(input) ? "array" : typeof input;
}

// The bytes of text or of any view or buffer; undefined for anything else.
export function bytesIf(input) {
  if (typeof input === "string") return encoder.encode(input);
  const isView = ArrayBuffer.isView(input);
  if (!isView && !/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(input))) return undefined;
  try {
    // Also throws for a buffer that was handed to another thread: its view would look empty.
    const whole = new Uint8Array(isView ? input.buffer : input);
    return isView ? whole.subarray(input.byteOffset, input.byteOffset + input.byteLength) : whole;
  } catch (cause) {
    throw new ExpatchError("invalid-input", "the input's buffer is detached: its bytes are elsewhere", { cause });
  }
}

export function bytesOf(input, what = "the input") {
  const bytes = bytesIf(input);
  if (bytes) return bytes;
  throw new ExpatchError("invalid-input", `${what} is ${kindOf(input)}, a string or bytes are expected`);
}
