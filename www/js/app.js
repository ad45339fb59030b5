// The wiring: what is put in, what comes out. Elements draw, the engine decides.
import './elements/input.js';
import './elements/answer.js';
import './elements/database.js';
import { readHash, writeHash } from './address.js';
import { announce } from './copy.js';
import { painted } from './dom.js';
import { assess, database, loadDatabase, releases, start, today } from './engine.js';
import { isForTable, readDocument, refuseUnreadable, startsLikeZip, UnreadableFile } from './files.js';
import { LazyTable } from './many/lazy-table.js';
import { drawFrom } from './elements/timeline.js';
import { serverTitle } from './elements/parts.js';
import { useReleases } from './elements/range.js';
import { preferredLanguage, store } from './language.js';
import { feed, newer, trust } from './newer.js';
import { currentLanguage, reason, t, translate, useLanguage } from './text.js';
import { readiness } from './typing.js';

/** @typedef {import('expatch').Report} Report */

const ui = {
  input: /** @type {import('./elements/input.js').InputElement} */ (document.querySelector('expatch-input')),
  answer: /** @type {import('./elements/answer.js').AnswerElement} */ (document.querySelector('expatch-answer')),
  many: new LazyTable(/** @type {HTMLElement} */ (document.querySelector('expatch-many'))),
  database: /** @type {import('./elements/database.js').DatabaseElement} */ (
    document.querySelector('expatch-database')
  ),
  language: /** @type {HTMLSelectElement} */ (document.getElementById('language')),
  theme: /** @type {HTMLButtonElement} */ (document.getElementById('theme')),
};

/**
 * What is being looked at: the text of the box, or a file; where a lone number
 * was read, and what its server is called, as the address says.
 * @type {{ text: string, channel?: string, name?: string }}
 */
let subject = { text: '' };
/** Texts longer than this are read in the worker. */
const LONG = 200_000;
/** Typing has paused after so many milliseconds. */
const PAUSE = 900;
let frame = 0;
let pause = 0;
let speaking = 0;
/** The language, where the reader or the address chose it. @type {string | undefined} */
let chosen;
/** @type {ReturnType<typeof releases> | undefined} */
let table;

const known = () => (table ??= releases());
const options = () => ({ asOf: ui.input.day.value || today(), locale: currentLanguage() });

/** Shows the answer on the present subject. */
function answer() {
  const { text } = subject;
  document.documentElement.classList.toggle('asked', text !== '');
  if (text.trim() === '') {
    ui.answer.clear();
    hush();
    return;
  }
  try {
    const report = judged();
    ui.answer.show(report, text);
    speak(report);
    if (performance.getEntriesByName('first-verdict').length === 0) {
      performance.mark('first-verdict');
      void painted().then(() => performance.mark('first-verdict-painted'));
    }
  } catch (error) {
    failed(error);
  }
}

/** @returns {Report} */
function judged() {
  const { text, channel, name } = subject;
  const number = text.trim().replace(/^v/i, '');
  const stated = channel && /^\d+(\.\d+){3}$/.test(number);
  const report = stated
    ? assess({ channel: /** @type {import('expatch').Channel} */ (channel), build: number }, options())
    : assess(text, options());
  const [only] = report.servers;
  if (name && only && report.servers.length === 1) only.name ??= name;
  return report;
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof UnreadableFile) {
    subject = { text: '' };
    ui.many.close();
    ui.input.setAside();
    ui.answer.fail(t(error.key, { name: error.file }), t('nothing.text'));
    return;
  }
  console.error(error);
  ui.answer.fail(t('error.title'), t('error.hint', { reason: reason(error) }));
}

/** Tells screen readers the verdict, once typing pauses. @param {Report} report */
function speak({ servers, mentions }) {
  clearTimeout(speaking);
  speaking = window.setTimeout(() => {
    const [worst] = servers;
    if (!worst) announce(t(mentions.length ? 'mention.title' : 'nothing.title'));
    else if (servers.length > 1)
      announce(t('spoken.several', { n: servers.length, status: t(`status.${worst.verdict.status}`) }));
    else announce(t('spoken.one', { headline: worst.verdict.headline, release: serverTitle(worst) }));
  }, 500);
}

/** Takes back what was about to be said. */
function hush() {
  clearTimeout(speaking);
  announce('');
}

/** Looks at something else, and keeps the address in step. @param {typeof subject} next @param {boolean} step whether Back leads to what was there before */
function look(next, step) {
  subject = next;
  clearTimeout(pause);
  pause = 0;
  cancelAnimationFrame(frame);
  ui.many.close();
  remember(step);
}

/** @param {boolean} step */
function remember(step) {
  const { text, channel, name } = subject;
  const hash = writeHash({ text, channel, name, day: options().asOf, language: chosen });
  if (hash === location.hash) return;
  const address = `${location.pathname}${location.search}${hash}`;
  if (step) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

/**
 * Takes a text; at most one answer a frame.
 * @param {string} text
 * @param {{ typed?: boolean, channel?: string }} [how]
 */
function take(text, { typed = false, channel } = {}) {
  // What is typed on is one visit; from an empty box, and all at once, it is a new one.
  look({ text, channel }, !typed || subject.text === '' || text === '');
  if (text.length > LONG || isForTable(text)) {
    takeFiles([new File([text], t('input.pasted'), { type: 'text/plain' })]);
    return;
  }
  const ready = typed ? readiness(text, builds) : 'now';
  if (ready === 'now') frame = requestAnimationFrame(answer);
  else {
    document.documentElement.classList.add('asked');
    hush();
    if (!ui.answer.hasChildNodes()) ui.answer.incomplete();
    if (ready === 'pause') pause = window.setTimeout(answer, PAUSE);
  }
}

function* builds() {
  for (const { build, aliases } of known()) {
    yield build;
    if (aliases) yield* aliases;
  }
}

/** Takes files: one small document is answered here, everything else in the worker. @param {File[]} given */
async function takeFiles(given) {
  document.documentElement.classList.add('asked');
  try {
    let files = given;
    for (const file of files) await refuseUnreadable(file);
    if ((await Promise.all(files.map(startsLikeZip))).includes(true)) {
      const { unpacked } = await import('./packed.js');
      files = await unpacked(files);
      for (const file of files) if (file.size) await refuseUnreadable(file);
    }
    if (files.length === 1) {
      const document = await readDocument(files[0]);
      if (document) {
        look({ text: document.text }, true);
        ui.input.setAside();
        answer();
        return;
      }
    }
    ui.answer.clear();
    await ui.many.read(files, options());
  } catch (error) {
    failed(error);
  }
}

/** Writes the whole page in one language. @param {string} language */
async function speakLanguage(language) {
  await useLanguage(language);
  translate(document);
  document.title = t('document.title');
  ui.language.value = language;
  ui.input.render();
  ui.many.render();
}

/** Shows what the address asks for. */
async function readAddress() {
  const asked = readHash(location.hash);
  ui.input.day.value = asked.day ?? today();
  if (asked.language) chosen = asked.language;
  if (asked.language && asked.language !== currentLanguage()) {
    await speakLanguage(asked.language);
    ui.database.show(database());
  }
  const text = asked.text ?? '';
  if (ui.input.area.value !== text) ui.input.area.value = text;
  ui.input.shown();
  clearTimeout(pause);
  cancelAnimationFrame(frame);
  ui.many.close();
  subject = { text, channel: asked.channel, name: asked.name };
  if (text.length > LONG || isForTable(text)) take(text);
  else answer();
}

function wire() {
  ui.input.addEventListener('input-text', (event) => {
    const { text, typed } = /** @type {CustomEvent<{ text: string, typed: boolean }>} */ (event).detail;
    take(text, { typed });
  });
  ui.input.addEventListener('input-done', () => {
    if (pause || !ui.answer.shown) answer();
  });
  ui.input.addEventListener(
    'input-files',
    (event) => void takeFiles(/** @type {CustomEvent<File[]>} */ (event).detail),
  );
  ui.input.addEventListener('input-example', () => ui.answer.meet());
  ui.input.addEventListener('input-soon', () => void ui.many.prepare());
  ui.input.addEventListener('input-day', () => {
    remember(true);
    if (ui.many.open) void ui.many.again(options());
    else answer();
  });
  addEventListener('answer-text', (event) => {
    ui.input.fill(/** @type {CustomEvent<string>} */ (event).detail);
    ui.answer.meet();
  });
  addEventListener('answer-print', async (event) => {
    const { server, report } = /** @type {CustomEvent<{ server?: import('expatch').Server, report?: Report }>} */ (
      event
    ).detail;
    const { paper, planPaper, printPaper } = await import('./elements/print.js');
    const of = report ?? ui.answer.shown?.report ?? assess('', options());
    printPaper(server ? planPaper(server, of) : paper(of));
  });
  addEventListener('answer-channel', (event) => {
    const { channel, build } = /** @type {CustomEvent<{ channel: string, build: string }>} */ (event).detail;
    document.querySelector('dialog[open]')?.remove();
    look({ ...subject, text: build, channel }, true);
    ui.input.area.value = build;
    ui.input.shown();
    answer();
    ui.answer.meet();
  });
  ui.input.richer = (plain, rich) => {
    const count = (/** @type {string} */ text) =>
      assess(text, options()).servers.reduce((sum, { evidence }) => sum + evidence.length, 0);
    return rich.length < LONG && count(rich) > count(plain);
  };
  ui.language.addEventListener('change', async () => {
    chosen = ui.language.value;
    store('language', chosen);
    await speakLanguage(chosen);
    ui.database.show(database());
    remember(false);
    answer();
  });
  ui.theme.addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    document.documentElement.dataset.theme = dark ? 'light' : 'dark';
    store('theme', dark ? 'light' : 'dark');
    dispatchEvent(new Event('theme'));
  });
  ui.database.addEventListener('database-file', async (event) => {
    const file = /** @type {CustomEvent<File>} */ (event).detail;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      use(bytes, t('database.signed', { name: file.name }));
      answer();
    } catch (error) {
      refuse(error);
    }
  });
  addEventListener('popstate', () => void readAddress());
}

/** Answers from newer facts, if the core believes them. @param {Uint8Array<ArrayBuffer>} bytes @param {string} message */
function use(bytes, message) {
  loadDatabase(bytes, trust());
  ui.many.useDatabase(bytes);
  table = undefined;
  ui.database.show(database(), { message });
}

/** Says why facts were not taken. @param {unknown} error */
function refuse(error) {
  const code = /** @type {{ code?: string }} */ (error).code ?? '';
  const why =
    code === 'untrusted-database'
      ? t('database.untrusted')
      : code === 'older-database'
        ? t('database.older')
        : reason(error);
  ui.database.show(database(), { message: t('database.refused', { reason: why }), bad: true });
}

/** Looks for newer facts beside the page, where the build knows of a feed there. */
async function lookForNewer() {
  if (!feed() || location.protocol === 'file:') return;
  const get = (/** @type {string} */ name) => fetch(new URL(name, document.baseURI), { cache: 'no-cache' });
  const bytes = await newer(database().version, get);
  if (!bytes) return;
  try {
    use(bytes, t('database.newer'));
    if (ui.answer.shown) answer();
  } catch (error) {
    // A feed that stands behind the page is no mistake.
    if (/** @type {{ code?: string }} */ (error).code !== 'older-database') refuse(error);
  }
}

/** The browser's own print command prints the report too; its code comes when there is time. */
async function preparePrint() {
  const { paper, printInstead } = await import('./elements/print.js');
  printInstead(() => ui.answer.shown && paper(ui.answer.shown.report));
}

async function main() {
  const loading = start();
  wire();
  // Known from the start, so that nothing moves when the answer comes.
  const asked = readHash(location.hash);
  if (asked.text !== undefined) {
    ui.input.area.value = asked.text;
    document.documentElement.classList.add('asked');
  }
  await speakLanguage(preferredLanguage());
  try {
    await loading;
  } catch (error) {
    failed(error);
    document.documentElement.classList.remove('starting');
    return;
  }
  useReleases(known);
  drawFrom(known);
  // What was typed while the program was loading goes before the address.
  if (ui.input.area.value && ui.input.area.value !== asked.text) take(ui.input.area.value);
  else await readAddress();
  await painted();
  ui.database.show(database());
  await lookForNewer();
  // Without it the browser prints what is on the screen.
  await preparePrint().catch(() => {});
  document.documentElement.classList.remove('starting');
  document.documentElement.dataset.ready = '';
}

void main();

if ('serviceWorker' in navigator && location.protocol.startsWith('http')) {
  addEventListener('load', () => {
    navigator.serviceWorker.register('./service-worker.js').catch(() => {
      // Without it the page works all the same, only not offline.
    });
  });
}
