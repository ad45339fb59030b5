// The main states look as they were recorded, pixel by pixel, in the Chromium and the fonts of the
// lock file: `cargo xtask test pictures` compares, `cargo xtask pictures` records anew.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { browser, withPage } from './browser.mjs';
import { folder, record, recorded, recording, VIEWS, withLook } from './looks.mjs';
import { STATES } from './states.mjs';

/** Colours further apart than this (of 255) are different. */
const SHADE = 40;
/** So much of a picture may differ: nothing that a person sees. */
const SHARE = 0.0005;

const major = browser.version().split('.')[0];

test('the browser is the one of the pictures', async () => {
  if (recording) return record('chromium.txt', `${major}\n`);
  assert.equal(major, String(await recorded('chromium.txt')).trim(), 'record the pictures anew');
});

for (const state of STATES.filter(({ look }) => look)) {
  for (const view of VIEWS) {
    test(`${state.name} looks the same: ${view.colorScheme}, ${view.width} px`, () =>
      withLook(state, view, async (page) => {
        const name = `${state.name}-${view.colorScheme}`;
        const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
        if (recording) return record(`${name}.png`, picture);
        const before = (await recorded(`${name}.png`)).toString('base64');
        const share = await page.evaluate(compare, { before, now: picture.toString('base64'), shade: SHADE });
        if (share > SHARE) await writeFile(`${folder}${name}.now.png`, picture);
        const said = `${(share * 100).toFixed(2)} % of the picture differs: see www/test/looks/${name}.now.png`;
        assert.ok(share <= SHARE, `${said}; \`cargo xtask pictures\` records the page anew`);
      }));
  }
}

/** The share of pixels that differ, worked out in the page: it can read PNG. @param {{ before: string, now: string, shade: number }} given */
async function compare({ before, now, shade }) {
  const pixels = async (/** @type {string} */ base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
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

test('a lost sentence would be seen', () =>
  withPage(
    async (page) => {
      const before = (await page.screenshot()).toString('base64');
      await page.evaluate(() => document.querySelector('main p, h1')?.remove());
      const now = (await page.screenshot()).toString('base64');
      assert.ok((await page.evaluate(compare, { before, now, shade: SHADE })) > SHARE);
    },
    { context: { viewport: { width: 1100, height: 900 }, bypassCSP: true } },
  ));
