// Lists from somebody else: cut, named and judged in pieces of any size.

import { ExpatchError, assess, assessList, assessMany, cellsOf, init, listShape } from "../node.js";
import assert from "node:assert/strict";
import test from "node:test";

const asOf = "2026-11-23";
const table = 'hôte;pays;version;solution\nEX01;BE;15.1.2507.61;Install 15.2.2562.53\n"EX;02";NL;15.2.2562.20;\n';

// All rows of a list that comes in pieces of so many bytes.
function read(text, size, options = { asOf }) {
  const list = assessList(options);
  const bytes = new TextEncoder().encode(text);
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(list.push(bytes.slice(at, at + size)));
  parts.push(list.end());
  const row = (part, at) => ({
    name: part.names[at],
    country: part.countries[at],
    text: part.rows[at],
    status: part.statuses[part.status[at]],
    build: part.builds[part.build[at]],
  });
  return { rows: parts.flatMap((part) => part.rows.map((_, at) => row(part, at))), parts };
}

test("a table is read the same in pieces of any size", () => {
  const { rows, parts } = read(table, 1 << 20);
  assert.deepEqual(
    rows.map(({ country, build, text }) => [country, build, text]),
    [
      ["BE", "15.1.2507.61", "EX01;BE;15.1.2507.61;Install 15.2.2562.53"],
      ["NL", "15.2.2562.20", '"EX;02";NL;15.2.2562.20;'],
    ],
  );
  assert.deepEqual(parts.at(-1).titles, ["hôte", "pays", "version", "solution"]);
  assert.equal(parts.at(-1).separator, ";");
  for (const size of [1, 2, 7, 64]) assert.deepEqual(read(table, size).rows, rows, `pieces of ${size}`);
});

test("titles that nobody knows are titles, and rows are read as texts", () => {
  const { rows, parts } = read("foo;bar\nEX01;15.1.2507.61\nEX02;15.2.2562.20\n", 9);
  assert.deepEqual(
    rows.map(({ name, build }) => [name, build]),
    [
      ["EX01", "15.1.2507.61"],
      ["EX02", "15.2.2562.20"],
    ],
  );
  assert.deepEqual([parts.at(-1).titles, parts.at(-1).titled], [["foo", "bar"], false]);
});

test("rows are judged as their fields are", () => {
  const rows = Array.from({ length: 60 }, (_, at) => `h${at}.example,${at % 2 ? "15.2.2562.53" : "15.1.2507.61"}`);
  const [titles, list] = [["host", "build"], read(`host,build\n${rows.join("\n")}\n`, 100)];
  assert.equal(list.rows.length, 60);
  for (const row of list.rows) {
    const fields = cellsOf(row.text, ",").map((cell, at) => [titles[at], cell]);
    const [server] = assess({ fields }, { asOf }).servers;
    assert.equal(server.name, row.name);
    assert.equal(server.verdict.status, row.status);
    assert.equal(server.build, row.build);
    assert.deepEqual(assess({ fields: Object.fromEntries(fields) }, { asOf }).servers, [server]);
  }
});

test("what should be there is no build of a server", () => {
  const { rows } = read("host,solution\nEX01,Install 15.2.2562.53\nEX02,15.2.2562.53\n", 99);
  assert.deepEqual(
    rows.map(({ status }) => status),
    ["mentioned", "mentioned"],
  );
});

test("objects, hosts and texts are told apart", () => {
  const objects = '{"host":"a.example","version":"15.1.2507.61"}\n{"host":"é.example","version":"15.2.2562.20"}\n';
  assert.deepEqual(
    read(objects, 5).rows.map(({ name, build }) => [name, build]),
    [
      ["a.example", "15.1.2507.61"],
      ["é.example", "15.2.2562.20"],
    ],
  );
  const { parts } = read("Dear colleague,\nX-OWA-Version: 15.1.2507.61\n", 9);
  assert.deepEqual(parts.at(-1).texts, ["Dear colleague,\nX-OWA-Version: 15.1.2507.61\n"]);
  assert.equal(listShape(table), "rows");
  assert.equal(listShape(objects), "objects");
  assert.equal(listShape("a.example\nb.example\nc.example\nd.example\n"), "lines");
  assert.equal(listShape("a letter"), "text");
  assert.equal(listShape("one,two\n", "a.csv"), "rows");
});

test("a line that is not UTF-8 keeps its neighbours in place", () => {
  const list = assessList({ asOf });
  const bytes = new Uint8Array([...new TextEncoder().encode("host,version\n"), 0xe9, 0x78, 0x2c, 0x31, 0x0a]);
  list.push(bytes);
  list.push("b.example,15.1.2507.61\nc😀.example,15.1.2507.61\nd.example,15.2.2562.20\n");
  const end = list.end();
  assert.deepEqual(end.rows.slice(1), ["b.example,15.1.2507.61", "c😀.example,15.1.2507.61", "d.example,15.2.2562.20"]);
  assert.equal(end.names[3], "d.example");
});

test("the same verdicts as those of assessMany on the rows alone", () => {
  const builds = ["15.1.2507.61", "15.2.2562.20", "15.2.1748.39", "14.3.513.0"];
  const list = read(builds.map((build, at) => `h${at}.example ${build}`).join("\n"), 10);
  const many = assessMany(
    list.rows.map(({ text }) => text),
    { asOf },
  );
  assert.deepEqual(
    list.rows.map(({ status }) => status),
    Array.from(many.status, (status) => many.statuses[status]),
  );
});

test("mistakes are told", () => {
  const fails = (code, work) => assert.throws(work, (error) => error instanceof ExpatchError && error.code === code);
  fails("invalid-options", () => assessList({ file: 7 }));
  fails("invalid-options", () => assessList({ nosuch: true }));
  fails("invalid-day", () => assessList({ asOf: "yesterday" }));
  fails("invalid-input", () => assessList({ asOf }).push(7));
  fails("invalid-input", () => cellsOf("a,b", "::"));
  fails("invalid-input", () => assess({ fields: { host: 7 } }));
  fails("invalid-input", () => assess({ fields: null }));
  fails("invalid-input", () => assess({ fields: [], more: 1 }));
  const list = assessList({ asOf });
  list.end();
  fails("invalid-input", () => list.push("more"));
});

test("a list outlives another init", async () => {
  await init();
  const list = assessList({ asOf });
  list.push("host,version\nEX01,");
  await init();
  assert.deepEqual(list.push("15.1.2507.61\nEX02,1\n").names.concat(list.end().names), ["EX01", "EX02"]);
});
