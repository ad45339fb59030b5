// What each function promises, and how it fails.

import * as expatch from "../node.js";
import * as inline from "../inline.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const {
  ExpatchError,
  assess,
  assessMany,
  assessStream,
  compareBuilds,
  cve,
  database,
  init,
  loadDatabase,
  parseBuild,
  releases,
} = expatch;
const asOf = "2026-11-23";

// Expects an ExpatchError with this code.
function fails(code, work) {
  assert.throws(work, (error) => error instanceof ExpatchError && error.code === code && error.message.length > 0);
}

test("a bare 2016 CU23 is exploited and the newest SE only the latest known", () => {
  assert.equal(assess("15.1.2507.6", { asOf }).servers[0].verdict.status, "exploited");
  assert.equal(assess("15.2.2562.53", { asOf }).servers[0].verdict.status, "latest-known");
  assert.equal(assess("15.2.2562.53", { asOf: "2026-10-08" }).servers[0].verdict.status, "current");
});

test("text, bytes and an ArrayBuffer give the same report", () => {
  const bytes = new TextEncoder().encode("15.1.2507.6");
  assert.deepEqual(assess(bytes, { asOf }), assess("15.1.2507.6", { asOf }));
  assert.deepEqual(assess(bytes.buffer, { asOf }), assess("15.1.2507.6", { asOf }));
});

test("a day can be a Date and a locale a list of tags", () => {
  const report = assess("15.1.2507.6", { asOf: new Date("2026-11-23T12:00:00Z"), locale: ["pt", "fr-BE"] });
  assert.equal(report.asOf, asOf);
  assert.deepEqual(report, assess("15.1.2507.6", { asOf, locale: "fr" }));
  assert.notDeepEqual(report, assess("15.1.2507.6", { asOf }));
});

test("wrong arguments say what is wrong", () => {
  fails("invalid-input", () => assess(42));
  fails("invalid-input", () => assess(null));
  fails("invalid-day", () => assess("", { asOf: "23.11.2026" }));
  fails("invalid-day", () => assess("", { asOf: "2026-02-30" }));
  fails("invalid-day", () => assess("", { asOf: new Date(NaN) }));
  fails("invalid-locale", () => assess("", { locale: 7 }));
  fails("invalid-age", () => assess("", { maxDatabaseAgeDays: NaN }));
  fails("invalid-build", () => parseBuild("15.2.1748"));
  fails("invalid-build", () => parseBuild(undefined));
  fails("invalid-database", () => loadDatabase(new Uint8Array([1, 2, 3])));
});

test("an old database is refused by those who ask for it", () => {
  assert.ok(assess("15.1.2507.6", { asOf, maxDatabaseAgeDays: 46 }));
  fails("database-too-old", () => assess("15.1.2507.6", { asOf, maxDatabaseAgeDays: 45 }));
});

test("builds parse in both spellings and order by number", () => {
  assert.deepEqual(parseBuild("15.02.1748.048"), {
    major: 15,
    minor: 2,
    build: 1748,
    revision: 48,
    text: "15.2.1748.48",
    long: "15.02.1748.048",
  });
  assert.equal(compareBuilds("15.2.1544.9", "15.02.1544.011"), -1);
  assert.equal(compareBuilds("15.2.1544.11", parseBuild("15.02.1544.011")), 0);
  const rows = releases().map((row) => row.build);
  assert.ok(rows.length > 400);
  assert.deepEqual([...rows].sort(compareBuilds), rows);
});

test("a vulnerability is found by its identifier", () => {
  assert.equal(cve("CVE-2021-26855").name, "ProxyLogon");
  assert.ok(cve("cve-2021-26855").baselines.length > 0);
  assert.equal(cve("CVE-1999-0001"), undefined);
});

test("columns agree with the reports of the same inputs", () => {
  const inputs = [
    "15.1.2507.6",
    "nothing",
    "15.2.2562.53",
    "15.1.2507.6",
    "",
    "X-OWA-Version: 15.2.1748.10",
    "é 15.2.1118.7",
    new TextEncoder().encode("15.0.1497.2"),
    "15.2.9999.1",
  ];
  const rows = releases();
  for (const some of [inputs, inputs.filter((input) => input !== "é 15.2.1118.7" && typeof input === "string")]) {
    const table = assessMany(some, { asOf });
    assert.equal(table.length, some.length);
    some.forEach((input, at) => {
      const [server] = assess(input, { asOf }).servers;
      assert.equal(table.statuses[table.status[at]], server?.verdict.status, String(input));
      assert.equal(table.severity[at], server?.verdict.severity ?? 3);
      assert.equal(table.builds[table.build[at]], server?.build);
      assert.equal(rows[table.release[at]]?.build, server?.release?.build);
      assert.equal(table.answers[table.patched[at]], server?.verdict.patched);
      assert.equal(table.openAtLeast[at], server?.verdict.open.atLeast ?? 0);
      assert.equal(table.openAtMost[at], server?.verdict.open.atMost ?? 0);
      assert.equal(table.exploitedAtLeast[at], server?.verdict.exploited.atLeast ?? 0);
      assert.equal(table.exploitedAtMost[at], server?.verdict.exploited.atMost ?? 0);
    });
  }
  assert.equal(assessMany([], { asOf }).length, 0);
});

test("a column of bytes and offsets gives the table of the same texts", () => {
  const texts = ["15.1.2507.6", "", "é 15.2.1118.7", "X-OWA-Version: 15.2.2562.53", "nothing"];
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const ends = encoded.map(
    (
      (end) => (part) =>
        (end += part.length)
    )(3),
  );
  // A slice of a longer column begins behind its start.
  const bytes = Uint8Array.from([1, 2, 3, ...encoded.flatMap((part) => [...part]), 4]);
  for (const offsets of [Uint32Array.of(3, ...ends), Int32Array.of(9, 3, ...ends).subarray(1)]) {
    assert.deepEqual(assessMany({ bytes, offsets }, { asOf }), assessMany(texts, { asOf }));
    assert.deepEqual(assessMany({ bytes: bytes.buffer, offsets }, { asOf }), assessMany(texts, { asOf }));
  }
  assert.equal(assessMany({ bytes, offsets: Uint32Array.of(3) }, { asOf }).length, 0);
});

test("a column whose offsets cannot be is refused with the place", () => {
  const bytes = new Uint8Array(10);
  const refuse = (offsets, message) =>
    assert.throws(() => assessMany({ bytes, offsets }), { code: "invalid-input", message });
  refuse([0, 10], /Uint32Array/);
  refuse(Uint32Array.of(), /no offsets/);
  refuse(Uint32Array.of(0, 11), /offset 11 at place 1, from 0 to 10/);
  refuse(Uint32Array.of(0, 5, 4), /offset 4 at place 2, from 5 to 10/);
  refuse(Int32Array.of(-1, 5), /offset -1 at place 0/);
  fails("invalid-input", () => assessMany({ bytes: [1, 2], offsets: Uint32Array.of(0, 1) }));
});

test("a stream gives one report per record however it is cut", async () => {
  const text = "15.1.2507.6\n\né 15.2.1118.7\r\n15.2.2562.53";
  const bytes = new TextEncoder().encode(text);
  const whole = text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => assess(line, { asOf }));
  for (const size of [1, 3, 7, bytes.length]) {
    const chunks = [];
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
    const got = [];
    for await (const report of ReadableStream.from(chunks).pipeThrough(assessStream({ asOf }))) got.push(report);
    assert.deepEqual(got, whole);
  }
});

test("an endless record ends the stream with a reason", async () => {
  const stream = ReadableStream.from(["x".repeat(50), "y".repeat(60)]).pipeThrough(
    assessStream({ maxRecordBytes: 100 }),
  );
  await assert.rejects(
    async () => {
      for await (const _ of stream);
    },
    { code: "too-large" },
  );
});

test("bad inputs get an answer, never a trap", () => {
  const random = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 2654435761) >>> 24);
  const utf16 = new Uint8Array(
    new Uint16Array(
      [0xfeff, ..."Version 15.1 (Build 2507.6)"].map((c) => (typeof c === "string" ? c.charCodeAt(0) : c)),
    ).buffer,
  );
  for (const input of ["", "\0", "\ud800", random, utf16]) assert.equal(assess(input, { asOf }).asOf, asOf);
  const long = new Uint8Array(100 * 1024 * 1024).fill(0x61);
  assert.equal(assess(long, { asOf }).servers.length, 0);
  assert.equal(assess("15.1.2507.6", { asOf }).servers.length, 1);
});

test("init may be repeated and the inline entry needs none", async () => {
  await Promise.all([init(), init()]);
  assert.deepEqual(inline.assess("15.1.2507.6", { asOf }), assess("15.1.2507.6", { asOf }));
});

test("the database's own bytes can be loaded and then answer", () => {
  const file = new URL("../../crate/core/data/database.bin", import.meta.url);
  const before = database();
  assert.deepEqual(loadDatabase(readFileSync(file)), before);
  assert.equal(assess("15.1.2507.6", { asOf }).servers[0].verdict.status, "exploited");
});
