// A Firefox, and the extension installed in one, beside fake servers.

import { buildExtension } from "../../extension/build.mjs";
import { existsSync } from "node:fs";
import { fakeOwa } from "./fake-owa.mjs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { until } from "./extension.mjs";

const program = [process.env.FIREFOX ?? "", "/usr/bin/firefox-esr", "/usr/bin/firefox"].find(
  (file) => file && existsSync(file),
);

/** Why it cannot be tried here, or nothing. */
export const lacking = program ? undefined : "no Firefox: on Debian `apt-get install firefox-esr`, or set FIREFOX";

/** A headless Firefox, with these settings and words of its command line. */
export const firefox = (extraPrefsFirefox = {}, args = []) =>
  puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    headless: true,
    args,
    acceptInsecureCerts: true,
    extraPrefsFirefox,
  });

// Firefox gives each installation a random address; this one is known beforehand.
const ID = "expatch@expatch.example";
const HOST = "5d2c9f0e-6f0b-4f3e-9a51-2b7f3c1e8d46";

/** Runs `work` with the extension as it ships installed, or built for another feed; complaints of its pages fail it. */
export async function withFirefox(place, work, { feed } = {}) {
  const extension = join(place.folder, "extension-firefox");
  await buildExtension({ out: extension, from: place.folder, browser: "firefox", feed });
  const servers = await fakeOwa(place.run);
  const settings = {
    "extensions.webextensions.uuids": JSON.stringify({ [ID]: HOST }),
    // Nobody can answer the question in a headless browser: it is answered with yes.
    "extensions.webextOptionalPermissionPrompts": false,
    "intl.accept_languages": "en-GB",
  };
  // Its own pages are the browser's, which a driver may open only so.
  const browser = await firefox(settings, ["--remote-allow-system-access"]);
  try {
    await browser.installExtension(extension);
    const complaints = [];
    const open = async (url) => {
      const page = await browser.newPage();
      // What the fake servers' hostile pages complain of is their own.
      if (url.startsWith("moz-extension:")) page.on("pageerror", (error) => complaints.push(String(error)));
      await page.setViewport({ width: 448, height: 600 });
      const gone = page.goto(url);
      if (!url.startsWith("moz-extension:")) await gone;
      // The driver is not told that a page of the extension has loaded: the page is asked.
      else gone.catch(() => {});
      return page;
    };
    const popup = async (tab) => {
      const page = await open(`moz-extension://${HOST}/popup.html?tab=${tab}`);
      const ready = () =>
        page.evaluate(() => document.querySelector("#answer:not([aria-busy])") !== null).catch(() => false);
      await until(ready, (is) => is);
      return page;
    };
    // A page of the extension's own, from which its state is read.
    const own = await popup(1);
    await work({
      servers,
      popup,
      open,
      own,
      /** The tab that shows `url`; unknown where the host is not opted in. */
      tabOf: (url) =>
        own.evaluate(async (shown) => (await chrome.tabs.query({})).find((tab) => tab.url === shown)?.id, url),
      badge: (tabId) =>
        own.evaluate(
          async (tab) => [
            await chrome.action.getBadgeText({ tabId: tab }),
            await chrome.action.getTitle({ tabId: tab }),
          ],
          tabId,
        ),
      registered: () =>
        own.evaluate(async () =>
          (await chrome.scripting.getRegisteredContentScripts()).flatMap((script) => script.matches),
        ),
      /** Opts a host in, as the popup's button does: Firefox wants a click of the user's. */
      async optIn(pattern) {
        await own.evaluate((host) => {
          const button = Object.assign(document.createElement("button"), { id: "ask", textContent: "Ask" });
          button.onclick = async () => (button.dataset.granted = await chrome.permissions.request({ origins: [host] }));
          document.body.prepend(button);
        }, pattern);
        await own.bringToFront();
        await own.click("#ask");
        await until(
          () => own.$eval("#ask", (button) => button.dataset.granted),
          (granted) => granted === "true",
        );
      },
    });
    if (complaints.length > 0) throw new Error(`complaints: ${complaints.join("\n")}`);
  } finally {
    await browser.close();
    servers.close();
  }
}
