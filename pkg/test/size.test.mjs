// What a browser loads, compressed as a server sends it, beside its budget.

import assert from "node:assert/strict";
import { brotliCompressSync, constants } from "node:zlib";
import { readFileSync } from "node:fs";
import test from "node:test";

const at = (name) => new URL(`../${name}`, import.meta.url);
const files = [
  "dist/expatch.wasm", "dist/glue.js", "index.js", "lib/api.js", "lib/assess.js", "lib/build.js",
  "lib/database.js", "lib/error.js", "lib/input.js", "lib/many.js", "lib/options.js", "lib/runtime.js",
  "lib/source.js", "lib/stream.js",
];

// Kilobytes (of 1,000) that WASM with its database and JavaScript may take.
// The aim is 60: this only holds what is there. Lower it when something shrinks.
const BUDGET = 130;

function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(bytes, { params }).length;
}

test(`WASM, database and JavaScript stay within ${BUDGET} kB`, () => {
  let sum = 0;
  for (const name of files) {
    const bytes = readFileSync(at(name));
    const small = brotli(bytes);
    sum += small;
    console.log(`${String(bytes.length).padStart(8)} ${String(small).padStart(7)}  ${name}`);
  }
  const database = brotli(readFileSync(at("../crate/core/data/database.bin")));
  console.log(`${String(sum).padStart(16)}  in all, of which the database ${database}`);
  assert.ok(sum <= BUDGET * 1000, `${sum} bytes are more than ${BUDGET} kB`);
  assert.ok(database <= 16_000, `the database has ${database} bytes, 16000 are its budget`);
});
