// From paste to plan: the ways people use the page.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { choose, withPage } from './browser.mjs';

const status = (/** @type {import('playwright-core').Page} */ page) =>
  page.locator('article.verdict').first().getAttribute('data-status');

test('typing a build gives the verdict, the plan and the holes', () =>
  withPage(async (page) => {
    await page.fill('#paste', '15.1.2507.6');
    await page.waitForSelector('article[data-status="exploited"]');
    const text = await page.locator('article.verdict').innerText();
    for (const expected of [
      'Exchange Server 2016 CU23',
      'ProxyNotShell',
      'CVE-2022-41040',
      'CVE-2022-41082',
      'What to do next',
      'Exchange Server SE',
      'KB5066369',
    ])
      assert.ok(text.includes(expected), expected);
    assert.equal(await page.locator('.pasted mark').innerText(), '15.1.2507.6');
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.includes('Exploited'));
    assert.ok((await page.locator('.timeline svg').first().getAttribute('aria-label'))?.includes('CU23'));
  }));

test('as of another day the same build is judged by the facts of that day', () =>
  withPage(async (page) => {
    await page.fill('#paste', '15.2.2562.53');
    await page.waitForSelector('article[data-status]');
    await page.fill('#as-of', '2026-11-23');
    await page.waitForSelector('article[data-status="latest-known"]');
    await page.fill('#as-of', '2026-10-08');
    await page.waitForSelector('article.verdict[data-status="current"]');
  }));

test('several servers come worst first, each to unfold', () =>
  withPage(async (page) => {
    await page.fill('#paste', '15.2.2562.53\n15.1.2507.6\n');
    await page.waitForSelector('details.server article[data-status]');
    assert.equal(await page.locator('details.server').count(), 2);
    assert.equal(
      await page.locator('details.server').first().locator('article').getAttribute('data-status'),
      'exploited',
    );
    await page.locator('details.server').nth(1).locator('summary').first().click();
    await page.waitForSelector('details.server:nth-of-type(2) article, details.server + details.server article');
  }));

test('text without a version says so', () =>
  withPage(async (page) => {
    await page.fill('#paste', 'the quick brown fox');
    await page.waitForSelector('.empty, article[data-status="not-exchange"]');
  }));

test('evidence and mark light up together', () =>
  withPage(
    async (page) => {
      await page.locator('.evidence-list li').first().hover();
      assert.ok(await page.locator('.pasted mark.lit').count());
    },
    { hash: '#q=15.1.2507.6' },
  ));

test('marks stand right behind letters of several bytes', () =>
  withPage(async (page) => {
    await page.fill('#paste', 'Zürich 😀 naïve\nx-owa-version: 15.1.2507.6\n');
    await page.waitForSelector('.pasted mark');
    assert.equal(await page.locator('.pasted mark').first().innerText(), '15.1.2507.6');
  }));

test('a permalink answers at once', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      assert.equal(await status(page), 'exploited');
    },
    { hash: '#q=15.1.2507.6' },
  ));

test('files: UTF-16, gzip and dropped ones are read', () =>
  withPage(async (page) => {
    await choose(page, [{ name: 'ems.txt', bytes: Buffer.from('\uFEFF15.1.2507.6\r\n', 'utf16le') }]);
    await page.waitForSelector('article[data-status="exploited"]');
    await page.click('#clear');
    await page.waitForSelector('article', { state: 'detached' });
    await choose(page, [{ name: 'one.txt.gz', bytes: gzipSync('15.2.2562.53\n') }]);
    await page.waitForSelector('article[data-status]');
    assert.notEqual(await status(page), 'exploited');
    await page.click('#clear');
    await page.waitForSelector('article', { state: 'detached' });
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['15.1.2507.6'], 'dropped.log'));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('article[data-status="exploited"]');
  }));

test('a rich paste is taken where it says more than its text', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'see the server');
      data.setData('text/html', '<p title="15.1.2507.6">see the server 15.1.2507.6</p>');
      document
        .getElementById('paste')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('article[data-status="exploited"]');
  }));

test('copies are the ticket, Markdown and JSON of the report', () =>
  withPage(
    async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const copied = async (/** @type {number} */ at) => {
        await page.locator('.copy-row button').nth(at).click();
        await page.waitForTimeout(50);
        return page.evaluate(() => navigator.clipboard.readText());
      };
      assert.match(await copied(0), /^EXPLOITED/);
      assert.match(await copied(1), /^## Exploited/);
      assert.equal(JSON.parse(await copied(2)).servers[0].build, '15.1.2507.6');
      assert.match(await copied(3), /#q=15\.1\.2507\.6$/);
    },
    { hash: '#q=15.1.2507.6' },
  ));

test('the drawer shows a command for each situation and closes by Escape', () =>
  withPage(async (page) => {
    await page.click('#find');
    await page.waitForSelector('dialog.finder[open]');
    const text = await page.locator('dialog.finder').innerText();
    for (const expected of ['ExSetup.exe', 'curl', 'x-owa-version', 'Received'])
      assert.ok(text.includes(expected), expected);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.finder[open]', { state: 'detached' });
  }));

test('a bad database file changes nothing', () =>
  withPage(async (page) => {
    const before = await page.locator('.digest').innerText();
    await page.setInputFiles('#database-file', {
      name: 'bad.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('no database'),
    });
    await page.waitForSelector('.database .notice.tone-critical');
    assert.equal(await page.locator('.digest').innerText(), before);
  }));

test('every language speaks on the page and in the report', async () => {
  for (const language of ['en', 'fr', 'nl', 'de']) {
    const words = JSON.parse(await readFile(new URL(`../locale/${language}.json`, import.meta.url), 'utf8'));
    await withPage(
      async (page) => {
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.locator('h1').innerText(), words.title);
        assert.ok((await page.locator('.verdict-status').innerText()).includes(words['status.exploited']));
        assert.equal(
          await page
            .locator('body')
            .evaluate(
              (body) =>
                /\b(status|meaning|facts|necessity|precision|column|actions)\.[a-z-]+\b/.exec(
                  /** @type {HTMLElement} */ (body).innerText,
                )?.[0],
            ),
          undefined,
        );
      },
      { hash: `#q=15.1.2507.6&lang=${language}` },
    );
  }
});
