// Every type and call that users write, compiled against the package as installed.
import {
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
const digest: string = database().digest + loadDatabase(new Uint8Array()).digest + releases()[0]?.build;
try {
  inline("x");
} catch (error) {
  if (error instanceof ExpatchError && error.code === "database-too-old") throw error;
}
// @ts-expect-error an input is text or bytes
assess(42);
// @ts-expect-error reports have no such field
report.nothing;
export { digest, name, ordered, same, statuses, stream, table };
