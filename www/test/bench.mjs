// What a visit costs and how quick the answers are, beside plain JavaScript over the JSON database.
import { readFileSync } from 'node:fs';
import { browser, SITE } from './browser.mjs';
import { rows } from './rows.mjs';

const ROWS = 50_000;
const context = await browser.newContext({ serviceWorkers: 'block' });
const page = await context.newPage();
let bytes = 0;
const session = await context.newCDPSession(page);
await session.send('Network.enable');
session.on('Network.loadingFinished', ({ encodedDataLength }) => {
  bytes += encodedDataLength;
});
await page.goto(`${SITE}#q=15.1.2507.12`);
await page.waitForSelector('article[data-status]');
const verdict = await page.evaluate(() => ({
  load: /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType('navigation')[0]).loadEventEnd,
  first: performance.getEntriesByName('first-verdict')[0].startTime,
  painted: performance.getEntriesByName('first-verdict-painted')[0].startTime,
}));
console.log(`first visit            ${(bytes / 1000).toFixed(1)} kB over the wire (target 150 kB)`);
console.log(
  `first verdict          ${verdict.first.toFixed(0)} ms after navigation, ${(verdict.first - verdict.load).toFixed(0)} ms after load, ${(verdict.painted - verdict.load).toFixed(0)} ms until painted (target 100 ms)`,
);

await page.evaluate(() => {
  /** @type {any} */ (globalThis).tasks = /** @type {{ startTime: number, duration: number }[]} */ ([]);
  new PerformanceObserver((list) => {
    const { tasks } = /** @type {any} */ (globalThis);
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: 'longtask' });
});
await page.setInputFiles('#files', { name: 'inventory.csv', mimeType: 'text/csv', buffer: Buffer.from(rows(ROWS)) });
await page.waitForSelector(`expatch-many[data-rows="${ROWS}"]`, { timeout: 120_000 });
await page.waitForTimeout(800);
const many = await page.evaluate(() => {
  const last = (/** @type {string} */ name) =>
    /** @type {PerformanceMark} */ (performance.getEntriesByName(name).at(-1));
  // From the moment the page has the file: before, the test's own channel hands it over.
  const from = last('many-start').startTime;
  return {
    ...last('many-end').detail,
    longest: Math.max(
      0,
      .../** @type {any} */ (globalThis).tasks
        .filter((/** @type {{ startTime: number }} */ { startTime }) => startTime >= from)
        .map((/** @type {{ duration: number }} */ { duration }) => duration),
    ),
    whole: last('many-shown').startTime - from,
  };
});
console.log(
  `${ROWS} rows            ${many.milliseconds.toFixed(0)} ms in all, ${many.judging.toFixed(0)} ms of it judging; ${many.whole.toFixed(0)} ms from the file to the table (target 1000 ms)`,
);
console.log(
  `longest task           ${many.longest.toFixed(0)} ms on the page's thread (target 50 ms; 0 means none over 50 ms)`,
);

// The same rows by plain JavaScript over the JSON database, as one would write it.
const pkg = new URL('../../pkg/', import.meta.url);
const source = readFileSync(new URL('bench/plain.mjs', pkg), 'utf8').replaceAll('export function', 'function');
const free = await browser.newPage({ bypassCSP: true });
await free.goto(SITE);
await free.addScriptTag({ type: 'module', content: `${source}\nglobalThis.plain = { judge, remembering };` });
await free.waitForFunction(() => 'plain' in globalThis);
const plain = await free.evaluate(
  ({ text, csv }) => {
    const { judge, remembering } = /** @type {any} */ (globalThis).plain;
    const time = (/** @type {((work: unknown) => unknown) | undefined} */ keep) => {
      const from = performance.now();
      const judged = judge(JSON.parse(text), '2026-11-23', keep);
      const found = csv
        .split('\n')
        .slice(1)
        .filter((line) => judged(line.slice(line.lastIndexOf(',') + 1))).length;
      return { found, milliseconds: performance.now() - from };
    };
    return { each: time(undefined), remembered: time(remembering) };
  },
  { text: readFileSync(new URL('dist/db.json', pkg), 'utf8'), csv: rows(ROWS) },
);
console.log(
  `plain JavaScript       ${plain.each.milliseconds.toFixed(0)} ms to judge ${plain.each.found} rows over the JSON database, ${plain.remembered.milliseconds.toFixed(0)} ms when it remembers each build; it reads no other text and knows none of the hard cases`,
);
await browser.close();
process.exit(0);
