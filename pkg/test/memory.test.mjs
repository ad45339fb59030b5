// The module's memory stays what it is, however long it runs. `EXPATCH_LONG=1`
// runs it for 200,000 calls, 20,000 refused databases and 1,000 instances; by
// itself for a twentieth of that.

import * as glue from "../dist/glue.js";
import { Workspace, assess, assessMany, assessToJson, loadDatabase, releases } from "../node.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const asOf = "2026-11-23";
const share = process.env.EXPATCH_LONG ? 1 : 20;
const bytes = readFileSync(new URL("../../crate/core/data/database.bin", import.meta.url));
assess("", { asOf });
// A module that runs is not started again: this gives what it exports.
const { memory } = glue.initSync();
const size = () => memory.buffer.byteLength;

// Runs `work` so often, and fails where the second half takes more memory than the first.
function flat(name, times, work) {
  test(`memory is flat over ${times / share} ${name}`, () => {
    const half = times / share / 2;
    for (let at = 0; at < half; at += 1) work(at);
    const before = size();
    for (let at = 0; at < half; at += 1) work(at);
    console.log(`${name}: ${before / 65_536} pages of 64 KiB`);
    assert.equal(size(), before);
  });
}

const builds = releases().map(({ build }) => build);
const headers = { "X-OWA-Version": "15.1.2507.6", "X-FEServer": "EX01" };
flat("calls", 200_000, (at) => {
  const build = builds[at % builds.length];
  switch (at % 4) {
    case 0:
      return assessToJson(`X-OWA-Version: ${build}`, { asOf });
    case 1:
      return assessMany([build, `${at}`], { asOf });
    case 2:
      return assessToJson({ url: `https://mail${at}.example.org/`, headers }, { asOf });
    default:
      return assert.throws(() => assessToJson(`${at}`, { asOf: "2026-02-30" }), { code: "invalid-day" });
  }
});

flat("refused databases", 10_000, (at) => {
  // Cut off anywhere, or of a kind that nobody knows.
  const broken = Uint8Array.from(bytes.subarray(0, at % 2 ? bytes.length : (at * 7919) % bytes.length));
  broken[at % 4] ^= 0xff;
  assert.throws(() => loadDatabase(broken, { allowUnsigned: at % 3 === 0 }), { name: "ExpatchError" });
});

flat("whole databases that nobody signed", 10_000, () => {
  assert.throws(() => loadDatabase(bytes), { code: "untrusted-database" });
});

flat("instances", 1_000, () => {
  const workspace = new Workspace({ database: bytes, allowUnsigned: true });
  workspace.assess("X-OWA-Version: 15.1.2507.6", { asOf });
  workspace.free();
});
