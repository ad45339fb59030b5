// Kilobytes, compressed with brotli, of what a browser loads, beside what others
// ship: `node sizes.mjs FOLDER`, a folder with caniuse-lite and retire installed.
import { brotliCompressSync } from "node:zlib";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const own = new URL("..", import.meta.url).pathname;
const others = join(process.argv[2], "node_modules");
const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
const size = (list) => list.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0) / 1000;
console.log(
  JSON.stringify({
    package: size([
      join(own, "dist/expatch.wasm"),
      join(own, "dist/glue.js"),
      join(own, "index.js"),
      ...files(join(own, "lib")).filter((file) => !/(command|terminal)\.js$/.test(file)),
    ]),
    caniuse: size(files(join(others, "caniuse-lite/data"))),
    // Its code alone: what it knows it fetches when it runs.
    retire: size(files(join(others, "retire/lib")).filter((file) => file.endsWith(".js"))),
  }),
);
