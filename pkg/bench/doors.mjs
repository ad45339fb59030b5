// The ways in beside each other, in milliseconds of processor time for a thousand
// answers of one server each: `node bench/doors.mjs [ROUNDS]`.

import { Workspace, assess, assessMany, assessToJson, fingerprint, fromHeaders } from "../node.js";

const asOf = "2026-11-23";
const headers = {
  "Content-Length": "0",
  Server: "Microsoft-IIS/10.0",
  "X-OWA-Version": "15.2.1544.4",
  "X-FEServer": "EX01",
};
const text = `HTTP/1.1 302 Found\r\n${Object.entries(headers)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("")}\r\n`;
const thousand = (work) => {
  for (let at = 0; at < 1000; at += 1) work(at);
};
const ways = {
  "assess(text)": () => thousand(() => assess(text, { asOf })),
  "assessToJson(text)": () => thousand(() => assessToJson(text, { asOf })),
  "assess({headers})": () => thousand(() => assess({ headers }, { asOf })),
  "fromHeaders(Headers)": () => thousand(() => fromHeaders(new Headers(headers), { asOf })),
  "assess({channel, build})": () => thousand(() => assess({ channel: "ex-setup", build: "15.2.1544.4" }, { asOf })),
  "assessMany of a thousand": () => assessMany(Array(1000).fill(text), { asOf }),
  "ten Workspaces": () => {
    for (let at = 0; at < 10; at += 1) new Workspace().assess(text, { asOf });
  },
  "fingerprint(Response)": async () => {
    for (let at = 0; at < 1000; at += 1) await fingerprint(new Response("", { headers }), { asOf });
  },
};
const rounds = Number(process.argv[2] ?? 5);
for (const [name, way] of Object.entries(ways)) {
  const took = [];
  await way();
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    await way();
    const { user, system } = process.cpuUsage(start);
    took.push((user + system) / 1000);
  }
  took.sort((one, other) => one - other);
  console.log(
    `${name.padEnd(26)} ${took[rounds >> 1].toFixed(1).padStart(8)} (${took[0].toFixed(1)} … ${took.at(-1).toFixed(1)})`,
  );
}
