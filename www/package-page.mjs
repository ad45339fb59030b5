// `package.html`: what the npm package exports, as its types say. Generated
// from `pkg/index.d.ts`, so that the page and the types cannot differ.
import { declarationsOf } from '../pkg/build/declarations.mjs';
import { escaped, pageFrame } from './page-frame.mjs';

/** @import { Declaration, Doc } from '../pkg/build/declarations.mjs' */

const LEAD =
  'Every function and type of the npm package, with an example that the tests run. Offline, no dependencies, the same in every runtime.';

/** Prose: paragraphs and `code`, nothing else of Markdown. @param {string} text */
const prose = (text) =>
  text
    .split('\n\n')
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join('');

/** @param {string} text */
const inline = (text) =>
  escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n', ' ');

/** An example, its comments set back. @param {string} code */
const example = (code) =>
  `<pre class="example"><code>${escaped(code).replace(/(^|\s)(\/\/.*)$/gm, '$1<span class="soft">$2</span>')}</code></pre>`;

/**
 * A signature: comments set back, other exports linked.
 * @param {string} code @param {string} own @param {ReadonlySet<string>} names
 */
function signature(code, own, names) {
  const html = escaped(code).replace(/\/\*\*.*?\*\/|"[^"]*"|&quot;.*?&quot;|\b[A-Z]\w+\b/gs, (token) => {
    if (token.startsWith('/**')) return `<span class="soft">${token}</span>`;
    return names.has(token) && token !== own ? `<a href="#${token}">${token}</a>` : token;
  });
  return `<pre class="signature"><code>${html}</code></pre>`;
}

/** @param {Declaration} declaration @param {ReadonlySet<string>} names */
function section({ name, kind, text, example: code, throws, code: declared }, names) {
  return `<article class="export" id="${name}" aria-labelledby="${name}-name">
<h3 id="${name}-name"><a href="#${name}"><code>${name}</code></a> <span class="soft">${kind}</span></h3>
${prose(text)}
${signature(declared.replace(/^export /, ''), name, names)}
${throws ? `<p>Throws ${inline(throws.replace(/^\{(\w+)\} /, '`$1`: '))}</p>\n` : ''}${code ? example(code) : ''}
</article>`;
}

/** @param {string} id @param {string} title @param {Declaration[]} declarations @param {ReadonlySet<string>} names */
const group = (id, title, declarations, names) => `<section id="${id}">
<h2>${title}</h2>
<ul class="names">${declarations.map(({ name }) => `<li><a href="#${name}"><code>${name}</code></a></li>`).join('')}</ul>
${declarations.map((declaration) => section(declaration, names)).join('\n')}
</section>`;

/** The page. @param {string} source `index.d.ts` @param {string} version of the package */
export function packagePage(source, version) {
  const { module, declarations } = declarationsOf(source);
  const names = new Set(declarations.map(({ name }) => name));
  const isCalled = (/** @type {Declaration} */ { kind }) => kind === 'function' || kind === 'class';
  const body = `<section id="start">
<h2>Start</h2>
<pre class="example"><code>npm install expatch</code></pre>
${prose(module.text)}
${module.example ? example(module.example) : ''}
<dl class="entries">
<dt><code>expatch</code></dt><dd>Node, Deno, Bun and workerd: nothing to do. Browsers, bundlers, service workers: <code>await init()</code> once.</dd>
<dt><code>expatch/inline</code></dt><dd>The same functions, everything inside: nothing is fetched and nothing need be awaited.</dd>
<dt><code>expatch/db.json</code></dt><dd>The facts. <a href="db.json">As a file</a></dd>
<dt><code>expatch/schema.json</code></dt><dd>JSON Schema of a report. <a href="schema.json">As a file</a></dd>
<dt><code>expatch/expatch.wasm</code></dt><dd>The module alone, for <a href="#init"><code>init</code></a>.</dd>
</dl>
</section>
${group('functions', 'Functions and errors', declarations.filter(isCalled), names)}
${group(
  'types',
  'Types',
  declarations.filter((declaration) => !isCalled(declaration)),
  names,
)}`;
  const foot = `<footer class="foot"><p class="fine">Generated from <code>index.d.ts</code> of expatch ${escaped(version)}. Not affiliated with Microsoft.</p></footer>\n`;
  return pageFrame({
    file: 'package.html',
    title: 'The npm package',
    lead: LEAD,
    skip: ['functions', 'functions'],
    body,
    foot,
  });
}
