// A folder over HTTP and a headless Chromium that looks at it.

import { chromium } from "playwright-core";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".css": "text/css",
};

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Serves `folder` on a free loopback port, and `answers` of {head, body} by their path.
export async function serve(folder, answers = {}) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    if (answers[path]) {
      const { head, body } = answers[path];
      response.writeHead(200, { "content-type": "text/html", ...head }).end(body);
      return;
    }
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

// A Chromium with a profile of its own, and with an extension where one is given.
export function browser(executablePath, extension) {
  const profile = mkdtempSync(join(tmpdir(), "expatch-chromium-"));
  const own = extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : [];
  return chromium.launchPersistentContext(profile, {
    executablePath,
    channel: undefined,
    headless: true,
    args: [...FLAGS, ...own],
    ignoreDefaultArgs: extension ? ["--disable-extensions"] : [],
  });
}

// The title of a page once its script has set it.
export async function titleOf(executablePath, url) {
  const context = await browser(executablePath);
  try {
    const page = await context.newPage();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(url);
    await page
      .waitForFunction(() => !["consumer", "…"].includes(document.title), undefined, { timeout: 20_000 })
      .catch((error) => {
        throw new Error(`${error.message}\n${said.join("\n")}`);
      });
    return await page.title();
  } finally {
    await context.close();
  }
}
