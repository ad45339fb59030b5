// The page of the npm package: whole, usable by everybody, and no part of a first visit.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SITE, browser } from './browser.mjs';

const PAGE = SITE.replace(/[^/]*$/, 'package.html');
const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const types = await readFile(new URL('../../pkg/index.d.ts', import.meta.url), 'utf8');

/** Opens the page; complaints fail. @param {(page: import('playwright-core').Page) => Promise<void>} work @param {import('playwright-core').BrowserContextOptions} [options] */
async function onPage(work, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  try {
    await page.goto(PAGE);
    await work(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

test('each export stands there with words, signature and example', () =>
  onPage(async (page) => {
    const wanted = [...types.matchAll(/^export \w+ (\w+)/gm)].map(([, name]) => name);
    assert.ok(wanted.length > 40);
    const shown = await page.$$eval('.export', (sections) =>
      sections.map((section) => ({
        name: section.id,
        words: section.querySelector('p')?.textContent ?? '',
        signature: section.querySelector('.signature')?.textContent ?? '',
        example: section.querySelector('.example')?.textContent ?? '',
      })),
    );
    assert.deepEqual(shown.map(({ name }) => name).sort(), wanted.sort());
    for (const { name, words, signature, example } of shown) {
      assert.ok(words.length > 10 && example.length > 10, name);
      // Not a letter of the declaration is lost on its way into the page.
      assert.ok(types.includes(`export ${signature}`), `${name}: ${signature}`);
      assert.ok(types.replaceAll(/^ \* /gm, '').includes(example), `${name}: ${example}`);
    }
  }));

test('every link within the page leads somewhere', () =>
  onPage(async (page) => {
    const lost = await page.$$eval('a[href^="#"]', (links) =>
      links.map((link) => link.getAttribute('href') ?? '').filter((href) => !document.getElementById(href.slice(1))),
    );
    assert.deepEqual(lost, []);
    for (const href of await page.$$eval('a:not([href^="#"])', (links) =>
      links.map((link) => /** @type {HTMLAnchorElement} */ (link).href),
    )) {
      assert.equal((await page.request.get(href)).status(), 200, href);
    }
  }));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing, and it fits a narrow window: ${colorScheme}`, () =>
    onPage(
      async (page) => {
        const found = await page.evaluate(
          `${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')).join(' | ')))`,
        );
        assert.deepEqual(found, []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      },
      { colorScheme, viewport: { width: 320, height: 800 }, bypassCSP: true },
    ));
}

test('it is linked from the first page, but neither loaded nor kept with it', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(SITE);
  await page.waitForSelector('html[data-ready]');
  assert.equal(await page.locator('footer a[href="package.html"]').count(), 1);
  assert.deepEqual(
    asked.filter((url) => /package\./.test(url)),
    [],
  );
  assert.doesNotMatch(
    await (await page.request.get(SITE.replace(/[^/]*$/, 'service-worker.js'))).text(),
    /package\.(html|css)/,
  );
  await context.close();
});

test('the ways to install stand there as in the README', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = /^## Install\n.*?\n## /ms.exec(readme)?.[0].match(/^\| .+ \|$/gm) ?? [];
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(SITE.replace(/[^/]*$/, 'install.html'));
  const shown = await page.$$eval('#ways tr', (lines) => lines.map((line) => line.children.length));
  assert.deepEqual(shown, Array(rows.length).fill(4));
  assert.ok(rows.length > 8);
  for (const href of await page.$$eval('#ways a', (links) => links.map((link) => link.getAttribute('href'))))
    assert.match(href ?? '', /^https:\/\/github\.com\/expatch\/expatch\/blob\/main\//);
  await context.close();
});

test('the pages in English have the same links above', async () => {
  const links = async (/** @type {string} */ name) => {
    const source = await (await fetch(SITE.replace(/[^/]*$/, name))).text();
    const [, bar] = /<nav class="bar-tools"[^>]*>(.*?)<\/nav>/s.exec(source) ?? [];
    return [...(bar ?? '').matchAll(/<a href="([^"]*)"[^>]*>([^<]*)</g)].map(([, href, text]) => `${href} ${text}`);
  };
  const wanted = await links('package.html');
  assert.ok(wanted.length >= 5, `${wanted}`);
  for (const name of ['evidence.html', 'install.html']) assert.deepEqual(await links(name), wanted, name);
});
