// What every consumer asks, and the one right answer.

import { assess, database, init } from "expatch";

export async function answer() {
  await init();
  const [server] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers;
  return `${server.verdict.status} ${database().digest.slice(0, 8)}`;
}
