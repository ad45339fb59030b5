// What generated pages have in common: head, bar, lead. The page's own markup is
// `index.html`'s.

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

const PAGES = [
  ['./', 'Check'],
  ['reference.html', 'Builds'],
  ['evidence.html', 'Evidence'],
  ['package.html', 'Package'],
  ['install.html', 'Install'],
];

/** @param {string} text */
export const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * A whole page. `body` goes into `main`, `foot` below it; both are HTML. `skip` is the
 * anchor and the name of what a keyboard can go to at once.
 * @param {{file: string, title: string, lead: string, skip: [string, string], body: string, foot?: string}} page
 */
export function pageFrame({ file, title, lead, skip: [anchor, goal], body, foot = '' }) {
  const links = PAGES.map(
    ([href, name]) => `<a href="${href}"${href === file ? ' aria-current="page"' : ''}>${name}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${lead}">
<title>${title} · expatch</title>
<link rel="icon" href="icon/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<link rel="stylesheet" href="package.css">
<script src="js/theme.js"></script>
</head>
<body>
<a class="skip" href="#${anchor}">Skip to the ${goal}</a>
<header class="bar">
<a class="brand" href="./" aria-label="expatch, the check"><svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M16 2.5 27 6.4v8.7c0 6.9-4.4 11.9-11 14.4C9.4 27 5 22 5 15.1V6.4z"/><path class="brand-tick" d="m10.6 15.9 3.9 3.9 7.2-7.6"/></svg> <span>expatch</span></a>
<nav class="bar-tools" aria-label="Pages">${links.join(' ')}</nav>
</header>
<main>
<section class="lead"><h1>${title}</h1><p>${lead}</p></section>
${body}
</main>
${foot}</body>
</html>
`;
}
