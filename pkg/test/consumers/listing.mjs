// Records the pictures of the stores' listings: the popup over a sign-in page, in each
// language, on the 1280 by 800 that both stores take.
//
//   CHROMIUM=/usr/bin/chromium node test/consumers/listing.mjs

import { install, run } from "./install.mjs";
import { until, withExtension } from "./extension.mjs";
import { join } from "node:path";

const out = new URL("../../extension/listing/", import.meta.url).pathname;
const place = { ...install(), run, chromium: process.env.CHROMIUM ?? "/usr/bin/chromium" };

for (const locale of ["en", "fr", "nl", "de"]) {
  await withExtension(
    place,
    async ({ context, servers, visit, popup, badge, ...rest }) => {
      await rest.optIn(`${servers.own}/*`);
      const { page, tabId } = await visit(`${servers.own}/owa/auth/logon.aspx`);
      await until(
        () => badge(tabId),
        ({ text }) => text !== "",
      );
      const shown = await popup(tabId);
      // The fake server stands on this machine; readers of a listing see a host's name.
      await shown.evaluate((own) => {
        for (const id of ["host", "opt-note"]) {
          const line = document.getElementById(id);
          line.textContent = line.textContent.replace(own, "mail.example.org");
        }
      }, new URL(servers.own).host);
      const picture = (await shown.screenshot()).toString("base64");
      const { text, colour } = await badge(tabId);
      await page.close();
      const board = await context.newPage();
      await board.setViewportSize({ width: 1280, height: 800 });
      await board.setContent(
        `<style>body{margin:0;height:800px;display:grid;place-content:center;justify-items:end;gap:8px;background:#dfe5ec;font:600 15px sans-serif}
         img{border-radius:8px;box-shadow:0 4px 24px #0004}b{padding:1px 7px;border-radius:5px;color:#fff;background:rgb(${colour.slice(0, 3)})}</style>
         <b>${text}</b><img alt="" src="data:image/png;base64,${picture}">`,
      );
      await board.screenshot({ path: join(out, `${locale}.png`) });
    },
    { locale },
  );
  console.log(`${locale}.png`);
}
