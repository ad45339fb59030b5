// The package as others get it: packed, and installed into a fresh folder.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

export const here = dirname(fileURLToPath(import.meta.url));
const pkg = join(here, "../..");

/** Runs a program and fails with what it said. */
export function run(program, words, options = {}) {
  const done = spawnSync(program, words, { encoding: "utf8", timeout: 180_000, ...options });
  if (done.status !== 0) {
    throw new Error(
      `${program} ${words.join(" ")}: ${done.error?.message ?? `exit ${done.status}`}\n${done.stdout}\n${done.stderr}`,
    );
  }
  return done.stdout;
}

/** Packs the package and installs the tarball beside the consumers. */
export function install() {
  const folder = mkdtempSync(join(tmpdir(), "expatch-consumers-"));
  const packed = run("npm", ["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", folder], {
    cwd: pkg,
  });
  const entry = Object.values(JSON.parse(packed))[0];
  const tarball = join(folder, entry.filename);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", tarball], { cwd: folder });
  cpSync(join(here, "apps"), join(folder, "apps"), { recursive: true });
  return { folder, tarball, files: entry.files };
}

/** Puts packages of these tests beside the installed one, as if its user had installed them too. */
export function lend({ folder, tools }, ...names) {
  for (const name of names) {
    const to = join(folder, "node_modules", name);
    mkdirSync(dirname(to), { recursive: true });
    rmSync(to, { force: true });
    symlinkSync(join(tools, name), to);
  }
}
