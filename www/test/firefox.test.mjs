// The page in Firefox, spoken to by WebDriver BiDi: another engine, another
// WebAssembly compiler, the same answers. With --long, where Firefox is installed.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { serve } from './serve.mjs';
import { rows } from './rows.mjs';

const program = [process.env.FIREFOX ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (file) => file && existsSync(file),
);
const reason = !process.env.EXPATCH_LONG
  ? 'run with --long'
  : program
    ? undefined
    : 'no Firefox: on Debian `apt-get install firefox-esr`, or set FIREFOX';

if (reason) {
  test('the page in Firefox', { skip: reason }, () => {});
} else {
  const site = await serve();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB' },
  });
  after(async () => {
    await browser.close();
    site.close();
  });
  const folder = mkdtempSync(join(tmpdir(), 'expatch-firefox-'));

  /** @param {string} name @param {string | Buffer} text */
  const file = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  /**
   * @param {string} address
   * @param {(page: import('puppeteer-core').Page) => Promise<void>} work
   */
  const withPage = async (address, work) => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    try {
      await page.goto(address);
      await page.waitForSelector('html[data-ready]');
      await work(page);
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
    }
  };

  /** @param {import('puppeteer-core').Page} page @param {string} path */
  const choose = async (page, path) => {
    const picker = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('#files'));
    await picker.uploadFile(path);
  };

  test('Firefox: typing and languages', () =>
    withPage(site.url, async (page) => {
      await page.type('#paste', 'X-OWA-Version: 15.1.2507.12');
      await page.waitForSelector('article[data-status="exploited"]');
      assert.match(await page.$eval('article.verdict', (card) => card.innerText), /ProxyNotShell/);
      for (const [language, word] of [
        ['fr', 'Exploité'],
        ['nl', 'Misbruikt'],
        ['de', 'Ausgenutzt'],
      ]) {
        await page.select('#language', language);
        await page
          .waitForFunction(
            (/** @type {string} */ expected) =>
              document.querySelector('.verdict-status')?.textContent?.includes(expected),
            {},
            word,
          )
          .catch(async () =>
            assert.fail(`${language}: ${await page.$eval('.verdict-status', (status) => status.textContent)}`),
          );
      }
    }));

  test('Firefox: a table is read in the worker, UTF-16 too', () =>
    withPage(site.url, async (page) => {
      await choose(page, file('inventory.csv', rows(5000)));
      await page.waitForSelector('expatch-many[data-rows="5000"]');
      await page.waitForSelector('.grid-body .grid-row');
      await choose(
        page,
        file('ems.txt', Buffer.from('\uFEFFAdminDisplayVersion : Version 15.1 (Build 2507.6)\r\n', 'utf16le')),
      );
      await page.waitForSelector('article[data-status="indeterminate"]');
    }));

  test('Firefox: offline after one visit', async () => {
    const own = await serve();
    await withPage(own.url, async (page) => {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.reload();
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      own.close();
      await page.goto(`${own.url}?again#q=15.1.2507.12`);
      await page.waitForSelector('article[data-status="exploited"]');
    });
  });

  test('Firefox: the single file from the disk', () =>
    withPage(
      `file://${fileURLToPath(new URL('../dist/expatch.html', import.meta.url))}#q=15.1.2507.12`,
      async (page) => {
        await page.waitForSelector('article[data-status="exploited"]');
        await choose(page, file('inventory.csv', rows(200)));
        await page.waitForSelector('expatch-many[data-rows="200"]');
      },
    ));
}
