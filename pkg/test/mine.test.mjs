// A version that the input only mentions, said to be that of one's own server.

import { ExpatchError, assess, assessMany, assessStream, fingerprint, fromHeaders, Workspace } from "../node.js";
import assert from "node:assert/strict";
import test from "node:test";

const asOf = "2026-11-23";
const question = "Is 15.2.1748.36 still safe to run?";
const builds = ({ servers }) => servers.map(({ build }) => build);

test("the one version that is mentioned is judged as one's own", () => {
  const theirs = assess(question, { asOf });
  assert.deepEqual([theirs.servers.length, theirs.mentions.length], [0, 1]);
  assert.deepEqual(assess(question, { asOf, mine: false }), theirs);
  const own = assess(question, { asOf, mine: true });
  assert.deepEqual([builds(own), own.mentions], [["15.2.1748.36"], []]);
  const [{ standing, evidence, verdict }] = own.servers;
  assert.deepEqual([standing, evidence[0].text, verdict.patched], ["stated", "15.2.1748.36", "no"]);
  assert.equal(verdict.status, theirs.mentions[0].ifYours.status);
});

test("every way in takes it", async () => {
  const options = { asOf, mine: true };
  const bytes = new TextEncoder().encode(question);
  const body = `<p>${question}</p>`;
  const reports = [
    assess(bytes, options),
    new Workspace().assess(question, options),
    await fingerprint(new Blob([question]), options),
    await fingerprint(new Response(question), options),
    assess({ url: "https://forum.example.org/", status: 200, body }, options),
    fromHeaders({ "x-remark": question }, options),
  ];
  for await (const report of new Blob([question]).stream().pipeThrough(assessStream(options))) reports.push(report);
  for (const report of reports) assert.deepEqual(builds(report), ["15.2.1748.36"], JSON.stringify(report.mentions));
  assert.equal(reports.length, 7);
});

test("what shows a server, or mentions several versions, is read as ever", () => {
  for (const text of [
    "X-OWA-Version: 15.2.1748.10\r\n",
    `X-OWA-Version: 15.2.1748.10\r\n\r\n${question}`,
    `${question} Or better 15.2.2562.53?`,
    "",
  ]) {
    assert.deepEqual(assess(text, { asOf, mine: true }), assess(text, { asOf }), text);
  }
});

test("it is true or false, and said of one input", () => {
  const refused = (error) => error instanceof ExpatchError && error.code === "invalid-options";
  for (const mine of ["yes", 1, null, {}]) assert.throws(() => assess(question, { mine }), refused);
  assert.throws(() => assessMany([question], { mine: true }), refused);
});
