// The worker: reads files, asks the core, keeps the rows. The page gets only what it shows.
import { assess, assessList, init, loadDatabase, releases } from 'expatch';
import { STATUSES } from '../statuses.js';
import { textOf } from '../files.js';
import { compareWith } from './compare.js';
import { findings, partial } from './findings.js';
import { exportAs } from './export.js';
import { trust } from '../newer.js';
import { NOTHING, Table } from './table.js';

/** @type {Table | undefined} */
let table;
let running = 0;
/** Servers of one part of a long text that are answered apart. */
const BATCH = 4096;
/** Characters in one call of the core: enough to be quick, few enough to report progress and to stop. */
const PIECE = 262_144;

/** @type {Record<string, (payload: any) => unknown>} */
const answers = {
  async start({ source, database }) {
    await init(source);
    if (database) loadDatabase(database, trust());
    return true;
  },
  open: ({ files, asOf }) => open(files, asOf),
  cancel() {
    running += 1;
    return true;
  },
  database({ bytes }) {
    loadDatabase(bytes, trust());
    return true;
  },
  arrange: ({ sort, filter }) => ({ count: present().arrange(sort, filter) }),
  rows: ({ from, to }) => [...present().view.subarray(from, to)].map(shownRow),
  counts: () => present().counts(),
  input: ({ row }) => ({ input: present().inputOf(row), name: present().names[row] }),
  export: ({ format, asOf, locale }) => exportAs(format, present(), { asOf, locale }),
  findings: ({ asOf, locale }) => findings(present(), { asOf, locale }),
  async compare({ file }) {
    return compareWith(file, present());
  },
};

/** The day of the last reading. */
let day = '';
/** What was worked out for rows without a build. @type {Map<number, object>} */
const partials = new Map();

/** @param {number} row */
function shownRow(row) {
  const shown = present().row(row);
  if (shown.product || shown.status === 'nothing') return shown;
  let more = partials.get(row);
  if (!more) partials.set(row, (more = partial(present(), row, { asOf: day, locale: 'en' })));
  return { ...shown, ...more };
}

const present = () => {
  if (!table) throw new Error('no file is open');
  return table;
};

/**
 * Reads all files into the table.
 * @param {File[]} files
 * @param {string} asOf
 */
async function open(files, asOf) {
  running += 1;
  const mine = running;
  table = new Table(releases(), STATUSES);
  day = asOf;
  partials.clear();
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  let last = 0;
  const began = performance.now();
  let busy = 0;
  for (const file of files) {
    let read = 0;
    const chunks = textOf(file, (bytes) => {
      read = bytes;
    });
    const list = assessList({ file: file.name, asOf });
    /** @type {import('./table.js').Origin | undefined} */
    let origin;
    for await (const piece of piecesOf(chunks)) {
      if (mine !== running) return { cancelled: true, rows: table.length };
      const from = performance.now();
      const part = piece === undefined ? list.end() : list.push(piece);
      if (part.titles.length) origin ??= { titles: part.titles, separator: part.separator, titled: part.titled };
      take(part, origin);
      for (const text of part.texts) findServers(text, asOf);
      busy += performance.now() - from;
      if (performance.now() - last > 60) {
        last = performance.now();
        postMessage({ progress: { done: before + read, total, rows: table.length } });
        // Lets a cancel come in.
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    before += file.size;
  }
  table.arrange(
    { column: 'status', descending: false },
    { status: [], country: '', product: '', search: '', change: '' },
  );
  return { cancelled: false, rows: table.length, milliseconds: performance.now() - began, judging: busy };
}

/**
 * Chunks in pieces of a bounded length, and nothing at the end.
 * @param {AsyncIterable<string>} chunks
 * @returns {AsyncGenerator<string | undefined>}
 */
async function* piecesOf(chunks) {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.slice(at, at + PIECE);
  }
  yield undefined;
}

/** Adds the rows of a list. @param {import('expatch').ListRows} rows @param {import('./table.js').Origin} [origin] */
function take(rows, origin) {
  const toOurs = rows.statuses.map((name) => STATUSES.indexOf(name));
  for (let at = 0; at < rows.length; at += 1) {
    const build = rows.build[at];
    const answer = {
      status: rows.servers[at] ? toOurs[rows.status[at]] : NOTHING,
      severity: rows.servers[at] ? rows.severity[at] : 4,
      build: build === 0xffffffff ? '' : rows.builds[build],
      release: rows.release[at],
      missing: rows.missing[at],
      open: rows.openAtLeast[at],
      openMost: rows.openAtMost[at],
      exploited: rows.exploitedAtLeast[at],
      exploitedMost: rows.exploitedAtMost[at],
    };
    present().add(rows.names[at], rows.countries[at], rows.rows[at], answer, origin);
  }
}

/** Every server that a part of a long document speaks of, each name and build once. @param {string} document @param {string} asOf */
function findServers(document, asOf) {
  const releasesByBuild = new Map(present().releases.map(({ build }, at) => [build, at]));
  const { servers, more = [] } = assess(document, { asOf, maxServers: BATCH });
  const once = (/** @type {(string | undefined)[]} */ ...parts) => {
    const seen = parts.join('|');
    if (present().seen?.has(seen)) return false;
    (present().seen ??= new Set()).add(seen);
    return true;
  };
  for (const { names = [], count, build, status, severity } of more) {
    const unknown = { open: 0, openMost: 0, exploited: 0, exploitedMost: 0, release: -1, missing: -1 };
    const answer = { ...unknown, status: STATUSES.indexOf(status), severity, build: build ?? '' };
    for (const name of names.length < count ? [...names, ''] : names) {
      if (once(name, build, status)) present().add(name, '', build ?? '', answer);
    }
  }
  for (const { name, build, evidence, candidates, release, verdict } of servers) {
    if (!once(name, build ?? candidates.join(), verdict.status)) continue;
    present().add(name ?? '', '', evidence.map(({ text }) => text).join('\n'), {
      status: STATUSES.indexOf(verdict.status),
      severity: verdict.severity,
      build: build ?? '',
      release: release ? (releasesByBuild.get(release.build) ?? -1) : -1,
      missing: verdict.missing.length ? (releasesByBuild.get(verdict.missing[0].build) ?? -1) : -1,
      open: verdict.open.atLeast,
      openMost: verdict.open.atMost,
      exploited: verdict.exploited.atLeast,
      exploitedMost: verdict.exploited.atMost,
    });
  }
}

addEventListener('message', async (event) => {
  const { id, ask, payload } = event.data;
  try {
    postMessage({ id, value: await answers[ask](payload) });
  } catch (error) {
    postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
