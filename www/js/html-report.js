// The report as one file that stands alone: the same pages as on paper, its style within, nothing to run or fetch.
import style from '../css/paper.css';
import { t } from './text.js';

const SCREEN = `body{margin:2rem auto;max-width:52rem;padding:0 1.5rem;background:#fff}
.paper article+article{margin-top:3rem;padding-top:2rem;border-top:2px solid #111}
@media print{body{margin:0;max-width:none;padding:0}.paper article+article{margin:0;padding:0;border:0}}`;

/** Text as HTML shows it. @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** @param {HTMLElement} paper elements made of text alone, so that what they are written as is safe @returns {Blob} */
export function htmlReport(paper) {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(t('report.title'))}</title>`,
    `<style>${style}\n${SCREEN}</style>`,
  ].join('');
  const language = escaped(document.documentElement.lang);
  return new Blob(
    [`<!doctype html><html lang="${language}"><head>${head}</head><body>${paper.outerHTML}</body></html>\n`],
    {
      type: 'text/html;charset=utf-8',
    },
  );
}
