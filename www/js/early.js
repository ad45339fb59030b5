// Runs before the first paint: the chosen theme, so that nothing flashes, and
// the two fetches that a first verdict waits for.
import './theme.js';
import { preferredLanguage } from './language.js';

// The foot waits out of sight until the rest has its place.
document.documentElement.classList.add('starting');
const language = preferredLanguage();
const words = fetch(new URL(`locale/${language}.json`, document.baseURI)).then((response) => response.json());
// Compiled while it arrives; a server that does not name its kind is dealt with by the engine.
const program = WebAssembly.compileStreaming(fetch(new URL('expatch.wasm', document.baseURI)));
for (const promise of [words, program]) promise.catch(() => {});
/** @type {any} */ (globalThis).expatchEarly = { language, words, program };
