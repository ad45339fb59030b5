// The self-contained entry: what a bundler keeps must start by itself.

import { assess } from "expatch/inline";

const [server] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers;
console.log(server.verdict.status);
if (globalThis.document) document.title = server.verdict.status;
