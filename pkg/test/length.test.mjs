// A report's length is bounded, and no server is lost by it.

import { assess } from "../node.js";
import assert from "node:assert/strict";
import test from "node:test";

const asOf = "2026-11-23";

test("a report's length is bounded and nobody is lost", () => {
  const list = [
    "Server,ExSetup",
    ...Array.from({ length: 400 }, (_, at) => `S${at},15.1.2507.6`),
    "T,15.2.2562.53",
  ].join("\n");
  const all = ({ servers, more = [] }) => servers.length + more.reduce((sum, { count }) => sum + count, 0);
  const usual = assess(list, { asOf });
  assert.equal(usual.servers.length, 250);
  assert.equal(all(usual), 401);
  assert.ok(usual.notes.some(({ code }) => code === "more-servers"));
  const two = assess(list, { asOf, maxServers: 2 });
  assert.equal(all(two), 401);
  assert.deepEqual(
    two.servers.map(({ name }) => name),
    ["S0", "S1"],
  );
  assert.equal(two.more.at(-1).names[0], "T");
  const every = assess(list, { asOf, maxServers: Infinity });
  assert.equal(every.servers.length, 401);
  assert.equal(every.more, undefined);
});
