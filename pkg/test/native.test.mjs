// The package and the native command answer alike, byte for byte.

import { assessToJson, database } from "../node.js";
import { hasNative, native, run, texts } from "./support/native.mjs";
import { mkdtempSync, writeFileSync } from "node:fs";
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
    for (const format of ["text", "nagios", "json"]) {
      const words = ["check", "--as-of", "2026-11-23", "--format", format, input];
      const here = spawnSync(process.execPath, [bin, ...words]);
      const there = run(...words);
      assert.equal(here.status, there.code, words.join(" "));
      const plain = (text) => (format === "json" ? JSON.stringify(JSON.parse(text)) : text);
      assert.equal(plain(here.stdout.toString()), plain(there.out), words.join(" "));
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
