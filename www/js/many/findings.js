// The verdicts on the rows: each finding once, with the names of all rows that share it. Reports, prints and exports
// are made from these, so that fifty thousand rows of twenty builds are twenty answers of the core.
import { assess } from 'expatch';
import { NONE, NOTHING } from './table.js';

/** @typedef {import('./table.js').Table} Table */
/** @typedef {{ asOf: string, locale: string }} Options */
/** @typedef {{ server: import('expatch').Server, rows: number[] }} Group */

/**
 * The answers of the rows in view, the worst first; `none` are rows in which nothing was found.
 * @param {Table} table @param {Options} options
 * @returns {{ groups: Group[], none: number[], report: import('expatch').Report }}
 */
export function grouped(table, options) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  /** @type {number[]} */
  const none = [];
  for (const row of table.view) {
    if (table.status.values[row] === NOTHING) {
      none.push(row);
      continue;
    }
    const build = table.build.values[row];
    // A build speaks for all rows that have it; where it is not told, the text decides what it can be.
    let key = `${build}|${table.status.values[row]}|${table.open.values[row]}|${table.openMost.values[row]}`;
    let server;
    if (build === NONE || !groups.has(key)) {
      server = answered(table, row, options);
      if (!server) {
        none.push(row);
        continue;
      }
      if (build === NONE) key = `${server.candidates.join()}|${server.verdict.status}|${server.verdict.headline}`;
    }
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else if (server) groups.set(key, { server, rows: [row] });
  }
  const order = (/** @type {Group} */ { server: { verdict } }) => table.statuses.indexOf(verdict.status);
  const worst = [...groups.values()].sort(
    (a, b) => order(a) - order(b) || b.server.verdict.exploited.atLeast - a.server.verdict.exploited.atLeast,
  );
  return { groups: worst, none, report: assess('', options) };
}

/** The core's whole answer on one row. @param {Table} table @param {number} row @param {Options} options */
function answered(table, row, options) {
  const build = table.buildOf(row);
  const { servers } = assess(table.inputOf(row), options);
  const server = servers.find((one) => (one.build ?? '') === build) ?? servers[0];
  // The finding is many rows'; their names stand beside it.
  if (server) delete server.name;
  return server;
}

/**
 * What a row shows whose build is not told: the product and baseline that all candidates share, and the numbers it has.
 * @param {Table} table @param {number} row @param {Options} options
 */
export function partial(table, row, options) {
  const server = answered(table, row, options);
  if (!server) return {};
  const [first] = server.evidence;
  return {
    product: server.shared?.product ?? server.release?.product ?? '',
    baseline: server.shared?.baseline ?? server.release?.baseline ?? '',
    prefix: first?.prefix ?? first?.build ?? '',
    candidates: server.candidates.length,
  };
}

/** The findings with names, for the page. @param {Table} table @param {Options} options */
export function findings(table, options) {
  const { groups, none, report } = grouped(table, options);
  const names = (/** @type {number[]} */ rows) => rows.map((row) => table.names[row] || `#${row + 1}`);
  return {
    findings: groups.map(({ server, rows }) => ({ server, names: names(rows) })),
    none: names(none),
    report,
  };
}
