// Every state of the page that a person can reach, and the way there.
import { choose } from './browser.mjs';
import { rows } from './rows.mjs';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{ name: string, hash?: string, look?: boolean, moves?: boolean, reach?: (page: Page) => Promise<unknown> }} State `look`: its picture is compared; `moves`: it never looks twice the same
 */

/** Shows the answer to a text typed into the box. @param {string} text @param {string} selector */
const typed = (text, selector) => async (/** @type {Page} */ page) => {
  await page.fill('#paste', text);
  await page.waitForSelector(selector);
};

/** @param {string} status */
const verdict = (status) => `article[data-status="${status}"]`;

/** @param {Page} page @param {number} count */
async function table(page, count) {
  await choose(page, [{ name: 'inventory.csv', text: rows(count) }]);
  await page.waitForSelector('.grid-body .grid-row');
}

const THREE = 'EX03,15.2.2562.53\nEX01,15.1.2507.12\nEX02,15.2.1748.39\n';

/** @type {State[]} */
export const STATES = [
  { name: 'empty', look: true },
  {
    name: 'exploited',
    look: true,
    hash: '#q=15.1.2507.12&day=2022-12-01',
    reach: (page) => page.waitForSelector(verdict('exploited')),
  },
  {
    name: 'latest-known',
    hash: '#q=15.2.2562.53&day=2026-11-23',
    reach: (page) => page.waitForSelector(verdict('latest-known')),
  },
  {
    name: 'older-day',
    hash: '#q=15.2.2562.53&day=2026-10-08',
    reach: (page) => page.waitForSelector('article[data-status]'),
  },
  {
    name: 'superseded',
    hash: '#q=X-OWA-Version%3A%2015.2.2562.17&day=2026-10-08',
    reach: (page) => page.waitForSelector('article[data-status]'),
  },
  {
    name: 'vulnerable',
    hash: '#q=15.1.2507.44&day=2025-09-01',
    reach: (page) => page.waitForSelector('article[data-status]'),
  },
  { name: 'unsupported', hash: '#q=14.3.513.0', reach: (page) => page.waitForSelector('article[data-status]') },
  {
    name: 'indeterminate',
    look: true,
    reach: typed(
      '<link rel="shortcut icon" href="/owa/auth/15.2.2562/themes/resources/favicon.ico">',
      verdict('indeterminate'),
    ),
  },
  { name: 'unknown-build', hash: '#q=15.2.2562.99', reach: (page) => page.waitForSelector('article[data-status]') },
  { name: 'exchange-online', reach: typed('x-owa-version: 15.20.9999.12', verdict('exchange-online')) },
  { name: 'nothing', look: true, reach: typed('the quick brown fox', '.empty') },
  {
    name: 'contradiction',
    reach: typed(
      'X-OWA-Version: 15.1.2507.6\nX-FEServer: EX01\nProductVersion 15.02.1748.039 ExSetup.exe EX01',
      'article[data-status]',
    ),
  },
  {
    name: 'where',
    look: true,
    hash: '#q=15.2.2562.17&day=2026-11-23',
    reach: (page) => page.waitForSelector('.where'),
  },
  { name: 'mention', look: true, reach: typed('Please install 15.2.2562.53 or later.', '.mentions') },
  { name: 'several', look: true, reach: typed(THREE, 'details.server') },
  {
    name: 'unfolded',
    reach: async (page) => {
      await typed(THREE, 'details.server')(page);
      await page.locator('details.server summary').first().click();
      await page.waitForSelector(verdict('exploited'));
      for (const summary of await page.locator('.fold > summary').all()) await summary.click();
    },
  },
  {
    name: 'german',
    look: true,
    hash: '#q=15.1.2507.12&day=2026-11-23&lang=de',
    reach: (page) => page.waitForSelector(verdict('exploited')),
  },
  // Two parts are never a build: a longer beginning is judged once typing pauses, and the state is gone.
  { name: 'typing', reach: typed('15.2', '.typing') },
  {
    name: 'drawer',
    look: true,
    reach: async (page) => {
      await page.click('#find');
      await page.waitForSelector('dialog.finder[open]');
    },
  },
  { name: 'many', look: true, reach: (page) => table(page, 120) },
  {
    name: 'row',
    reach: async (page) => {
      await table(page, 60);
      await page.locator('.row-open').first().click();
      await page.waitForSelector('dialog.row-dialog article[data-status]');
    },
  },
  { name: 'running', moves: true, reach: running },
  {
    name: 'refused-database',
    reach: async (page) => {
      await page.setInputFiles('#database-file', {
        name: 'bad.bin',
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('no database'),
      });
      await page.waitForSelector('.database .notice');
    },
  },
  {
    name: 'broken-file',
    reach: async (page) => {
      await choose(page, [{ name: 'broken.gz', bytes: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]) }]);
      await page.waitForSelector('[role="alert"]');
    },
  },
];

/** A file that never ends, so that the progress stays in sight. @param {Page} page */
async function running(page) {
  await page.evaluate(() => {
    const line = 'host.example,BE,15.1.2507.6\n'.repeat(20_000);
    const data = new DataTransfer();
    data.items.add(new File(['hostname,country,version\n', ...Array.from({ length: 200 }, () => line)], 'large.csv'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.waitForFunction(() => Number(document.querySelector('progress')?.value) > 0);
}
