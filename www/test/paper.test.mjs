// What is printed is the report: every server, every vulnerability, every step, whatever the screen shows.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, withPage } from './browser.mjs';
import { textOfPdf } from './pdf.mjs';

/** The package as Node has it. */
const { assess } = /** @type {typeof import('expatch')} */ (
  await import(new URL('../../pkg/node.js', import.meta.url).href)
);
const DAY = '2026-11-23';
const THREE = `EX03,15.2.2562.53
EX01,15.1.2507.12
EX02,15.2.1748.39
`;
const BUILDS = ['15.1.2507.12', '15.2.2562.53', '15.2.1748.39', '15.0.1497.48', '15.1.2507.61', '15.2.1118.9'];
const TWO_HUNDRED = `hostname,owner,version
${Array.from({ length: 200 }, (_, at) => `srv${String(at).padStart(3, '0')}.corp.example,team ${at % 7},${BUILDS[at % BUILDS.length]}`).join('\n')}
`;

/** @typedef {import('playwright-core').Page} Page */

/** What is missing of a report's JSON in a printed text. @param {string} text @param {import('expatch').Report} report */
function missingIn(text, report) {
  const flat = text.replace(/\s+/g, '');
  const wanted = new Set();
  for (const { name, build, verdict } of report.servers) {
    if (name) wanted.add(name);
    if (build) wanted.add(build);
    wanted.add(verdict.headline);
    for (const { id } of [...verdict.vulnerabilities.certain, ...verdict.vulnerabilities.possible]) wanted.add(id);
    for (const step of verdict.plan) wanted.add(step.text);
  }
  return [...wanted].filter((words) => !flat.includes(words.replace(/\s+/g, '')));
}

/** @param {Page} page */
const printed = async (page) => textOfPdf(await page.pdf({ preferCSSPageSize: true }));

for (const [what, text] of [
  ['one server', 'X-FEServer: EX01\nX-OWA-Version: 15.1.2507.12\n'],
  ['three servers', THREE],
]) {
  test(`the browser's own print command prints the whole report: ${what}`, () =>
    withPage(
      async (page) => {
        await page.waitForSelector('article[data-status], details.server');
        const { pages, text: paper } = await printed(page);
        const report = assess(text, { asOf: DAY });
        assert.deepEqual(missingIn(paper, report), []);
        assert.ok(!paper.includes('Choose files'), 'no controls');
        assert.ok(paper.includes(`1 / ${pages}`), 'numbered pages');
        // Afterwards the page is as it was.
        assert.ok(await page.locator('#paste').isVisible());
      },
      { hash: `#q=${encodeURIComponent(text)}&day=${DAY}`, context: { colorScheme: 'dark' } },
    ));
}

test('two hundred servers of a table are printed, and saved as a report that stands alone', () =>
  withPage(
    async (page) => {
      await choose(page, [{ name: 'inventory.csv', text: TWO_HUNDRED }]);
      await page.waitForSelector('expatch-many[data-rows="200"]');
      const rows = TWO_HUNDRED.trim().split('\n').slice(1);
      const servers = rows.flatMap((row) => {
        const [name, , build] = row.split(',');
        return assess(`X-OWA-Version: ${build}`, { asOf: DAY }).servers.map((server) => ({ ...server, name }));
      });
      const report = { ...assess('', { asOf: DAY }), servers };
      // The printer's dialog is the only part that a test cannot have.
      await page.evaluate(() => {
        globalThis.print = () => document.documentElement.setAttribute('data-printed', '');
      });
      await page.click('[data-print]');
      await page.waitForSelector('html[data-printed]', { state: 'attached' });
      const { text, pages } = await printed(page);
      assert.deepEqual(missingIn(text, report), []);
      assert.ok(pages < 60, `${pages} pages: servers with one finding share theirs`);
      assert.ok(text.includes('Since the earlier export') === false);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-export="html"]')]);
      const html = await readFile(/** @type {string} */ (await download.path()), 'utf8');
      assert.match(html, /default-src 'none'/);
      assert.ok(!/<script|<link/.test(html));
      const words = html
        .replace(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&')
        .replaceAll('&gt;', '>')
        .replaceAll('&lt;', '<')
        .replaceAll('&nbsp;', ' ');
      assert.deepEqual(missingIn(words, report), []);
    },
    { hash: `#day=${DAY}` },
  ));

test('tonight’s plan is one server’s, with boxes, media and what to keep', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      await page.evaluate(() => {
        globalThis.print = () => document.documentElement.setAttribute('data-printed', '');
      });
      await page.check('[data-step="isolate"]');
      await page.click('.print-plan');
      await page.waitForSelector('html[data-printed]', { state: 'attached' });
      const { text, pages } = await printed(page);
      for (const expected of [
        '☑Take OWA',
        '☐Until an update closes',
        'Target',
        '15.2.2562.53',
        'download/details.aspx?id=108244',
        'What to keep',
        'ExchangeSetup.log',
        'FileVersionInfo',
        'restart',
      ])
        assert.ok(text.replace(/\s+/g, '').includes(expected.replace(/\s+/g, '')), expected);
      assert.ok(!text.includes('CVE-2023-21706'), 'the list of vulnerabilities is not part of it');
      assert.ok(pages <= 3, `${pages} pages`);
    },
    { hash: `#q=15.1.2507.12&day=${DAY}` },
  ));
