// Cutting a stream of text into records, one server each. No version is read here: that is the core's.

import { sniff, splitFields } from './sniff.js';

/** @typedef {{ text: string, name: string, country: string, header?: string, origin?: import('./table.js').Origin }} Row a table's row has its titles */

const NAMES = [
  'hostname',
  'host',
  'fqdn',
  'servername',
  'server',
  'name',
  'domain',
  'dns',
  'dnshostname',
  'target',
  'url',
  'ip',
  'ip_str',
  'address',
  'ipaddress',
  'src_ip',
];
const COUNTRIES = ['country', 'country_code', 'countrycode', 'geo', 'cc', 'land', 'pays', 'country_name'];

/** The place of the first column whose title is one of these. @param {string[]} titles @param {string[]} wanted */
function column(titles, wanted) {
  const plain = titles.map((title) =>
    title
      .trim()
      .toLowerCase()
      .replace(/[\s"'.-]/g, ''),
  );
  for (const name of wanted) {
    const at = plain.indexOf(name.replace(/[_]/g, '_'));
    if (at >= 0) return at;
  }
  return -1;
}

/** Whole lines out of chunks; a quoted field may hold line ends. */
export class Lines {
  rest = '';

  /** @param {string} chunk @param {boolean} quotes @returns {string[]} */
  push(chunk, quotes) {
    const text = this.rest + chunk;
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      this.rest = text;
      return [];
    }
    const lines = text.slice(0, end).split('\n');
    this.rest = text.slice(end + 1);
    return quotes && text.includes('"') ? this.joined(lines) : lines;
  }

  /** @param {string[]} lines */
  joined(lines) {
    const whole = [];
    let open = '';
    for (const line of lines) {
      const joined = open ? `${open}\n${line}` : line;
      if (odd(joined) && joined.length < 100_000) open = joined;
      else {
        whole.push(joined);
        open = '';
      }
    }
    if (open) this.rest = `${open}\n${this.rest}`;
    return whole;
  }

  end() {
    const last = this.rest;
    this.rest = '';
    return last === '' ? [] : [last];
  }
}

/** Whether a quotation is left open. @param {string} text */
function odd(text) {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count % 2 === 1;
}

/**
 * Rows out of chunks of text.
 * @param {AsyncIterable<string>} chunks
 * @param {string} name the file's name
 * @returns {AsyncGenerator<Row[] | { document: string }>} rows, or parts of a document whose servers the core must find
 */
export async function* rowsOf(chunks, name) {
  /** @type {((chunk: string, last: boolean) => Row[] | { document: string }) | undefined} */
  let cut;
  let head = '';
  for await (const chunk of chunks) {
    if (!cut) {
      head += chunk;
      if (head.length < 65_536) continue;
      cut = cutter(head, name);
      yield cut(head, false);
      head = '';
    } else yield cut(chunk, false);
  }
  cut ??= cutter(head, name);
  yield cut(head, true);
}

/** @param {string} head @param {string} name */
function cutter(head, name) {
  const { format, delimiter } = sniff(head, name);
  switch (format) {
    case 'csv':
      return csv(delimiter);
    case 'ndjson':
      return ndjson();
    case 'json':
      return objects();
    case 'nmap':
      return hosts();
    case 'lines':
      return single();
    default:
      return pages();
  }
}

/** @param {string} delimiter */
function csv(delimiter) {
  const lines = new Lines();
  /** @type {string[] | undefined} */
  let titles;
  let header = '';
  let name = -1;
  let country = -1;
  /** @type {import('./table.js').Origin | undefined} */
  let origin;
  return (/** @type {string} */ chunk, /** @type {boolean} */ last) => {
    const rows = [];
    for (const raw of [...lines.push(chunk, true), ...(last ? lines.end() : [])]) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (line.trim() === '') continue;
      const fields = splitFields(line, delimiter);
      if (!titles) {
        titles = fields;
        name = column(fields, NAMES);
        country = column(fields, COUNTRIES);
        header = line.replace(/^\uFEFF/, '');
        origin = { titles: fields.map((title) => title.replace(/^\uFEFF/, '').trim()), delimiter, header };
        // A table without titles: its first line is a row as well.
        if (name >= 0 || country >= 0 || !fields.some((field) => /\d+\.\d+\.\d+/.test(field))) continue;
        name = 0;
        header = '';
        origin = { titles: fields.map((_, at) => `column_${at + 1}`), delimiter, header };
      }
      rows.push({
        text: line,
        header,
        origin,
        name: named(fields, name, titles),
        country: (fields[country] ?? '').trim(),
      });
    }
    return rows;
  };
}

/** A row's name: the named column, or the first of the others that is filled. @param {string[]} fields @param {number} at @param {string[]} titles */
function named(fields, at, titles) {
  const value = (fields[at] ?? '').trim();
  if (value) return value;
  for (const wanted of NAMES) {
    const other = column(titles, [wanted]);
    if (other >= 0 && fields[other]?.trim()) return fields[other].trim();
  }
  return '';
}

function ndjson() {
  const lines = new Lines();
  return (/** @type {string} */ chunk, /** @type {boolean} */ last) => {
    const rows = [];
    for (const line of [...lines.push(chunk, false), ...(last ? lines.end() : [])])
      if (line.trim() !== '') rows.push(objectRow(line));
    return rows;
  };
}

/** @param {string} text */
function objectRow(text) {
  return { text, name: value(text, NAMES), country: value(text, COUNTRIES) };
}

/** @type {Map<string, RegExp>} */
const patterns = new Map();
/** The first string with one of these names in a JSON text, without building the object. @param {string} json @param {string[]} names */
function value(json, names) {
  const key = names[0];
  let pattern = patterns.get(key);
  if (!pattern)
    patterns.set(
      key,
      (pattern = new RegExp(
        `"(${names.join('|')}|hostnames|domains)"\\s*:\\s*\\[?\\s*"((?:[^"\\\\]|\\\\.){1,253})"`,
        'gi',
      )),
    );
  pattern.lastIndex = 0;
  let best = '';
  let rank = names.length + 1;
  for (let match = pattern.exec(json); match; match = pattern.exec(json)) {
    const at = names.indexOf(match[1].toLowerCase());
    if (at < 0 && key !== 'hostname') continue;
    const of = at < 0 ? 1 : at;
    if (of < rank) [best, rank] = [match[2], of];
    if (rank === 0) break;
  }
  return best;
}

/** The elements of one JSON array, found by counting braces outside strings. */
function objects() {
  let buffer = '';
  let at = 0;
  let depth = 0;
  let start = -1;
  let quoted = false;
  const mark = /["\\{}]/g;
  return (/** @type {string} */ chunk) => {
    buffer += chunk;
    const rows = [];
    mark.lastIndex = at;
    for (let match = mark.exec(buffer); match; match = mark.exec(buffer)) {
      const char = match[0];
      if (char === '\\') mark.lastIndex += 1;
      else if (char === '"') quoted = !quoted;
      else if (quoted) continue;
      else if (char === '{') {
        if (depth === 0) start = match.index;
        depth += 1;
      } else if (char === '}') {
        depth -= 1;
        if (depth === 0 && start >= 0) {
          rows.push(objectRow(buffer.slice(start, match.index + 1)));
          start = -1;
        }
      }
      at = mark.lastIndex;
    }
    at = Math.max(at, buffer.length);
    const keep = start >= 0 ? start : buffer.length;
    buffer = buffer.slice(keep);
    at -= keep;
    if (start >= 0) start = 0;
    return rows;
  };
}

/** The `<host>` elements of nmap's XML. */
function hosts() {
  let buffer = '';
  return (/** @type {string} */ chunk) => {
    buffer += chunk;
    const rows = [];
    for (;;) {
      const from = buffer.search(/<host[\s>]/);
      const to = from < 0 ? -1 : buffer.indexOf('</host>', from);
      if (to < 0) break;
      const text = buffer.slice(from, to + 7);
      rows.push({
        text,
        name: /<hostname name="([^"]+)"/.exec(text)?.[1] ?? /<address addr="([^"]+)"/.exec(text)?.[1] ?? '',
        country: '',
      });
      buffer = buffer.slice(to + 7);
    }
    return rows;
  };
}

/** One server a line: `mail.example.be 15.1.2507.61`, or only the number. */
function single() {
  const lines = new Lines();
  return (/** @type {string} */ chunk, /** @type {boolean} */ last) => {
    const rows = [];
    for (const line of [...lines.push(chunk, false), ...(last ? lines.end() : [])]) {
      const text = line.trim();
      if (text !== '')
        rows.push({
          text,
          name: /^[^\s,;=]*[a-z:][^\s,;=]*|^(?:\d{1,3}\.){3}\d{1,3}(?=[\s,;=])/i.exec(text)?.[0] ?? '',
          country: '',
        });
    }
    return rows;
  };
}

/** Parts of about a megabyte, cut at line ends. */
function pages() {
  let buffer = '';
  return (/** @type {string} */ chunk, /** @type {boolean} */ last) => {
    buffer += chunk;
    if (!last && buffer.length < 1_000_000) return [];
    const end = last ? buffer.length : buffer.lastIndexOf('\n') + 1 || buffer.length;
    const document = buffer.slice(0, end);
    buffer = buffer.slice(end);
    return { document };
  };
}
