// An ES module in Node, by both entries.
import { answer } from "./answer.js";
import { assess } from "expatch/inline";

const [server] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers;
console.log(await answer(), server.verdict.status);
