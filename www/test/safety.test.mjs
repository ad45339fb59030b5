// Nothing pasted becomes markup; the page works offline, alone and for everybody.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { SITE, browser, choose, withPage } from './browser.mjs';
import { rows } from './rows.mjs';

const XSS = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '</textarea><script>alert(1)</script>',
  '<a href="javascript:alert(1)">15.1.2507.6</a>',
];

test('hostile text stays text in the box, the address, files and names', () =>
  withPage(async (page) => {
    for (const evil of XSS) {
      await page.fill('#paste', `${evil}\nx-owa-version: 15.1.2507.6\n${evil} 15.1.2507.6`);
      await page.waitForSelector('article.verdict, details.server, .mentions, .empty');
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `q=${encodeURIComponent(evil)}&lang=${encodeURIComponent(evil)}&day=${encodeURIComponent(evil)}`,
      );
      await choose(page, [{ name: `${evil.replaceAll('/', '_')}.txt`, text: `${evil} 15.1.2507.6` }]);
      assert.equal(
        await page.locator('main img, main script, main iframe, main a[href^="javascript"]').count(),
        0,
        evil,
      );
    }
    await choose(page, [{ name: '<b>names</b>.csv', text: rows(XSS.length * 5, (at) => XSS[at % XSS.length]) }]);
    await page.waitForSelector('.grid-body .grid-row');
    assert.equal(await page.locator('main img, main script, main iframe, main b').count(), 0);
  }));

test('offline after one visit', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(SITE);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.goto(`${SITE}#q=15.1.2507.12`);
  await page.reload();
  await page.waitForSelector('article[data-status="exploited"]');
  await context.close();
});

test('the single file works from the disk, worker included', async () => {
  const file = new URL('../dist/expatch.html', import.meta.url);
  await withPage(
    async (page) => {
      await page.waitForSelector('article[data-status="exploited"]');
      await choose(page, [{ name: 'inventory.csv', text: rows(200) }]);
      await page.waitForSelector('expatch-many[data-rows="200"]');
      await page.waitForSelector('.grid-body .grid-row');
    },
    { url: `file://${fileURLToPath(file)}`, hash: '#q=15.1.2507.12' },
  );
});
