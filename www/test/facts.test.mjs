// The facts that the page shows: their sources, and a file that is none.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { withPage } from './browser.mjs';

test('the facts say for each source through which day it was checked, in every language', async () => {
  const { database } = await import(new URL('../../pkg/node.js', import.meta.url).href);
  const { coverage } = database();
  for (const language of ['en', 'fr', 'nl', 'de']) {
    const words = JSON.parse(await readFile(new URL(`../locale/${language}.json`, import.meta.url), 'utf8'));
    await withPage(
      async (page) => {
        const rows = await page.locator('.database .sources > li').allInnerTexts();
        assert.equal(rows.length, coverage.length);
        for (const [at, { title, tells = [], through }] of coverage.entries()) {
          const day = new Date(through).toLocaleDateString(language === 'en' ? 'en-GB' : language, {
            dateStyle: 'long',
            timeZone: 'UTC',
          });
          const topics = tells.map((/** @type {string} */ topic) => words[`database.tells.${topic}`]).join(', ');
          assert.equal(rows[at], `${day} · ${title}${topics && ` (${topics})`}`);
        }
      },
      { hash: `#lang=${language}` },
    );
  }
});

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
