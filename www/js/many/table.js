// All rows as columns, in the worker: 50,000 rows are a few typed arrays.

import { cellsOf } from 'expatch';

const CHUNK = 16_384;
/** Texts are kept up to this many characters, for looking at a row again. */
const KEEP = 64_000_000;
/** The status of a row in which nothing was found. */
export const NOTHING = 255;
export const NONE = 0xffffffff;

/** A column of numbers that grows. @template {Uint8Array | Uint16Array | Uint32Array | Int32Array} T */
class Column {
  length = 0;
  /** @param {new (length: number) => T} Kind */
  constructor(Kind) {
    this.Kind = Kind;
    this.values = new Kind(CHUNK);
  }

  /** @param {number} value */
  push(value) {
    if (this.length === this.values.length) {
      const larger = new this.Kind(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }
}

/** Distinct strings and their numbers. */
class Words {
  /** @type {string[]} */
  list = [];
  /** @type {Map<string, number>} */
  places = new Map();

  /** @param {string} word */
  of(word) {
    let at = this.places.get(word);
    if (at === undefined) {
      at = this.list.length;
      this.list.push(word);
      this.places.set(word, at);
    }
    return at;
  }
}

/**
 * @typedef {{ status: number, severity: number, build: string, release: number, missing: number, open: number, openMost: number, exploited: number, exploitedMost: number }} Answer
 * @typedef {{ titles: string[], separator: string, titled: boolean }} Origin a table with its titles
 * @typedef {[string, number][]} Tally names and how often each stands
 * @typedef {{ total: number, status: Tally, product: Tally, country: Tally, month: Tally, change: Tally }} Counts
 * @typedef {{ column: string, descending: boolean }} Sort
 * @typedef {{ status: number[], country: string, product: string, search: string, change: string }} Filter
 */

/**
 * The cells of a row with their titles.
 * @param {string} text @param {{ titles: string[], separator: string }} origin
 * @returns {[string, string][]}
 */
export const fieldsOf = (text, { titles, separator }) =>
  cellsOf(text, separator).map((cell, at) => [titles[at] ?? '', cell]);

/** The rows and what is asked of them. */
export class Table {
  /** @param {import('expatch').Release[]} releases @param {string[]} statuses */
  constructor(releases, statuses) {
    this.releases = releases;
    this.statuses = statuses;
    /** @type {string[]} */
    this.names = [];
    /** @type {string[]} */
    this.texts = [];
    this.kept = 0;
    this.countries = new Words();
    this.builds = new Words();
    this.status = new Column(Uint8Array);
    this.severity = new Column(Uint8Array);
    this.build = new Column(Uint32Array);
    this.release = new Column(Int32Array);
    this.missing = new Column(Int32Array);
    this.open = new Column(Uint16Array);
    this.openMost = new Column(Uint16Array);
    this.exploited = new Column(Uint16Array);
    this.exploitedMost = new Column(Uint16Array);
    this.country = new Column(Uint16Array);
    /** @type {Uint32Array | undefined} what became of each row since an earlier export */
    this.change = undefined;
    /** @type {Origin[]} the tables that rows were cut from */
    this.origins = [];
    this.origin = new Column(Uint16Array);
    this.view = new Uint32Array(0);
    /** @type {Set<string> | undefined} servers of long documents already in the table */
    this.seen = undefined;
  }

  get length() {
    return this.names.length;
  }

  /** @param {string} name @param {string} country @param {string} text @param {Answer} answer @param {Origin} [origin] */
  add(name, country, text, answer, origin) {
    if (origin && this.origins[this.origins.length - 1] !== origin) this.origins.push(origin);
    this.origin.push(origin ? this.origins.length : 0);
    this.names.push(name);
    if (this.kept < KEEP) {
      this.texts[this.names.length - 1] = text;
      this.kept += text.length;
    }
    this.country.push(this.countries.of(country));
    this.status.push(answer.status);
    this.severity.push(answer.severity);
    this.build.push(answer.build ? this.builds.of(answer.build) : NONE);
    this.release.push(answer.release);
    this.missing.push(answer.missing);
    this.open.push(answer.open);
    this.openMost.push(answer.openMost);
    this.exploited.push(answer.exploited);
    this.exploitedMost.push(answer.exploitedMost);
  }

  /** The table that a row was cut from. @param {number} row @returns {Origin | undefined} */
  originOf(row) {
    return this.origins[this.origin.values[row] - 1];
  }

  /** What a row says, as the core takes it: its cells below their titles, where those say what it is. @param {number} row */
  inputOf(row) {
    const text = this.texts[row];
    if (text === undefined) return this.buildOf(row);
    const origin = this.originOf(row);
    return origin?.titled ? { fields: fieldsOf(text, origin) } : text;
  }

  /** A row's build. @param {number} row */
  buildOf(row) {
    const at = this.build.values[row];
    return at === NONE ? '' : this.builds.list[at];
  }

  /** A row's release. @param {number} row */
  releaseOf(row) {
    return this.releases[this.release.values[row]];
  }

  /** A row's product. @param {number} row */
  productOf(row) {
    return this.releaseOf(row)?.product ?? '';
  }

  /** What a row shows. @param {number} row */
  row(row) {
    const release = this.releaseOf(row);
    const missing = this.releases[this.missing.values[row]];
    return {
      row,
      name: this.names[row],
      country: this.countries.list[this.country.values[row]],
      status: this.statuses[this.status.values[row]] ?? 'nothing',
      severity: this.severity.values[row],
      build: this.buildOf(row),
      product: release?.product ?? '',
      baseline: release?.baseline ?? '',
      update: release?.update ?? '',
      missing: missing?.update ?? missing?.baseline ?? '',
      missingSince: missing?.released ?? '',
      open: this.open.values[row],
      openMost: this.openMost.values[row],
      exploited: this.exploited.values[row],
      exploitedMost: this.exploitedMost.values[row],
      change: this.change ? CHANGES[this.change[row]] : '',
    };
  }

  /** Chooses and orders rows. @param {Sort} sort @param {Filter} filter */
  arrange(sort, filter) {
    const chosen = new Uint32Array(this.length);
    let count = 0;
    const search = filter.search.trim().toLowerCase();
    const statuses = new Set(filter.status);
    const country = filter.country === '' ? -1 : (this.countries.places.get(filter.country) ?? -2);
    const change = CHANGES.indexOf(filter.change);
    for (let row = 0; row < this.length; row += 1) {
      if (statuses.size && !statuses.has(this.status.values[row])) continue;
      if (country !== -1 && this.country.values[row] !== country) continue;
      if (change > 0 && this.change?.[row] !== change) continue;
      if (filter.product && this.productOf(row) !== filter.product) continue;
      if (search && !this.matches(row, search)) continue;
      chosen[count] = row;
      count += 1;
    }
    this.view = chosen.slice(0, count);
    this.sort(sort);
    return count;
  }

  /** @param {number} row @param {string} search */
  matches(row, search) {
    if (this.names[row].toLowerCase().includes(search) || this.buildOf(row).includes(search)) return true;
    const release = this.releaseOf(row);
    return (
      release !== undefined &&
      `${release.product} ${release.baseline} ${release.update ?? ''}`.toLowerCase().includes(search)
    );
  }

  /** @param {Sort} sort */
  sort({ column, descending }) {
    const keys = this.keys(column);
    if (!keys) return;
    const way = descending ? -1 : 1;
    this.view.sort((a, b) => way * (keys[a] - keys[b]) || a - b);
  }

  /** Numbers in the order of a column; equal values get equal numbers. @param {string} column @returns {ArrayLike<number> | undefined} */
  keys(column) {
    switch (column) {
      case 'status':
        return this.status.values;
      case 'exploited':
        return this.exploited.values;
      case 'open':
        return this.open.values;
      case 'country':
        return ranks(this.countries.list, this.country.values, this.length);
      case 'build': {
        const order = this.builds.list.map((build) =>
          build.split('.').reduce((sum, part) => sum * 100_000 + Number(part), 0),
        );
        const keys = new Float64Array(this.length);
        for (let row = 0; row < this.length; row += 1)
          keys[row] = this.build.values[row] === NONE ? -1 : order[this.build.values[row]];
        return keys;
      }
      case 'name': {
        const order = [...this.names.keys()].sort((a, b) =>
          this.names[a] < this.names[b] ? -1 : this.names[a] > this.names[b] ? 1 : 0,
        );
        const keys = new Uint32Array(this.length);
        for (let at = 0, rank = 0; at < order.length; at += 1) {
          if (at && this.names[order[at]] !== this.names[order[at - 1]]) rank = at;
          keys[order[at]] = rank;
        }
        return keys;
      }
      default:
        return undefined;
    }
  }

  /** Counts for the charts and the filters. @returns {Counts} */
  counts() {
    const status = new Array(256).fill(0);
    /** @type {Map<string, number>} */ const product = new Map();
    /** @type {Map<string, number>} */ const month = new Map();
    const country = new Array(this.countries.list.length).fill(0);
    const release = new Map();
    const missing = new Map();
    const change = CHANGES.map(() => 0);
    for (let row = 0; row < this.length; row += 1) {
      status[this.status.values[row]] += 1;
      country[this.country.values[row]] += 1;
      count(release, this.release.values[row]);
      count(missing, this.missing.values[row]);
      if (this.change) change[this.change[row]] += 1;
    }
    for (const [at, times] of release) if (at >= 0) count(product, this.releases[at].product, times);
    for (const [at, times] of missing) if (at >= 0) count(month, this.releases[at].released.slice(0, 7), times);
    return {
      total: this.length,
      status: [...this.statuses, 'nothing']
        .map((name, at) => tally(name, status[name === 'nothing' ? NOTHING : at]))
        .filter(([, times]) => times),
      product: [...product].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      country: this.countries.list
        .map((name, at) => /** @type {[string, number]} */ ([name, country[at]]))
        .filter(([name]) => name)
        .sort((a, b) => b[1] - a[1]),
      month: [...month].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      change: this.change
        ? CHANGES.map((name, at) => tally(name, change[at])).filter(([name, times]) => name && times)
        : [],
    };
  }
}

/** A count as far as it is known: a number or a range. @param {number} least @param {number} most */
export const span = (least, most) => (least === most ? String(most) : `${least}–${most}`);

/** @param {string} name @param {number} times @returns {[string, number]} */
const tally = (name, times) => [name, times];

/** What may have become of a row since an earlier export. */
export const CHANGES = ['', 'patched', 'better', 'same', 'worse', 'new'];

/** @template K @param {Map<K, number>} map @param {K} key @param {number} [times] */
function count(map, key, times = 1) {
  map.set(key, (map.get(key) ?? 0) + times);
}

/** @param {string[]} words @param {ArrayLike<number>} values @param {number} length */
function ranks(words, values, length) {
  const rank = new Uint32Array(words.length);
  [...words.keys()]
    .sort((a, b) => (words[a] < words[b] ? -1 : 1))
    .forEach((word, at) => {
      rank[word] = at;
    });
  const keys = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) keys[row] = rank[values[row]];
  return keys;
}
