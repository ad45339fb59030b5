// `assessMany` beside plain JavaScript, the rounds interleaved:
// `node many.mjs AS_OF BUILDS HEADERS ROUNDS [FOLDER]`. Prints milliseconds as
// JSON; into FOLDER go the inputs, each ended by a zero byte, for the native command.

import { assessMany, releases } from "../node.js";
import { judge, remembering } from "./plain.mjs";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [asOf, builds, headers, rounds, folder] = process.argv.slice(2);
const database = JSON.parse(readFileSync(new URL("../dist/db.json", import.meta.url), "utf8"));
// Releases since 2013: the ones that send the header.
const known = releases()
  .map(({ build }) => build)
  .filter((build) => build.startsWith("15."));
const pick = (at) => known[(at * 7919) % known.length];
const inputs = {
  builds: Array.from({ length: Number(builds) }, (_, at) => pick(at)),
  headers: Array.from({ length: Number(headers) }, (_, at) =>
    [
      "HTTP/1.1 302 Found",
      "Content-Length: 0",
      `Location: https://mail${at}.example.org/owa/`,
      "Server: Microsoft-IIS/10.0",
      `request-id: ${at.toString(16).padStart(8, "0")}-1f2e-4b3a-8c7d-0123456789ab`,
      `X-OWA-Version: ${pick(at)}`,
      `X-FEServer: EX${at % 50}`,
      "Date: Mon, 23 Nov 2026 10:00:00 GMT",
      "",
      "",
    ].join("\r\n"),
  ),
};

// The same texts as bytes with offsets.
const columnOf = (texts) => {
  const offsets = new Uint32Array(texts.length + 1);
  for (const [at, text] of texts.entries()) offsets[at + 1] = offsets[at] + text.length;
  return { bytes: new TextEncoder().encode(texts.join("")), offsets };
};

const time = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
// Plain JavaScript needs minutes for a million: it gets a part, scaled up.
const SAMPLE = 20_000;
const result = {};
for (const [name, texts] of Object.entries(inputs)) {
  if (folder) writeFileSync(join(folder, `${name}.bin`), texts.map((text) => `${text}\0`).join(""));
  const sample = texts.slice(0, SAMPLE);
  const column = columnOf(texts);
  const row = { package: [], column: [], plain: [], remembering: [] };
  for (let round = -1; round < Number(rounds); round += 1) {
    const took = {
      package: time(() => assessMany(texts, { asOf })),
      column: time(() => assessMany(column, { asOf })),
      plain: time(() => sample.map(judge(database, asOf))) * (texts.length / sample.length),
      remembering: time(() => texts.map(judge(database, asOf, remembering))),
    };
    // The first round warms up.
    if (round >= 0) for (const way of Object.keys(row)) row[way].push(took[way]);
  }
  result[name] = row;
}
console.log(JSON.stringify(result));
