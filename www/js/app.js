// The wiring: what is put in, what comes out. Elements draw, the engine decides.
import './elements/input.js';
import './elements/answer.js';
import './elements/database.js';
import { announce } from './copy.js';
import { painted } from './dom.js';
import { assess, database, loadDatabase, releases, start, today } from './engine.js';
import { isForTable, readDocument } from './files.js';
import { LazyTable } from './many/lazy-table.js';
import { drawFrom } from './elements/timeline.js';
import { serverTitle } from './elements/parts.js';
import { useReleases } from './elements/server.js';
import { preferredLanguage, store } from './language.js';
import { currentLanguage, reason, t, translate, useLanguage } from './text.js';

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

/** What is being looked at: the text of the box, or a file. @type {{ text: string, bytes?: Uint8Array }} */
let subject = { text: '' };
/** Texts longer than this are read in the worker. */
const LONG = 200_000;
let frame = 0;
let speaking = 0;
/** @type {ReturnType<typeof releases> | undefined} */
let table;

const options = () => ({ asOf: ui.input.day.value || today(), locale: currentLanguage() });

/** Shows the answer on the present subject. */
function answer() {
  const { text, bytes } = subject;
  if (text.trim() === '' && !bytes) {
    ui.answer.clear();
    announce('');
    return;
  }
  try {
    const report = assess(bytes ?? text, options());
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

/** @param {unknown} error */
function failed(error) {
  console.error(error);
  ui.answer.fail(t('error.title'), t('error.hint', { reason: reason(error) }));
}

/** Tells screen readers the verdict, once typing pauses. @param {Report} report */
function speak({ servers }) {
  clearTimeout(speaking);
  speaking = window.setTimeout(() => {
    const [worst] = servers;
    if (!worst) announce(t('nothing.title'));
    else if (servers.length > 1)
      announce(t('spoken.several', { n: servers.length, status: t(`status.${worst.verdict.status}`) }));
    else announce(t('spoken.one', { status: t(`status.${worst.verdict.status}`), release: serverTitle(worst) }));
  }, 500);
}

/** Takes a text, as typed or pasted; at most one answer a frame. @param {string} text */
function take(text) {
  ui.many.close();
  subject = { text };
  cancelAnimationFrame(frame);
  if (text.length > LONG || isForTable(text)) {
    takeFiles([new File([text], t('input.pasted'), { type: 'text/plain' })]);
    return;
  }
  frame = requestAnimationFrame(answer);
}

/** Takes files: one small document is answered here, everything else in the worker. @param {File[]} files */
async function takeFiles(files) {
  try {
    if (files.length === 1) {
      const document = await readDocument(files[0]);
      if (document) {
        subject = document;
        ui.many.close();
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

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const day = asked.get('day');
  if (day && /^\d{4}-\d\d-\d\d$/.test(day)) ui.input.day.value = day;
  const query = asked.get('q');
  if (query !== null) {
    ui.input.area.value = query;
    ui.input.shown();
    subject = { text: query };
    answer();
  }
}

function wire() {
  ui.input.addEventListener('input-text', (event) => take(/** @type {CustomEvent<string>} */ (event).detail));
  ui.input.addEventListener(
    'input-files',
    (event) => void takeFiles(/** @type {CustomEvent<File[]>} */ (event).detail),
  );
  ui.input.addEventListener('input-soon', () => void ui.many.prepare());
  ui.input.addEventListener('input-day', () => (ui.many.open ? void ui.many.again(options()) : answer()));
  ui.input.richer = (plain, rich) => {
    const count = (/** @type {string} */ text) =>
      assess(text, options()).servers.reduce((sum, { evidence }) => sum + evidence.length, 0);
    return rich.length < LONG && count(rich) > count(plain);
  };
  ui.language.addEventListener('change', async () => {
    store('language', ui.language.value);
    await speakLanguage(ui.language.value);
    ui.database.show(database());
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
      const { releaseKey, signatureOf } = await import('./signature.js');
      const signature = await signatureOf(bytes, releaseKey());
      if (signature !== 'signed' && signature !== 'uncheckable') throw new Error(t(`database.${signature}`));
      loadDatabase(bytes);
      ui.many.useDatabase(bytes);
      table = undefined;
      ui.database.show(database(), { message: t(`database.${signature}`, { name: file.name }) });
      answer();
    } catch (error) {
      ui.database.show(database(), { message: t('database.refused', { reason: reason(error) }), bad: true });
    }
  });
  addEventListener('hashchange', readAddress);
}

async function main() {
  const loading = start();
  wire();
  // Known from the start, so that nothing moves when the answer comes.
  ui.input.area.value = new URLSearchParams(location.hash.slice(1)).get('q') ?? ui.input.area.value;
  await speakLanguage(preferredLanguage());
  try {
    await loading;
  } catch (error) {
    failed(error);
    document.documentElement.classList.remove('starting');
    return;
  }
  const known = () => (table ??= releases());
  useReleases(known);
  drawFrom(known);
  readAddress();
  // What was typed while the program was loading.
  if (subject.text === '' && ui.input.area.value) take(ui.input.area.value);
  await painted();
  ui.database.show(database());
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
