// A section that is folded until somebody asks for it; what is in it is made then.
import { h } from './parts.js';

/**
 * @param {string} name for styles and tests
 * @param {string} title
 * @param {string} count what stands behind the title
 * @param {() => (Node | null)[]} make
 */
export function fold(name, title, count, make) {
  const details = h(
    `details.section.fold.fold-${name}`,
    null,
    h('summary', null, h('h3', null, title), count ? h('span.count', null, count) : null),
  );
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(...make().filter((part) => part !== null));
  });
  return details;
}
