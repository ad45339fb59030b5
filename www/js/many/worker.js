// The worker: reads files, asks the core, keeps the rows. The page gets only what it shows.
import { assess, assessMany, init, loadDatabase, releases } from 'expatch';
import { STATUSES } from '../statuses.js';
import { textOf } from '../files.js';
import { compareWith } from './compare.js';
import { findings, partial } from './findings.js';
import { exportAs } from './export.js';
import { rowsOf } from './records.js';
import { trust } from '../newer.js';
import { NOTHING, Table } from './table.js';

/** @type {Table | undefined} */
let table;
let running = 0;
/** Rows in one call of the core: enough to be quick, few enough to report progress and to stop. */
const BATCH = 4096;

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
  text: ({ row }) => ({ text: present().texts[row] ?? present().buildOf(row), name: present().names[row] }),
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
    for await (const part of rowsOf(chunks, file.name)) {
      if (mine !== running) return { cancelled: true, rows: table.length };
      const from = performance.now();
      if (Array.isArray(part)) {
        for (let at = 0; at < part.length; at += BATCH) judge(part.slice(at, at + BATCH), asOf);
      } else findServers(part.document, asOf);
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

/** @param {import('./records.js').Row} row */
const withTitles = ({ header, text }) => (header ? `${header}\n${text}` : text);

/**
 * Whether the core finds more in a table's rows with their titles before them:
 * some tables are known by their titles, in others the number speaks alone.
 * @param {import('./records.js').Row[]} rows
 * @param {string} asOf
 */
function needsTitles(rows, asOf) {
  const few = rows.slice(0, 40);
  if (!few.some(({ header }) => header)) return false;
  const found = (/** @type {string[]} */ texts) =>
    assessMany(texts, { asOf }).servers.reduce((sum, servers) => sum + Math.min(servers, 1), 0);
  return found(few.map(withTitles)) > found(few.map(({ text }) => text));
}

/** @param {import('./records.js').Row[]} rows @param {string} asOf */
function judge(rows, asOf) {
  const titled = needsTitles(rows, asOf);
  const columns = assessMany(titled ? rows.map(withTitles) : rows.map(({ text }) => text), { asOf });
  const toOurs = columns.statuses.map((name) => STATUSES.indexOf(name));
  rows.forEach((row, at) => {
    const { name, country } = row;
    const text = titled ? withTitles(row) : row.text;
    const build = columns.build[at];
    const answer = {
      status: columns.servers[at] ? toOurs[columns.status[at]] : NOTHING,
      severity: columns.servers[at] ? columns.severity[at] : 4,
      build: build === 0xffffffff ? '' : columns.builds[build],
      release: columns.release[at],
      missing: columns.missing[at],
      open: columns.openAtLeast[at],
      openMost: columns.openAtMost[at],
      exploited: columns.exploitedAtLeast[at],
      exploitedMost: columns.exploitedAtMost[at],
    };
    present().add(name, country, text, answer, row.origin);
  });
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
