// The native command, where the runner says where it is, and texts to compare on.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";

const top = new URL("../../../", import.meta.url);

// Path of the native command: `cargo xtask test` builds it and tells.
export const native = process.env.EXPATCH ?? new URL("target/debug/expatch", top).pathname;

export const hasNative = existsSync(native);

export function run(...words) {
  const done = spawnSync(native, words, { maxBuffer: 1 << 28 });
  return { code: done.status, out: done.stdout.toString("utf8"), error: done.stderr.toString("utf8") };
}

// Texts people paste, one per way in; the corpus beside the work tree adds hundreds.
export function texts() {
  const own = Object.entries({
    build: "15.1.2507.6",
    long: "15.02.1748.048",
    header: "HTTP/2 200\r\nserver: Microsoft-IIS/10.0\r\nx-owa-version: 15.2.1748.10\r\n",
    path: '<link href="/owa/auth/15.1.2507/themes/resources/favicon.ico">',
    shell: "AdminDisplayVersion : Version 15.1 (Build 2507.6)",
    online: "X-FEServer: AM6PR\r\nX-OWA-Version: 15.20.8137.10\r\n",
    nothing: "Dear all, the minutes are attached.",
    empty: "",
    nul: "a\0b 15.2.2562.17",
    accents: "é𝄞 Version : 15.2.1118.7",
  }).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  return [...own, ...corpus()];
}

function corpus() {
  const folder = new URL("../shared/corpus/", top);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\d\d-/.test(entry.parentPath.split("/").at(-1)))
    .map((entry) => ({ name: entry.name, bytes: readFileSync(`${entry.parentPath}/${entry.name}`) }));
}
