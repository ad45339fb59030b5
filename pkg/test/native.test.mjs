// The package and the native command answer alike, byte for byte.

import { assessToJson, database } from "../node.js";
import { hasNative, native, run, texts } from "./support/native.mjs";
import { existsSync, mkdtempSync, openSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { tmpdir } from "node:os";

const needed = { skip: hasNative ? false : `no native command at ${native}: run \`cargo xtask test\`` };
const folder = mkdtempSync(join(tmpdir(), "expatch-"));
const bin = new URL("../bin/expatch.js", import.meta.url).pathname;

test("every report has the bytes of the native command's", needed, () => {
  const all = texts();
  assert.ok(all.length >= 10);
  for (const { name, bytes } of all) {
    const file = join(folder, "input");
    writeFileSync(file, bytes);
    const { out } = run("check", "--format", "ndjson", "--as-of", "2026-11-23", file);
    assert.equal(`${assessToJson(bytes, { asOf: "2026-11-23" })}\n`, out, name);
  }
  console.log(`${all.length} reports are equal`);
});

test("every language has the bytes of the native command's", needed, () => {
  for (const locale of ["fr", "nl", "de"]) {
    const { out } = run("check", "--format", "ndjson", "--as-of", "2026-11-23", "--lang", locale, "15.1.2507.6");
    assert.equal(`${assessToJson("15.1.2507.6", { asOf: "2026-11-23", locale })}\n`, out);
  }
});

test("the database is the native command's", needed, () => {
  const { out } = run("check", "--format", "json", "15.1.2507.6");
  assert.equal(JSON.parse(out).database.digest, database().digest);
});

test("npx expatch says and ends as the native command", needed, () => {
  for (const input of ["15.1.2507.6", "15.2.2562.53", "15.20.1.1", "no version here", "Version 15.1 (Build 2507.6)"]) {
    for (const format of ["text", "nagios", "json", "ndjson"]) {
      const words = ["check", "--as-of", "2026-11-23", "--format", format, input];
      const here = spawnSync(process.execPath, [bin, ...words]);
      const there = run(...words);
      assert.equal(here.status, there.code, words.join(" "));
      assert.equal(here.stdout.toString(), there.out, words.join(" "));
      assert.equal(here.stderr.toString(), there.error, words.join(" "));
    }
  }
});

test("npx expatch reads what is piped in, named or not", needed, () => {
  const input = "Version 15.1 (Build 2507.6)\n";
  const there = spawnSync(native, ["check", "--as-of", "2026-11-23"], { input });
  for (const words of [[], ["check"], ["-"]]) {
    const here = spawnSync(process.execPath, [bin, ...words, "--as-of", "2026-11-23"], { input });
    assert.equal(here.status, there.status, words.join(" "));
    assert.equal(here.stdout.toString(), there.stdout.toString(), words.join(" "));
  }
});

test("npx expatch treats several inputs, lost files and a full disk as the native command does", needed, () => {
  const file = join(folder, "one.txt");
  writeFileSync(file, "X-OWA-Version: 15.2.1748.10\r\n");
  for (const inputs of [
    ["15.1.2507.6", "no version", file],
    [join(folder, "lost.txt")],
    ["lost.txt"],
    ["https://mail.example.org/owa/"],
    [folder],
    ["x".repeat(5000)],
  ]) {
    for (const format of ["text", "nagios", "json", "ndjson"]) {
      const words = ["check", "--as-of", "2026-11-23", "--format", format, ...inputs];
      const here = spawnSync(process.execPath, [bin, ...words]);
      const there = run(...words);
      const said = words.join(" ").slice(0, 200);
      assert.equal(here.stdout.toString(), there.out, said);
      assert.equal(here.stderr.toString(), there.error, said);
      assert.equal(here.status, there.code, said);
    }
  }
  if (!existsSync("/dev/full")) return;
  const full = openSync("/dev/full", "w");
  const words = ["check", "15.1.2507.6"];
  const [here, there] = [
    [process.execPath, [bin, ...words]],
    [native, words],
  ].map(([program, given]) => spawnSync(program, given, { stdio: ["ignore", full, "pipe"] }));
  assert.equal(here.stderr.toString(), there.stderr.toString());
  assert.equal(here.status, there.status);
});
