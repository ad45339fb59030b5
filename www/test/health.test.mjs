// Reports of Microsoft's HealthChecker as people paste them.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { withPage } from './browser.mjs';

const REPORT = `Exchange Information
--------------------
\tName: EX01
\tGeneration Time: 10/07/2026 11:23:45
\tBuild Number: 15.02.2562.053
\tExtended Protection Enabled (Any VDir): True
`;

/** @param {string} name @param {string} file @param {string} build */
const exported = (name, file, build) =>
  `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS>
<S N="ServerName">${name}</S>
<Obj N="ExchangeInformation" RefId="1"><MS><Obj N="BuildInformation" RefId="2"><MS>
<Obj N="VersionInformation" RefId="3"><MS><Version N="BuildVersion">${build}</Version></MS></Obj>
<Obj N="ExchangeSetup" RefId="4"><MS><S N="FileVersion">${file}</S><S N="FileName">C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe</S></MS></Obj>
</MS></Obj></MS></Obj></MS></Obj></Objs>`;

test('what a report shows as done is ticked, needs no command and is not the reader’s to forget', () =>
  withPage(async (page) => {
    await page.fill('#paste', REPORT);
    const box = page.locator('input[data-step="extended-protection"]');
    await box.waitFor();
    assert.ok((await box.isChecked()) && (await box.isDisabled()));
    const item = page.locator('.confirm li', { has: box });
    assert.ok((await item.innerText()).includes('Shown as done'));
    assert.equal(await item.locator('.command').count(), 0);
    const other = page.locator('input[data-step="hybrid-app"]');
    assert.ok(!(await other.isChecked()) && !(await other.isDisabled()));
    await other.check();
    await page.click('.ticks .link-button');
    assert.ok(!(await other.isChecked()) && (await box.isChecked()));
    assert.ok(await page.locator('.ticks .link-button').isHidden());
  }));

test('two exported reports are two servers with their names, the worst first', () =>
  withPage(async (page) => {
    const files = [
      exported('SAGE-MBX', '15.02.2562.053', '15.2.2562.53'),
      exported('THYME-MBX', '15.02.1544.036', '15.2.1544.36'),
    ];
    await page.fill('#paste', files.join('\n'));
    await page.waitForSelector('text=2 servers, the worst first');
    const said = await page.locator('expatch-answer').innerText();
    assert.ok(said.indexOf('THYME-MBX') < said.lastIndexOf('SAGE-MBX'), said);
  }));

test('only a page that a server hands out links to the server’s own pages', () =>
  withPage(async (page) => {
    const link = page.locator('a[href="estate.html"]');
    assert.ok(await link.isHidden());
    await page.evaluate(() => document.documentElement.setAttribute('data-served', ''));
    assert.ok(await link.isVisible());
  }));
