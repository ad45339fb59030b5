// Inputs as bytes.

import { ExpatchError } from "./error.js";

const encoder = new TextEncoder();

export function bytesOf(input) {
  if (typeof input === "string") return encoder.encode(input);
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  const kind = input === null ? "null" : Array.isArray(input) ? "array" : typeof input;
  throw new ExpatchError("invalid-input", `the input is ${kind}, a string or a Uint8Array is expected`);
}
