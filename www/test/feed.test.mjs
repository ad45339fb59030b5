// A page with a feed beside it: newer facts of its own origin are taken and said,
// wrong ones are refused, and the page's own answer on.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPage } from './browser.mjs';
import { serve } from './serve.mjs';

// By address: the page's types are not asked of the package's own tests.
const signed = await import(new URL('../../pkg/test/support/signed.mjs', import.meta.url).href);
const { edition, keyOf, manifest } = signed;

const key = keyOf(1);
const folder = mkdtempSync(join(tmpdir(), 'expatch-feed-'));
/** @type {{ url: string, close: () => void }} */
let site;

/** Publishes a database beside the page. @param {Buffer} database @param {string} text its manifest */
function publish(database, text, to = folder) {
  writeFileSync(join(to, 'expatch.manifest'), text);
  writeFileSync(join(to, 'expatch.db'), Buffer.concat([database, Buffer.from(text)]));
}

before(async () => {
  const feed = mkdtempSync(join(tmpdir(), 'expatch-feed-of-'));
  publish(edition('test-1'), manifest(edition('test-1'), key), feed);
  const www = join(dirname(fileURLToPath(import.meta.url)), '..');
  const env = { ...process.env, EXPATCH_DIST: folder, EXPATCH_FEED_FOLDER: feed, EXPATCH_FEED_KEY: key.hex };
  try {
    execFileSync(process.execPath, ['build.mjs'], { cwd: www, env, timeout: 180_000, stdio: 'pipe' });
  } finally {
    rmSync(feed, { recursive: true });
  }
  site = await serve('/feed/', folder);
});

after(() => {
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the page says of its facts. @param {import('playwright-core').Page} page */
const said = async (page) => {
  await page.waitForFunction(() => document.querySelector('expatch-database [role="status"]'));
  return page.locator('expatch-database').evaluate((element) => element.textContent ?? '');
};

test('newer signed facts of the own origin are taken, said, and answer', async () => {
  publish(edition('test-2'), manifest(edition('test-2'), key));
  await withPage(
    async (page) => {
      const text = await said(page);
      assert.match(text, /test-2/);
      assert.match(text, /Newer facts were found beside this page and are in use\. Their signature was checked\./);
      assert.ok(text.includes(key.id), 'the page says who signed');
    },
    { url: site.url },
  );
});

test('wrong ones are refused and the own facts stay', async () => {
  const database = edition('test-3');
  const flipped = Buffer.from(database);
  flipped[4000] ^= 1;
  /** @type {[string, Buffer, string][]} */
  const cases = [
    ['of a stranger', database, manifest(database, keyOf(2))],
    ['one bit flipped', flipped, manifest(database, key)],
    ['of the future', database, manifest(database, key, { issued: '2081-01-01T00:00:00Z' })],
    ['unsigned', database, manifest(database, key).replace(/^signature.*$/m, '')],
  ];
  for (const [what, bytes, text] of cases) {
    publish(bytes, text);
    await withPage(
      async (page) => {
        const shown = await said(page);
        assert.match(shown, /The file was refused and nothing changed/, what);
        assert.ok(!shown.includes('test-3'), what);
      },
      { url: site.url },
    );
  }
});

test('a feed that stands behind the page is no mistake, and none at all neither', async () => {
  publish(edition('test-9', 30), manifest(edition('test-9', 30), key));
  await withPage(
    async (page) => {
      await page.waitForLoadState('networkidle');
      const shown = await page.locator('expatch-database').evaluate((element) => element.textContent ?? '');
      assert.ok(!shown.includes('test-9') && !shown.includes('refused'), shown);
    },
    { url: site.url },
  );
});
