// Which databases are believed: what `loadDatabase` takes, and what it leaves.

import { ExpatchError, Workspace, assess, database, loadDatabase } from "../node.js";
import { edition, keyOf, list, manifest, plain, signed } from "./support/signed.mjs";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const asOf = "2026-11-23";
const [key, stranger, root] = [1, 2, 3].map(keyOf);
const keys = [key.hex];
const before = database({ asOf });

// Expects a refusal that says something, after which all is as it was.
function refused(code, said, bytes, options) {
  const workspace = new Workspace();
  const whole = assess("X-OWA-Version: 15.1.2507.6", { asOf });
  assert.throws(
    () => workspace.loadDatabase(bytes, options),
    (error) => error instanceof ExpatchError && error.code === code && said.test(error.message),
    `${code} ${said}`,
  );
  assert.deepEqual(workspace.database({ asOf }), before);
  assert.deepEqual(workspace.assess("X-OWA-Version: 15.1.2507.6", { asOf }), whole);
  workspace.free();
}

test("a file that a named key has signed is taken, and answers from then on", () => {
  const workspace = new Workspace({ database: signed(edition("test-2"), key), keys });
  assert.equal(workspace.database().version, "test-2");
  assert.equal(workspace.database().signedBy, key.id, "every report says whose signature was checked");
  assert.equal(workspace.loadDatabase(signed(edition("test-3"), key), { keys }).version, "test-3");
  assert.equal(workspace.assess("15.1.2507.6", { asOf }).database.version, "test-3");
  assert.deepEqual(database({ asOf }), before, "the package's own object has its own facts");
});

test("unsigned files need a word that says so", () => {
  refused("untrusted-database", /no signature.*allowUnsigned/, plain);
  refused("untrusted-database", /no signature/, plain, { digest: before.digest });
  const workspace = new Workspace({ database: edition("test-2"), allowUnsigned: true });
  assert.equal(workspace.database().version, "test-2");
  assert.equal(workspace.database().signedBy, undefined);
});

test("what another key signed, and what was changed afterwards, is left", () => {
  refused("untrusted-database", /not trusted here/, signed(edition("test-2"), stranger), { keys });
  refused("untrusted-database", /not trusted here/, signed(edition("test-2"), key));
  const other = Buffer.concat([edition("test-3"), Buffer.from(manifest(edition("test-2"), key))]);
  refused("untrusted-database", /not the one that its manifest names/, other, { keys });
  const whole = signed(edition("test-2"), key);
  for (let at = 0; at < 300; at += 1) {
    const flipped = Buffer.from(whole);
    flipped[Math.floor((at * whole.length) / 300)] ^= 1 << (at % 8);
    const workspace = new Workspace();
    assert.throws(() => workspace.loadDatabase(flipped, { keys }), ExpatchError, `${at}`);
    workspace.free();
  }
});

test("lists of keys are followed from a named root, and retired keys count no more", () => {
  const [first, second] = [list(1, root, key, root), list(2, root, stranger, root)];
  const trust = { keys: [root.hex] };
  const taken = new Workspace({ database: signed(edition("test-2"), key, `${first}\n`), ...trust });
  assert.equal(taken.database().version, "test-2");
  const retired = signed(edition("test-2"), key, `${first}\n${second}\n`);
  refused("untrusted-database", /left out/, retired, trust);
  const rotated = signed(edition("test-2"), stranger, `${first}\n${second}\n`);
  assert.equal(new Workspace({ database: rotated, ...trust }).database().version, "test-2");
  refused("untrusted-database", /no root key/, signed(edition("test-2"), key, `${list(1, key, key, key)}\n`), trust);
});

test("older facts are left: than the caller's bound, the ones in use, the package's own", () => {
  refused("older-database", /must reach 2026-12-01/, signed(edition("test-2"), key), {
    keys,
    notOlderThan: "2026-12-01",
  });
  refused("older-database", /must reach/, signed(edition("test-2"), key), {
    keys,
    notOlderThan: new Date("2026-12-01"),
  });
  refused("older-database", /which is in use/, signed(edition("test-9", 30), key), { keys });
  const workspace = new Workspace({ database: signed(edition("test-5"), key), keys });
  assert.throws(() => workspace.loadDatabase(signed(edition("test-4"), key), { keys }), { code: "older-database" });
  assert.equal(workspace.database().version, "test-5");
  const newest = signed(edition("test-6"), key);
  assert.equal(workspace.loadDatabase(newest, { keys, notOlderThan: before.asOf }).version, "test-6");
});

test("days that have not come are left, by the manifest and by the facts", () => {
  const database = edition("test-2");
  const late = Buffer.concat([database, Buffer.from(manifest(database, key, { issued: "2081-01-01T00:00:00Z" }))]);
  refused("untrusted-database", /2081-01-01, which has not come/, late, { keys });
  refused("untrusted-database", /which has not come/, signed(edition("test-2", -20_000), key), { keys });
});

test("a digest that is named must be the database's", () => {
  const bytes = signed(edition("test-2"), key);
  const workspace = new Workspace({ database: bytes, keys });
  const { digest } = workspace.database();
  assert.equal(workspace.loadDatabase(bytes, { keys, digest: digest.toUpperCase() }).digest, digest);
  refused("untrusted-database", /is expected/, bytes, { keys, digest: before.digest });
});

test("wrong options say what is wrong", () => {
  const bytes = signed(edition("test-2"), key);
  refused("invalid-options", /keys/, bytes, { keys: ["abc"] });
  refused("invalid-options", /the options/, bytes, { keys: "abc" });
  refused("invalid-options", /digest/, bytes, { keys, digest: "abc" });
  refused("invalid-options", /`key` is not known/, bytes, { key: "abc" });
  refused("invalid-day", /notOlderThan/, bytes, { keys, notOlderThan: 7 });
  assert.throws(() => new Workspace({ keys }), { code: "invalid-options" });
  refused("invalid-database", /not an expatch database/, Buffer.from("no database"), { keys });
});

test("the package's own file is the database of the module", () => {
  const file = readFileSync(new URL("../dist/expatch.db", import.meta.url));
  assert.deepEqual(loadDatabase(file, { allowUnsigned: true, digest: before.digest }), database());
  assert.equal(assess("X-OWA-Version: 15.1.2507.6", { asOf }).servers[0].verdict.status, "exploited");
});
