// The rows as CSV and JSON: the input's own columns, and behind them the verdict's.
import { cellsOf } from 'expatch';
import { COLUMNS, columnsOf, facts } from './columns.js';
import { grouped } from './findings.js';

/** @typedef {import('./table.js').Table} Table */
/** @typedef {Record<string, string | number | boolean>} Cells */

/**
 * @param {string} format `csv` or `json`
 * @param {Table} table
 * @param {{ asOf: string, locale: string }} options
 * @returns {Blob}
 */
export function exportAs(format, table, options) {
  const { groups, none, report } = grouped(table, options);
  /** @type {Map<number, Cells>} */
  const answers = new Map();
  for (const { server, rows } of groups) {
    const cells = columnsOf(server, report);
    for (const row of rows) answers.set(row, cells);
  }
  /** @type {Cells} */
  const nothing = { patched: 'unknown', status: '', severity: 3, ...facts(report) };
  for (const row of none) answers.set(row, nothing);
  const own = ownColumns(table);
  // Where the input has a column of that name already, ours says whose it is.
  const ours = COLUMNS.map((name) => (own.includes(name) ? `expatch_${name}` : name));
  const cells = (/** @type {number} */ row) => {
    const answer = answers.get(row) ?? nothing;
    return COLUMNS.map((name) => (name === 'server' ? table.names[row] : (answer[name] ?? '')));
  };
  return format === 'csv' ? csv(table, own, ours, cells) : json(table, ours, cells);
}

/** The titles of the input's columns, in the order in which they come first. @param {Table} table */
function ownColumns(table) {
  const titles = new Set();
  const seen = new Set();
  for (const row of table.view) {
    const origin = table.originOf(row);
    if (origin && seen.has(origin)) continue;
    if (origin) seen.add(origin);
    for (const title of Object.keys(ownCells(table, row))) titles.add(title);
  }
  return [...titles];
}

/** What the input says of a row in its own columns. @param {Table} table @param {number} row @returns {Cells} */
function ownCells(table, row) {
  const text = table.texts[row] ?? '';
  const origin = table.originOf(row);
  if (origin) {
    const cells = cellsOf(text, origin.separator);
    return Object.fromEntries(origin.titles.map((title, at) => [title, cells[at] ?? '']));
  }
  if (!text.startsWith('{')) return {};
  try {
    return scalars(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The values of an object that a cell can hold; what is deeper stays in the input. @param {Record<string, unknown>} object @returns {Cells} */
const scalars = (object) =>
  /** @type {Cells} */ (
    Object.fromEntries(
      Object.entries(object).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
    )
  );

/**
 * A field that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`,
 * tab or line end gets an apostrophe before it.
 * @param {string | number | boolean} value
 */
export function csvField(value) {
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {Table} table @param {string[]} own @param {string[]} ours @param {(row: number) => (string | number | boolean)[]} cells */
function csv(table, own, ours, cells) {
  const parts = [`\uFEFF${[...own, ...ours].map(csvField).join(',')}\r\n`];
  for (const row of table.view) {
    const said = ownCells(table, row);
    parts.push(`${[...own.map((title) => said[title] ?? ''), ...cells(row)].map(csvField).join(',')}\r\n`);
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

/** @param {Table} table @param {string[]} ours @param {(row: number) => (string | number | boolean)[]} cells */
function json(table, ours, cells) {
  const parts = ['[\n'];
  const last = table.view.length - 1;
  for (const [at, row] of table.view.entries()) {
    const said = cells(row);
    const shown = Object.fromEntries(ours.map((name, of) => [name, said[of]]).filter(([, value]) => value !== ''));
    parts.push(`${JSON.stringify({ ...ownCells(table, row), ...shown })}${at === last ? '' : ','}\n`);
  }
  parts.push(']\n');
  return new Blob(parts, { type: 'application/json' });
}
