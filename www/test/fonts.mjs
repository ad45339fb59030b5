// The fonts that looks are recorded in: from npm, by lock file, so that no machine's own decide.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Letters outside these stay in the machine's fonts: icons are drawn, so there are none. */
const FACES = [
  ['Recorded Sans', 'normal', 'noto-sans/files/noto-sans-latin-wght-normal.woff2', 'U+0000-02FF, U+2000-22FF'],
  ['Recorded Sans', 'italic', 'noto-sans/files/noto-sans-latin-wght-italic.woff2', 'U+0000-02FF, U+2000-22FF'],
  [
    'Recorded Mono',
    'normal',
    'noto-sans-mono/files/noto-sans-mono-latin-wght-normal.woff2',
    'U+0000-02FF, U+2000-22FF',
  ],
];

const faces = await Promise.all(
  FACES.map(async ([family, style, file, range]) => {
    const bytes = await readFile(require.resolve(`@fontsource-variable/${file}`));
    return `@font-face { font-family: '${family}'; font-style: ${style}; font-weight: 100 900; unicode-range: ${range}; src: url(data:font/woff2;base64,${bytes.toString('base64')}) format('woff2'); }`;
  }),
);

/** The page's fonts are these two variables; this says them louder than its own sheet. */
export const FONTS = `${faces.join('\n')}
:root:root { --sans: 'Recorded Sans', sans-serif; --mono: 'Recorded Mono', monospace; }`;

/** Waits until the fonts from npm are there. @param {import('playwright-core').Page} page */
export async function fontsLoaded(page) {
  const loaded = await page.evaluate(async () => {
    const wanted = ['400 16px "Recorded Sans"', '700 16px "Recorded Sans"', '400 16px "Recorded Mono"'];
    const faces = await Promise.all(wanted.map((font) => document.fonts.load(font, 'Exchange')));
    return faces.every((found) => found.length > 0 && found.every((face) => face.status === 'loaded'));
  });
  if (!loaded) throw new Error('the fonts from npm did not load');
}
