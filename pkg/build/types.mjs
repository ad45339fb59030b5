// Writes the lists of codes of the schema into `index.d.ts`: `node build/types.mjs`.
// Which type is which field's is said here; prose and examples are written by hand.

import { readFileSync, writeFileSync } from "node:fs";

const TYPES = {
  Status: ["Verdict", "status"],
  Patched: ["Verdict", "patched"],
  Precision: ["EvidenceView", "precision"],
  Standing: ["EvidenceView", "standing"],
  Channel: ["EvidenceView", "channel"],
  MentionReason: ["MentionView", "why"],
};

const schema = JSON.parse(readFileSync(new URL("../dist/schema.json", import.meta.url), "utf8"));
const file = new URL("../index.d.ts", import.meta.url);
let text = readFileSync(file, "utf8");
for (const [name, [object, field]] of Object.entries(TYPES)) {
  const codes = schema.$defs[object].properties[field].enum;
  const list = codes.map((code) => `\n  | '${code}'`).join("");
  const short = ` ${codes.map((code) => `'${code}'`).join(" | ")}`;
  const found = new RegExp(`(export type ${name} =)[^;]*;`);
  if (!found.test(text)) throw new Error(`index.d.ts has no type ${name}`);
  text = text.replace(found, (_, start) => `${start}${short.length < 90 ? short : list};`);
}
writeFileSync(file, text);
