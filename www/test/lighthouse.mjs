// Lighthouse's scores for the built page, and every check that took a point: `npm run lighthouse`.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { serve } from './serve.mjs';

const site = await serve('/');
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  for (const [name, config] of /** @type {const} */ ([
    ['phone', undefined],
    ['desktop', desktopConfig],
  ])) {
    for (const hash of ['', '#q=15.1.2507.12']) {
      const { lhr } =
        (await lighthouse(
          `${site.url}${hash}`,
          {
            port: chrome.port,
            logLevel: 'error',
            onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
          },
          config,
        )) ?? {};
      if (!lhr) throw new Error('Lighthouse gave no result');
      const scores = Object.values(lhr.categories).map(
        ({ title, score }) => `${title} ${Math.round((score ?? 0) * 100)}`,
      );
      console.log(`${name.padEnd(8)} ${(hash || '(empty)').padEnd(16)} ${scores.join('  ')}`);
      for (const { auditRefs } of Object.values(lhr.categories)) {
        for (const { id, weight } of auditRefs) {
          const { score, title, displayValue } = lhr.audits[id];
          if (weight > 0 && score !== null && score < 0.995)
            console.log(
              `           ${id}: ${title}${displayValue ? ` (${displayValue})` : ''}, ${Math.round(score * 100)}`,
            );
        }
      }
    }
  }
} finally {
  chrome.kill();
  site.close();
}
process.exit(0);
