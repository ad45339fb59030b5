// Against an earlier export: who has patched since.
import { assessList } from 'expatch';
import { STATUSES } from '../statuses.js';
import { textOf } from '../files.js';
import { CHANGES, fieldsOf } from './table.js';

/**
 * Marks every row with what became of it and counts the changes.
 * @param {File} file an earlier CSV or JSON export
 * @param {import('./table.js').Table} table
 */
export async function compareWith(file, table) {
  const before = await earlier(file);
  if (before.size === 0) throw new Error('unreadable-export');
  const change = new Uint32Array(table.length);
  const seen = new Set();
  for (let row = 0; row < table.length; row += 1) {
    const now = table.row(row);
    const old = before.get(now.name);
    seen.add(now.name);
    change[row] = CHANGES.indexOf(old ? became(old, now) : 'new');
  }
  table.change = change;
  const gone = [...before.keys()].filter((name) => !seen.has(name)).length;
  return { gone, before: before.size };
}

/**
 * @param {{ status: string, severity: number, build: string }} old
 * @param {{ status: string, severity: number, build: string }} now
 */
function became(old, now) {
  const better = rank(now.status) - rank(old.status);
  const open = (/** @type {string} */ status) => ['exploited', 'vulnerable', 'unsupported'].includes(status);
  // A server that no longer tells its version has not shown that it is patched.
  const known = ['superseded', 'needs-action', 'latest-known', 'hotfix-available', 'current'].includes(now.status);
  if (open(old.status) && known) return 'patched';
  if (!known && !open(now.status)) return now.status === old.status ? 'same' : 'worse';
  if (better > 0 || (better === 0 && order(now.build) > order(old.build))) return 'better';
  return better < 0 ? 'worse' : 'same';
}

/** @param {string} status */
const rank = (status) => (STATUSES.includes(status) ? STATUSES.indexOf(status) : STATUSES.length);
/** @param {string} build */
const order = (build) => build.split('.').reduce((sum, part) => sum * 100_000 + Number(part), 0);

/** @param {File} file @returns {Promise<Map<string, { status: string, severity: number, build: string }>>} */
async function earlier(file) {
  const map = new Map();
  for (const row of await rowsOf(file)) {
    const of = (/** @type {string} */ column) => row[`expatch_${column}`] ?? row[column];
    const [name, status] = [of('server') ?? row.name, of('status')];
    if (name && status !== undefined)
      map.set(String(name), {
        status: String(status || 'nothing'),
        severity: Number(of('severity')),
        build: String(of('build') ?? ''),
      });
  }
  return map;
}

/** The rows of an export. @param {File} file */
async function rowsOf(file) {
  const list = assessList({ file: file.name });
  const rows = [];
  for await (const chunk of textOf(file)) rows.push(...objects(list.push(chunk)));
  return [...rows, ...objects(list.end())];
}

/** @param {import('expatch').ListRows} part @returns {Record<string, unknown>[]} */
const objects = ({ rows, titles, separator }) =>
  rows.map((row) =>
    titles.length ? Object.fromEntries(fieldsOf(row, { titles, separator }).map(plain)) : parsed(row),
  );

/** The apostrophe that keeps spreadsheets from calculating is not part of the name. @param {[string, string]} field */
const plain = ([title, cell]) => [title, cell.replace(/^'(?=[=+\-@])/, '')];

/** @param {string} row */
function parsed(row) {
  try {
    return JSON.parse(row);
  } catch {
    return {};
  }
}
