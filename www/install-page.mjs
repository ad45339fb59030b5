// `install.html`: how it is installed, as the README says it. Generated from its
// section, so that page and README cannot differ.

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";
const LEAD = 'One command for each system, and what is verified.';
const SOURCES = 'https://github.com/expatch/expatch/blob/main/';

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** `code` and links, nothing else of Markdown. @param {string} text */
const inline = (text) =>
  escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, words, place) => `<a href="${new URL(place, SOURCES)}">${words}</a>`)
    .replaceAll('\n', ' ');

/** @param {string} block */
function table(block) {
  const [head, , ...rows] = block.split('\n').map((line) => line.replace(/^\| | \|$/g, '').split(' | '));
  const cells = rows.map(([first, ...rest]) => {
    const others = rest.map((cell) => `<td>${inline(cell)}</td>`).join('');
    return `<tr><th scope="row">${inline(first)}</th>${others}</tr>`;
  });
  const columns = head.map((cell) => `<th scope="col">${inline(cell)}</th>`).join('');
  return `<div class="wide" tabindex="0" role="region" aria-label="Ways to install"><table><thead><tr>${columns}</tr></thead>
<tbody>${cells.join('\n')}</tbody></table></div>`;
}

/** The page. @param {string} readme */
export function installPage(readme) {
  const section = /^## Install\n\n(.*?)\n\n## /ms.exec(readme);
  if (!section) throw new Error('README.md has no section "Install"');
  const blocks = section[1].split('\n\n');
  const body = blocks.map((block) => (block.startsWith('|') ? table(block) : `<p>${inline(block)}</p>`));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${LEAD}">
<title>Install · expatch</title>
<link rel="icon" href="icon/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="package.css">
<script src="js/theme.js"></script>
</head>
<body>
<a class="skip" href="#ways">Skip to the table</a>
<header class="bar">
<a class="brand" href="./" aria-label="expatch, the check"><svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M16 2.5 27 6.4v8.7c0 6.9-4.4 11.9-11 14.4C9.4 27 5 22 5 15.1V6.4z"/><path class="brand-tick" d="m10.6 15.9 3.9 3.9 7.2-7.6"/></svg> <span>expatch</span></a>
<nav class="bar-tools" aria-label="Pages"><a href="./">Check</a> <a href="reference.html">Builds</a> <a href="evidence.html">Evidence</a> <a href="package.html">Package</a> <a href="install.html" aria-current="page">Install</a></nav>
</header>
<main>
<section class="lead"><h1>Install</h1><p>${LEAD}</p></section>
<section id="ways">
${body.join('\n')}
</section>
</main>
</body>
</html>
`;
}
