// Newer facts in the extension: asked for by a click, from a feed on this
// machine with keys made for the test.

import { AFTER, BEFORE, NEWER, fakeFeed, published, wrongs } from "../fake-feed.mjs";
import { lacking, withFirefox } from "../firefox.mjs";
import { until, withExtension } from "../extension.mjs";
import assert from "node:assert/strict";

const ownPattern = (servers) => `${servers.own}/*`;
const policy = /Content Security Policy|net::ERR_BLOCKED_BY_CSP|404/;

/** Runs `work` beside a feed, in a Chromium whose extension was built for it. */
async function beside(place, work, { handedOut = false } = {}) {
  const feed = await fakeFeed(place.run);
  try {
    const options = { feed: handedOut ? feed.handedOut : feed.feed, forgiving: policy };
    await withExtension(place, (browser) => work({ feed, ...browser, ...hands(browser) }), options);
  } finally {
    feed.close();
  }
}

const hands = ({ sayYes }) => ({
  /** Clicks the button of a popup, whose question the browser answers with yes, and gives what is said. */
  async renew(popup, patterns) {
    for (const pattern of patterns) await sayYes(pattern);
    await popup.bringToFront();
    await popup.evaluate(unfold);
    await popup.click("#renew");
    return until(
      () => popup.locator("#renew-note").innerText(),
      (text) => text !== "",
    );
  },
});

/** Within a popup: opens the part with the button, and forgets what it said. */
function unfold() {
  document.getElementById("renewal").open = true;
  document.getElementById("renew-note").replaceChildren();
}

const kept = (popup) => popup.evaluate(async () => (await chrome.storage.local.get("facts")).facts);
const dayOf = (popup) => popup.locator("#facts-day").innerText();
const granted = (popup) => popup.evaluate(async () => (await chrome.permissions.getAll()).origins);

export const parts = [
  {
    name: "extension: newer facts are taken on a click, kept, and answer in popup and badge",
    check: (place) =>
      beside(place, async ({ feed, servers, visit, popup, badge, context, renew, ...rest }) => {
        await rest.optIn(ownPattern(servers));
        const { page, tabId } = await visit(`${servers.own}/owa/newest`);
        await until(
          () => badge(tabId),
          ({ text }) => text === "?",
        );
        const shown = await popup(tabId);
        assert.equal(await shown.locator("article").getAttribute("data-status"), "latest-known");
        assert.equal(await dayOf(shown), `as of ${BEFORE}`);
        assert.equal(await shown.locator("#renew").isVisible(), false);
        await shown.click("#renewal summary");
        assert.match(await shown.locator("#renew-note").innerText(), /^Asks localhost:\d+ once, /);
        // A look at the popup asks nobody.
        assert.deepEqual(feed.asked, []);

        feed.publish(published(NEWER));
        const said = await renew(shown, [`${feed.origin}/*`]);
        assert.ok(
          said.endsWith(` their signature was checked, and they are in use. The feed was signed on ${AFTER}.`),
          said,
        );
        assert.equal(await dayOf(shown), `as of ${AFTER}`);
        await until(
          () => shown.locator("article").getAttribute("data-status"),
          (status) => status === "current",
        );
        const host = new URL(feed.origin).host;
        assert.deepEqual(
          feed.asked,
          ["/expatch.manifest", "/expatch.db"].map((url) => ({
            method: "GET",
            url,
            cookie: undefined,
            referer: undefined,
            host,
          })),
        );
        // The permission is given back, and no script of ours ever runs at the feed.
        assert.deepEqual(await granted(shown), [ownPattern(servers)]);
        assert.deepEqual(await rest.registered((matches) => matches.length === 1), [ownPattern(servers)]);
        await page.reload();
        await until(
          () => badge(tabId),
          ({ text }) => text === "yes",
        );

        // A worker that starts anew reads what is kept.
        const cdp = await context.newCDPSession(page);
        await cdp.send("ServiceWorker.enable");
        await cdp.send("ServiceWorker.stopAllWorkers");
        await page.reload();
        const text = () => shown.evaluate((tab) => chrome.action.getBadgeText({ tabId: tab }), tabId);
        assert.equal(await until(text, (now) => now !== ""), "yes");
        const again = await popup(tabId);
        assert.equal(await dayOf(again), `as of ${AFTER}`);
        assert.match(await again.locator("#renew-note").textContent(), /: newer facts were found/);

        // A feed with the same, and one that went back.
        assert.match(
          await renew(again, [`${feed.origin}/*`]),
          /has no newer facts than these\. The feed was signed on /,
        );
        feed.publish(wrongs("http://127.0.0.1:1/", "https://127.0.0.1:1/").find(([what]) => what === "older facts")[1]);
        assert.match(
          await renew(again, [`${feed.origin}/*`]),
          new RegExp(`older than the facts in use, as of ${AFTER}`),
        );
        assert.equal(await dayOf(again), `as of ${AFTER}`);

        // What is kept is verified at each start: a changed file is thrown away.
        await again.evaluate(async () => {
          const { facts } = await chrome.storage.local.get("facts");
          await chrome.storage.local.set({ facts: `${facts.slice(0, 9_000)}AAAA${facts.slice(9_004)}` });
        });
        const after = await popup(tabId);
        assert.equal(await dayOf(after), `as of ${BEFORE}`);
        // Without a click: nobody asked for this.
        assert.match(
          await after.locator("#renew-note").innerText(),
          new RegExp(`were refused and removed\\. The built-in ones are in use, as of ${BEFORE}`),
        );
        assert.equal(await kept(after), undefined);
      }),
  },
  {
    name: "extension: whatever is wrong with a feed changes nothing, and is said",
    check: (place) =>
      beside(place, async ({ feed, servers, popup, renew, worker }) => {
        const shown = await popup(-1);
        for (const [what, answers, said] of wrongs(servers.elsewhere, `${servers.own}/expatch.manifest`)) {
          feed.publish(answers);
          const text = (await renew(shown, [`${feed.origin}/*`])).replaceAll("\n", " ");
          assert.match(text, said, `${what}: ${text}`);
          assert.match(text, /Nothing changed\./, what);
          assert.equal(await dayOf(shown), `as of ${BEFORE}`, what);
          assert.equal(await kept(shown), undefined, what);
          assert.deepEqual(await granted(shown), [], what);
        }
        // Neither the address without TLS nor the other host heard a word.
        assert.deepEqual([servers.heard, servers.asked], [[], []]);

        feed.publish(published(NEWER));
        await worker.evaluate(() => {
          const { local } = chrome.storage;
          local.set = (those) => ("facts" in those ? Promise.reject(new Error("no room")) : Promise.resolve());
        });
        const full = await renew(shown, [`${feed.origin}/*`]);
        assert.match(full, /the browser has no room to keep them\. Nothing changed\.\s+no room$/);
        assert.equal(await dayOf(shown), `as of ${BEFORE}`);

        // Nobody is asked where the browser's question is answered with no.
        feed.asked.length = 0;
        await shown.evaluate(() => {
          chrome.permissions.request = async () => false;
        });
        assert.match(await renew(shown, []), /nothing was asked, for localhost:\d+ was not allowed\.$/);
        assert.deepEqual(feed.asked, []);
      }),
  },
  {
    name: "extension: a feed whose files lie on another host asks for both, and follows it there alone",
    check: (place) =>
      beside(
        place,
        async ({ feed, popup, renew }) => {
          const shown = await popup(-1);
          const lead = (name) => (response) =>
            response.writeHead(302, { location: `${feed.other}/files/${name}` }).end();
          const files = Object.fromEntries(
            Object.entries(published(NEWER)).map(([name, answer]) => [`/files${name}`, answer]),
          );
          feed.publish({
            "/expatch.manifest": lead("expatch.manifest"),
            "/expatch.db": lead("expatch.db"),
            ...files,
          });
          const said = await renew(shown, [`${feed.origin}/*`, `${feed.other}/*`]);
          assert.match(said, /newer facts were found/);
          assert.equal(await dayOf(shown), `as of ${AFTER}`);
          assert.deepEqual(await granted(shown), []);
        },
        { handedOut: true },
      ),
  },
  {
    name: "extension in Firefox: newer facts are taken on a click and kept, wrong ones change nothing",
    slow: true,
    lacking,
    async check(place) {
      const feed = await fakeFeed(place.run);
      try {
        await withFirefox(place, (browser) => inFirefox(feed, browser), { feed: feed.feed });
      } finally {
        feed.close();
      }
    },
  },
];

async function inFirefox(feed, { servers, popup }) {
  const shown = await popup(-1);
  const text = (id) => shown.$eval(id, (element) => element.innerText.replaceAll("\n", " "));
  const renew = async () => {
    await shown.bringToFront();
    await shown.evaluate(unfold);
    await shown.click("#renew");
    return until(
      () => text("#renew-note"),
      (said) => said !== "",
    );
  };
  const before = await text("#facts-day");
  for (const [what, answers, said] of wrongs(servers.elsewhere, `${servers.own}/expatch.manifest`)) {
    feed.publish(answers);
    const now = await renew();
    assert.match(now, said, `${what}: ${now}`);
    assert.match(now, /Nothing changed\./, what);
    assert.equal(await text("#facts-day"), before, what);
    assert.equal(await kept(shown), undefined, what);
    assert.deepEqual(await granted(shown), [], what);
  }
  assert.deepEqual([servers.heard, servers.asked], [[], []]);
  feed.publish(published(NEWER));
  feed.asked.length = 0;
  await shown.evaluate(() => {
    globalThis.really = chrome.permissions.request;
    chrome.permissions.request = async () => false;
  });
  assert.match(await renew(), /nothing was asked, for localhost:\d+ was not allowed\.$/);
  assert.deepEqual(feed.asked, []);
  await shown.evaluate(() => {
    chrome.permissions.request = globalThis.really;
  });
  assert.match(await renew(), /newer facts were found, their signature was checked, and they are in use\. The feed/);
  assert.notEqual(await text("#facts-day"), before);
  assert.deepEqual(
    feed.asked.map(({ url, cookie, referer }) => [url, cookie, referer]),
    [
      ["/expatch.manifest", undefined, undefined],
      ["/expatch.db", undefined, undefined],
    ],
  );
  const again = await popup(-1);
  assert.equal(await again.$eval("#facts-day", (day) => day.innerText), await text("#facts-day"));
}
