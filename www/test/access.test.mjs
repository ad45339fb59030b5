// Everybody can use it: axe over every state, the keyboard alone, zoom, quiet motion, no scripts.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SITE, browser, withPage } from './browser.mjs';
import { STATES } from './states.mjs';

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** axe is let in, and nothing fades in while it measures contrasts. @type {import('playwright-core').BrowserContextOptions} */
const MEASURED = { bypassCSP: true, reducedMotion: 'reduce' };

/** What axe finds. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
function findings(page) {
  return page.evaluate(
    `${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')+' '+(n.any[0]?.message??'')).join(' | ')))`,
  );
}

// Light in the narrow width one time, dark the next: each state in both themes, each theme in both widths.
STATES.forEach(({ name, hash, reach }, at) => {
  test(`axe finds nothing: ${name}`, async () => {
    const widths = at % 2 ? [1100, 320] : [320, 1100];
    await withPage(
      async (page) => {
        await reach?.(page);
        for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
          const width = widths[colorScheme === 'light' ? 0 : 1];
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          assert.deepEqual(await findings(page), [], `${name} ${colorScheme} ${width}`);
          assert.ok(
            await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
            `${name} fits ${width} px`,
          );
        }
      },
      {
        hash,
        forgiving: name === 'broken-file',
        context: { ...MEASURED, colorScheme: 'light', viewport: { width: widths[0], height: 800 } },
      },
    );
  });
});

test('axe would find what is wrong', () =>
  withPage(
    async (page) => {
      await page.evaluate(() => {
        const button = document.createElement('button');
        const faint = document.createElement('p');
        faint.textContent = 'faint';
        faint.style.cssText = 'color:#ddd;background:#fff';
        document.querySelector('main')?.append(button, faint);
      });
      const found = (await findings(page)).join();
      assert.match(found, /button-name/);
      assert.match(found, /color-contrast/);
    },
    { context: { ...MEASURED, colorScheme: 'light' } },
  ));

test('everything is reached by the keyboard, and the focus is seen', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      const wanted = new Set([
        'paste',
        'choose-files',
        'find',
        'clear',
        'as-of',
        'language',
        'theme',
        'load-database',
        'single-file',
      ]);
      for (let presses = 0; presses < 120 && wanted.size; presses += 1) {
        await page.keyboard.press('Tab');
        const { id, seen } = await page.evaluate(() => {
          const element = /** @type {HTMLElement} */ (document.activeElement);
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          return { id: element.id, seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 };
        });
        assert.ok(seen || id === '', `the focus on ${id} is seen`);
        wanted.delete(id);
      }
      assert.deepEqual([...wanted], [], 'not reached by Tab');
      await page.focus('#find');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.finder[open]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.finder[open]', { state: 'detached' });
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'find', 'the focus comes back');
    },
    { hash: '#q=15.1.2507.6' },
  ));

test('at 200 % zoom nothing runs out of the window', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    },
    { hash: '#q=15.1.2507.6', context: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } },
  ));

test('who asks for less motion gets none', () =>
  withPage(
    async (page) => {
      await page.fill('#paste', '15.1.2507.6');
      await page.waitForSelector('article[data-status]');
      assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    },
    { context: { reducedMotion: 'reduce' } },
  ));

test('without scripts the page says what to do instead', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(SITE);
  assert.match(await page.locator('noscript').innerText(), /npx expatch/);
  await context.close();
});

for (const [name, hash] of [
  ['reference.html', ''],
  ['reference.html', '#15.1.2507.12'],
  ['reference.html', '#CVE-2022-41040'],
  ['evidence.html', ''],
  ['package.html', ''],
  ['install.html', ''],
]) {
  test(`axe finds nothing: ${name}${hash}`, async () => {
    for (const [colorScheme, width] of /** @type {const} */ ([
      ['light', 1100],
      ['dark', 320],
    ])) {
      const context = await browser.newContext({ ...MEASURED, colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      await page.goto(`${SITE}${name}${hash}`);
      await page.waitForSelector(name === 'reference.html' ? 'html[data-ready]' : 'main', { state: 'attached' });
      assert.deepEqual(await findings(page), [], `${name}${hash} ${colorScheme}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `fits ${width} px`);
      await context.close();
    }
  });
}
