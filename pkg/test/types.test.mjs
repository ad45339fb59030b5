// The hand-written types against real reports: each is compiled as a literal
// of type `Report`, so that a missing, renamed or surplus field is an error.

import { assess, cve, database, releases } from "../node.js";
import { mkdtempSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { texts } from "./support/native.mjs";
import { tmpdir } from "node:os";

const pkg = new URL("..", import.meta.url).pathname;

test("index.d.ts describes every report, release and vulnerability", () => {
  const folder = mkdtempSync(join(tmpdir(), "expatch-types-"));
  const rows = releases();
  const lines = [
    `import type { DatabaseIdentity, ReleaseRow, Report, VulnerabilityRow } from ${JSON.stringify(join(pkg, "index.d.ts"))};`,
    `export const identity: DatabaseIdentity = ${JSON.stringify(database())};`,
    `export const rows: ReleaseRow[] = ${JSON.stringify(rows.filter((_, at) => at % 5 === 0))};`,
    `export const hole: VulnerabilityRow = ${JSON.stringify(cve("CVE-2021-26855"))};`,
    `export const other: VulnerabilityRow = ${JSON.stringify(cve("CVE-2023-21529"))};`,
  ];
  const inputs = [
    ...texts().map((text) => text.bytes),
    ...rows.filter((_, at) => at % 25 === 0).map((row) => row.build),
  ];
  inputs.forEach((input, at) => {
    lines.push(`export const report${at}: Report = ${JSON.stringify(assess(input, { asOf: "2026-11-23" }))};`);
  });
  const file = join(folder, "reports.ts");
  writeFileSync(file, lines.join("\n"));
  const words = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--lib",
    "es2024,dom",
    "--types",
    "",
    "--ignoreConfig",
    file,
  ];
  const done = spawnSync(join(pkg, "node_modules/.bin/tsc"), words, { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout.slice(0, 4000) + done.stderr);
});
