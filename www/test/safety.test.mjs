// Nothing pasted becomes markup; the page works offline, alone and for everybody.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SITE, browser, choose, withPage } from './browser.mjs';
import { rows } from './rows.mjs';

const XSS = [
  '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '"><svg onload=alert(1)>', "'-alert(1)-'", 'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}', '<iframe srcdoc="<script>alert(1)</script>">', '</textarea><script>alert(1)</script>', '<a href="javascript:alert(1)">15.1.2507.6</a>',
];

test('hostile text stays text in the box, the address, files and names', () => withPage(async (page) => {
  for (const evil of XSS) {
    await page.fill('#paste', `${evil}\nx-owa-version: 15.1.2507.6\n${evil} 15.1.2507.6`);
    await page.waitForSelector('article.verdict, details.server, .empty');
    await page.evaluate((hash) => { location.hash = hash; }, `q=${encodeURIComponent(evil)}&lang=${encodeURIComponent(evil)}&day=${encodeURIComponent(evil)}`);
    await choose(page, [{ name: `${evil.replaceAll('/', '_')}.txt`, text: `${evil} 15.1.2507.6` }]);
    assert.equal(await page.locator('main img, main script, main iframe, main a[href^="javascript"]').count(), 0, evil);
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
  await page.goto(`${SITE}#q=15.1.2507.6`);
  await page.reload();
  await page.waitForSelector('article[data-status="exploited"]');
  await context.close();
});

test('the single file works from the disk, worker included', async () => {
  const file = new URL('../dist/expatch.html', import.meta.url);
  await withPage(async (page) => {
    await page.waitForSelector('article[data-status="exploited"]');
    await choose(page, [{ name: 'inventory.csv', text: rows(200) }]);
    await page.waitForSelector('expatch-many[data-rows="200"]');
    await page.waitForSelector('.grid-body .grid-row');
  }, { url: `file://${fileURLToPath(file)}`, hash: '#q=15.1.2507.6' });
});

test('axe finds nothing, in both themes, wide and narrow', async () => {
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  const states = [
    { name: 'empty', hash: '', width: 1100 },
    { name: 'verdict', hash: '#q=15.1.2507.6', width: 320 },
    { name: 'many', hash: '', file: true, width: 1100 },
    { name: 'drawer', hash: '', drawer: true, width: 1100 },
  ];
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const { name, hash, file, drawer, width } of states) {
        await withPage(async (page) => {
          if (file) {
            await choose(page, [{ name: 'inventory.csv', text: rows(100) }]);
            await page.waitForSelector('.grid-body .grid-row');
          }
          if (drawer) await page.click('#find');
          await page.waitForTimeout(250);
          const found = await page.evaluate(`${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')+' '+(n.any[0]?.message??'')).join(' | ')))`);
          assert.deepEqual(found, [], `${name} ${colorScheme} ${width}`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} fits ${width} px`);
        }, { hash, context: { colorScheme, viewport: { width, height: 800 }, bypassCSP: true } });
    }
  }
});
