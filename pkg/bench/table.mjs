// What each entry loads: kilobytes (of 1,000) raw, with gzip and with brotli:
// `node bench/table.mjs`, after `cargo xtask pkg`.

import { brotliCompressSync, gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";

const folder = new URL("..", import.meta.url).pathname;
const wasm = readFileSync(`${folder}dist/expatch.wasm`);

// The JavaScript of an entry in one minified file, as a bundler makes it.
function bundled(entry, platform) {
  const { outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    // What is loaded only where a file is missing beside it is no part of what all load.
    external: ["*/expatch.wasm", ...(entry === "inline.js" ? [] : ["*/inline.js"])],
    write: false,
  });
  return outputFiles[0].contents;
}

const row = (name, files) => {
  const sum = (size) => (files.reduce((total, file) => total + size(file), 0) / 1000).toFixed(1).padStart(8);
  const sizes = [
    (file) => file.length,
    (file) => gzipSync(file, { level: 9 }).length,
    (file) => brotliCompressSync(file).length,
  ];
  console.log(`${name.padEnd(44)}${sizes.map(sum).join("")}`);
};
console.log(`${"".padEnd(44)}     raw    gzip  brotli`);
row("WASM with its database", [wasm]);
row("expatch: browsers, its JavaScript", [bundled("index.js", "browser")]);
row("expatch: browsers, all", [wasm, bundled("index.js", "browser")]);
row("expatch: Vite, webpack and the like, all", [wasm, bundled("bundled.js", "browser")]);
row("expatch: Node, Deno, Bun, all", [wasm, bundled("node.js", "node")]);
row("expatch: workerd, all", [wasm, bundled("workerd.js", "browser")]);
row("expatch/inline: one file", [bundled("inline.js", "browser")]);
row("expatch/db.json", [readFileSync(`${folder}dist/db.json`)]);
