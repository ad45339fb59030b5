// The facts in use: the built-in ones, or newer ones that were renewed and that
// the browser keeps for this extension. What is kept is verified again at each
// start: a file that can be changed on the disk is believed no more than one
// from afar.

import { FEED } from "./feed.js";
import { Workspace } from "expatch/inline";

const FACTS = "facts";
const RENEWAL = "renewal";

const trust = { keys: FEED.keys };

let workspace = new Workspace();
// Those that answer instead of the built-in ones.
let newer;

export const assess = (input, options) => workspace.assess(input, options);

/** Version, day and digest of what answers. */
export const identity = () => workspace.database();

/** Notes what came of a renewal: `{ code, on, asOf, detail, signedOn }`. */
export const note = (said) => chrome.storage.local.set({ [RENEWAL]: said });

/** What came of the last renewal, if there was one. */
export const noted = async () => (await chrome.storage.local.get(RENEWAL))[RENEWAL];

/**
 * Answers from the facts that are kept. Those that are refused are thrown away,
 * and the built-in ones answer on; without a store they do too.
 */
export async function useKept() {
  const kept = (await chrome.storage.local.get(FACTS).catch(() => ({})))[FACTS];
  if (kept === undefined) return;
  try {
    const bytes = bytesOf(kept);
    [workspace, newer] = [believed(bytes), bytes];
  } catch (error) {
    await chrome.storage.local.remove(FACTS);
    // A newer build of the extension has newer facts itself: nothing went wrong.
    if (error.code !== "older-database")
      await note({ code: "thrown-away", on: Date.now(), asOf: identity().asOf, detail: error.message });
  }
}

/**
 * Keeps these and answers from them, if the core believes them. Gives whether
 * they are others than before; what fails changes nothing.
 */
export async function renewWith(bytes) {
  const next = believed(bytes);
  if (next.database().digest === identity().digest) return false;
  try {
    await chrome.storage.local.set({ [FACTS]: textOf(bytes) });
  } catch (error) {
    throw Object.assign(error, { code: "not-kept" });
  }
  [workspace, newer] = [next, bytes];
  return true;
}

/** What answers from them; the core refuses what nobody signed who counts, and what is older. */
function believed(bytes) {
  const next = new Workspace(newer && { database: newer, ...trust });
  next.loadDatabase(bytes, trust);
  return next;
}

// Chromium keeps JSON alone.
const PIECE = 8_192;

function textOf(bytes) {
  let latin = "";
  for (let at = 0; at < bytes.length; at += PIECE) latin += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(latin);
}

const bytesOf = (kept) => Uint8Array.from(atob(kept), (letter) => letter.charCodeAt(0));
