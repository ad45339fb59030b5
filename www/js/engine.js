// The one door to the package: the same module the npm users import.
import * as expatch from '../expatch/index.js';

/** @typedef {import('./report').Report} Report */

/** @type {Promise<void> | undefined} */
let started;

/** Loads the WebAssembly program once. */
export function start() {
  started ??= Promise.resolve(expatch.init(/** @type {any} */ (globalThis).expatchInline?.init));
  return started;
}

/** Today's day in the reader's own time zone. */
export function today() {
  const now = new Date();
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * The report on one input.
 * @param {string | Uint8Array} input
 * @param {{ asOf: string, locale: string }} options
 * @returns {Report}
 */
export const assess = (input, options) => expatch.assess(input, options);

export const assessMany = expatch.assessMany;
export const database = expatch.database;
export const releases = expatch.releases;
export const loadDatabase = expatch.loadDatabase;
