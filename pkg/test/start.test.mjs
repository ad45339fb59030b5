// How the package starts and fails to start, each in a fresh process.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";

const entry = (name) => new URL(`../${name}`, import.meta.url).href;

// Runs a module in a process of its own and gives what it prints.
function fresh(source) {
  const done = spawnSync(process.execPath, ["--input-type=module", "--eval", source]);
  assert.equal(done.status, 0, done.stderr.toString());
  return done.stdout.toString().trim();
}

test("the entry for browsers asks to be awaited and says so", () => {
  const said = fresh(`import { assess } from "${entry("index.js")}";
    try { assess("15.1.2507.6") } catch (error) { console.log(error.code) }`);
  assert.equal(said, "not-initialised");
});

test("a module that cannot be fetched is replaced by the copy inside", () => {
  // Node's fetch takes no file: URL, as a strict policy takes none at all.
  const said = fresh(`import { assess, init } from "${entry("index.js")}";
    await init(); console.log(assess("15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.status)`);
  assert.equal(said, "exploited");
});

test("a broken module is an error with a code, and a second try may succeed", () => {
  const said = fresh(`import { init, database } from "${entry("index.js")}";
    try { await init(new Uint8Array([1])) } catch (error) { console.log(error.code) }
    await init(); console.log(database().digest.length)`);
  assert.equal(said, "wasm-unavailable\n64");
});
