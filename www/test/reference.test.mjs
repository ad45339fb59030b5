// The reference: an address for each build, article, vulnerability and baseline, judged for the day on which it is read.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { SITE, withPage } from './browser.mjs';

const url = `${SITE}reference.html`;
const NOW = '2026-11-28T12:00:00Z';
const dist = (/** @type {string} */ name) => readFile(new URL(`../dist/${name}`, import.meta.url), 'utf8');

test('every build, article, vulnerability and baseline has an address', () =>
  withPage(
    async (page) => {
      assert.match(await page.locator('h1').innerText(), /Every build/);
      const shows = async (/** @type {string} */ key, /** @type {RegExp[]} */ ...expected) => {
        await page.evaluate((to) => {
          location.hash = to;
        }, key);
        await page.waitForFunction((to) => decodeURIComponent(location.hash) === `#${to}`, key);
        await page.waitForTimeout(50);
        const text = await page.locator('#page').innerText();
        for (const words of expected) assert.match(text, words, key);
      };
      await shows(
        '15.1.2507.12',
        /Exchange Server 2016 CU23 Aug22SU/,
        /Not patched: attackers use 5/,
        /Closes 6 vuln/,
        /CVE-2022-41040/,
      );
      await shows('15.01.2507.012', /Exchange Server 2016 CU23 Aug22SU/);
      await shows('KB5066369', /KB5066369/, /15\.1\.2507\.61/);
      await shows('CVE-2022-41040', /ProxyNotShell/, /8\.8/, /15\.1\.2507\.16/, /KEV/);
      await shows('2019-CU15', /Exchange Server 2019 CU15/, /15\.2\.1748\.39/);
      await shows('proxyshell', /results?/, /CVE-2021-34473/);
      await shows('<img src=x onerror=alert(1)>', /0 results/);
      assert.equal(await page.locator('main img').count(), 0);
    },
    { url, now: NOW },
  ));

test('its verdicts are those of today and agree with the page', () =>
  withPage(
    async (page) => {
      const text = await page.locator('#page').innerText();
      assert.match(text, /Up to date as far as the database reaches/);
      assert.ok(!/\bPatched\b(?!:)/.test(text), 'nothing is called current after the facts end');
      await page.click('.next-step a');
      await page.waitForSelector('article[data-status="latest-known"]');
    },
    { url, hash: '#15.2.2562.53', now: NOW },
  ));

test('searching finds and the address follows, in the reader’s language', () =>
  withPage(
    async (page) => {
      await page.fill('#search', 'proxyshell');
      await page.waitForFunction(() => /CVE-2021-34473/.test(document.body.innerText));
      assert.equal(await page.evaluate(() => location.hash), '#proxyshell');
      await page.selectOption('#language', 'de');
      await page.waitForFunction(() => /Treffer/.test(document.body.innerText));
      assert.equal(/\bref\.[a-z.-]+\b/.exec(await page.locator('body').innerText())?.[0], undefined);
    },
    { url, now: NOW },
  ));

test('the feed has the newest releases, the calendar the second Tuesdays', async () => {
  const feed = await dist('feed.xml');
  assert.match(feed, /<id>urn:expatch:build:15\.2\.2562\.53<\/id>/);
  assert.ok(feed.indexOf('15.2.2562.53') < feed.indexOf('15.2.2562.49'), 'newest first');
  const calendar = await dist('patch-tuesdays.ics');
  for (const day of ['20261110', '20261208', '20270112']) assert.ok(calendar.includes(`DTSTART;VALUE=DATE:${day}\r\n`));
  assert.ok(calendar.split('\r\n').every((line) => line.length <= 75));
});
