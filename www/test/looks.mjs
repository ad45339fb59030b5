// How a state of the page is brought about and read, the same on every machine.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withPage } from './browser.mjs';
import { FONTS, fontsLoaded } from './fonts.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ x: number, y: number, width: number, height: number, what: string, text: string }} Box */

export const folder = fileURLToPath(new URL('./looks/', import.meta.url));
/** `cargo xtask pictures` sets it: what is seen is written down and not compared. */
export const recording = Boolean(process.env.EXPATCH_RECORD);

/** The day on which every recorded page is opened. */
const TODAY = '2026-11-23T12:00:00Z';

/** What the facts say of themselves changes with every new database. */
const MASKED = '.data-day, .many-data, .database dd, .database p';

/** The two ways in which each state is looked at. */
export const VIEWS = /** @type {const} */ ([
  { colorScheme: 'light', width: 1100 },
  { colorScheme: 'dark', width: 390 },
]);

/**
 * Opens a state in one of the views.
 * @param {import('./states.mjs').State} state @param {(typeof VIEWS)[number]} view @param {(page: Page) => Promise<void>} work
 */
export const withLook = ({ hash, reach }, { colorScheme, width }, work) =>
  withPage(
    async (page) => {
      await fontsLoaded(page);
      await reach?.(page);
      await page.evaluate((masked) => {
        /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
        for (const element of document.querySelectorAll(masked)) element.textContent = '…';
      }, MASKED);
      await settled(page);
      await work(page);
    },
    {
      hash,
      now: TODAY,
      style: FONTS,
      forgiving: true,
      context: {
        colorScheme,
        viewport: { width, height: 900 },
        reducedMotion: 'reduce',
        timezoneId: 'UTC',
        bypassCSP: true,
      },
    },
  );

/** Waits until nothing moves any more. @param {Page} page */
async function settled(page) {
  let before = '';
  for (let round = 0; round < 20; round += 1) {
    await page.waitForTimeout(200);
    const now = written(await seen(page)).join('\n');
    if (now === before) return;
    before = now;
  }
  throw new Error('the page does not come to rest');
}

/** Every text and control that is seen, with its box. @param {Page} page @returns {Promise<Box[]>} */
export const seen = (page) =>
  page.evaluate(() => {
    const controls = 'button, input, textarea, select, progress, svg, img, canvas, dialog';
    /** @type {Box[]} */
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node instanceof Element ? node : /** @type {Element} */ (node.parentElement);
      const text = node instanceof Element ? '' : (node.textContent ?? '').replace(/\s+/g, ' ').trim();
      if (node instanceof Element ? !node.matches(controls) : !text) continue;
      // Read out after a pause, and not to be seen.
      if (element.closest('#status')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      if (node instanceof Element) range.selectNode(node);
      else range.selectNodeContents(node);
      const { x, y, width, height } = range.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const what = element.localName + (element.id ? `#${element.id}` : '');
      const [left, top, wide, high] = [x, y, width, height].map(Math.round);
      boxes.push({ x: left, y: top, width: wide, height: high, what, text });
    }
    return boxes;
  });

/** @param {Box[]} boxes */
export const written = (boxes) =>
  boxes.map(({ x, y, width, height, what, text }) => `${x} ${y} ${width} ${height} ${what} ${text}`.trimEnd());

/** @param {string} line @returns {Box} */
export function read(line) {
  const [x, y, width, height, what, ...words] = line.split(' ');
  return { x: +x, y: +y, width: +width, height: +height, what, text: words.join(' ') };
}

/** @param {string} name @param {string | Buffer} content */
export async function record(name, content) {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}${name}`, content);
}

/** What was recorded under a name; says how to record where there is nothing. @param {string} name */
export async function recorded(name) {
  try {
    return await readFile(`${folder}${name}`);
  } catch {
    throw new Error(`www/test/looks/${name} is missing: \`cargo xtask pictures\` records it`);
  }
}
