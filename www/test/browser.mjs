// One browser and one site for a test file; console errors and policy violations are failures.
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  // Letters as wide as their font says, whatever the system's hinting.
  '--font-render-hinting=none',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const own = process.env.EXPATCH_SITE ? undefined : await serve();
export const SITE = process.env.EXPATCH_SITE ?? /** @type {{ url: string }} */ (own).url;
export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ARGUMENTS,
});

after(async () => {
  await browser.close();
  own?.close();
});

/**
 * Opens the page, runs `work` in it and checks that nothing was complained of,
 * but where a test brings about an error itself and is `forgiving`.
 * @param {(page: import('playwright-core').Page) => Promise<void>} work
 * @param {{ hash?: string, forgiving?: boolean, now?: string, style?: string, context?: import('playwright-core').BrowserContextOptions, url?: string }} [options]
 */
export async function withPage(work, { hash = '', forgiving = false, now, style, context = {}, url = SITE } = {}) {
  const opened = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', ...context });
  const page = await opened.newPage();
  page.setDefaultTimeout(10_000);
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const foreign = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url.split('#')[0].replace(/[^/]*$/, '')) && !/^(blob|data):/.test(request.url()))
      foreign.push(request.url());
  });
  if (now) await page.clock.setFixedTime(now);
  if (style) await page.addInitScript(addStyle, style);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  try {
    await page.goto(url + hash);
    await page.waitForSelector('html[data-ready]', { timeout: 15_000 });
    await work(page);
    if (!forgiving) assert.deepEqual(complaints, [], 'nothing is complained of in the console');
    assert.deepEqual(foreign, [], 'no request leaves the site');
  } finally {
    await opened.close();
  }
}

/** Runs before the page does, so that it is never laid out without the style. @param {string} style */
function addStyle(style) {
  const add = () => {
    const element = document.createElement('style');
    element.textContent = style;
    document.documentElement.append(element);
  };
  if (document.documentElement) return add();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    add();
  }).observe(document, { childList: true });
}

/** Gives files to the page as a person's picker would. @param {import('playwright-core').Page} page @param {{ name: string, text?: string, bytes?: Buffer }[]} files */
export const choose = (page, files) =>
  page.setInputFiles(
    '#files',
    files.map(({ name, text, bytes }) => ({ name, mimeType: 'text/plain', buffer: bytes ?? Buffer.from(text ?? '') })),
  );
