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
  Workspace,
  fingerprint,
  fromDocument,
  fromHeaders,
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
  assert.equal(assess("X-OWA-Version: 15.1.2507.6", { asOf }).servers[0].verdict.status, "exploited");
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
  for (const maxServers of [-1, NaN, "3"]) fails("invalid-options", () => assess("", { maxServers }));
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
      const {
        servers: [server],
        mentions,
      } = assess(input, { asOf });
      const [patched, status] = server
        ? [server.verdict.patched, server.verdict.status]
        : mentions.length > 0
          ? ["unknown", "mentioned"]
          : [];
      assert.equal(table.statuses[table.status[at]], status, String(input));
      assert.equal(table.severity[at], server?.verdict.severity ?? 3);
      assert.equal(table.builds[table.build[at]], server?.build);
      assert.equal(rows[table.release[at]]?.build, server?.release?.build);
      assert.equal(table.answers[table.patched[at]], patched);
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
    assert.deepEqual(
      got.map(({ index, start, end, ...report }) => report),
      whole,
    );
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

const headers = { "x-owa-version": "15.1.2507.6" };

test("an answer in its parts: a body cannot pose as a header", () => {
  const url = "https://mail.example.org/owa/";
  const body = "X-OWA-Version: 15.2.2562.53\r\n";
  const [server, ...others] = assess({ url, status: 200, headers, body }, { asOf }).servers;
  assert.equal(others.length, 0);
  assert.equal(server.build, "15.1.2507.6");
  assert.equal(server.name, "mail.example.org");
  assert.equal(assess({ body }, { asOf }).servers.length, 0);
  fails("invalid-input", () => assess({ url, header: headers }));
  fails("invalid-input", () => assess({ status: 42 }));
  fails("invalid-input", () => assess({ headers: { a: 1 } }));
  fails("invalid-input", () => assess({ headers: { a: "b\r\nX-OWA-Version: 15.1.2507.6" } }));
  fails("invalid-input", () => assess({ channel: "nowhere", build: "15.1.2507.6" }));
  fails("invalid-build", () => assess({ channel: "ex-setup", build: "15" }));
});

test("headers come in every shape", () => {
  const wanted = fromHeaders(headers, { asOf });
  assert.equal(wanted.servers[0].build, "15.1.2507.6");
  for (const shape of [
    new Headers(headers),
    Object.entries(headers),
    new Map(Object.entries(headers)),
    { ...headers, "x-nothing": undefined },
    new Response("", { headers }),
  ]) {
    assert.equal(fromHeaders(shape, { asOf }).servers[0]?.build, "15.1.2507.6");
  }
  for (const wrong of [null, 7, "X-OWA-Version: 15.1.2507.6", [["a"]], ["a"]]) {
    fails("invalid-input", () => fromHeaders(wrong));
  }
});

test("hidden headers are said to be hidden, not absent", async () => {
  for (const type of ["cors", "opaque"]) {
    const response = Object.defineProperty(new Response(null), "type", { value: type });
    for (const report of [fromHeaders(response, { asOf }), await fingerprint(response.clone(), { asOf })]) {
      const hidden = report.notes.some(({ code }) => code === "headers-hidden");
      // A clone is of the type that its answer really has.
      if (report.notes.length > 1 || hidden) assert.ok(!report.notes.some(({ code }) => code === "nothing-found"));
    }
    assert.ok(fromHeaders(response, { asOf }).notes.some(({ code }) => code === "headers-hidden"));
  }
  assert.ok(fromHeaders(new Response(null), { asOf }).notes.every(({ code }) => code !== "headers-hidden"));
});

test("whatever can be read is fingerprinted", async () => {
  const text = "X-OWA-Version: 15.1.2507.6\r\n";
  const pieces = async function* () {
    yield text.slice(0, 20);
    yield new TextEncoder().encode(text.slice(20));
  };
  for (const source of [
    text,
    new TextEncoder().encode(text),
    new Blob([text]),
    new File([text], "headers.txt"),
    ReadableStream.from([text]),
    new Blob([text]).stream(),
    pieces(),
    new Response(null, { headers }),
    Promise.resolve(new Response("", { headers })),
    { headers, body: new Blob(["<html>"]).stream() },
  ]) {
    const { servers } = await fingerprint(source, { asOf });
    assert.deepEqual(
      servers.map(({ build }) => build),
      ["15.1.2507.6"],
      String(source),
    );
  }
});

test("reading ends where it must", async () => {
  const rejects = (code, source, options) =>
    assert.rejects(fingerprint(source, options), { name: "ExpatchError", code });
  let cancelled = 0;
  const endless = () =>
    new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_536)), cancel: () => void (cancelled += 1) });
  await rejects("too-large", endless(), { maxBytes: 1_000_000 });
  assert.equal(cancelled, 1);
  await rejects("too-large", new Blob(["12345"]), { maxBytes: 4 });
  const stopper = new AbortController();
  setTimeout(() => stopper.abort(), 20);
  await rejects("aborted", new ReadableStream({}), { signal: stopper.signal });
  await rejects("aborted", "15.1.2507.6", { signal: AbortSignal.abort() }).catch(() => {});
  await rejects("unreadable", new ReadableStream({ start: (to) => to.error(new Error("gone")) }));
  const used = new Response("x");
  await used.text();
  await rejects("invalid-input", used);
  await rejects("invalid-input", new Request("https://mail.example.org/"));
  await rejects("invalid-input", ReadableStream.from([7]));
  await rejects("invalid-options", "x", { maxBites: 7 });
  await rejects("invalid-options", new Blob(["x"]), { maxBytes: -1 });
});

test("a document is read for what its server wrote", () => {
  const parts = (...addresses) =>
    addresses.map((href) => ({ getAttribute: (name) => (name === "href" ? href : null) }));
  const page = (list) => ({
    baseURI: "https://mail.example.org/owa/",
    documentURI: "https://mail.example.org/owa/",
    getElementById() {},
    querySelectorAll: () => Object.assign(list, { item: (at) => list[at] }),
  });
  const icon = "/owa/auth/15.1.2507/themes/resources/favicon.ico";
  const [server] = fromDocument(page(parts("x.css", icon)), { asOf }).servers;
  assert.equal(server.evidence[0].channel, "owa-path");
  assert.equal(server.name, "mail.example.org");
  assert.equal(fromDocument(page(parts(`https://elsewhere.example.org${icon}`)), { asOf }).servers.length, 0);
  fails("invalid-input", () => fromDocument(page));
  fails("invalid-input", () => fromDocument(null));
});

test("several objects stand side by side, each with its database", () => {
  const bytes = readFileSync(new URL("../../crate/core/data/database.bin", import.meta.url));
  const all = Array.from(
    { length: 20 },
    (_, at) => new Workspace(at % 2 ? { database: bytes, allowUnsigned: true } : undefined),
  );
  for (const workspace of all) {
    assert.deepEqual(workspace.assess("15.1.2507.6", { asOf }), assess("15.1.2507.6", { asOf }));
    workspace.free();
    assert.equal(workspace.releases().length, releases().length);
  }
  fails("invalid-database", () => new Workspace({ database: new Uint8Array(8) }));
  fails("invalid-options", () => new Workspace({ db: bytes }));
});

test("wrong options and holes are refused with a code", () => {
  for (const options of [null, 7, [], { asof: "2026-11-23" }]) {
    fails("invalid-options", () => assess("", options));
    fails("invalid-options", () => assessMany([""], options));
    fails("invalid-options", () => assessStream(options));
    fails("invalid-options", () => database(options));
  }
  const holes = ["15.1.2507.6", "", "15.2.2562.53"];
  delete holes[1];
  fails("invalid-input", () => assessMany(holes));
  for (const wrong of ["15.1.2507.6", undefined, null, 7, {}, new Uint8Array(3)])
    fails("invalid-input", () => assessMany(wrong));
  const buffer = new Uint8Array([49]).buffer;
  const view = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  fails("invalid-input", () => assess(view));
  fails("invalid-input", () => assess(buffer));
  fails("invalid-input", () => cve(7));
});

test("reports of a stream say which record they are of", async () => {
  const places = [];
  for (const separator of ["\n", "--", "---"]) {
    const text = ["15.1.2507.6", " ", "é", "15.2.2562.53"].join(separator);
    for (const size of [1, 2, 3, 1000]) {
      const bytes = new TextEncoder().encode(text);
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const got = [];
      for await (const report of ReadableStream.from(pieces).pipeThrough(assessStream({ asOf, separator })))
        got.push(report);
      places.push(got.map(({ index, start, end }) => [index, new TextDecoder().decode(bytes.subarray(start, end))]));
    }
  }
  for (const place of places)
    assert.deepEqual(place, [
      [0, "15.1.2507.6"],
      [2, "é"],
      [3, "15.2.2562.53"],
    ]);
});

test("a record of many pieces costs as much as it is long", async () => {
  const time = async (count) => {
    const piece = new Uint8Array(64).fill(0x61);
    const begun = performance.now();
    const pieces = ReadableStream.from(Array.from({ length: count }, () => piece));
    for await (const _ of pieces.pipeThrough(assessStream({ asOf })));
    return performance.now() - begun;
  };
  await time(4_000);
  const [once, fourfold] = [await time(16_000), await time(64_000)];
  assert.ok(fourfold < 10 * once + 100, `${fourfold} ms beside ${once} ms`);
});

test("init may be repeated and the inline entry needs none", async () => {
  await Promise.all([init(), init()]);
  assert.deepEqual(inline.assess("15.1.2507.6", { asOf }), assess("15.1.2507.6", { asOf }));
});
