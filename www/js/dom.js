// Building elements. Text is only ever set as text: nothing in the page writes HTML.

/**
 * Makes an element: `h('li.step', { title: 'x' }, 'text', child)`.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T | `${T}.${string}`} name tag and classes
 * @param {Record<string, unknown> | null} [properties] attributes; `on…` are listeners; false and undefined are left out
 * @param {...(Node | string | number | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(name, properties, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = /** @type {HTMLElementTagNameMap[T]} */ (document.createElement(tag));
  if (classes.length) element.className = classes.join(' ');
  setAll(element, properties);
  add(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an SVG element.
 * @param {string} name tag and classes
 * @param {Record<string, unknown> | null} [properties]
 * @param {...(Node | string | number | false | null | undefined)} children
 * @returns {SVGElement}
 */
export function s(name, properties, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  if (classes.length) element.setAttribute('class', classes.join(' '));
  setAll(element, properties);
  add(element, children);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, unknown> | null | undefined} properties
 */
function setAll(element, properties) {
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(key, value === true ? '' : String(value));
  }
}

/**
 * @param {Element} parent
 * @param {(Node | string | number | false | null | undefined)[]} children
 */
function add(parent, children) {
  for (const child of children) {
    if (child === false || child === null || child === undefined) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/**
 * A link to another site: only http and https, opened without a way back.
 * @param {string} url
 * @param {string} text
 */
export function outside(url, text) {
  if (!/^https?:\/\//.test(url)) return h('span', null, text);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Resolves when what was put in has been painted: for parts that may come a frame later. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** A sentence whose vulnerabilities are not broken at their hyphens. @param {string} text */
export const prose = (text) =>
  text.split(/(CVE-\d{4}-\d{4,7})/).map((part, at) => (at % 2 ? h('span.whole-word', null, part) : part));
