// What administrators come for: each task with the clicks that it may take and the answer that must be in sight.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { choose, withPage } from './browser.mjs';
import { textOfPdf } from './pdf.mjs';

/** @typedef {import('playwright-core').Page} Page */

const THREE = 'EX03,15.2.2562.53\nEX01,15.1.2507.12\nEX02,15.2.1748.39\n';
/** @type {string[]} */
const done = [];

/** One task: `work` gets a click that counts. @param {string} what @param {number} clicks @param {(page: Page, click: (selector: string) => Promise<void>) => Promise<string>} work */
function task(what, clicks, work) {
  test(what, () =>
    withPage(
      async (page) => {
        let made = 0;
        await page.evaluate(() => {
          globalThis.print = () => document.documentElement.setAttribute('data-printed', '');
        });
        const answer = await work(page, async (selector) => {
          made += 1;
          await page.locator(selector).first().click();
        });
        assert.ok(made <= clicks, `${made} clicks, ${clicks} are enough`);
        done.push(`${what} ${made} clicks: ${answer.replace(/\s+/g, ' ').slice(0, 110)}`);
      },
      { hash: '#day=2026-11-23' },
    ),
  );
}

after(() => {
  for (const line of done) console.log(`# ${line}`);
});

/** What is in sight without scrolling. @param {Page} page @param {string} selector */
async function inSight(page, selector) {
  const part = page.locator(selector).first();
  await part.waitFor();
  const box = await part.boundingBox();
  assert.ok(box && box.y + Math.min(box.height, 60) <= 720, `${selector} is in sight`);
  return part.innerText();
}

task('Which of my three servers first?', 0, async (page) => {
  await page.fill('#paste', THREE);
  const text = await inSight(page, '.overview p:nth-of-type(2)');
  assert.match(text, /Begin with EX01/);
  return text;
});

task('What do I install tonight on EX02?', 1, async (page, click) => {
  await page.fill('#paste', THREE);
  await click('details.server:has-text("EX02") summary');
  await page.waitForSelector('.plan');
  const text = await page.locator('.plan').innerText();
  assert.match(text, /15\.2\.2562\.53/);
  return /[^\n]*15\.2\.2562\.53[^\n]*/.exec(text)?.[0] ?? '';
});

task('Send my boss one page.', 1, async (page, click) => {
  await choose(page, [
    {
      name: 'all.csv',
      text: `server,version\n${Array.from({ length: 30 }, (_, at) => `EX${at},15.1.2507.12`).join('\n')}\n`,
    },
  ]);
  await page.waitForSelector('expatch-many[data-rows="30"]');
  await click('[data-print]');
  await page.waitForSelector('html[data-printed]', { state: 'attached' });
  const { text } = await textOfPdf(await page.pdf({ preferCSSPageSize: true, pageRanges: '1' }));
  for (const words of ['30 servers, the worst first', 'To decide', 'The worst 10'])
    assert.ok(text.includes(words), words);
  return /30 servers must be replaced[^\n]*/.exec(text)?.[0] ?? '';
});

task('Is last night’s update in?', 0, async (page) => {
  await page.fill(
    '#paste',
    'ProductVersion   FileVersion      FileName\n--------------   -----------      --------\n15.02.2562.053   15.02.2562.053   C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe',
  );
  return inSight(page, '.verdict-status');
});

task('My colleague sent one number.', 1, async (page, click) => {
  await page.fill('#paste', '15.2.2562.17');
  await inSight(page, '.where');
  await click('[data-channel="ex-setup"]');
  await page.waitForSelector('article[data-status="exploited"]');
  return inSight(page, '.verdict-status');
});

task('A newsletter names a build: is it about me?', 1, async (page, click) => {
  await page.fill('#paste', 'Everybody should be on 15.2.2562.53 by now.');
  await inSight(page, '.mentions h2');
  await click('.mention-list button');
  await page.waitForSelector('article[data-status]');
  return inSight(page, '.verdict-status');
});

task('Give the auditor a list with targets.', 1, async (page, click) => {
  await choose(page, [
    {
      name: 'all.csv.gz',
      bytes: gzipSync(
        `server,owner,version\n${Array.from({ length: 30 }, (_, at) => `EX${at},team ${at},15.1.2507.12`).join('\n')}\n`,
      ),
    },
  ]);
  await page.waitForSelector('expatch-many[data-rows="30"]');
  const [download] = await Promise.all([page.waitForEvent('download'), click('[data-export="csv"]')]);
  return download.suggestedFilename();
});

task('Print tonight’s plan for the technician.', 1, async (page, click) => {
  await page.fill('#paste', 'X-OWA-Version: 15.1.2507.12');
  await click('.print-plan');
  await page.waitForSelector('html[data-printed]', { state: 'attached' });
  const { text } = await textOfPdf(await page.pdf({ preferCSSPageSize: true }));
  assert.match(text, /What to keep in case it fails/);
  return /Target: [^\n]*/.exec(text)?.[0] ?? '';
});

task('Since when could they have been in?', 1, async (page, click) => {
  await page.fill('#paste', 'X-OWA-Version: 15.1.2507.12');
  await click('.fold-history > summary');
  const text = await page.locator('.fold-history').innerText();
  assert.match(text, /could have been attacked since/);
  return /This server could[^\n]*/.exec(text)?.[0] ?? '';
});

task('Is CVE-2026-42897 open on it?', 1, async (page, click) => {
  await page.fill('#paste', 'X-OWA-Version: 15.1.2507.12');
  await click('.fold-holes > summary');
  const text = await page.locator('.holes li:has-text("CVE-2026-42897")').innerText();
  assert.match(text, /Used by attackers/);
  return text;
});
