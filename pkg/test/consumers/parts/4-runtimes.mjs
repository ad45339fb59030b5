// Other runtimes: Cloudflare's, Deno, Bun.

import assert from "node:assert/strict";
import { join } from "node:path";
import { readFileSync } from "node:fs";

const right = /^exploited \w{8} exploited$/m;

export const parts = [
  {
    name: "workerd (miniflare)",
    async check(place) {
      const [{ build }, { Miniflare }] = [await import("esbuild"), await import("miniflare")];
      // What wrangler does: bundle, and hand the .wasm over as a compiled module.
      await build({
        absWorkingDir: place.folder,
        entryPoints: ["apps/worker.js"],
        bundle: true,
        format: "esm",
        conditions: ["workerd", "worker", "browser"],
        external: ["*.wasm"],
        outfile: "workerd/main.mjs",
        logLevel: "error",
      });
      const folder = join(place.folder, "node_modules/expatch/dist/expatch.wasm");
      const worker = new Miniflare({
        compatibilityDate: "2025-06-01",
        modules: [
          {
            type: "ESModule",
            path: "main.mjs",
            contents: readFileSync(join(place.folder, "workerd/main.mjs"), "utf8"),
          },
          { type: "CompiledWasm", path: "dist/expatch.wasm", contents: readFileSync(folder) },
        ],
      });
      try {
        const response = await worker.dispatchFetch("http://localhost/");
        assert.match(await response.text(), /^exploited \w{8}$/);
      } finally {
        await worker.dispose();
      }
    },
  },
  {
    name: "Deno",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(
        run(join(tools, ".bin/deno"), ["run", "--allow-read", "--node-modules-dir=manual", "apps/node.mjs"], {
          cwd: folder,
          env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
        }),
        right,
      ),
  },
  {
    name: "Bun",
    slow: true,
    check: ({ run, tools, folder }) =>
      assert.match(run(join(tools, ".bin/bun"), ["apps/node.mjs"], { cwd: folder }), right),
  },
];
