// What a visit costs and how quick the answers are, beside plain JavaScript over the JSON database.
import { existsSync, readFileSync } from 'node:fs';
import { browser, SITE } from './browser.mjs';
import { rows } from './rows.mjs';

const ROWS = 50_000;
const context = await browser.newContext({ serviceWorkers: 'block' });
const page = await context.newPage();
let bytes = 0;
const session = await context.newCDPSession(page);
await session.send('Network.enable');
session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
await page.goto(`${SITE}#q=15.1.2507.6`);
await page.waitForSelector('article[data-status]');
const verdict = await page.evaluate(() => ({
  load: /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType('navigation')[0]).loadEventEnd,
  first: performance.getEntriesByName('first-verdict')[0].startTime,
  painted: performance.getEntriesByName('first-verdict-painted')[0].startTime,
}));
console.log(`first visit            ${(bytes / 1000).toFixed(1)} kB over the wire (target 150 kB)`);
console.log(`first verdict          ${verdict.first.toFixed(0)} ms after navigation, ${(verdict.first - verdict.load).toFixed(0)} ms after load, ${(verdict.painted - verdict.load).toFixed(0)} ms until painted (target 100 ms)`);

await page.evaluate(() => {
  /** @type {any} */ (globalThis).tasks = /** @type {{ startTime: number, duration: number }[]} */ ([]);
  new PerformanceObserver((list) => { for (const { startTime, duration } of list.getEntries()) /** @type {any} */ (globalThis).tasks.push({ startTime, duration }); }).observe({ type: 'longtask' });
});
await page.setInputFiles('#files', { name: 'inventory.csv', mimeType: 'text/csv', buffer: Buffer.from(rows(ROWS)) });
await page.waitForSelector(`expatch-many[data-rows="${ROWS}"]`, { timeout: 120_000 });
await page.waitForTimeout(800);
const many = await page.evaluate(() => {
  const last = (/** @type {string} */ name) => /** @type {PerformanceMark} */ (performance.getEntriesByName(name).at(-1));
  // From the moment the page has the file: before, the test's own channel hands it over.
  const from = last('many-start').startTime;
  return { ...last('many-end').detail, longest: Math.max(0, .../** @type {any} */ (globalThis).tasks.filter((/** @type {{ startTime: number }} */ { startTime }) => startTime >= from).map((/** @type {{ duration: number }} */ { duration }) => duration)), whole: last('many-shown').startTime - from };
});
console.log(`${ROWS} rows            ${many.milliseconds.toFixed(0)} ms in all, ${many.judging.toFixed(0)} ms of it judging; ${many.whole.toFixed(0)} ms from the file to the table (target 1000 ms)`);
console.log(`longest task           ${many.longest.toFixed(0)} ms on the page's thread (target 50 ms; 0 means none over 50 ms)`);

const json = new URL('../dist/db.json', import.meta.url);
if (existsSync(json)) {
  const plain = await page.evaluate(({ text, csv }) => {
    const database = JSON.parse(text);
    const from = performance.now();
    const byBuild = new Map(database.releases.map((/** @type {{ build: string }} */ release) => [release.build, release]));
    let found = 0;
    for (const line of csv.split('\n').slice(1)) if (byBuild.has(line.slice(line.lastIndexOf(',') + 1))) found += 1;
    return { milliseconds: performance.now() - from, found };
  }, { text: readFileSync(json, 'utf8'), csv: rows(ROWS) });
  console.log(`plain JavaScript       ${plain.milliseconds.toFixed(0)} ms to look ${plain.found} builds up in the JSON database, without a verdict`);
}
await browser.close();
process.exit(0);
