// Builds the extension from the package as others get it: `npm pack`, the
// tarball installed into an empty folder, its self-contained entry bundled.
//
//   node build.mjs [--out FOLDER] [--package FOLDER] [--feed URL] [--feed-key HEX]
//
// Into FOLDER/chromium and FOLDER/firefox: the two differ in a few keys of the
// manifest, and each store's linter complains of the other's.
//
// `--package` names a folder with expatch in its node_modules, instead of packing;
// `--feed` the manifest of a feed of one's own, with the key that signs it.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

const here = dirname(fileURLToPath(import.meta.url));

/**
 * What the extension knows of a feed: its two addresses, every host that may
 * answer, and whose signatures count beside the project's own.
 */
export function feedOf(manifest, keys = [], answering = []) {
  const { origin, protocol } = new URL(manifest);
  if (protocol !== "https:") throw new Error(`the feed's address must begin with https: ${manifest}`);
  const database = manifest.replace(/[^/]+$/, "expatch.db");
  return { manifest, database, origins: [origin, ...(HANDED_OUT_BY[origin] ?? answering)], keys };
}

// Browsers allow one host at a time, and these have their files on another one.
const HANDED_OUT_BY = { "https://github.com": ["https://release-assets.githubusercontent.com"] };

/** The feed of the command and the server, by the file that they are built with. */
const ours = () => feedOf(readFileSync(join(here, "../../crate/update/feed.txt"), "utf8").trim());

/** Builds for `browser` into `out`; `from` is a folder with expatch in its node_modules. */
export async function buildExtension({ out, from, browser, feed = ours() }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  // Popup and worker share the module with the facts; the page's script needs none of it.
  await bundle(join(here, "src"), out, from, ["popup", "background"], {
    format: "esm",
    splitting: true,
    define: { "globalThis.expatchFeed": JSON.stringify(feed) },
  });
  await bundle(join(here, "src"), out, from, ["content"], { format: "iife" });
  for (const name of ["popup.html", "popup.css"]) cpSync(join(here, "src", name), join(out, name));
  for (const name of ["_locales", "icon"]) cpSync(join(here, name), join(out, name), { recursive: true });
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md"])
    cpSync(join(from, "node_modules/expatch", name), join(out, name));
  const manifest = JSON.parse(readFileSync(join(here, "manifest.json"), "utf8"));
  manifest.version = JSON.parse(readFileSync(join(from, "node_modules/expatch/package.json"), "utf8")).version;
  manifest.content_security_policy.extension_pages = policyFor(manifest.content_security_policy.extension_pages, feed);
  if (browser === "firefox") {
    delete manifest.background.service_worker;
    delete manifest.minimum_chrome_version;
  } else {
    delete manifest.background.scripts;
    delete manifest.browser_specific_settings;
  }
  writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Nothing may be reached but the feed's two files, and what they are led to. */
function policyFor(policy, { manifest, database, origins }) {
  const reached = `connect-src ${[manifest, database, ...origins.slice(1)].join(" ")}`;
  if (!policy.includes("connect-src 'none'")) throw new Error("the manifest's policy has no place for the feed");
  return policy.replace("connect-src 'none'", reached);
}

async function bundle(sources, outdir, from, names, how) {
  await build({
    entryPoints: names.map((name) => join(sources, `${name}.js`)),
    outdir,
    bundle: true,
    ...how,
    chunkNames: "shared-[hash]",
    // Firefox 140 and Chromium 121 both know all of it.
    target: "es2023",
    charset: "utf8",
    logLevel: "warning",
    plugins: [installed(from)],
  });
}

// This folder lies within the package, where its name would mean the sources.
const installed = (from) => ({
  name: "the installed package",
  setup(made) {
    made.onResolve({ filter: /^expatch(\/|$)/ }, ({ path, pluginData }) =>
      pluginData === "again"
        ? undefined
        : made.resolve(path, { resolveDir: from, kind: "import-statement", pluginData: "again" }),
    );
  },
});

function packed() {
  const folder = mkdtempSync(join(tmpdir(), "expatch-extension-"));
  const entry = Object.values(
    JSON.parse(
      npm(["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", folder], join(here, "..")),
    ),
  )[0];
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  npm(
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", join(folder, entry.filename)],
    folder,
  );
  return folder;
}

function npm(words, cwd) {
  const done = spawnSync("npm", words, { cwd, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`npm ${words[0]}: ${done.error?.message ?? done.stderr}`);
  return done.stdout;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const names = ["out", "package", "feed", "feed-key"];
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });
  const feed = values.feed && feedOf(values.feed, values["feed-key"] ? [values["feed-key"]] : []);
  const out = resolve(values.out ?? join(here, "dist"));
  const from = values.package ? resolve(values.package) : packed();
  for (const browser of ["chromium", "firefox"]) await report(browser, join(out, browser), from, feed);
}

async function report(browser, out, from, feed) {
  await buildExtension({ out, from, browser, feed });
  const sizes = readdirSync(out)
    .filter((name) => name.endsWith(".js"))
    .map((name) => `${name} ${Math.round(statSync(join(out, name)).size / 1000)} kB`);
  console.log(`${out}: ${sizes.join(", ")}`);
}
