// The extension unpacked in a Chromium, beside fake servers.

import { buildExtension } from "../../extension/build.mjs";
import { chromium } from "playwright-core";
import { fakeOwa } from "./fake-owa.mjs";
import { FLAGS } from "./browser.mjs";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

/** Runs `work` with the extension as it ships loaded, or built for another feed; complaints of its pages and worker fail it. */
export async function withExtension(
  place,
  work,
  { locale = "en", colorScheme = "light", forgiving = /^$/, feed } = {},
) {
  const extension = join(place.folder, "extension");
  await buildExtension({ out: extension, from: place.folder, browser: "chromium", feed });
  const servers = await fakeOwa(place.run);
  const profile = mkdtempSync(join(tmpdir(), "expatch-extension-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: place.chromium,
    headless: true,
    colorScheme,
    ignoreHTTPSErrors: true,
    ignoreDefaultArgs: ["--disable-extensions"],
    // The flag is for the worker, of which the option before it knows nothing.
    args: [
      ...FLAGS,
      "--ignore-certificate-errors",
      `--lang=${locale}`,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
    env: { ...process.env, LANGUAGE: locale },
  });
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker", { timeout: 20_000 }));
    const id = new URL(worker.url()).host;
    const complaints = [];
    context.on("weberror", (error) => complaints.push(String(error.error())));
    context.on("console", (message) => {
      if (
        message.page()?.url().startsWith("chrome-extension:") &&
        message.type() === "error" &&
        !forgiving.test(message.text())
      )
        complaints.push(message.text());
    });
    const result = await work({ context, worker, servers, ...tools(context, worker, id) });
    if (complaints.length > 0) throw new Error(`complaints: ${complaints.join("\n")}`);
    return result;
  } finally {
    await context.close();
    servers.close();
    // The browser's last helpers may still write for a moment.
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function tools(context, worker, id) {
  // The tab in front: the address of a host that is not opted in is hidden from the extension.
  const front = () =>
    worker.evaluate(async () => (await chrome.tabs.query({ active: true, lastFocusedWindow: true }))[0].id);
  return {
    /**
     * Lets the browser remember a yes for this pattern. A browser asks nothing
     * a second time, so the extension's own request then is granted at once:
     * nobody can click the question in a headless browser.
     */
    async sayYes(pattern) {
      const page = await context.newPage();
      await page.goto("chrome://extensions");
      await page.evaluate(
        ([extension, host]) => chrome.developerPrivate.addHostPermission(extension, host),
        [id, pattern],
      );
      await page.close();
    },
    /** Opts a host in, as the popup's button does. */
    async optIn(pattern) {
      await this.sayYes(pattern);
      const page = await context.newPage();
      await page.goto(`chrome-extension://${id}/popup.html?tab=1`);
      const granted = await page.evaluate((host) => chrome.permissions.request({ origins: [host] }), pattern);
      if (!granted) throw new Error(`${pattern} was not granted`);
      await page.close();
      await this.registered((matches) => matches.includes(pattern));
    },
    /** Waits until the hosts that the content script runs on are right. */
    registered: (right) =>
      until(
        () =>
          worker.evaluate(async () =>
            (await chrome.scripting.getRegisteredContentScripts()).flatMap((script) => script.matches),
          ),
        right,
      ),
    /** Text, colour and tooltip of the badge of a tab. */
    badge: (tabId) =>
      worker.evaluate(
        async (tab) => ({
          text: await chrome.action.getBadgeText({ tabId: tab }),
          colour: await chrome.action.getBadgeBackgroundColor({ tabId: tab }),
          title: await chrome.action.getTitle({ tabId: tab }),
        }),
        tabId,
      ),
    /** Opens a page and gives its tab. */
    async visit(url) {
      const page = await context.newPage();
      await page.goto(url);
      return { page, tabId: await front() };
    },
    /** The popup over a tab, as a page of its own. */
    async popup(tabId, prepare) {
      const page = await context.newPage();
      if (prepare) await page.addInitScript(prepare);
      await page.setViewportSize({ width: 448, height: 600 });
      await page.goto(`chrome-extension://${id}/popup.html?tab=${tabId}`);
      await page.waitForSelector("#answer:not([aria-busy])");
      return page;
    },
  };
}

/** Asks until the answer is right, and gives it. */
export async function until(ask, right) {
  const end = Date.now() + 15_000;
  for (;;) {
    const now = await ask();
    if (right(now)) return now;
    if (Date.now() > end) throw new Error(`it stays ${JSON.stringify(now)}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
