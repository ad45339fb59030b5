// `install.html`: how it is installed, as the README says it. Generated from its
// section, so that page and README cannot differ.
import { escaped, pageFrame } from './page-frame.mjs';

const LEAD = 'One command for each system, and what is verified.';
const SOURCES = 'https://github.com/expatch/expatch/blob/main/';

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
  return pageFrame({
    file: 'install.html',
    title: 'Install',
    lead: LEAD,
    skip: ['ways', 'table'],
    body: `<section id="ways">\n${body.join('\n')}\n</section>`,
  });
}
