// The package as others get it: packed, installed into a fresh folder and used
// by each runtime and bundler. `--long` adds the runtimes that are slow to start.

import { cpSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

const here = dirname(fileURLToPath(import.meta.url));
const pkg = join(here, "../..");
const long = process.argv.includes("--long");
const only = process.argv.slice(2).filter((word) => !word.startsWith("--"));

// Runs a program and fails with what it said.
export function run(program, words, options = {}) {
  const done = spawnSync(program, words, { encoding: "utf8", timeout: 180_000, ...options });
  if (done.status !== 0) {
    throw new Error(
      `${program} ${words.join(" ")}: ${done.error?.message ?? `exit ${done.status}`}\n${done.stdout}\n${done.stderr}`,
    );
  }
  return done.stdout;
}

// Packs the package and installs the tarball beside the consumers.
function install() {
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

const place = {
  ...install(),
  here,
  run,
  tools: join(here, "node_modules"),
  chromium: process.env.CHROMIUM ?? "/usr/bin/chromium",
};
let [passed, failed, skipped] = [0, 0, 0];
for (const file of readdirSync(join(here, "parts")).sort()) {
  const { parts } = await import(pathToFileURL(join(here, "parts", file)).href);
  for (const part of parts) {
    if (only.length > 0 && !only.some((word) => part.name.includes(word))) continue;
    if (part.slow && !long) {
      skipped += 1;
      continue;
    }
    if (part.lacking) {
      skipped += 1;
      console.log(`– ${part.name}: ${part.lacking}`);
      continue;
    }
    const start = performance.now();
    try {
      await part.check(place);
      passed += 1;
      console.log(`✓ ${part.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`✗ ${part.name}: ${error.stack ?? error}`);
    }
  }
}
if (!existsSync(place.chromium)) console.log("no Chromium: its parts failed");
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
