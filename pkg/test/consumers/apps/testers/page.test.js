// A test of a page, run by Jest and by Vitest: what jsdom has, and what it lacks.
/* global beforeAll, expect, test */

import { assess, assessMany, fingerprint, fromDocument, fromHeaders, init } from "expatch";
import { assess as inline } from "expatch/inline";

const options = { asOf: "2026-11-23" };
const head = { "x-owa-version": "15.1.2507.6" };
const text = "X-OWA-Version: 15.1.2507.6\r\n";
const builds = ({ servers }) => servers.map(({ build }) => build);

beforeAll(() => init());

test("text, with both entries", () => {
  expect(builds(assess(text, options))).toEqual(["15.1.2507.6"]);
  expect(inline(text, options)).toEqual(assess(text, options));
});

test("bytes of the test's realm and of the other", () => {
  const other = new TextEncoder().encode(text);
  const own = document.defaultView.Uint8Array.from(other);
  expect(other.constructor).not.toBe(own.constructor);
  for (const bytes of [other, own, own.buffer]) expect(builds(assess(bytes, options))).toEqual(["15.1.2507.6"]);
  expect(assessMany([other, own], options).builds).toEqual(["15.1.2507.6"]);
});

test("jsdom's Blob and File", async () => {
  for (const source of [new Blob([text]), new File([text], "headers.txt")]) {
    expect(source).toBeInstanceOf(document.defaultView.Blob);
    expect(builds(await fingerprint(source, options))).toEqual(["15.1.2507.6"]);
    const code = await fingerprint(source, { maxBytes: 3 }).catch((error) => error.code);
    expect(code).toBe("too-large");
  }
});

test("jsdom's document", () => {
  document.head.innerHTML = '<link rel="icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico">';
  document.body.textContent = "X-OWA-Version: 15.2.2562.53";
  const [server, ...others] = fromDocument(document, options).servers;
  expect([server.name, server.evidence[0].channel, others.length]).toEqual(["mail.example.org", "owa-path", 0]);
});

test("an answer in its parts, where there is no Response", async () => {
  const parts = { url: "https://mail.example.org/owa/", status: 200, headers: head, body: new Blob(["moved"]) };
  expect(builds(await fingerprint(parts, options))).toEqual(["15.1.2507.6"]);
  expect(builds(fromHeaders(new Headers(head), options))).toEqual(["15.1.2507.6"]);
  if (globalThis.Response) {
    expect(builds(await fingerprint(new Response("", { headers: head }), options))).toEqual(["15.1.2507.6"]);
  }
});

test("a refusal carries its code", () => {
  expect(() => assess(42)).toThrow(expect.objectContaining({ name: "ExpatchError", code: "invalid-input" }));
});
