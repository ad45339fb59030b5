// Chromium without a bundler, and with each of the bundlers in its simplest use.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { serve, titleOf } from "../browser.mjs";
import { writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);

// Opens what a bundler made and reads the answer from the title.
async function shows(place, page) {
  const server = await serve(place.folder);
  try {
    assert.match(await titleOf(place.chromium, `${server.url}${page}`), /^exploited \w{8}$/);
  } finally {
    server.close();
  }
}

function html(place, folder) {
  writeFileSync(
    join(place.folder, folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><title>…</title><script type="module" src="./main.js"></script>',
  );
}

export const parts = [
  { name: "Chromium without a bundler", check: (place) => shows(place, "apps/page.html") },
  {
    name: "Vite",
    async check(place) {
      const { build } = await import("vite");
      await build({
        root: join(place.folder, "apps"),
        base: "./",
        logLevel: "error",
        build: {
          outDir: join(place.folder, "vite"),
          target: "es2022",
          rollupOptions: { input: join(place.folder, "apps/bundled.html") },
        },
      });
      await shows(place, "vite/bundled.html");
    },
  },
  {
    name: "webpack",
    async check(place) {
      const webpack = require("webpack");
      const options = {
        mode: "production",
        context: place.folder,
        entry: "./apps/bundled.js",
        output: { path: join(place.folder, "webpack"), filename: "main.js", publicPath: "auto" },
        performance: false,
      };
      await new Promise((done, fail) =>
        webpack(options, (error, stats) =>
          (error ?? stats.hasErrors()) ? fail(error ?? new Error(stats.toString())) : done(),
        ),
      );
      html(place, "webpack");
      await shows(place, "webpack/index.html");
    },
  },
  {
    name: "esbuild",
    async check(place) {
      const { build } = await import("esbuild");
      await build({
        absWorkingDir: place.folder,
        entryPoints: ["apps/bundled.js"],
        bundle: true,
        format: "esm",
        outfile: "esbuild/main.js",
        logLevel: "error",
      });
      html(place, "esbuild");
      await shows(place, "esbuild/index.html");
    },
  },
  {
    name: "Rollup",
    async check(place) {
      const { rollup } = await import("rollup");
      // Resolving packages is a plugin's work in Rollup: here by hand, the `default` condition.
      const resolve = {
        name: "resolve",
        resolveId: (id) => (id === "expatch" ? join(place.folder, "node_modules/expatch/index.js") : null),
      };
      const bundle = await rollup({ input: join(place.folder, "apps/bundled.js"), plugins: [resolve] });
      await bundle.write({ dir: join(place.folder, "rollup"), entryFileNames: "main.js" });
      html(place, "rollup");
      await shows(place, "rollup/index.html");
    },
  },
  {
    name: "expatch/inline through esbuild and webpack",
    async check({ folder, run }) {
      const { build } = await import("esbuild");
      await build({
        absWorkingDir: folder,
        entryPoints: ["apps/inlined.js"],
        bundle: true,
        format: "esm",
        outfile: "inlined/esbuild.mjs",
        logLevel: "error",
      });
      const webpack = require("webpack");
      const options = {
        mode: "production",
        context: folder,
        entry: "./apps/inlined.js",
        target: "web",
        output: { path: join(folder, "inlined"), filename: "webpack.cjs" },
        performance: false,
      };
      await new Promise((done, fail) =>
        webpack(options, (error, stats) =>
          (error ?? stats.hasErrors()) ? fail(error ?? new Error(stats.toString())) : done(),
        ),
      );
      for (const name of ["esbuild.mjs", "webpack.cjs"])
        assert.equal(run(process.execPath, [join("inlined", name)], { cwd: folder }), "exploited\n", name);
    },
  },
];
