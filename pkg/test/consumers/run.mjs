// The package as others get it: packed, installed into a fresh folder and used
// by each runtime and bundler. `--long` adds the runtimes that are slow to start.

import { existsSync, readdirSync } from "node:fs";
import { here, install, run } from "./install.mjs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const long = process.argv.includes("--long");
const only = process.argv.slice(2).filter((word) => !word.startsWith("--"));

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
