// Files the way people have them: mails, archives of requests, several at once, packed, huge.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { choose, withPage } from './browser.mjs';
import { rows } from './rows.mjs';

const MAIL = `Received: from EX01.corp.example (10.50.4.116) by EX01.corp.example (10.50.4.116)
 with Microsoft SMTP Server id 15.1.2507.6; Thu, 1 Jan 2026 10:50:55 +0100
Subject: hello
From: <a@corp.example>

Text.
`;
const HAR = JSON.stringify({
  log: {
    version: '1.2',
    entries: [
      {
        request: { method: 'GET', url: 'https://mail.example/owa/', headers: [] },
        response: {
          status: 200,
          headers: [
            { name: 'X-OWA-Version', value: '15.1.2507.6' },
            { name: 'X-FEServer', value: 'EX01' },
          ],
          content: { mimeType: 'text/html', text: '' },
        },
      },
    ],
  },
});

for (const [name, bytes] of /** @type {[string, Buffer][]} */ ([
  ['mail.eml', Buffer.from(MAIL)],
  ['requests.har', Buffer.from(HAR)],
  ['page.html', Buffer.from('<html><link href="/owa/auth/15.1.2507/themes/favicon.ico"></html>')],
  ['shell.log', Buffer.from('\uFEFFName : EX01\r\nAdminDisplayVersion : Version 15.1 (Build 2507.6)\r\n', 'utf16le')],
  ['unmarked.txt', Buffer.from('x-owa-version: 15.1.2507.6\r\n', 'utf16le')],
  ['big-endian.txt', Buffer.from('\uFEFFx-owa-version: 15.1.2507.6\r\n', 'utf16le').swap16()],
  [
    'export.reg',
    Buffer.from(
      '\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\ExchangeServer\\v15\\Setup]\r\n"MsiBuildMajor"=dword:000009cb\r\n"MsiBuildMinor"=dword:00000006\r\n"MsiProductMajor"=dword:0000000f\r\n"MsiProductMinor"=dword:00000001\r\n',
      'utf16le',
    ),
  ],
  ['mail.eml.gz', gzipSync(MAIL)],
])) {
  test(`${name} is read`, () =>
    withPage(async (page) => {
      await choose(page, [{ name, bytes }]);
      const article = page.locator('article[data-status]');
      await article.waitFor();
      assert.match(await article.innerText(), /2016 CU23|15\.1\.2507/);
    }));
}

test('several files at once are one table', () =>
  withPage(async (page) => {
    await choose(page, [
      { name: 'a.eml', text: MAIL },
      { name: 'b.har', text: HAR },
      { name: 'c.csv', text: rows(30) },
    ]);
    await page.waitForSelector('expatch-many[data-rows]');
    assert.equal(Number(await page.getAttribute('expatch-many', 'data-rows')), 32);
  }));

test('a HealthChecker report on two servers shows both, the worst first', () =>
  withPage(async (page) => {
    const row = (/** @type {string[]} */ ...cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    const part = (/** @type {string} */ name, /** @type {string} */ version, /** @type {string} */ build) =>
      `<h2>Exchange Information</h2><table>${row('Name', name)}${row('Version', version)}${row('Build Number', build)}</table>`;
    const html = `<html><body><h1>Exchange Health Checker v25.10.22</h1><table><tr><th>Server Name</th><th>Version</th><th>Build Number</th></tr>${row('EX02', 'Exchange SE RTM Sep26SU', '15.02.2562.053')}${row('EX01', 'Exchange 2016 CU23 Aug22SU', '15.01.2507.012')}</table>${part('EX02', 'Exchange SE RTM Sep26SU', '15.02.2562.053')}${part('EX01', 'Exchange 2016 CU23 Aug22SU', '15.01.2507.012')}</body></html>`;
    await choose(page, [{ name: 'ExchangeAllServersReport.html', text: html }]);
    await page.waitForSelector('details.server');
    assert.deepEqual(await page.locator('.server-name').allInnerTexts(), ['EX01', 'EX02']);
    await page.waitForSelector('details.server[data-server="exploited"]:has-text("EX01")');
  }));

test('a zip is read as the files in it, a workbook as its sheets', () =>
  withPage(async (page) => {
    const zip = Buffer.from(zipSync({ 'reports/EX01.eml': strToU8(MAIL), 'reports/EX02.har': strToU8(HAR) }));
    await choose(page, [{ name: 'reports.zip', bytes: zip }]);
    await page.waitForSelector('expatch-many[data-rows="2"]');
    await page.click('#close-many');
    const cell = (/** @type {string} */ at, /** @type {number} */ word) => `<c r="${at}" t="s"><v>${word}</v></c>`;
    const words = ['Server', 'ExSetup', 'EX01', '15.1.2507.12', 'EX02'];
    const workbook = Buffer.from(
      zipSync({
        'xl/workbook.xml': strToU8('<workbook/>'),
        'xl/sharedStrings.xml': strToU8(`<sst>${words.map((word) => `<si><t>${word}</t></si>`).join('')}</sst>`),
        'xl/worksheets/sheet1.xml': strToU8(
          `<worksheet><sheetData><row>${cell('A1', 0)}${cell('C1', 1)}</row><row>${cell('A2', 2)}${cell('C2', 3)}</row><row>${cell('A3', 4)}<c r="C3" t="inlineStr"><is><t>15.2.2562.53</t></is></c></row></sheetData></worksheet>`,
        ),
      }),
    );
    await choose(page, [{ name: 'inventory.xlsx', bytes: workbook }]);
    await page.waitForSelector('details.server');
    assert.deepEqual(await page.locator('.server-name').allInnerTexts(), ['EX01', 'EX02']);
  }));

test('an archive that unfolds too far, and a broken one, are answered', () =>
  withPage(async (page) => {
    const bomb = Buffer.from(zipSync({ 'a.txt': new Uint8Array(260_000_000) }, { level: 9 }));
    assert.ok(bomb.length < 2_000_000);
    await choose(page, [{ name: 'bomb.zip', bytes: bomb }]);
    await page.waitForSelector('[role="alert"]');
    assert.match(await page.locator('[role="alert"]').innerText(), /bomb\.zip unfolds to too much/);
    await choose(page, [{ name: 'torn.zip', bytes: bomb.subarray(0, 2000) }]);
    await page.waitForFunction(() => /torn\.zip cannot be unpacked/.test(document.body.innerText));
  }));

test('a packed UTF-16 table and one with semicolons are read', () =>
  withPage(async (page) => {
    await choose(page, [
      { name: 'inventar.csv.gz', bytes: gzipSync(Buffer.from(`\uFEFF${rows(40).replaceAll(',', ';')}`, 'utf16le')) },
    ]);
    await page.waitForSelector('expatch-many[data-rows="40"]');
  }));

test('hundreds of megabytes do not end the tab', { skip: process.env.EXPATCH_LONG ? false : 'run with --long' }, () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      // One megabyte, handed out again and again: the file is never in memory as a whole.
      const line =
        '{"host":"mail.example","country":"BE","banner":"220 mail.example ESMTP","version":"15.1.2507.6","filler":"x"}\n';
      const part = new Blob([line.repeat(Math.floor(1_000_000 / line.length))]);
      const data = new DataTransfer();
      data.items.add(
        new File(
          Array.from({ length: 400 }, () => part),
          'scan.jsonl',
        ),
      );
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.waitForFunction(
      () => Number(document.querySelector('expatch-many')?.getAttribute('data-rows')) > 3_000_000,
      undefined,
      { timeout: 400_000 },
    );
    await page.fill('#row-search', 'mail.example');
    await page.waitForSelector('.grid-body .grid-row');
  }),
);
