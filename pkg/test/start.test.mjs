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
    await init(); console.log(assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.status)`);
  assert.equal(said, "exploited");
});

test("a broken module is an error with a code, and a second try may succeed", () => {
  const said = fresh(`import { init, database } from "${entry("index.js")}";
    try { await init(new Uint8Array([1])) } catch (error) { console.log(error.code) }
    await init(); console.log(database().digest.length)`);
  assert.equal(said, "wasm-unavailable\n64");
});

test("a source that init no longer needs may fail unheard", () => {
  const said = fresh(`import { init, assess } from "${entry("node.js")}";
    await init(); await init(Promise.reject(new Error("no"))); await init({ module: Promise.reject(new Error("no")) });
    await new Promise((done) => setTimeout(done, 20)); console.log(assess("15.1.2507.6").servers.length)`);
  assert.equal(said, "1");
});

test("a trap leaves objects that say so, and init starts a fresh module", () => {
  // The same module with a memory that cannot grow: the first large input traps.
  const said = fresh(`import { readFileSync } from "node:fs";
    import { Workspace, assess, init } from "${entry("node.js")}";
    const bytes = readFileSync(new URL("${entry("dist/expatch.wasm")}"));
    const read = (at) => { let value = 0, shift = 0, byte; do { byte = bytes[at++]; value |= (byte & 127) << shift; shift += 7; } while (byte & 128); return [value, at]; };
    let at = 8, memory;
    while (at < bytes.length) {
      const id = bytes[at]; const [size, start] = read(at + 1);
      if (id === 5) memory = [at, start + size, read(start + 2)[0]];
      at = start + size;
    }
    const leb = (value) => value < 128 ? [value] : [value & 127 | 128, ...leb(value >> 7)];
    const limits = [1, 1, ...leb(memory[2]), ...leb(memory[2] + 40)];
    const small = Buffer.concat([bytes.subarray(0, memory[0]), Buffer.from([5, ...leb(limits.length), ...limits]), bytes.subarray(memory[1])]);
    const codes = [];
    const code = (work) => { try { work(); codes.push("fine"); } catch (error) { codes.push(error.code); } };
    await init(small);
    const mine = new Workspace();
    code(() => mine.assess("15.1.2507.6"));
    code(() => assess(new Uint8Array(30_000_000)));
    code(() => assess("15.1.2507.6"));
    code(() => mine.assess("15.1.2507.6"));
    await init();
    code(() => assess("15.1.2507.6"));
    code(() => mine.assess("15.1.2507.6"));
    code(() => new Workspace().assess("15.1.2507.6"));
    console.log(codes.join(" "))`);
  assert.equal(said, "fine internal crashed crashed fine crashed fine");
});
