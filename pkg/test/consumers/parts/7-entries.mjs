// Each way in, with what a runtime really holds.

import { browser, serve } from "../browser.mjs";
import { firefox, lacking } from "../firefox.mjs";
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

const ALL = /^14 of 14 ways are right$/m;

/** What a server answers that says its build. */
export const OWA = { head: { "x-owa-version": "15.1.2507.6" }, body: "<title>Outlook</title>" };

// Another origin lets its body be read and none of its headers.
const ELSEWHERE = { ...OWA, head: { ...OWA.head, "access-control-allow-origin": "*" } };

// The bundled server stands alone: nothing of the package lies beside it.
async function esbuild({ folder, run }, format) {
  const { build } = await import("esbuild");
  const outfile = `esbuild-node/${format}/server.${format === "cjs" ? "cjs" : "mjs"}`;
  await build({
    absWorkingDir: folder,
    entryPoints: ["apps/node-bundled.mjs"],
    bundle: true,
    platform: "node",
    format,
    outfile,
    logLevel: "error",
  });
  assert.equal(run(process.execPath, [outfile], { cwd: folder }), "15.1.2507.6\n");
}

// Shows `work` the address of the page that tries what a browser holds.
async function beside(place, work) {
  copyFileSync(join(place.folder, "apps/owa.html"), join(place.folder, "owa.html"));
  const server = await serve(place.folder, { "/answer": OWA });
  const other = await serve(place.folder, { "/": ELSEWHERE });
  try {
    await work(`${server.url}apps/entries.html?other=${encodeURIComponent(other.url)}`);
  } finally {
    server.close();
    other.close();
  }
}

export const parts = [
  {
    name: "every way in: Node",
    check: ({ run, folder }) => assert.match(run(process.execPath, ["apps/entries.mjs"], { cwd: folder }), ALL),
  },
  {
    name: "every way in: Deno",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(
        run(
          join(tools, ".bin/deno"),
          ["run", "--allow-read", "--allow-net=127.0.0.1", "--node-modules-dir=manual", "apps/entries.mjs"],
          { cwd: folder, env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" } },
        ),
        ALL,
      ),
  },
  {
    name: "every way in: Bun",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(run(join(tools, ".bin/bun"), ["apps/entries.mjs"], { cwd: folder }), ALL),
  },
  {
    name: "every way in: Chromium, a service worker and another origin included",
    check: (place) =>
      beside(place, async (address) => {
        const context = await browser(place.chromium);
        try {
          const page = await context.newPage();
          await page.goto(address);
          await page.waitForFunction(() => document.title !== "consumer", undefined, { timeout: 120_000 });
          assert.equal(await page.title(), "8 ways are right");
        } finally {
          await context.close();
        }
      }),
  },
  {
    name: "every way in: Firefox, a service worker and another origin included",
    slow: true,
    lacking,
    check: (place) =>
      beside(place, async (address) => {
        const driven = await firefox();
        try {
          const page = await driven.newPage();
          await page.goto(address);
          await page.waitForFunction(() => document.title !== "consumer", { timeout: 120_000 });
          assert.equal(await page.title(), "8 ways are right");
        } finally {
          await driven.close();
        }
      }),
  },
  {
    name: "jsdom",
    check({ run, folder, tools }) {
      const said = run(process.execPath, ["apps/jsdom.mjs"], { cwd: folder, env: { ...process.env, TOOLS: tools } });
      assert.equal(said, "1 mail.example.org 15.1.2507.6 owa-path\n15.1.2507.6\n15.1.2507.6\n");
    },
  },
  { name: "esbuild for Node, one ES module", check: (place) => esbuild(place, "esm") },
  { name: "esbuild for Node, one CommonJS file", check: (place) => esbuild(place, "cjs") },
  {
    name: "Bun, compiled into one program",
    slow: true,
    check({ run, tools, folder }) {
      const program = join(folder, "bun-compiled/expatch-server");
      run(join(tools, ".bin/bun"), ["build", "--compile", "apps/node-bundled.mjs", "--outfile", program], {
        cwd: folder,
      });
      assert.equal(run(program, [], { cwd: "/" }), "15.1.2507.6\n");
    },
  },
];
