// Many servers: 50,000 rows, the table, exports, comparison.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, withPage } from './browser.mjs';
import { rows } from './rows.mjs';

test('fifty thousand rows are judged, sorted, searched and filtered', () =>
  withPage(async (page) => {
    await choose(page, [{ name: 'inventory.csv', text: rows(50_000) }]);
    await page.waitForSelector('expatch-many[data-rows="50000"]', { timeout: 60_000 });
    assert.ok((await page.locator('.many-title').innerText()).includes('50,000'));
    await page.waitForSelector('.grid-body .grid-row');
    assert.ok((await page.locator('.grid-body .grid-row').count()) < 80, 'only rows in sight are drawn');
    assert.match(
      await page.locator('.grid-body .c-status').first().innerText(),
      /^Not patched: vulnerabilities open that/,
    );
    await page.fill('#row-search', 'host00042.');
    await page.waitForFunction(() => document.querySelector('.found')?.textContent?.startsWith('1 of'));
    await page.fill('#row-search', '');
    await page.click('[data-sort="name"]');
    await page.waitForFunction(
      () => document.querySelector('.grid-body .row-open')?.textContent === 'host00000.example',
    );
    await page.locator('.row-open').first().click();
    await page.waitForSelector('dialog.row-dialog[open] article.verdict');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.chart').count(), 4);
    const bars = await page
      .locator('.chart')
      .first()
      .locator('.bar-row')
      .evaluateAll((all) =>
        all.map((bar) => ({
          n: Number(bar.querySelector('.bar-value')?.textContent?.replace(/\D/g, '')),
          width: bar.querySelector('.bar-fill')?.getBoundingClientRect().width ?? 0,
        })),
      );
    const [longest] = [...bars].sort((a, b) => b.n - a.n);
    for (const { n, width } of bars)
      assert.ok(Math.abs(width / longest.width - n / longest.n) < 0.01, 'bars are proportional');
  }));

/** The columns of `expatch check --format csv`, behind the input's name. */
async function commandColumns() {
  const source = await readFile(new URL('../../crate/view/src/rows.rs', import.meta.url), 'utf8');
  const header = /HEADER: \[&str; \d+\] = \[([^\]]+)\]/.exec(source)?.[1] ?? '';
  return [...header.matchAll(/"(\w+)"/g)].map(([, name]) => name).slice(1);
}

test('rows without a build show what they can be, and never a false zero', () =>
  withPage(async (page) => {
    const paths = Array.from({ length: 40 }, (_, at) =>
      JSON.stringify({ host: `h${at}.example`, body: '<link href="/owa/auth/15.2.2562/themes/x.ico">' }),
    );
    await choose(page, [{ name: 'owa.jsonl', text: paths.join('\n') }]);
    await page.waitForSelector('expatch-many[data-rows="40"]');
    await page.waitForSelector('.grid-body .grid-row');
    const row = await page.locator('.grid-body .grid-row').first().innerText();
    assert.match(row, /SE RTM/);
    assert.match(row, /15\.2\.2562…/);
    assert.match(row, /0–\d+/);
  }));

test('exports are safe for spreadsheets and readable again', () =>
  withPage(async (page) => {
    await choose(page, [
      {
        name: 'evil.csv',
        text: rows(40, (at) =>
          at === 3 ? '=HYPERLINK("http://x")' : at === 4 ? '<img src=x onerror=alert(1)>' : `host${at}.example`,
        ),
      },
    ]);
    await page.waitForSelector('expatch-many[data-rows="40"]');
    const saved = async (/** @type {string} */ format) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-export="${format}"]`)]);
      return readFile(/** @type {string} */ (await download.path()), 'utf8');
    };
    const csv = await saved('csv');
    assert.ok(csv.includes(`"'=HYPERLINK(""http://x"")"`), 'a formula is text');
    const titles = csv.replace('\uFEFF', '').split('\r\n')[0].split(',');
    assert.deepEqual(titles.slice(0, 3), ['hostname', 'country', 'version'], 'the input’s own columns stay');
    assert.deepEqual(titles.slice(3), await commandColumns(), 'and the command’s follow');
    const rowsAsJson = JSON.parse(await saved('json'));
    assert.equal(rowsAsJson.length, 40);
    const vulnerable = rowsAsJson.find((/** @type {any} */ row) => row.version === '15.2.1748.39');
    assert.equal(vulnerable.country.length, 2);
    assert.equal(vulnerable.target, '15.2.2562.53');
    assert.match(vulnerable.next_step, /\w/);
    assert.match(vulnerable.cves, /CVE-2026/);
    assert.ok(vulnerable.open_least <= vulnerable.open_most);
    const html = await saved('html');
    assert.ok(!html.includes('<img'), 'a name is text');
    await page.setInputFiles('#compare-file', { name: 'earlier.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.waitForFunction(() => /40 unchanged/.test(document.body.innerText));
  }));

test('a comparison tells who has patched', () =>
  withPage(async (page) => {
    const earlier =
      'name,status,severity,build\r\nhost0.example,exploited,2,15.1.2176.2\r\nold.example,exploited,2,15.1.2176.2\r\n';
    const now = rows(40, undefined, () => '15.2.2562.53');
    await choose(page, [{ name: 'now.csv', text: now.replaceAll('host0000', 'host') }]);
    await page.waitForSelector('expatch-many[data-rows="40"]');
    await page.setInputFiles('#compare-file', {
      name: 'earlier.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(earlier),
    });
    await page.waitForFunction(
      () => /1 patched since/.test(document.body.innerText) && /1 no longer listed/.test(document.body.innerText),
    );
  }));

test('a long reading can be stopped', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(
        new File(
          Array.from({ length: 600_000 }, (_, at) => `${at ? '' : 'hostname,version\n'}h${at}.example,15.1.2507.6\n`),
          'long.csv',
        ),
      );
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('#cancel');
    await page.click('#cancel');
    await page.waitForSelector('.many-head .notice, expatch-many .many-title', { timeout: 30_000 });
  }));

test('rows of JSON lines and plain lists are read too', () =>
  withPage(async (page) => {
    const builds = ['15.1.2507.6', '15.2.2562.53'];
    const json = Array.from({ length: 60 }, (_, at) =>
      JSON.stringify({ host: `h${at}.example`, country: 'BE', version: builds[at % 2] }),
    ).join('\n');
    await choose(page, [{ name: 'scan.jsonl', text: json }]);
    await page.waitForSelector('expatch-many[data-rows="60"]');
    await page.click('#close-many');
    await choose(page, [
      { name: 'list.txt', text: Array.from({ length: 60 }, (_, at) => `h${at}.example ${builds[at % 2]}`).join('\n') },
    ]);
    await page.waitForSelector('expatch-many:not([hidden]) .many-title');
  }));
