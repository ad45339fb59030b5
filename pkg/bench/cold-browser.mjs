// The same in headless Chromium, with the module's bytes in hand, each time in
// a fresh browser: `node cold-browser.mjs ROUNDS`. Prints milliseconds as JSON.
import { browser, serve } from "../test/consumers/browser.mjs";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 5);
const site = await serve(fileURLToPath(new URL("..", import.meta.url)));
const took = [];
for (let round = 0; round < rounds; round += 1) {
  const chromium = await browser(process.env.CHROMIUM ?? "/usr/bin/chromium");
  const page = await chromium.newPage();
  await page.goto(`${site.url}package.json`);
  took.push(
    await page.evaluate(async () => {
      const { assess, init } = await import("/index.js");
      const bytes = await (await fetch("/dist/expatch.wasm")).arrayBuffer();
      const start = performance.now();
      await init(bytes);
      const { servers } = assess("X-OWA-Version: 15.1.2507.6");
      if (servers[0].build !== "15.1.2507.6") throw new Error("the first verdict is wrong");
      return performance.now() - start;
    }),
  );
  await chromium.close();
}
site.close();
console.log(JSON.stringify(took));
