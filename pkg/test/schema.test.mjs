// The published schema against real reports, and the types against the schema:
// each list of codes is the same in both.

import { assess, releases } from "../node.js";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { declarationsOf } from "../build/declarations.mjs";
import { readFileSync } from "node:fs";
import test from "node:test";
import { texts } from "./support/native.mjs";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const schema = JSON.parse(read("../dist/schema.json"));
const { declarations } = declarationsOf(read("../index.d.ts"));
const asOf = "2026-11-23";

test("every report is valid, by a strict reader of the schema", () => {
  const ajv = new Ajv({
    strict: true,
    allErrors: true,
    formats: { uint: true, uint8: true, uint16: true, uint32: true, float: true, double: true },
  });
  addFormats(ajv);
  const isReport = ajv.compile(schema);
  const inputs = [...texts().map(({ bytes }) => bytes), ...releases().map(({ build }) => build)];
  for (const input of inputs) {
    const report = assess(input, { asOf });
    assert.ok(isReport(report), `${String(input).slice(0, 80)}: ${JSON.stringify(isReport.errors?.slice(0, 3))}`);
  }
  const report = assess("15.1.2507.6", { asOf });
  for (const broken of [
    { ...report, more: 1 },
    { ...report, asOf: null },
  ])
    assert.ok(!isReport(broken));
  report.servers[0].verdict.status = "fine";
  assert.ok(!isReport(report));
});

// The codes of a `type`, or of a field of an `interface`.
function codesOf(name, field) {
  const { code } = declarations.find((declaration) => declaration.name === name);
  const of = field ? new RegExp(`^  ${field}\\??: ([^;]+);`, "m").exec(code)[1] : code.slice(code.indexOf("="));
  return [...of.matchAll(/'([^']+)'/g)].map(([, text]) => text);
}

test("the types list the codes that the schema lists", () => {
  for (const [object, field, name, inside] of [
    ["Verdict", "status", "Status"],
    ["Verdict", "patched", "Patched"],
    ["EvidenceView", "precision", "Precision"],
    ["EvidenceView", "standing", "Standing"],
    ["EvidenceView", "channel", "Channel"],
    ["MentionView", "why", "MentionReason"],
    ["VulnerabilityView", "because", "Vulnerability", "because"],
    ["PlanStep", "kind", "PlanStep", "kind"],
    ["PlanStep", "role", "PlanStep", "role"],
    ["PlanStep", "necessity", "PlanStep", "necessity"],
    ["Support", "state", "Support", "state"],
  ]) {
    assert.deepEqual(codesOf(name, inside).sort(), schema.$defs[object].properties[field].enum.toSorted(), name);
  }
});
