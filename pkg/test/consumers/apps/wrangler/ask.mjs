// What `wrangler dev --local` starts, asked once.

import { unstable_startWorker as startWorker } from "wrangler";

const worker = await startWorker({
  config: new URL("wrangler.json", import.meta.url).pathname,
  dev: { remote: false, inspector: false, watch: false, server: { hostname: "127.0.0.1", port: 0 } },
});
const answer = await worker.fetch("http://localhost/", { method: "POST", body: "X-OWA-Version: 15.1.2507.6" });
const text = await answer.text();
console.log(answer.status, answer.ok ? JSON.parse(text).servers[0].verdict.status : text);
await worker.dispose();
