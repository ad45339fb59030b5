// The rows as CSV, JSON and a report that stands alone.
import { span } from './table.js';

/** @typedef {import('./table.js').Table} Table */

/** Columns of the exports; the names are those of the report's JSON. */
const COLUMNS = [
  'name',
  'country',
  'status',
  'severity',
  'build',
  'product',
  'baseline',
  'update',
  'open',
  'openMost',
  'exploited',
  'exploitedMost',
  'missing',
  'missingSince',
];

/**
 * @param {string} format `csv`, `json` or `html`
 * @param {Table} table
 * @param {Record<string, string>} words the report's words in the reader's language
 * @returns {Blob}
 */
export function exportAs(format, table, words) {
  if (format === 'csv') return new Blob(csv(table), { type: 'text/csv;charset=utf-8' });
  if (format === 'json') return new Blob(json(table), { type: 'application/json' });
  return new Blob(html(table, words), { type: 'text/html;charset=utf-8' });
}

/**
 * A field that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`,
 * tab or line end gets an apostrophe before it.
 * @param {string | number} value
 */
export function csvField(value) {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {Table} table */
function csv(table) {
  const parts = [`\uFEFF${COLUMNS.join(',')}\r\n`];
  each(table, (row) => parts.push(`${COLUMNS.map((column) => csvField(row[column])).join(',')}\r\n`));
  return parts;
}

/** @param {Table} table */
function json(table) {
  const parts = ['[\n'];
  each(table, (row, last) => {
    const shown = Object.fromEntries(
      COLUMNS.map((column) => [column, row[column]]).filter(([, value]) => value !== ''),
    );
    parts.push(`${JSON.stringify(shown)}${last ? '' : ','}\n`);
  });
  parts.push(']\n');
  return parts;
}

/** @param {Table} table @param {(row: Record<string, any>, last: boolean) => void} take */
function each(table, take) {
  for (const [at, row] of table.view.entries()) take(table.row(row), at === table.view.length - 1);
}

/** Text as HTML shows it. @param {unknown} value */
export const escaped = (value) => String(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;color:#15191e;max-width:70rem;margin:2.5rem auto;padding:0 1.5rem}
h1{font-size:1.7rem;letter-spacing:-.02em;margin:0 0 .3rem}h2{font-size:1.1rem;margin:2rem 0 .6rem}p{color:#525c68;margin:.2rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid #d9dde2;vertical-align:baseline}
th{color:#525c68;font-weight:600}td.n,th.n{text-align:right}.s{font-weight:650;white-space:nowrap}.c0{color:#9c1128}.c1{color:#9a3a05}.c2{color:#4a3f94}.c3{color:#735000}.c4{color:#12643a}.c5{color:#46505c}
.bar{width:45%}.bar i{display:block;height:.75rem;background:#174f91;border-radius:2px}thead{display:table-header-group}tr{break-inside:avoid}@media print{body{margin:0;max-width:none;font-size:11px}}`;

/** @type {Record<string, number>} */
const COLOURS = {
  exploited: 0,
  vulnerable: 1,
  unsupported: 1,
  indeterminate: 2,
  'unknown-build': 2,
  mentioned: 2,
  superseded: 3,
  'needs-action': 3,
  'latest-known': 3,
  'hotfix-available': 4,
  current: 4,
};

/** @param {Table} table @param {Record<string, string>} words */
function html(table, words) {
  const word = (/** @type {string} */ key) => escaped(words[key] ?? key);
  const counts = table.counts();
  const most = Math.max(1, ...counts.status.map(([, times]) => Number(times)));
  const bars = (
    /** @type {[string, number][]} */ rows,
    /** @type {(name: string) => string} */ label,
    /** @type {number} */ top,
  ) =>
    `<table>${rows.map(([name, times]) => `<tr><td class="s c${COLOURS[name] ?? 5}">${label(name)}</td><td class="n">${times}</td><td class="bar"><i style="width:${Math.max(0.5, (times / top) * 100).toFixed(1)}%"></i></td></tr>`).join('')}</table>`;
  const parts = [
    `<!doctype html><html lang="${word('language')}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${word('title')}</title><style>${STYLE}</style></head><body>`,
    `<h1>${word('title')}</h1><p>${word('when')}</p><p>${word('data')}</p>`,
    `<h2>${word('byStatus')}</h2>${bars(/** @type {any} */ (counts.status), (name) => word(`status.${name}`), most)}`,
  ];
  if (counts.product.length)
    parts.push(
      `<h2>${word('byProduct')}</h2>${bars(counts.product, escaped, Math.max(...counts.product.map(([, times]) => times)))}`,
    );
  if (counts.country.length)
    parts.push(`<h2>${word('byCountry')}</h2>${bars(counts.country.slice(0, 20), escaped, counts.country[0][1])}`);
  parts.push(
    `<h2>${word('servers')}</h2><table><thead><tr>${['name', 'country', 'status', 'release', 'build', 'exploited', 'open', 'missing'].map((key) => `<th${key === 'exploited' || key === 'open' ? ' class="n"' : ''}>${word(`column.${key}`)}</th>`).join('')}</tr></thead><tbody>`,
  );
  each(table, (row) =>
    parts.push(
      `<tr><td>${escaped(row.name)}</td><td>${escaped(row.country)}</td><td class="s c${COLOURS[row.status] ?? 5}">${word(`status.${row.status}`)}</td><td>${escaped([row.product, row.baseline, row.update].filter(Boolean).join(' '))}</td><td>${escaped(row.build)}</td><td class="n">${span(row.exploited, row.exploitedMost)}</td><td class="n">${span(row.open, row.openMost)}</td><td>${escaped(row.missing)}</td></tr>`,
    ),
  );
  parts.push('</tbody></table></body></html>');
  return parts;
}
