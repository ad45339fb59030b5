// From paste to plan: the ways people use the page.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { choose, withPage } from './browser.mjs';

/** A build that only a server with that update shows. */
const EXPLOITED = '15.1.2507.12';
/** A build that a cumulative update brings, and that Get-ExchangeServer shows ever after. */
const BASELINE = '15.2.2562.17';

/** @typedef {import('playwright-core').Page} Page */

const status = (/** @type {Page} */ page) => page.locator('article.verdict').first().getAttribute('data-status');

/** @param {Page} page */
const address = (page) => page.evaluate(() => decodeURIComponent(location.hash));

test('typing a build gives the verdict, the next step, the plan and the holes', () =>
  withPage(async (page) => {
    await page.fill('#paste', EXPLOITED);
    await page.waitForSelector('article[data-status="exploited"]');
    const head = await page.locator('.verdict-head').innerText();
    for (const expected of ['Not patched', 'Exchange Server 2016 CU23 Aug22SU', 'ProxyNotShell', 'Next step: Take OWA'])
      assert.ok(head.includes(expected), expected);
    const plan = await page.locator('.plan').innerText();
    for (const expected of ['What to do, in this order', 'Exchange Server SE', 'KB5066369', 'Set-OwaMailboxPolicy'])
      assert.ok(plan.includes(expected), expected);
    assert.equal(await page.locator('.holes').count(), 0, 'folded');
    await page.click('.fold-holes > summary');
    const holes = await page.locator('.fold-holes').innerText();
    for (const expected of ['CVE-2022-41040', 'CVE-2022-41082', 'CVE-2026-96940'])
      assert.ok(holes.includes(expected), expected);
    await page.click('.fold-evidence > summary');
    assert.equal(await page.locator('.pasted mark').innerText(), EXPLOITED);
    await page.waitForFunction(() => document.getElementById('status')?.textContent?.includes('attackers use'));
    await page.click('.fold-history > summary');
    assert.ok((await page.locator('.timeline svg').first().getAttribute('aria-label'))?.includes('CU23'));
  }));

test('the order is verdict, plan, then the folded rest', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      const order = await page
        .locator('article.verdict > *')
        .evaluateAll((parts) => parts.map((part) => part.className.replace(/^(section|verdict-) ?/, '')));
      assert.deepEqual(order, [
        'head',
        'facts',
        'data-day aged',
        'plan',
        'fold fold-evidence',
        'fold fold-holes',
        'fold fold-missing',
        'fold fold-history',
        'copy-row',
      ]);
    },
    { hash: `#q=${EXPLOITED}`, now: '2026-11-28T12:00:00Z' },
  ));

test('as of another day the same build is judged by the facts of that day', () =>
  withPage(async (page) => {
    await page.fill('#paste', '15.2.2562.53');
    await page.waitForSelector('article[data-status]');
    await page.fill('#as-of', '2026-11-23');
    await page.waitForSelector('article[data-status="latest-known"]');
    await page.fill('#as-of', '2026-10-08');
    await page.waitForSelector('article.verdict[data-status="current"]');
  }));

test('several servers come worst first, with their names, each to unfold', () =>
  withPage(async (page) => {
    await page.fill('#paste', `EX02,15.2.2562.53\nEX01,${EXPLOITED}\n`);
    await page.waitForSelector('details.server');
    assert.deepEqual(await page.locator('.server-name').allInnerTexts(), ['EX01', 'EX02']);
    const overview = await page.locator('.overview').innerText();
    assert.match(overview, /2 servers, the worst first/);
    assert.match(overview, /1 is not patched and 1 cannot be told/);
    assert.match(overview, /Begin with EX01\. Not patched: attackers use/);
    assert.match(await page.locator('details.server summary').first().innerText(), /Next step: Take OWA/);
    await page.locator('details.server summary').first().click();
    await page.waitForSelector('details.server article[data-status="exploited"]');
  }));

test('a text that only mentions a version shows no server, and one button has it judged', () =>
  withPage(async (page) => {
    await page.fill('#paste', 'Please install 15.2.2562.53 or later.');
    await page.waitForSelector('.mentions');
    const text = await page.locator('.mentions').innerText();
    for (const expected of ['No server is shown here', 'Sep26SUv2', 'If it is your server’s: Up to date', 'a sentence'])
      assert.ok(text.includes(expected), expected);
    assert.equal(await page.locator('article.verdict').count(), 0);
    await page.locator('.mention-list button').click();
    await page.waitForSelector('article[data-status="latest-known"]');
    assert.equal(await page.inputValue('#paste'), '15.2.2562.53');
    await page.goBack();
    await page.waitForSelector('.mentions');
    assert.equal(await page.inputValue('#paste'), 'Please install 15.2.2562.53 or later.');
  }));

test('a number that patched servers show as well is asked about, with both outcomes in sight', () =>
  withPage(async (page) => {
    await page.fill('#paste', BASELINE);
    await page.waitForSelector('.where');
    const [shell, file] = await page.locator('.where-answer').allInnerTexts();
    assert.match(shell, /Get-ExchangeServer[\s\S]*Cannot be told from this/);
    assert.match(file, /ExSetup\.exe[\s\S]*Not patched: attackers use/);
    await page.locator('.where-answer').nth(1).click();
    await page.waitForSelector('article[data-status="exploited"]');
    assert.equal(await page.locator('.where').count(), 0);
    assert.match(await address(page), /at=ex-setup/);
    await page.reload();
    await page.waitForSelector('article[data-status="exploited"]');
    await page.goBack();
    await page.waitForSelector('.where');
  }));

test('a number being typed is not judged before it can be one', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).said = [];
      const seen = () => {
        const said = document.querySelector('.verdict-status, .empty h2')?.textContent;
        const all = /** @type {any} */ (globalThis).said;
        if (said && all[all.length - 1] !== said) all.push(said);
      };
      new MutationObserver(seen).observe(document.body, { subtree: true, childList: true });
      new MutationObserver(() => {
        const words = document.getElementById('status')?.textContent;
        if (words) /** @type {any} */ (globalThis).said.push(`spoken: ${words}`);
      }).observe(/** @type {Node} */ (document.getElementById('status')), {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await page.click('#paste');
    const heights = [];
    for (const letter of '15.2.1748.39') {
      await page.keyboard.type(letter);
      heights.push(await page.evaluate(() => document.querySelector('expatch-answer')?.clientHeight ?? 0));
      await page.waitForTimeout(40);
    }
    assert.ok(new Set(heights.slice(0, -1)).size === 1, `the height jumps while typing: ${heights}`);
    await page.waitForSelector('article[data-status]');
    await page.waitForTimeout(800);
    const said = await page.evaluate(() => /** @type {any} */ (globalThis).said);
    assert.equal(said.length, 2, said.join(' | '));
    assert.match(said[0], /^Not patched/);
    assert.match(said[1], /^spoken: Not patched/);
  }));

test('a number that is none is judged once typing pauses, or at once with Enter', () =>
  withPage(async (page) => {
    await page.click('#paste');
    await page.keyboard.type('15.2.2562.99', { delay: 10 });
    assert.equal(await page.locator('article').count(), 0);
    await page.keyboard.press('Enter');
    await page.waitForSelector('article[data-status="unknown-build"]', { timeout: 500 });
    assert.equal(await page.inputValue('#paste'), '15.2.2562.99');
    await page.click('#clear');
    await page.keyboard.type('15.2.2562', { delay: 10 });
    await page.waitForSelector('article[data-status="indeterminate"]', { timeout: 3000 });
  }));

test('an example brings the answer and no keyboard', () =>
  withPage(async (page) => {
    await page.click('[data-example="header"]');
    await page.waitForSelector('article[data-status]');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H2');
  }));

for (const { width, height, deviceScaleFactor, what } of [
  { width: 390, height: 844, deviceScaleFactor: 3, what: 'a phone' },
  { width: 640, height: 512, deviceScaleFactor: 2, what: '200 % zoom of 1280 × 1024' },
]) {
  test(`headline, reason and next step are above the fold: ${what}`, () =>
    withPage(
      async (page) => {
        await page.waitForSelector('article[data-status]');
        for (const part of ['.verdict-status', '.verdict-summary', '.next-step']) {
          const box = await page.locator(part).boundingBox();
          assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${part} ends at ${box && box.y + box.height}`);
        }
      },
      {
        hash: `#q=${encodeURIComponent(`X-OWA-Version: ${EXPLOITED}`)}&day=2026-11-23`,
        context: { viewport: { width, height }, deviceScaleFactor },
      },
    ));
}

test('text without a version says so', () =>
  withPage(async (page) => {
    await page.fill('#paste', 'the quick brown fox');
    await page.waitForSelector('.empty');
  }));

test('a number that does not count is marked as such, with the reason', () =>
  withPage(async (page) => {
    await page.fill('#paste', `X-OWA-Version: ${EXPLOITED}\n\nPlease install 15.1.2507.61 or later.`);
    await page.waitForSelector('article[data-status]');
    await page.locator('.fold > summary', { hasText: 'evidence' }).first().click();
    assert.equal(await page.locator('.pasted mark:not(.not-counted)').innerText(), EXPLOITED);
    const mark = page.locator('.pasted mark.not-counted');
    assert.equal(await mark.innerText(), '15.1.2507.61');
    const reason = page.locator(`[id="${await mark.getAttribute('aria-describedby')}"]`);
    assert.match(await reason.innerText(), /Not counted: it stands in a sentence/);
  }));

test('evidence and mark light up together', () =>
  withPage(
    async (page) => {
      await page.click('.fold-evidence > summary');
      await page.locator('.evidence-list li').first().hover();
      assert.ok(await page.locator('.pasted mark.lit').count());
    },
    { hash: `#q=${EXPLOITED}` },
  ));

test('marks stand right behind letters of several bytes', () =>
  withPage(async (page) => {
    await page.fill('#paste', `Zürich 😀 naïve\nx-owa-version: ${EXPLOITED}\n`);
    await page.click('.fold-evidence > summary');
    assert.equal(await page.locator('.pasted mark').first().innerText(), EXPLOITED);
  }));

test('the address holds the text, the day and the language, and Back works', () =>
  withPage(async (page) => {
    await page.click('[data-example="header"]');
    await page.waitForSelector('article[data-status]');
    assert.match(await address(page), /x-feserver: EX19-01/);
    await page.fill('#as-of', '2026-10-08');
    await page.waitForFunction(() => location.hash.includes('day=2026-10-08'));
    await page.selectOption('#language', 'de');
    await page.waitForFunction(() => location.hash.includes('lang=de'));
    const link = await page.evaluate(() => location.href);
    await page.goBack();
    await page.waitForFunction(() => !location.hash.includes('day='));
    await page.waitForSelector('article[data-status]');
    await page.goBack();
    await page.waitForFunction(() => location.hash === '' || !location.hash.includes('q='));
    assert.equal(await page.locator('article').count(), 0);
    assert.equal(await page.inputValue('#paste'), '');
    await page.goto('about:blank');
    await page.goto(link);
    await page.waitForSelector('article[data-status]');
    assert.equal(await page.inputValue('#as-of'), '2026-10-08');
    assert.equal(await page.getAttribute('html', 'lang'), 'de');
    assert.equal(await page.locator('.verdict-name').innerText(), 'EX19-01');
  }));

test('files: UTF-16, gzip and dropped ones are read', () =>
  withPage(async (page) => {
    await choose(page, [{ name: 'ems.txt', bytes: Buffer.from(`\uFEFF${EXPLOITED}\r\n`, 'utf16le') }]);
    await page.waitForSelector('article[data-status="exploited"]');
    await page.click('#clear');
    await page.waitForSelector('article', { state: 'detached' });
    await choose(page, [{ name: 'one.txt.gz', bytes: gzipSync('15.2.2562.53\n') }]);
    await page.waitForSelector('article[data-status]');
    assert.notEqual(await status(page), 'exploited');
    await page.click('#clear');
    await page.waitForSelector('article', { state: 'detached' });
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped.log'));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, EXPLOITED);
    await page.waitForSelector('article[data-status="exploited"]');
  }));

test('a rich paste is taken where it says more than its text', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'see the server');
      data.setData(
        'text/html',
        '<link rel="icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico">see the server',
      );
      document
        .getElementById('paste')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('article[data-status]');
  }));

test('copies are the ticket, Markdown and JSON of the report, plan before grounds', () =>
  withPage(
    async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.waitForSelector('article[data-status]');
      const copied = async (/** @type {number} */ at) => {
        await page.locator('.copy-row button').nth(at).click();
        await page.waitForTimeout(50);
        return page.evaluate(() => navigator.clipboard.readText());
      };
      const ticket = await copied(0);
      assert.match(ticket, /^EX01: Not patched: attackers use 5/);
      assert.ok(ticket.indexOf('1. Take OWA') < ticket.indexOf('- Build 15.1.2507.12 is'), 'the plan comes first');
      const markdown = await copied(1);
      assert.match(markdown, /^## EX01: Not patched/);
      assert.match(markdown, /1\. Take OWA/);
      assert.equal(JSON.parse(await copied(2)).servers[0].build, EXPLOITED);
      const link = new URL(await copied(3));
      assert.match(decodeURIComponent(link.hash), /EX01[\s\S]*&day=2026-11-23&lang=en$/);
    },
    { hash: `#q=${encodeURIComponent(`X-FEServer: EX01\nX-OWA-Version: ${EXPLOITED}`)}&day=2026-11-23` },
  ));

test('ticked boxes survive a reload, stay here and can be forgotten', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      await page.check('[data-step="isolate"]');
      await page.check('[data-step="extended-protection"]');
      await page.reload();
      await page.waitForSelector('article[data-status]');
      assert.ok(await page.isChecked('[data-step="isolate"]'));
      assert.ok(await page.isChecked('[data-step="extended-protection"]'));
      assert.ok(!(await page.isChecked('[data-step="hunt"]')));
      assert.match(await page.locator('.ticks').innerText(), /in this browser only/);
      await page.click('.ticks button');
      await page.reload();
      await page.waitForSelector('article[data-status]');
      assert.equal(await page.locator('.plan input:checked').count(), 0);
    },
    { hash: `#q=${EXPLOITED}` },
  ));

test('the picture of a verdict is a PNG without the name', () =>
  withPage(
    async (page) => {
      await page.waitForSelector('article[data-status]');
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('.picture')]);
      const bytes = await readFile(/** @type {string} */ (await download.path()));
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
      assert.equal(bytes.readUInt32BE(16), 1200);
    },
    { hash: `#q=${EXPLOITED}` },
  ));

test('the drawer shows a command for each situation and closes by Escape', () =>
  withPage(async (page) => {
    await page.click('#find');
    await page.waitForSelector('dialog.finder[open]');
    const text = await page.locator('dialog.finder').innerText();
    for (const expected of ['ExSetup.exe', 'curl.exe', 'x-owa-version', 'Received'])
      assert.ok(text.includes(expected), expected);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.finder[open]', { state: 'detached' });
  }));

test('an empty file and a picture are answered', () =>
  withPage(async (page) => {
    await choose(page, [{ name: 'empty.txt', text: '' }]);
    await page.waitForSelector('[role="alert"]');
    assert.match(await page.locator('[role="alert"]').innerText(), /empty\.txt is empty/);
    await choose(page, [{ name: 'shot.png', bytes: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }]);
    await page.waitForFunction(() => /shot\.png is a picture/.test(document.body.innerText));
  }));

test('every language speaks on the page and in the report', async () => {
  for (const language of ['en', 'fr', 'nl', 'de']) {
    const words = JSON.parse(await readFile(new URL(`../locale/${language}.json`, import.meta.url), 'utf8'));
    await withPage(
      async (page) => {
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.locator('h1').innerText(), words.title);
        await page.waitForSelector('article[data-status="exploited"]');
        for (const summary of await page.locator('.fold > summary').all()) await summary.click();
        const text = await page.locator('body').innerText();
        assert.ok(text.includes(`${words['next.title']}: `), words['next.title']);
        assert.equal(
          /\b(status|meaning|facts|necessity|precision|column|why|where|ticks|fold)\.[a-z-]+\b/.exec(text)?.[0],
          undefined,
        );
      },
      { hash: `#q=${EXPLOITED}&lang=${language}` },
    );
  }
});
