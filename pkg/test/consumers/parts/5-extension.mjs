// The web extension, built from the installed package and loaded as it ships.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { until, withExtension } from "../extension.mjs";
import assert from "node:assert/strict";
import { buildExtension } from "../../../extension/build.mjs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { patternsOf } from "../../../extension/src/host.js";
import { STATUSES } from "../../../extension/src/status.js";

const require = createRequire(import.meta.url);
const pkg = new URL("../../..", import.meta.url).pathname;
const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const ownPattern = (servers) => `${servers.own}/*`;

export const EXPLOITED = "Not patched: attackers use 5 of its 80 open vulnerabilities";
const UNSUPPORTED = "Not patched: no more security updates are made for it";

/** What each page's badge must be; nothing where nothing is known. */
export const BADGES = {
  "/owa/auth/logon.aspx": ["no!", `expatch · ${EXPLOITED} · 15.1.2507.6`],
  "/owa/path-only": ["no", `expatch · ${UNSUPPORTED}`],
  "/owa/hostile": ["no!", `expatch · ${EXPLOITED} · 15.1.2507.6`],
  "/owa/no-head": ["no!", "expatch · Not patched: attackers use 1 of its 41 open vulnerabilities · 15.2.1544.4"],
  // No cookie is sent, so the gateway gives no header: the page's paths remain.
  "/owa/gateway": ["no", `expatch · ${UNSUPPORTED}`],
};

export const parts = [
  {
    name: "extension: the manifest asks for the least",
    async check(place) {
      const build = async (browser) => {
        const out = join(place.folder, `extension-manifest-${browser}`);
        await buildExtension({ out, from: place.folder, browser });
        return json(out, "manifest.json");
      };
      const [manifest, firefox] = [await build("chromium"), await build("firefox")];
      const { background, minimum_chrome_version, ...same } = manifest;
      const { background: page, browser_specific_settings, ...others } = firefox;
      assert.deepEqual(same, others);
      assert.deepEqual(background, { service_worker: "background.js", type: "module" });
      assert.deepEqual(page, { scripts: ["background.js"], type: "module" });
      assert.equal(minimum_chrome_version, "121");
      // The versions that know the key for data collection.
      assert.equal(browser_specific_settings.gecko.strict_min_version, "140.0");
      assert.equal(browser_specific_settings.gecko_android.strict_min_version, "142.0");
      assert.deepEqual(browser_specific_settings.gecko.data_collection_permissions, { required: ["none"] });
      assert.deepEqual(manifest.permissions, ["activeTab", "scripting", "storage"]);
      assert.deepEqual(manifest.optional_host_permissions, ["https://*/*"]);
      for (const key of [
        "host_permissions",
        "optional_permissions",
        "content_scripts",
        "web_accessible_resources",
        "externally_connectable",
      ]) {
        assert.equal(manifest[key], undefined, key);
      }
      assert.equal(manifest.version, json(place.folder, "node_modules/expatch/package.json").version);
      const policy = manifest.content_security_policy.extension_pages;
      assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
      // The one default address of the command and the server, and where its host keeps the files.
      const feed = readFileSync(join(pkg, "../crate/update/feed.txt"), "utf8").trim();
      const database = new URL("expatch.db", feed).href;
      const reached = `connect-src ${feed} ${database} https://release-assets.githubusercontent.com;`;
      assert.ok(policy.includes(reached), policy);
      assert.doesNotMatch(policy.replace(reached, ""), /unsafe-inline|unsafe-eval(?<!'wasm-unsafe-eval)|https?:|\*/);
      for (const name of readdirSync(join(pkg, "extension/src"))) {
        assert.doesNotMatch(
          readFileSync(join(pkg, "extension/src", name), "utf8"),
          /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b/,
          name,
        );
      }
    },
  },
  {
    name: "extension: the store's linter finds nothing, the facts are in it once",
    async check(place) {
      const out = join(place.folder, "extension-linted");
      await buildExtension({ out, from: place.folder, browser: "firefox" });
      const said = place.run(join(place.tools, ".bin/addons-linter"), ["--output=json", out]);
      const { summary, errors, warnings, notices } = JSON.parse(said);
      assert.deepEqual(summary, { errors: 0, notices: 0, warnings: 0 }, JSON.stringify([errors, warnings, notices]));
      const scripts = readdirSync(out).filter((name) => name.endsWith(".js"));
      const large = scripts.filter((name) => statSync(join(out, name)).size > 100_000);
      assert.equal(large.length, 1, `${large} of ${scripts}`);
      for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md"])
        assert.ok(statSync(join(out, name)).size > 500, name);
    },
  },
  {
    name: "extension: the listings fit the stores, in four languages",
    check() {
      for (const language of ["en", "fr", "nl", "de"]) {
        const words = json(pkg, "extension/_locales", language, "messages.json");
        // Firefox's list takes 45 characters of a name, Chrome's 132 of a description.
        assert.ok(words.name.message.length <= 45, `${language}: ${words.name.message.length}`);
        assert.ok(words.description.message.length <= 132, `${language}: ${words.description.message.length}`);
        const listing = readFileSync(join(pkg, "extension/listing", `${language}.md`), "utf8");
        const [head, ...sections] = listing.split(/^## /m);
        assert.equal(head.trim(), `# ${words.name.message}`, language);
        assert.equal(sections.length, 2, language);
        const [summary, description] = sections.map((section) => section.slice(section.indexOf("\n")).trim());
        assert.ok(summary.length > 50 && summary.length <= 250, `${language}: ${summary.length}`);
        assert.ok(description.length > 600 && description.length <= 15_000, `${language}: ${description.length}`);
      }
    },
  },
  {
    name: "extension: four languages say the same things, in the site's words",
    check() {
      const english = json(pkg, "extension/_locales/en/messages.json");
      const statuses = /export type Status =([^;]+);/
        .exec(readFileSync(join(pkg, "index.d.ts"), "utf8"))[1]
        .match(/[a-z-]+(?=')/g);
      assert.deepEqual([...STATUSES].sort(), statuses.sort());
      for (const language of ["en", "fr", "nl", "de"]) {
        const words = json(pkg, "extension/_locales", language, "messages.json");
        const site = json(pkg, "../www/locale", `${language}.json`);
        assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), language);
        for (const status of statuses)
          assert.equal(
            words[`status_${status.replaceAll("-", "_")}`].message,
            site[`status.${status}`],
            `${language} ${status}`,
          );
        for (const [key, { message }] of Object.entries(words)) {
          assert.deepEqual(
            message.match(/\$\d/g)?.sort(),
            english[key].message.match(/\$\d/g)?.sort(),
            `${language} ${key}`,
          );
        }
      }
    },
  },
  {
    name: "extension: a host's pattern is its own and no wider",
    check() {
      assert.deepEqual(patternsOf("https://mail.example.org", true), ["https://mail.example.org/*"]);
      assert.deepEqual(patternsOf("https://mail.example.org:8443", true), [
        "https://mail.example.org:8443/*",
        "https://mail.example.org/*",
      ]);
      assert.deepEqual(patternsOf("https://mail.example.org:8443", false), ["https://mail.example.org/*"]);
      for (const other of ["http://mail.example.org", "chrome://extensions", "file:///tmp/x"])
        assert.deepEqual(patternsOf(other, true), []);
    },
  },
  {
    name: "extension: the badge of each page on a host that was opted in",
    check: (place) =>
      withExtension(place, async ({ servers, visit, badge, ...rest }) => {
        await rest.optIn(ownPattern(servers));
        for (const [path, [text, title]] of Object.entries(BADGES)) {
          const { page, tabId } = await visit(`${servers.own}${path}`);
          const shown = await until(
            () => badge(tabId),
            (now) => now.text !== "",
          );
          assert.deepEqual([shown.text, shown.title], [text, title], path);
          assert.notEqual(await page.title(), "owned");
          await page.close();
        }
        for (const path of ["/plain", "/junk", "/owa/message"]) {
          const { page, tabId } = await visit(`${servers.own}${path}`);
          await until(
            () => servers.asked,
            (asked) => asked.some(({ method, url }) => method === "HEAD" && url === path),
          );
          await page.waitForTimeout(300);
          assert.equal((await badge(tabId)).text, "", path);
          await page.close();
        }
      }),
  },
  {
    name: "extension: nothing is read where nobody opted in, and nothing is sent",
    check: (place) =>
      withExtension(
        place,
        async ({ worker, servers, visit, badge, popup, ...rest }) => {
          await rest.optIn(ownPattern(servers));
          const foreign = await visit(`${servers.other}/owa/auth/logon.aspx?url=secret`);
          await foreign.page.waitForTimeout(700);
          assert.deepEqual(
            servers.asked.filter(({ method }) => method === "HEAD"),
            [],
          );
          assert.equal((await badge(foreign.tabId)).text, "");
          const closed = await popup(foreign.tabId);
          assert.equal(await closed.locator("#answer h2").innerText(), "This page cannot be read");
          assert.equal(await closed.locator("#watch").isVisible(), false);

          const { tabId } = await visit(`${servers.own}/owa/auth/logon.aspx?url=secret`);
          await until(
            () => badge(tabId),
            (now) => now.text === "no!",
          );
          // One question to the same address: no cookie, no query, no referrer.
          assert.deepEqual(
            servers.asked.filter(({ method }) => method === "HEAD"),
            [{ method: "HEAD", url: "/owa/auth/logon.aspx", cookie: undefined, referer: undefined }],
          );
          // Neither worker nor popup can reach anybody but the feed: their policy stops them.
          const ask = (url) =>
            fetch(url).then(
              () => "reached",
              (error) => String(error),
            );
          assert.match(await worker.evaluate(ask, servers.elsewhere), /Failed to fetch/);
          const page = await popup(-1);
          const refused = page.evaluate(
            () =>
              new Promise((done) => {
                addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true });
                setTimeout(done, 5_000, "nothing was refused");
              }),
          );
          const [got, directive] = await Promise.all([page.evaluate(ask, servers.elsewhere), refused]);
          assert.match(got, /Failed to fetch/);
          assert.equal(directive, "connect-src");
          assert.deepEqual(servers.heard, []);
        },
        { forgiving: /Content Security Policy|net::ERR_BLOCKED_BY_CSP/ },
      ),
  },
  {
    name: "extension: the popup says what, why and what next, and opts in and out",
    check: (place) =>
      withExtension(place, async ({ servers, visit, popup, badge, ...rest }) => {
        await rest.optIn(ownPattern(servers));
        const { page, tabId } = await visit(`${servers.own}/owa/hostile`);
        const shown = await popup(tabId);
        assert.equal(await shown.locator("article").getAttribute("data-status"), "exploited");
        const text = await shown.locator("article").innerText();
        for (const said of [
          EXPLOITED,
          "15.1.2507.6",
          "Exchange Server 2016 CU23",
          "Oct 8, 2026",
          "What to do, in this order",
          "Missing updates",
          "KB5129958",
        ])
          assert.ok(text.includes(said), said);
        assert.equal(await shown.locator("#answer img, #answer script, #answer iframe").count(), 0);
        for (const href of await shown.locator("a").evaluateAll((links) => links.map((link) => link.href)))
          assert.match(href, /^https:\/\//);

        // By keyboard: out, in again, and what follows from each.
        await shown.focus("#opt");
        assert.equal(await shown.locator("#opt").innerText(), "Stop checking this host");
        await shown.keyboard.press("Enter");
        await until(
          () => shown.locator("#opt").innerText(),
          (now) => now === "Always check this host",
        );
        await rest.registered((matches) => matches.length === 0);
        await page.reload();
        await page.waitForTimeout(500);
        assert.equal((await badge(tabId)).text, "");
        await rest.sayYes(ownPattern(servers));
        await shown.bringToFront();
        await shown.focus("#opt");
        await shown.keyboard.press("Enter");
        await until(
          () => shown.locator("#opt").innerText(),
          (now) => now === "Stop checking this host",
        );
        assert.deepEqual(await rest.registered((matches) => matches.length > 0), [ownPattern(servers)]);
        await page.reload();
        await until(
          () => badge(tabId),
          (now) => now.text === "no!",
        );
      }),
  },
  ...["light", "dark"].map((colorScheme) => ({
    name: `extension: axe finds nothing, ${colorScheme}`,
    check: (place) =>
      withExtension(
        place,
        async ({ servers, visit, popup, ...rest }) => {
          await rest.optIn(ownPattern(servers));
          const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
          for (const path of ["/owa/hostile", "/owa/path-only", "/plain"]) {
            const { tabId } = await visit(`${servers.own}${path}`);
            const shown = await popup(tabId);
            await shown.locator("#opt").waitFor();
            for (const details of await shown.locator("details").all()) await details.locator("summary").click();
            const found = await shown.evaluate(
              `${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.map(n=>n.target.join(' ')).join(' | ')))`,
            );
            assert.deepEqual(found, [], path);
          }
        },
        { colorScheme },
      ),
  })),
  {
    name: "extension: German words in a German browser",
    check: (place) =>
      withExtension(
        place,
        async ({ servers, visit, popup, badge, ...rest }) => {
          await rest.optIn(ownPattern(servers));
          const { tabId } = await visit(`${servers.own}/owa/auth/logon.aspx`);
          const shown = await popup(tabId);
          const text = await shown.locator("body").innerText();
          for (const said of [
            "Angreifer nutzen 5 der 80 offenen Schwachstellen aus",
            "Was zu tun ist, in dieser Reihenfolge",
            "Schwachstellen",
            "Diesen Host nicht mehr prüfen",
            "8. Okt. 2026",
          ])
            assert.ok(text.includes(said), `${said} in ${text}`);
          assert.equal(
            await shown
              .locator("html")
              .getAttribute("lang")
              .then((tag) => tag.slice(0, 2)),
            "de",
          );
          assert.match(
            (
              await until(
                () => badge(tabId),
                (now) => now.text === "nein",
              )
            ).title,
            /^expatch · Nicht gepatcht: Angreifer nutzen /,
          );
        },
        { locale: "de" },
      ),
  },
];
