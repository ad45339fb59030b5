// Each example of `index.d.ts` runs, and each value that it promises in a
// comment behind a line (`cve(id)?.name; // "ProxyLogon"`) is what comes out.

import * as expatch from "../node.js";
import assert from "node:assert/strict";
import { declarationsOf } from "../build/declarations.mjs";
import { readFileSync } from "node:fs";
import { keyOf, plain, signed } from "./support/signed.mjs";
import test from "node:test";

const at = (name) => new URL(name, import.meta.url);
const { module, declarations } = declarationsOf(readFileSync(at("../index.d.ts"), "utf8"));

/** What an example may fetch. */
const FILES = {
  "/static/expatch.wasm": readFileSync(at("../dist/expatch.wasm")),
  "/expatch.db": signed(plain, keyOf(1)),
  "/local.db": plain,
};

async function fetchHere(path) {
  assert.ok(path in FILES, `an example fetches ${path}, which nobody serves`);
  return new Response(FILES[path]);
}

const AsyncFunction = (async () => {}).constructor;

/** The value that a comment promises, where it promises one. */
function promised(comment) {
  if (comment === "undefined") return { value: undefined };
  try {
    return { value: JSON.parse(comment) };
  } catch {
    return undefined;
  }
}

/** The example with a check in place of each promise, and how many there are. */
function checked(example) {
  let promises = 0;
  const code = example.replace(/^( *)(.+); \/\/ (.+)$/gm, (line, indent, expression, comment) => {
    const promise = promised(comment);
    if (!promise) return line;
    promises += 1;
    return `${indent}same(${expression}, ${promise.value === undefined ? "undefined" : comment}, ${JSON.stringify(expression)});`;
  });
  return { code: code.replace(/^import \{(.+)\} from "expatch";$/m, "const {$1} = expatch;"), promises };
}

/** Runs an example; gives how many promises were kept. */
async function run(example) {
  const { code, promises } = checked(example);
  let kept = 0;
  const same = (value, wanted, expression) => {
    assert.deepEqual(value, wanted, expression);
    kept += 1;
  };
  // An import of its own would be shadowed: only what it does not import is given.
  const names = code.includes("= expatch;") ? [] : Object.keys(expatch);
  const work = new AsyncFunction("same", "fetch", "expatch", ...names, code);
  const calls = { ...expatch };
  await work(same, fetchHere, expatch, ...names.map((name) => calls[name]));
  assert.equal(kept, promises, "a promise was not reached");
  return kept;
}

for (const { name, text, example, line } of [{ name: "the module", line: 1, ...module }, ...declarations]) {
  test(`the example of ${name} (index.d.ts:${line})`, async () => {
    assert.ok(text, "no doc comment");
    assert.ok(example, "no example");
    const kept = await run(example);
    // `init` gives nothing that could be promised.
    assert.ok(kept > 0 || name === "init", "the example promises nothing");
  });
}

test("every function and class of the package is declared, and none besides", () => {
  const declared = declarations.filter(({ kind }) => kind === "function" || kind === "class").map(({ name }) => name);
  assert.deepEqual(declared.sort(), Object.keys(expatch).sort());
});

test("a broken promise, one not reached and a missing comment are found", async () => {
  await assert.rejects(run("1 + 1; // 3"), /1 \+ 1/);
  await assert.rejects(run("if (false) {\n  1; // 1\n}"), /not reached/);
  assert.throws(
    () => declarationsOf("/**\n * x\n * @module\n */\n\nexport type A = string;"),
    /a doc comment is expected/,
  );
  assert.throws(() => declarationsOf("/**\n * x\n * @module\n */\n\n/** y */\nconst a = 1;"), /an export is expected/);
  assert.throws(() => declarationsOf("/**\n * x\n * @module\n */\n\n/** y */\nexport interface A {\n"), /does not end/);
});
