// Builds the site into dist/: a plain copy, the package beside it, a service
// worker that knows every file, and the whole page as one file.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { calendar, feed } from './feed.mjs';
import { installPage } from './install-page.mjs';
import { packagePage } from './package-page.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.EXPATCH_DIST ?? join(here, 'dist');
const pkg = process.env.EXPATCH_PKG ?? join(here, '..', 'pkg');
const pages = process.env.EXPATCH_PAGES ?? join(here, '..', 'target', 'pages');
const languages = ['en', 'fr', 'nl', 'de'];

/** @param {string} name */
const read = (name) => readFile(join(here, name), 'utf8');

/** The folder of a feed that is put beside the page (`expatch db sign`), and a key for it that is not the project's. */
const { EXPATCH_FEED_FOLDER: feedFolder, EXPATCH_FEED_KEY: feedKey } = process.env;
const define = {
  'globalThis.expatchFeed': feedFolder ? JSON.stringify({ keys: feedKey ? [feedKey] : [] }) : 'undefined',
};

/** The npm package from `pkg/`, by its entry without a copy of the program: that stands beside the page once. @type {import('esbuild').Plugin} */
const thePackage = {
  name: 'the-package',
  setup(made) {
    made.onResolve({ filter: /^expatch$/ }, () => ({ path: join(pkg, 'bundled.js') }));
  },
};

/** What the page needs when the network is gone: everything but what is only there to be downloaded. */
const KEPT_OUT =
  /_headers$|db\.json$|schema\.json$|expatch\.(manifest|db)$|expatch\.html$|reference|builds\.css$|feed\.xml$|\.ics$|evidence\.html$|package\.|install\.|estate|\bapi\.|js\/theme\.js$|service-worker\.js$/;

/** A file's name as the page asks for it. @param {string} file */
const inSite = (file) => relative(dist, file).replaceAll('\\', '/');

await checkCatalogues();
await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, 'js'), { recursive: true });
for (const part of ['locale', 'icon', 'manifest.webmanifest', '_headers'])
  await cp(join(here, part), join(dist, part), { recursive: true });
for (const name of ['expatch.wasm', 'db.json', 'schema.json']) await cp(join(pkg, 'dist', name), join(dist, name));
if (feedFolder)
  for (const name of ['expatch.manifest', 'expatch.db']) await cp(join(feedFolder, name), join(dist, name));
const first = await modules();
await writeFile(join(dist, 'index.html'), await pageWith(first));
await generatedPages();
await ofTheReference();
await ofThePackage();
await ofTheWays();
await ofTheServer();
await singleFile();
await serviceWorker();
await compress(dist);
await report();

/** Missing and extra keys, plural forms and placeholders end the build. */
async function checkCatalogues() {
  const words = async (/** @type {string} */ language) => ({
    ...JSON.parse(await read(`locale/${language}.json`)),
    ...JSON.parse(await read(`locale/estate/${language}.json`)),
    ...JSON.parse(await read(`locale/reference/${language}.json`)),
  });
  const catalogues = Object.fromEntries(
    await Promise.all(languages.map(async (language) => [language, await words(language)])),
  );
  const faults = [];
  const names = (/** @type {unknown} */ message) =>
    [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort().join();
  for (const language of languages) {
    for (const key of Object.keys(catalogues.en)) {
      const message = catalogues[language][key];
      if (message === undefined) faults.push(`locale/${language}.json lacks "${key}"`);
      else if (typeof message !== typeof catalogues.en[key])
        faults.push(`locale/${language}.json: "${key}" has no plural forms, or too many`);
      else if (names(message) !== names(catalogues.en[key]))
        faults.push(
          `locale/${language}.json: "${key}" names ${names(message)}, English names ${names(catalogues.en[key])}`,
        );
      else if (typeof message === 'object') {
        for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) {
          if (form !== 'many' && !message[form])
            faults.push(`locale/${language}.json: "${key}" lacks the form "${form}"`);
        }
      }
    }
    for (const key of Object.keys(catalogues[language]))
      if (!(key in catalogues.en)) faults.push(`locale/${language}.json has "${key}", which English has not`);
  }
  for (const key of await usedKeys())
    if (!(key in catalogues.en)) faults.push(`the page uses "${key}", which no catalogue has`);
  for (const code of await channels())
    if (!(`channel.${code}` in catalogues.en))
      faults.push(`no catalogue names the channel "${code}" of crate/core/src/channel.rs`);
  if (faults.length) throw new Error(`message catalogues:\n  ${faults.join('\n  ')}`);
}

/** The codes of the core's channels, where the page is built within the project. */
async function channels() {
  const source = await readFile(join(here, '..', 'crate', 'core', 'src', 'channel.rs'), 'utf8').catch(() => '');
  return [...source.matchAll(/^ {4}[A-Z]\w+, "([\w-]+)", [A-Z]/gm)].map(([, code]) => code);
}

/** Every key that is written out in the sources. */
async function usedKeys() {
  const keys = new Set();
  for (const file of [
    ...['index', 'estate', 'reference'].map((name) => join(here, `${name}.html`)),
    ...(await files(join(here, 'js'))),
  ]) {
    const source = await readFile(file, 'utf8');
    for (const [, key] of source.matchAll(/[^\w.]t\('([\w.-]+)'/g)) keys.add(key);
    for (const [, key] of source.matchAll(/data-t(?:-label)?="([\w.-]+)"/g)) keys.add(key);
  }
  return keys;
}

/**
 * The modules, joined: what a first verdict needs in as few files as may be,
 * what is asked for later (files of servers, charts, the drawer) beside it.
 * @returns {Promise<string[]>} the modules of a first verdict, the first one the page's own
 */
async function modules() {
  const shared = {
    bundle: true,
    minify: true,
    legalComments: /** @type {const} */ ('inline'),
    target: 'es2022',
    define,
    loader: /** @type {const} */ ({ '.css': 'text' }),
    plugins: [thePackage],
    logLevel: /** @type {const} */ ('warning'),
  };
  await build({
    ...shared,
    entryPoints: [join(here, 'js/early.js')],
    outfile: join(dist, 'js/early.js'),
    format: 'iife',
  });
  await build({
    ...shared,
    entryPoints: [join(here, 'js/many/worker.js')],
    outfile: join(dist, 'js/worker.js'),
    format: 'esm',
  });
  const { metafile } = await build({
    ...shared,
    entryPoints: [join(here, 'js/app.js')],
    outdir: join(dist, 'js'),
    format: 'esm',
    splitting: true,
    chunkNames: 'part-[name]-[hash]',
    metafile: true,
    absWorkingDir: here,
  });
  const outputs = Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, output]) => [inSite(join(here, path)), output]),
  );
  const needed = new Set(['js/app.js']);
  for (const name of needed) {
    for (const { path, kind } of outputs[name].imports)
      if (kind === 'import-statement') needed.add(inSite(join(here, path)));
  }
  return [...needed];
}

/** The styles as one sheet. @param {string} html */
async function styles(html) {
  let style = '';
  for (const [, href, print] of html.matchAll(/<link rel="stylesheet" href="([^"]+)"( media="print")?>/g))
    style += print ? `@media print{${await read(href)}}` : await read(href);
  return (await transform(style, { loader: 'css', minify: true })).code;
}

/** The page with one sheet, and told at once of everything that a first verdict needs. @param {string[]} first */
async function pageWith(first) {
  const html = await read('index.html');
  await writeFile(join(dist, 'page.css'), await styles(html));
  const hints = [
    '  <link rel="stylesheet" href="page.css">',
    '  <link rel="preload" href="expatch.wasm" as="fetch" type="application/wasm" crossorigin>',
    ...first.map((name) => `  <link rel="modulepreload" href="${name}">`),
  ].join('\n');
  return html
    .replace(/ *<link rel="stylesheet"[^>]*>\n/g, '')
    .replace('  <script src="js/early.js">', () => `${hints}\n  <script src="js/early.js">`);
}

/** The pages of `expatch serve` alone, which a first visit does not load: the dashboard and the API's description. */
async function ofTheServer() {
  for (const name of ['estate', 'api']) await ownPage(name, name);
}

/**
 * A page beside the first, with a sheet and a script of its own.
 * @param {string} name @param {string} sheet @param {import('esbuild').BuildOptions} [more]
 */
async function ownPage(name, sheet, more = {}) {
  await cp(join(here, `${name}.html`), join(dist, `${name}.html`));
  const { code } = await transform(await read(`css/${sheet}.css`), { loader: 'css', minify: true });
  await writeFile(join(dist, `${sheet}.css`), code);
  await build({
    entryPoints: [join(here, `js/${name}.js`)],
    outfile: join(dist, `js/${name}.js`),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'inline',
    logLevel: 'warning',
    ...more,
  });
}

/** The pages that `cargo xtask site` generates from the facts: they share the page's sheet, icon and theme. */
async function generatedPages() {
  await cp(pages, dist, { recursive: true }).catch((error) => {
    throw new Error(`${pages}: no generated pages; run \`cargo xtask site\` once`, { cause: error });
  });
  const { code } = await transform(await read('js/theme.js'), { loader: 'js', minify: true });
  await writeFile(join(dist, 'js/theme.js'), code);
}

/** The reference, and what follows from the facts alone: a feed of the newest releases, a calendar. */
async function ofTheReference() {
  await ownPage('reference', 'builds', { define, plugins: [thePackage] });
  const facts = JSON.parse(await readFile(join(dist, 'db.json'), 'utf8'));
  await writeFile(join(dist, 'feed.xml'), feed(facts));
  await writeFile(join(dist, 'patch-tuesdays.ics'), calendar(facts.database.asOf));
}

/** The ways to install, from the README. */
async function ofTheWays() {
  await writeFile(join(dist, 'install.html'), installPage(await readFile(join(here, '../README.md'), 'utf8')));
}

/** The page of the npm package, from its types. */
async function ofThePackage() {
  const { version } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  await writeFile(join(dist, 'package.html'), packagePage(await readFile(join(pkg, 'index.d.ts'), 'utf8'), version));
  await writeFile(
    join(dist, 'package.css'),
    (await transform(await read('css/package.css'), { loader: 'css', minify: true })).code,
  );
}

/** The page, its worker, its words and the program in one file that works without a server. */
async function singleFile() {
  const bundle = async (/** @type {string} */ entry) => {
    const { outputFiles } = await build({
      entryPoints: [join(here, entry)],
      bundle: true,
      minify: true,
      format: 'iife',
      write: false,
      legalComments: 'inline',
      logLevel: 'error',
      target: 'es2022',
      define,
      loader: { '.css': 'text' },
      plugins: [thePackage],
    });
    return outputFiles[0].text;
  };
  const worker = await bundle('js/many/worker.js');
  const app = await bundle('js/app.js');
  const catalogues = Object.fromEntries(
    await Promise.all(languages.map(async (language) => [language, JSON.parse(await read(`locale/${language}.json`))])),
  );
  const wasm = gzipSync(await readFile(join(dist, 'expatch.wasm')), { level: 9 }).toString('base64');
  const theme = await read('js/theme.js');
  const setup =
    `globalThis.expatchInline={locale:${JSON.stringify(catalogues)},worker:()=>URL.createObjectURL(new Blob([${JSON.stringify(worker)}],{type:'text/javascript'})),` +
    `init:(async()=>WebAssembly.compile(await new Response(new Blob([Uint8Array.from(atob(${JSON.stringify(wasm)}),c=>c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()))()};`;
  const safe = (/** @type {string} */ script) =>
    script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const scripts = [theme, setup, app].map(safe);
  const html = await read('index.html');
  const style = await styles(html);
  const hash = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${scripts.map(hash).join(' ')} 'wasm-unsafe-eval'; style-src ${hash(style)}; img-src data:; worker-src blob:; font-src 'none'; base-uri 'none'; form-action 'none'`;
  const icon = `data:image/svg+xml;base64,${Buffer.from(await read('icon/icon.svg')).toString('base64')}`;
  const page = html
    .replace(/(<meta http-equiv="Content-Security-Policy" content=")[^"]+/, (_, start) => start + policy)
    .replace(/ *<link rel="(?:stylesheet|manifest|apple-touch-icon)"[^>]*>\n/g, '')
    .replace(/<link rel="icon"[^>]*>/, () => `<link rel="icon" href="${icon}">`)
    .replace(/ *<script[^>]*><\/script>\n/g, '')
    .replace(/ *<p class="downloads">.*<\/p>\n/, '')
    .replace(/ *<nav class="further"[\s\S]*?<\/nav>\n/, '')
    .replace('</head>', () => `<style>${style}</style>\n<script>${scripts[0]}</script>\n</head>`)
    .replace('</body>', () => `<script>${scripts[1]}</script>\n<script>${scripts[2]}</script>\n</body>`);
  await writeFile(join(dist, 'expatch.html'), page);
}

/** Fills in the list of files and a version that changes with any of them. */
async function serviceWorker() {
  const names = (await files(dist))
    .map(inSite)
    .filter((name) => !KEPT_OUT.test(name))
    .sort();
  const digest = createHash('sha256');
  for (const name of names) digest.update(name).update(await readFile(join(dist, name)));
  const source = await read('service-worker.js');
  await writeFile(
    join(dist, 'service-worker.js'),
    source
      .replace("'unbuilt'", `'${digest.digest('hex').slice(0, 16)}'`)
      .replace("['./']", JSON.stringify(['./', ...names.filter((name) => name !== 'index.html')])),
  );
}

/** Smaller copies beside each file, for servers that can send them. @param {string} folder */
async function compress(folder) {
  for (const file of await files(folder)) {
    if (!/\.(html|js|css|json|wasm|svg|webmanifest|xml|ics)$/.test(file)) continue;
    const bytes = await readFile(file);
    if (bytes.length < 600) continue;
    await writeFile(
      `${file}.br`,
      brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
    );
    await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** @param {string} folder @returns {Promise<string[]>} */
async function files(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await files(path)));
    else found.push(path);
  }
  return found;
}

/** Says what a first visit costs, and what is fetched behind it for the time without network. */
async function report() {
  const early = new Set([
    'index.html',
    'page.css',
    'expatch.wasm',
    'locale/en.json',
    'icon/icon.svg',
    'manifest.webmanifest',
    'js/early.js',
    ...first,
  ]);
  let visit = 0;
  let offline = 0;
  for (const file of await files(dist)) {
    const name = inSite(file);
    if (/\.(br|gz)$/.test(name) || KEPT_OUT.test(name)) continue;
    const { size } = await stat(`${file}.br`).catch(() => stat(file));
    if (early.has(name)) visit += size;
    else offline += size;
  }
  console.log(
    `www/dist: first visit ${(visit / 1000).toFixed(1)} kB with brotli; ${(offline / 1000).toFixed(1)} kB follow for the time without network`,
  );
}
