// Files as text: gzip and UTF-16 undone, read as a stream.
import { listShape } from './engine.js';

/** Documents up to this size are answered at once and shown with their evidence marked. */
const SMALL = 1_000_000;
/** Bytes of objects or hosts that are more than one would read. */
const LONG = 20_000;
/** So many rows are still a document to read; more are a table. */
const FEW = 25;

/**
 * A file's text, chunk by chunk; gzip (also several members) is unpacked and
 * the encoding taken from the byte order mark or, for UTF-16, from its zeros.
 * @param {File | Blob} file
 * @param {(bytes: number) => void} [onBytes] told how many bytes of the file have been read
 * @returns {AsyncGenerator<string>}
 */
export async function* textOf(file, onBytes = () => {}) {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  let read = 0;
  const counted = file.stream().pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        read += chunk.byteLength;
        onBytes(read);
        controller.enqueue(chunk);
      },
    }),
  );
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const bytes = zipped ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
  const reader = bytes.getReader();
  /** @type {TextDecoder | undefined} */
  let decoder;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      decoder ??= new TextDecoder(encodingOf(value));
      const text = decoder.decode(value, { stream: true });
      if (text) yield text;
    }
    const rest = decoder?.decode();
    if (rest) yield rest;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {Uint8Array} head */
export function encodingOf(head) {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0xef && head[1] === 0xbb) return 'utf-8';
  // PowerShell's `>` without a mark: ASCII as UTF-16 has a zero in every second byte.
  const looked = Math.min(head.length, 512) & ~1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < looked; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  if (looked >= 8 && odd > looked * 0.4 && even < odd / 4) return 'utf-16le';
  if (looked >= 8 && even > looked * 0.4 && odd < even / 4) return 'utf-16be';
  return 'utf-8';
}

/** A file that holds no text to read; `key` names the sentence that says so. */
export class UnreadableFile extends Error {
  /** @param {string} key @param {string} name */
  constructor(key, name) {
    super(key);
    this.key = key;
    this.file = name;
  }
}

/** Beginnings of files that people take for text. @type {[string, number[]][]} */
const KINDS = [
  ['file.picture', [0x89, 0x50, 0x4e, 0x47]],
  ['file.picture', [0xff, 0xd8, 0xff]],
  ['file.picture', [0x47, 0x49, 0x46, 0x38]],
  ['file.picture', [0x42, 0x4d]],
  ['file.pdf', [0x25, 0x50, 0x44, 0x46]],
  ['file.evtx', [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0]],
  ['file.program', [0x4d, 0x5a]],
  ['file.office', [0xd0, 0xcf, 0x11, 0xe0]],
  ['file.packed', [0x37, 0x7a, 0xbc, 0xaf]],
  ['file.packed', [0x52, 0x61, 0x72, 0x21]],
];

/** Whether a file is a zip archive, a workbook among them. @param {Blob} file */
export async function startsLikeZip(file) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/** Says so where a file is none of those that can be read. @param {File} file */
export async function refuseUnreadable(file) {
  if (file.size === 0) throw new UnreadableFile('file.empty', file.name);
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const kind = KINDS.find(([, start]) => start.every((byte, at) => head[at] === byte));
  if (kind) throw new UnreadableFile(kind[0], file.name);
}

/**
 * A file that is one small document, as text; nothing where it is a table or large.
 * @param {File} file
 * @returns {Promise<{ text: string } | undefined>}
 */
export async function readDocument(file) {
  if (file.size > SMALL) return undefined;
  let text = '';
  for await (const chunk of textOf(file)) {
    text += chunk;
    if (text.length > SMALL) return undefined;
  }
  return isForTable(text, file.name) ? undefined : { text };
}

/** Whether a text is a table of many servers. @param {string} text @param {string} [name] */
export function isForTable(text, name = '') {
  if (text.length < 400) return false;
  let rows = 0;
  for (let at = 0; at >= 0 && rows <= FEW; at = text.indexOf('\n', at + 1)) rows += 1;
  const shape = listShape(text.slice(0, 65_536), name);
  if (shape === 'text') return text.length > LONG && text.slice(0, 2000).includes('<nmaprun');
  // An answer around a few objects is read as one document.
  if (shape === 'objects' && !/^\s*\{.*\}\s*$/m.test(text.slice(0, 65_536))) return text.length > LONG;
  return rows > FEW;
}
