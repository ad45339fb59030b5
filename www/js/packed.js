// Zip archives and Excel workbooks as the texts in them. Loaded when one comes; how much they may unfold is bounded.
import { unzip } from 'fflate';
import { startsLikeZip, UnreadableFile } from './files.js';

/** Bytes that all files of one archive may take together. */
const MOST = 256_000_000;
const FILES = 2000;

/**
 * Every file that is a zip archive as the files in it, a workbook as its sheets; other files as they are.
 * @param {File[]} files
 * @returns {Promise<File[]>}
 */
export async function unpacked(files) {
  const all = [];
  for (const file of files) {
    if (!(await startsLikeZip(file))) all.push(file);
    else all.push(...(await entries(file)));
  }
  return all;
}

/** @param {File} file @returns {Promise<File[]>} */
async function entries(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let sum = 0;
  let count = 0;
  let tooMuch = false;
  /** @type {Record<string, Uint8Array<ArrayBuffer>>} */
  const found = await new Promise((resolve, reject) =>
    unzip(
      bytes,
      {
        filter: ({ name, originalSize }) => {
          if (name.endsWith('/') || /(^|\/)(__MACOSX|\.)/.test(name)) return false;
          sum += originalSize;
          count += 1;
          tooMuch ||= sum > MOST || count > FILES;
          return !tooMuch;
        },
      },
      (error, data) =>
        error
          ? reject(new UnreadableFile('file.broken', file.name))
          : resolve(/** @type {Record<string, Uint8Array<ArrayBuffer>>} */ (data)),
    ),
  );
  if (tooMuch) throw new UnreadableFile('file.too-much', file.name);
  if (found['xl/workbook.xml']) return sheets(found, file.name);
  const inside = Object.entries(found).map(([name, data]) => new File([data], name.replace(/^.*\//, '')));
  if (inside.length === 0) throw new UnreadableFile('file.empty', file.name);
  return inside;
}

/** The sheets of a workbook as CSV. @param {Record<string, Uint8Array<ArrayBuffer>>} parts @param {string} name */
function sheets(parts, name) {
  const xml = (/** @type {string} */ path) =>
    new DOMParser().parseFromString(new TextDecoder().decode(parts[path] ?? new Uint8Array()), 'application/xml');
  const words = [...xml('xl/sharedStrings.xml').getElementsByTagName('si')].map(textOf);
  const files = [];
  for (const path of Object.keys(parts).filter((path) => /^xl\/worksheets\/[^/]+\.xml$/.test(path))) {
    const rows = [...xml(path).getElementsByTagName('row')].map((row) => cells(row, words));
    const csv = rows.filter((row) => row.some(Boolean)).map((row) => row.map(field).join(','));
    if (csv.length) files.push(new File([`${csv.join('\n')}\n`], `${name.replace(/\.\w+$/, '')}.csv`));
  }
  if (files.length === 0) throw new UnreadableFile('file.empty', name);
  return files;
}

/** Phonetic readings beside the text are not part of it. @param {Element} element */
const textOf = (element) =>
  [...element.getElementsByTagName('t')]
    .filter((part) => part.parentElement?.tagName !== 'rPh')
    .map((part) => part.textContent ?? '')
    .join('');

/** @param {Element} row @param {string[]} words @returns {string[]} */
function cells(row, words) {
  /** @type {string[]} */
  const line = [];
  for (const cell of row.getElementsByTagName('c')) {
    const letters = /^[A-Z]{1,3}/.exec(cell.getAttribute('r') ?? '')?.[0];
    const at = letters
      ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
      : line.length;
    while (line.length < at) line.push('');
    const value = cell.getElementsByTagName('v')[0]?.textContent ?? '';
    const kind = cell.getAttribute('t');
    line[at] = kind === 's' ? (words[Number(value)] ?? '') : kind === 'inlineStr' ? textOf(cell) : value;
  }
  return line;
}

/** @param {string | undefined} value */
const field = (value = '') => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
