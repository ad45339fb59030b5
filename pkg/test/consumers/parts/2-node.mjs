// Node in both module systems, the command, and TypeScript's three ways to
// find a module.

import assert from "node:assert/strict";
import { join } from "node:path";

const typescript = (resolution, module) => ({
  name: `TypeScript, strict, ${resolution}`,
  check: ({ run, tools, folder }) =>
    run(
      join(tools, ".bin/tsc"),
      [
        "--noEmit",
        "--strict",
        "--exactOptionalPropertyTypes",
        "--target",
        "es2024",
        "--lib",
        "es2024,dom,dom.iterable",
        "--types",
        "",
        "--ignoreConfig",
        "--module",
        module,
        "--moduleResolution",
        resolution,
        "apps/types.ts",
      ],
      { cwd: folder },
    ),
});

export const parts = [
  {
    name: "Node, ESM and inline",
    check: ({ run, folder }) =>
      assert.match(run(process.execPath, ["apps/node.mjs"], { cwd: folder }), /^exploited \w{8} exploited$/m),
  },
  {
    name: "Node, CommonJS",
    check: ({ run, folder }) => assert.equal(run(process.execPath, ["apps/node.cjs"], { cwd: folder }), "exploited\n"),
  },
  {
    name: "npx expatch",
    check({ run, folder }) {
      const line =
        "require('node:child_process').spawnSync('npx', ['--no', 'expatch', 'X-OWA-Version: 15.1.2507.6'], {stdio: 'inherit'}).status";
      assert.equal(
        run(process.execPath, ["--eval", `process.exit(${line} === 2 ? 0 : 1)`], { cwd: folder }).includes(
          "attackers use",
        ),
        true,
      );
    },
  },
  typescript("node16", "node16"),
  typescript("nodenext", "nodenext"),
  typescript("bundler", "esnext"),
];
