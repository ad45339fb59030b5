// Milliseconds from a module's bytes to the first verdict, in a fresh process.
import { assess, init } from "../index.js";
import { readFileSync } from "node:fs";

const bytes = readFileSync(new URL("../dist/expatch.wasm", import.meta.url));
const start = performance.now();
await init(bytes);
const { servers } = assess("X-OWA-Version: 15.1.2507.6");
const took = performance.now() - start;
if (servers[0].build !== "15.1.2507.6") throw new Error("the first verdict is wrong");
console.log(took);
