// The one door to the package: the same module the npm users import.
import * as expatch from 'expatch';

/** @typedef {import('expatch').Report} Report */

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/** The program, compiled once for the page and its worker. */
export function program() {
  const { expatchInline, expatchEarly } = /** @type {any} */ (globalThis);
  compiled ??= (expatchInline?.init ?? expatchEarly?.program ?? Promise.reject()).catch(compileWhole);
  return /** @type {Promise<WebAssembly.Module>} */ (compiled);
}

/** For servers that do not say what kind of file it is, and a second try after a broken line. */
async function compileWhole() {
  const response = await fetch(new URL('expatch.wasm', document.baseURI));
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** Starts the program once. */
export const start = () => expatch.init(program());

/** Today's day in the reader's own time zone. */
export function today() {
  const now = new Date();
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export const { assess, assessMany, database, listShape, releases, loadDatabase } = expatch;
