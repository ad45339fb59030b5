// The same extension in Firefox, whose background page, patterns and
// permissions differ from Chromium's.

import { lacking, withFirefox } from "../firefox.mjs";
import assert from "node:assert/strict";
import { BADGES, EXPLOITED } from "./5-extension.mjs";
import { until } from "../extension.mjs";

// A pattern of Firefox has no port: the host with every port is the narrowest.
const PATTERN = "https://127.0.0.1/*";
const pause = (milliseconds) => new Promise((later) => setTimeout(later, milliseconds));

export const parts = [
  {
    name: "extension in Firefox: the badge of each page on a host that was opted in, nothing elsewhere",
    slow: true,
    lacking,
    check: (place) =>
      withFirefox(place, async ({ servers, open, tabOf, badge, ...rest }) => {
        await rest.optIn(PATTERN);
        assert.deepEqual(await until(rest.registered, (matches) => matches.length > 0), [PATTERN]);
        for (const [path, expected] of Object.entries(BADGES)) {
          const page = await open(`${servers.own}${path}`);
          const tab = await until(
            () => tabOf(`${servers.own}${path}`),
            (id) => id !== undefined,
          );
          assert.deepEqual(
            await until(
              () => badge(tab),
              ([text]) => text !== "",
            ),
            expected,
            path,
          );
          assert.notEqual(await page.title(), "owned");
          await page.close();
        }
        servers.asked.length = 0;
        const foreign = await open(`${servers.other}/owa/auth/logon.aspx`);
        await pause(700);
        assert.deepEqual(
          servers.asked.map(({ method }) => method).filter((method) => method === "HEAD"),
          [],
        );
        assert.equal(await tabOf(foreign.url()), undefined);
        assert.deepEqual(servers.heard, []);
      }),
  },
  {
    name: "extension in Firefox: the popup says what and what next, and opts out and in",
    slow: true,
    lacking,
    check: (place) =>
      withFirefox(place, async ({ servers, open, popup, tabOf, badge, ...rest }) => {
        await rest.optIn(PATTERN);
        await until(rest.registered, (matches) => matches.length > 0);
        const address = `${servers.own}/owa/hostile`;
        const page = await open(address);
        const tab = await until(
          () => tabOf(address),
          (id) => id !== undefined,
        );
        const shown = await popup(tab);
        assert.equal(await shown.$eval("article", (article) => article.dataset.status), "exploited");
        const text = await shown.$eval("article", (article) => article.innerText);
        for (const said of [
          EXPLOITED,
          "15.1.2507.6",
          "Exchange Server 2016 CU23",
          "What to do, in this order",
          "Missing updates",
          "KB5129958",
        ])
          assert.ok(text.includes(said), said);
        assert.equal((await shown.$$("#answer img, #answer script, #answer iframe")).length, 0);
        if (process.env.EXPATCH_PICTURES)
          await shown.screenshot({ path: `${process.env.EXPATCH_PICTURES}/firefox-popup.png` });

        assert.equal(await shown.$eval("#opt", (button) => button.innerText), "Stop checking this host");
        await shown.click("#opt");
        await until(rest.registered, (matches) => matches.length === 0);
        servers.asked.length = 0;
        await page.reload();
        await pause(500);
        assert.deepEqual(
          servers.asked.filter(({ method }) => method === "HEAD"),
          [],
        );
        assert.deepEqual((await badge(tab))[0], "");
        await shown.click("#opt");
        assert.deepEqual(await until(rest.registered, (matches) => matches.length > 0), [PATTERN]);
        // The policy holds here too: the extension's pages reach nobody but the feed.
        assert.match(
          await shown.evaluate((url) => fetch(url).then(() => "reached", String), servers.elsewhere),
          /NetworkError/,
        );
        assert.deepEqual(servers.heard, []);
      }),
  },
];
