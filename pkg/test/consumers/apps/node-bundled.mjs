// A server that is made one file: the module must be found without a file beside it.
import { assess } from "expatch";

console.log(assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].build);
