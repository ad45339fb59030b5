// The main states look as they did: `EXPATCH_UPDATE=1 node test/run.mjs` takes new pictures.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withPage } from './browser.mjs';
import { STATES } from './states.mjs';

/** Colours further apart than this (of 255) are different. */
const SHADE = 40;
/** So much of a picture may differ: the edges of letters do, from one build of a font library to the next. */
const SHARE = 0.01;

const folder = fileURLToPath(new URL('./looks/', import.meta.url));
const update = Boolean(process.env.EXPATCH_UPDATE);
// What the facts write changes with them, and the page's own words are what is looked at here.
const HIDE =
  '.data-day, .many-data, .database dd, .database p, .verdict-summary, .facts dd, .steps, .section, #as-of { visibility: hidden !important }';

for (const { name, hash, reach } of STATES.filter(({ look }) => look)) {
  for (const [colorScheme, width] of /** @type {const} */ ([
    ['light', 1100],
    ['dark', 390],
  ])) {
    test(`${name} looks the same: ${colorScheme}, ${width} px`, (context) =>
      withPage(
        async (page) => {
          await reach?.(page);
          await page.waitForTimeout(400);
          await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
          const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', style: HIDE });
          const file = `${folder}${name}-${colorScheme}.png`;
          const font = await page.evaluate(() => {
            const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
            pen.font = '100px system-ui';
            const sans = pen.measureText('Exchange').width;
            pen.font = '100px ui-monospace, monospace';
            return `${sans.toFixed(1)} ${pen.measureText('Exchange').width.toFixed(1)}\n`;
          });
          if (update) {
            await mkdir(folder, { recursive: true });
            await writeFile(file, picture);
            await writeFile(`${folder}font.txt`, font);
            return;
          }
          if (font !== (await readFile(`${folder}font.txt`, 'utf8'))) {
            context.skip('this machine has other fonts than the pictures were taken with');
            return;
          }
          const share = await page.evaluate(compare, {
            before: (await readFile(file)).toString('base64'),
            now: picture.toString('base64'),
            shade: SHADE,
          });
          if (share > SHARE) await writeFile(`${folder}${name}-${colorScheme}.now.png`, picture);
          assert.ok(
            share <= SHARE,
            `${(share * 100).toFixed(1)} % of the picture differs: see test/looks/${name}-${colorScheme}.now.png`,
          );
        },
        { hash, context: { colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce', bypassCSP: true } },
      ));
  }
}

/** The share of pixels that differ, worked out in the page: it can read PNG. @param {{ before: string, now: string, shade: number }} given */
async function compare({ before, now, shade }) {
  const pixels = async (/** @type {string} */ base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/png' }),
    );
    const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (
      new OffscreenCanvas(image.width, image.height).getContext('2d')
    );
    pen.drawImage(image, 0, 0);
    return pen.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(before), await pixels(now)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    if ([0, 1, 2].some((of) => Math.abs(a.data[at + of] - b.data[at + of]) > shade)) different += 1;
  }
  return different / (a.width * a.height);
}

test('a changed picture would be seen', () =>
  withPage(
    async (page) => {
      const before = (await page.screenshot()).toString('base64');
      await page.evaluate(() => document.querySelector('h1')?.remove());
      const after = (await page.screenshot()).toString('base64');
      assert.ok((await page.evaluate(compare, { before, now: after, shade: SHADE })) > SHARE);
    },
    { context: { viewport: { width: 390, height: 900 }, bypassCSP: true } },
  ));
