// Node in both module systems, the command, what the README shows, and
// TypeScript's three ways to find a module.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

// What a page has, and a machine on the Internet.
const PAGE = `
import { deepEqual } from "node:assert/strict";
const icon = { getAttribute: (name) => (name === "href" ? "/owa/auth/15.1.2507/x.ico" : null) };
const all = Object.assign([icon], { item: () => icon });
globalThis.document = { baseURI: "about:blank", documentURI: "about:blank", getElementById() {}, querySelectorAll: () => all };
globalThis.fetch = async () => new Response("", { headers: { "x-owa-version": "15.1.2507.6" } });
`;
const CURL = "#!/bin/sh\nprintf 'HTTP/1.1 200 OK\\r\\nX-OWA-Version: 15.1.2507.6\\r\\n'\n";

// The blocks of a language in the README as installed.
function blocks(folder, language) {
  const readme = readFileSync(join(folder, "node_modules/expatch/README.md"), "utf8");
  const found = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))];
  assert.ok(found.length > 0, `no block of ${language}`);
  return found.map(([, text]) => text);
}

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
  {
    name: "the README's JavaScript",
    check({ run, folder }) {
      blocks(folder, "js").forEach((block, at) => {
        // A value in a comment behind a line is what the line gives.
        const checked = block.replace(/^(.+); \/\/ (".*")$/gm, "deepEqual($1, $2);");
        writeFileSync(join(folder, `readme-${at}.mjs`), PAGE + checked);
        run(process.execPath, [`readme-${at}.mjs`], { cwd: folder });
      });
    },
  },
  {
    name: "the README's shell",
    check({ folder }) {
      const programs = join(folder, "readme-bin");
      mkdirSync(programs);
      writeFileSync(join(programs, "curl"), CURL);
      chmodSync(join(programs, "curl"), 0o755);
      const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
      const lines = blocks(folder, "console").flatMap((block) => [...block.matchAll(/^\$ (.+)$/gm)]);
      const codes = lines.map(([, line]) => {
        const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { cwd: folder, env, encoding: "utf8" });
        assert.deepEqual([stderr, stdout !== ""], ["", true], line);
        return status;
      });
      assert.deepEqual(codes, [2, 2, 0]);
    },
  },
  typescript("node16", "node16"),
  typescript("nodenext", "nodenext"),
  typescript("bundler", "esnext"),
];
