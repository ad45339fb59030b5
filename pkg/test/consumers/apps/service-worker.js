// A service worker may not `import()`: the self-contained entry needs none.
import { assess } from "/node_modules/expatch/inline.js";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", ({ data, ports: [port] }) => port.postMessage(assess(data).servers[0].build));
