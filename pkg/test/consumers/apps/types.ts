// Every type and call that users write, compiled against the package as installed.
import {
  ExpatchError,
  Workspace,
  assess,
  assessMany,
  assessStream,
  compareBuilds,
  cve,
  database,
  fingerprint,
  fromDocument,
  fromHeaders,
  init,
  loadDatabase,
  parseBuild,
  releases,
} from "expatch";
import type { Report, Status, Table, TextColumn } from "expatch";
import { assess as inline } from "expatch/inline";

await init();
const report: Report = assess("15.1.2507.6", { asOf: new Date(), locale: navigator.languages });
const statuses: Status[] = report.servers.map((server) => server.verdict.status);
const table: Table = assessMany(["15.1.2507.6", new Uint8Array()]);
const column: TextColumn = { bytes: new Uint8Array(11), offsets: Uint32Array.of(0, 11) };
const same: Table = assessMany(column);
const ordered: -1 | 0 | 1 = compareBuilds(parseBuild("15.1.2507.6"), "15.2.1748.48");
const stream: TransformStream<string | Uint8Array | ArrayBuffer, Report> = assessStream({ separator: "\n\n" });
const name: string | undefined = cve("CVE-2021-26855")?.name;
const digest: string =
  database().digest +
  loadDatabase(new Uint8Array(), { keys: [], digest: "", notOlderThan: new Date(), allowUnsigned: true }).digest +
  releases()[0]?.build;
try {
  inline("x");
} catch (error) {
  if (error instanceof ExpatchError && error.code === "database-too-old") throw error;
}
const parts: Report = assess({ url: "https://mail.example.org/", status: 200, headers: { a: ["b"] }, body: "" });
const number: Report = assess({ channel: "ex-setup", build: "15.2.2562.17" });
const read: Promise<Report>[] = [
  fingerprint(fetch("/owa/"), { signal: AbortSignal.timeout(1000), maxBytes: 1_000_000 }),
  fingerprint(new File([], "a.txt")),
  fingerprint(new Blob([]).stream()),
  fingerprint({ headers: new Headers(), body: new Blob([]).stream() }),
];
const heads: Report[] = [fromHeaders(new Headers()), fromHeaders([["a", "b"]]), fromHeaders(new Response())];
const page: Report = fromDocument(document);
const own: Report = new Workspace({ database: new Uint8Array() }).assess("x");
// @ts-expect-error an input is text, bytes, an answer or a number with its channel
assess(42);
// @ts-expect-error a channel is one of the list
assess({ channel: "nowhere", build: "15.2.2562.17" });
// @ts-expect-error many are a list, not a text
assessMany("15.1.2507.6");
// @ts-expect-error a misspelt option
assess("x", { asof: "2026-11-23" });
// @ts-expect-error reports have no such field
report.nothing;
export { digest, heads, name, number, ordered, own, page, parts, read, same, statuses, stream, table };
