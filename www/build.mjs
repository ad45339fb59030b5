// Builds the site into dist/: a plain copy, the package beside it, a service
// worker that knows every file, and the whole page as one file.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const pkg = process.env.EXPATCH_PKG ?? join(here, '..', 'pkg');
const languages = ['en', 'fr', 'nl', 'de'];

/** @param {string} name */
const read = (name) => readFile(join(here, name), 'utf8');

await checkCatalogues();
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
for (const part of ['css', 'js', 'locale', 'icon', 'manifest.webmanifest']) await cp(join(here, part), join(dist, part), { recursive: true });
await rm(join(dist, 'js', 'report.d.ts'));
await rm(join(dist, 'js', 'vendor', 'chart-source.js'));
await copyPackage();
await build({ entryPoints: [join(here, 'js/vendor/chart-source.js')], outfile: join(dist, 'js/vendor/chart.js'), bundle: true, minify: true, format: 'esm', legalComments: 'inline' });
await shrink();
await writeFile(join(dist, 'index.html'), await withPreloads(await read('index.html')));
await singleFile();
await serviceWorker();
await compress(dist);
await report();

/** Missing and extra keys, plural forms and placeholders end the build. */
async function checkCatalogues() {
  const catalogues = Object.fromEntries(await Promise.all(languages.map(async (language) => [language, JSON.parse(await read(`locale/${language}.json`))])));
  const faults = [];
  const names = (/** @type {unknown} */ message) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort().join();
  for (const language of languages) {
    for (const key of Object.keys(catalogues.en)) {
      const message = catalogues[language][key];
      if (message === undefined) faults.push(`locale/${language}.json lacks "${key}"`);
      else if (typeof message !== typeof catalogues.en[key]) faults.push(`locale/${language}.json: "${key}" has no plural forms, or too many`);
      else if (names(message) !== names(catalogues.en[key])) faults.push(`locale/${language}.json: "${key}" names ${names(message)}, English names ${names(catalogues.en[key])}`);
      else if (typeof message === 'object') {
        for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) {
          if (form !== 'many' && !message[form]) faults.push(`locale/${language}.json: "${key}" lacks the form "${form}"`);
        }
      }
    }
    for (const key of Object.keys(catalogues[language])) if (!(key in catalogues.en)) faults.push(`locale/${language}.json has "${key}", which English has not`);
  }
  for (const key of await usedKeys()) if (!(key in catalogues.en)) faults.push(`the page uses "${key}", which no catalogue has`);
  if (faults.length) throw new Error(`message catalogues:\n  ${faults.join('\n  ')}`);
}

/** Every key that is written out in the sources. */
async function usedKeys() {
  const keys = new Set();
  for (const file of [join(here, 'index.html'), ...(await files(join(here, 'js')))]) {
    const source = await readFile(file, 'utf8');
    for (const [, key] of source.matchAll(/[^\w.]t\('([\w.-]+)'/g)) keys.add(key);
    for (const [, key] of source.matchAll(/data-t(?:-label)?="([\w.-]+)"/g)) keys.add(key);
  }
  return keys;
}

/** The npm package as the page imports it. */
async function copyPackage() {
  const target = join(dist, 'expatch');
  await mkdir(target);
  for (const part of ['index.js', 'lib', 'dist']) await cp(join(pkg, part), join(target, part), { recursive: true });
}

/** Leaves comments and blanks out of what is sent: the same modules under the same names, shorter. */
async function shrink() {
  for (const file of await files(dist)) {
    const kind = /\.(js|css)$/.exec(file)?.[1];
    if (!kind || file.endsWith('inline.js')) continue;
    const { code } = await transform(await readFile(file, 'utf8'), { loader: /** @type {'js' | 'css'} */ (kind), minify: true, legalComments: 'inline', target: kind === 'css' ? undefined : 'es2022' });
    await writeFile(file, code);
  }
}

/** Tells the browser every module at once, instead of one after the other. @param {string} html */
async function withPreloads(html) {
  const modules = (await files(dist))
    .map((file) => relative(dist, file).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.js') && !/theme\.js|vendor\/|many\/(?!client|records)|inline\.js/.test(name));
  const links = modules.map((name) => `  <link rel="modulepreload" href="${name}">`).join('\n');
  return html.replace('  <script src="js/theme.js"></script>', `  <link rel="preload" href="expatch/dist/expatch.wasm" as="fetch" type="application/wasm" crossorigin>\n${links}\n  <script src="js/theme.js"></script>`);
}

/** The page, its worker, its words and the program in one file that works without a server. */
async function singleFile() {
  const bundle = async (/** @type {string} */ entry, /** @type {'esm' | 'iife'} */ format) => {
    const { outputFiles } = await build({
      entryPoints: [entry], bundle: true, minify: true, format, write: false, legalComments: 'inline', logLevel: 'error', target: 'es2022',
      plugins: [{
        // The program stands in the file once, packed; the package's own copy stays out.
        name: 'no-second-copy',
        setup(made) {
          made.onResolve({ filter: /inline\.js$/ }, () => ({ path: 'none', namespace: 'none' }));
          made.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export const bytes = undefined;' }));
        },
      }],
      define: { 'import.meta.url': 'document.baseURI' },
    });
    return outputFiles[0].text;
  };
  const worker = (await bundle(join(dist, 'js/many/worker.js'), 'iife')).replaceAll('document.baseURI', 'location.href');
  const app = await bundle(join(dist, 'js/app.js'), 'iife');
  const catalogues = Object.fromEntries(await Promise.all(languages.map(async (language) => [language, JSON.parse(await read(`locale/${language}.json`))])));
  const wasm = gzipSync(await readFile(join(dist, 'expatch/dist/expatch.wasm')), { level: 9 }).toString('base64');
  const theme = await read('js/theme.js');
  const setup = `globalThis.expatchInline={locale:${JSON.stringify(catalogues)},worker:()=>URL.createObjectURL(new Blob([${JSON.stringify(worker)}],{type:'text/javascript'})),`
    + `init:(async()=>WebAssembly.compile(await new Response(new Blob([Uint8Array.from(atob(${JSON.stringify(wasm)}),c=>c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()))()};`;
  const safe = (/** @type {string} */ script) => script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const scripts = [theme, setup, app].map(safe);
  const html = await read('index.html');
  const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"( media="print")?>/g)];
  let style = '';
  for (const [, href, print] of sheets) style += print ? `@media print {${await read(href)}}` : await read(href);
  const hash = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${scripts.map(hash).join(' ')} 'wasm-unsafe-eval'; style-src ${hash(style)}; img-src data:; worker-src blob:; font-src 'none'; base-uri 'none'; form-action 'none'`;
  const icon = `data:image/svg+xml;base64,${Buffer.from(await read('icon/icon.svg')).toString('base64')}`;
  const page = html
    .replace(/(<meta http-equiv="Content-Security-Policy" content=")[^"]+/, (_, start) => start + policy)
    .replace(/ *<link rel="(?:stylesheet|manifest|apple-touch-icon)"[^>]*>\n/g, '')
    .replace(/<link rel="icon"[^>]*>/, () => `<link rel="icon" href="${icon}">`)
    .replace(/ *<script[^>]*><\/script>\n/g, '')
    .replace(/ *<p class="downloads">.*<\/p>\n/, '')
    .replace('</head>', () => `<style>${style}</style>\n<script>${scripts[0]}</script>\n</head>`)
    .replace('</body>', () => `<script>${scripts[1]}</script>\n<script>${scripts[2]}</script>\n</body>`);
  await writeFile(join(dist, 'expatch.html'), page);
}

/** Fills in the list of files and a version that changes with any of them. */
async function serviceWorker() {
  const names = (await files(dist)).map((file) => relative(dist, file).replaceAll('\\', '/')).filter((name) => !/inline\.js$|db\.json$|schema\.json$|expatch\.html$/.test(name)).sort();
  const digest = createHash('sha256');
  for (const name of names) digest.update(name).update(await readFile(join(dist, name)));
  const source = await read('service-worker.js');
  await writeFile(join(dist, 'service-worker.js'), source
    .replace("'unbuilt'", `'${digest.digest('hex').slice(0, 16)}'`)
    .replace("['./']", JSON.stringify(['./', ...names.filter((name) => name !== 'index.html')])));
}

/** Smaller copies beside each file, for servers that can send them. @param {string} folder */
async function compress(folder) {
  for (const file of await files(folder)) {
    if (!/\.(html|js|css|json|wasm|svg|webmanifest)$/.test(file)) continue;
    const bytes = await readFile(file);
    if (bytes.length < 600) continue;
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
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

/** Says what a first visit costs. */
async function report() {
  let sum = 0;
  for (const file of await files(dist)) {
    const name = relative(dist, file);
    if (/\.(br|gz)$|inline\.js|db\.json|schema\.json|expatch\.html|vendor|icon-|locale\/(?!en)|many\/(?!client|records)/.test(name)) continue;
    const smaller = await stat(`${file}.br`).catch(() => stat(file));
    sum += smaller.size;
  }
  console.log(`www/dist: first visit ${(sum / 1000).toFixed(1)} kB with brotli`);
}
