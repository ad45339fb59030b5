// Streams of any kind, read in pieces and bounded.

import { ExpatchError } from "./error.js";
import { LONGEST } from "./runtime.js";
import { bytesOf, kindOf } from "./input.js";

// What is read of a stream that does not say how long it is.
const MOST = 64 * 1024 * 1024;

// Whether `value` must be waited for: told by its shape, for it may be another realm's.
export function isStreamed(value) {
  if (kindOf(value) !== "object") return false;
  return (
    typeof value.getReader === "function" ||
    typeof value.stream === "function" ||
    typeof value[Symbol.asyncIterator] === "function" ||
    isResponse(value) ||
    isBlob(value)
  );
}

const isBlob = (value) => typeof value.size === "number" && typeof value.slice === "function";

const isResponse = (value) => typeof value.arrayBuffer === "function" && "body" in value && "headers" in value;

// The pieces of a `Response`, `Blob`, `File`, `ReadableStream` or AsyncIterable.
export async function piecesOf(source, { signal, maxBytes }) {
  const known = typeof source.size === "number" ? source.size : undefined;
  const most = bound(maxBytes, known === undefined ? MOST : LONGEST);
  stopped(signal);
  if (known > most) throw tooLarge(most);
  if (source.bodyUsed) throw new ExpatchError("invalid-input", "the body was read before: pass `response.clone()`");
  const pieces = [];
  let size = 0;
  const take = (piece) => {
    const bytes = bytesOf(piece, "a piece of the stream");
    size += bytes.length;
    if (size > most) throw tooLarge(most);
    // A source may fill the same buffer again.
    pieces.push(bytes.slice());
  };
  const stream = streamIn(source);
  if (stream !== null)
    await (typeof stream.getReader === "function" ? drain(stream, signal, take) : walk(stream, signal, take));
  return { pieces, size };
}

function streamIn(source) {
  if (isResponse(source)) {
    // `null` is a body that is none; jsdom and old polyfills have no stream at all.
    return source.body === undefined ? whole(source) : source.body;
  }
  if (typeof source.stream === "function") return source.stream();
  return isBlob(source) ? whole(source) : source;
}

// What has no stream, as files of older jsdom, in one piece.
async function* whole(source) {
  if (typeof source.arrayBuffer === "function") yield await source.arrayBuffer();
  else if (typeof FileReader !== "function")
    throw new ExpatchError("unreadable", "this file has no `stream`, and there is no `FileReader` to read it with");
  else
    yield await new Promise((done, fail) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = () => fail(reader.error);
      reader.readAsArrayBuffer(source);
    });
}

async function drain(stream, signal, take) {
  let reader;
  try {
    reader = stream.getReader();
  } catch (cause) {
    throw new ExpatchError("invalid-input", "the stream is being read by another reader", { cause });
  }
  const abort = () => reader.cancel(signal.reason).catch(() => {});
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      stopped(signal);
      if (done) return;
      take(value);
    }
  } catch (error) {
    // Lets the other side stop sending.
    reader.cancel(error).catch(() => {});
    stopped(signal);
    throw failed(error);
  } finally {
    signal?.removeEventListener("abort", abort);
    reader.releaseLock();
  }
}

async function walk(pieces, signal, take) {
  const iterator = pieces[Symbol.asyncIterator]();
  let abort;
  const aborted = new Promise((_, fail) => {
    abort = () => fail(signal.reason);
    signal?.addEventListener("abort", abort, { once: true });
  });
  aborted.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), aborted]);
      stopped(signal);
      if (done) return;
      take(value);
    }
  } catch (error) {
    // A source that hangs must not hold its reader.
    Promise.resolve(iterator.return?.()).catch(() => {});
    stopped(signal);
    throw failed(error);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function bound(maxBytes, most) {
  if (maxBytes === undefined) return most;
  if (typeof maxBytes === "number" && maxBytes >= 0) return Math.min(maxBytes, LONGEST);
  throw new ExpatchError("invalid-options", "`maxBytes` is no number of bytes");
}

function tooLarge(most) {
  return new ExpatchError("too-large", `there are more than ${most} bytes: \`maxBytes\` says how many may be read`);
}

function stopped(signal) {
  if (signal === undefined || signal === null) return;
  if (typeof signal.addEventListener !== "function")
    throw new ExpatchError("invalid-options", "`signal` is no AbortSignal");
  if (signal.aborted) throw new ExpatchError("aborted", "the reading was aborted", { cause: signal.reason });
}

function failed(cause) {
  if (cause instanceof ExpatchError) return cause;
  return new ExpatchError("unreadable", `the source cannot be read: ${cause?.message ?? cause}`, { cause });
}
