// Newer facts from the feed: fetched within bounds, believed by the core's
// rules (crate/trust), kept for the next start. Whatever fails changes nothing.

import { FEED, patterns } from "./feed.js";
import { identity, note, renewWith } from "./facts.js";

const LONGEST_MANIFEST = 65_536;
// Of a database; what a browser keeps for an extension has room for it as text.
const LONGEST = 4_194_304;
const PATIENCE = 20_000;

class Failure extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

let running;

/** Asks the feed once, also for those who ask meanwhile, and gives the hosts back. */
export function renew() {
  running ??= once().finally(() => {
    running = undefined;
  });
  return running;
}

async function once() {
  const on = Date.now();
  const outcome = await attempt().catch(({ code, message }) => ({
    code: typeof code === "string" ? code : "internal",
    detail: message,
  }));
  const said = { ...outcome, on, asOf: identity().asOf };
  // Where they cannot be kept or given back, the outcome is the same.
  await note(said).catch(() => {});
  await chrome.permissions.remove({ origins: patterns() }).catch(() => {});
  return said;
}

async function attempt() {
  const manifest = new TextDecoder().decode(await get(FEED.manifest, LONGEST_MANIFEST));
  const size = Number(/^size: (\d+)$/m.exec(manifest)?.[1]);
  if (!size) throw new Failure("invalid-database", "the manifest names no size");
  if (size > LONGEST) throw new Failure("too-large", `the manifest names ${size} bytes, ${LONGEST} are the most`);
  // The file is the database, and the same manifest at its end.
  const bytes = await get(FEED.database, size + LONGEST_MANIFEST);
  const code = (await renewWith(bytes)) ? "taken" : "same";
  return { code, signedOn: signedOn(bytes) };
}

/**
 * The day on which the manifest at the end of a verified file was signed. A feed
 * is signed anew every day: by an old one a reader notices that newer ones are
 * held back.
 */
function signedOn(bytes) {
  const end = new TextDecoder("latin1").decode(bytes.subarray(-LONGEST_MANIFEST));
  return [...end.matchAll(/^issued: (\d{4}-\d\d-\d\d)T/gm)].at(-1)?.[1];
}

// Nothing goes to the feed but the question.
const ASKING = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };

/** The bytes at an address of the feed, at most so many. */
async function get(address, most) {
  const { host } = new URL(address);
  try {
    const response = await fetch(address, { ...ASKING, signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Failure("unreachable", `${host}: ${response.status}`);
    return await bounded(response, most);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure((await leads(address)) ? "elsewhere" : "unreachable", `${host}: ${error.message}`);
  }
}

/**
 * Whether an address leads to another one. The extension's policy names the
 * feed's hosts, on https, and the browser follows a redirect to no other; the
 * failure of `fetch` does not say that it was one.
 */
async function leads(address) {
  const options = { ...ASKING, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
  const first = await fetch(address, options).catch(() => undefined);
  first?.body?.cancel().catch(() => {});
  return first?.type === "opaqueredirect";
}

async function bounded(response, most) {
  const pieces = [];
  let size = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      throw new Failure("too-large", `${new URL(response.url).pathname}: more than ${most} bytes`);
    }
    pieces.push(value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
