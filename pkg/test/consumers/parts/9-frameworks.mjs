// Inside what others build and test their pages with, by its own commands.

import { browser, serve } from "../browser.mjs";
import assert from "node:assert/strict";
import { OWA } from "./7-entries.mjs";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { lend } from "../install.mjs";

const REACT = ["@types/react", "@types/react-dom", "@vitejs/plugin-react", "react", "react-dom", "vite"];

// A test file of a user: every test of it must have run.
const TESTS = 6;

export const parts = [
  {
    name: "Vite and React, TypeScript's strict",
    async check(place) {
      const { folder, run, tools } = place;
      lend(place, ...REACT);
      const app = { cwd: join(folder, "apps/react") };
      run(join(tools, ".bin/tsc"), ["--project", "."], app);
      run(process.execPath, [join(tools, "vite/bin/vite.js"), "build", "--logLevel", "warn"], app);
      copyFileSync(join(folder, "apps/owa.html"), join(app.cwd, "dist/owa.html"));
      const server = await serve(join(app.cwd, "dist"), { "/answer": OWA });
      const context = await browser(place.chromium);
      try {
        const page = await context.newPage();
        const said = [];
        page.on("pageerror", (error) => said.push(String(error)));
        await page.goto(`${server.url}index.html`);
        const buffer = Buffer.from("X-OWA-Version: 15.2.1748.10\r\n");
        await page.setInputFiles("input", { name: "headers.txt", mimeType: "text/plain", buffer });
        await page.fill("textarea", "X-OWA-Version: 15.1.2507.6");
        const answered = () => [...document.querySelectorAll("p")].every((way) => way.textContent !== "");
        await page.waitForFunction(answered, undefined, { timeout: 20_000 }).catch((error) => said.push(String(error)));
        const ways = await page.$$eval("p", (all) => Object.fromEntries(all.map((way) => [way.id, way.textContent])));
        const right = {
          response: "15.1.2507.6 no",
          file: "15.2.1748.10 no",
          document: "15.1.2507.6 no",
          text: "15.1.2507.6 no",
        };
        assert.deepEqual([ways, said], [right, []]);
      } finally {
        await context.close();
        server.close();
      }
    },
  },
  {
    name: "Jest with jsdom",
    check(place) {
      const { folder, run, tools } = place;
      lend(place, "jest-environment-jsdom");
      const env = { ...process.env, NODE_OPTIONS: "--experimental-vm-modules", CI: "1" };
      const words = [join(tools, "jest/bin/jest.js"), "--json", "--runInBand", "--watchman=false"];
      const said = JSON.parse(run(process.execPath, words, { cwd: join(folder, "apps/testers"), env }));
      assert.deepEqual([said.success, said.numPassedTests], [true, TESTS]);
    },
  },
  {
    name: "Vitest with jsdom",
    check(place) {
      const { folder, run, tools } = place;
      lend(place, "jsdom");
      const words = [join(tools, "vitest/vitest.mjs"), "run", "--reporter=json"];
      const said = JSON.parse(run(process.execPath, words, { cwd: join(folder, "apps/testers") }));
      assert.deepEqual([said.success, said.numPassedTests], [true, TESTS]);
    },
  },
];
