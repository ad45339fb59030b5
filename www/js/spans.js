// Byte ranges of the core → places in the text the page shows.

/**
 * UTF-16 offsets of byte offsets in `text`, as UTF-8 counts bytes. One walk
 * for all of them, so that long texts with many places stay quick.
 * @param {string} text
 * @param {number[]} bytes
 * @returns {Map<number, number>}
 */
export function utf16Offsets(text, bytes) {
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  const found = new Map();
  let byte = 0;
  let unit = 0;
  for (const target of wanted) {
    while (byte < target && unit < text.length) {
      const code = text.charCodeAt(unit);
      if (code < 0x80) byte += 1;
      else if (code < 0x800) byte += 2;
      else if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(unit + 1))) {
        byte += 4;
        unit += 1;
      } else byte += 3; // a lone surrogate becomes U+FFFD, three bytes as well
      unit += 1;
    }
    found.set(target, unit);
  }
  return found;
}

/** @param {number} code */
const isLow = (code) => code >= 0xdc00 && code < 0xe000;

/**
 * @typedef {{ text: string, evidence: number }} Marked a piece of evidence, by its number in the report
 * @typedef {{ cut: number }} Cut this many lines are left out
 */

/**
 * Cuts `text` into plain, marked and left-out pieces. Overlapping evidence
 * keeps the first piece's mark; the others are still in the list beside it.
 * @param {string} text
 * @param {{ start: number, end: number }[]} evidence byte ranges
 * @param {{ around?: number, whole?: number }} [options] lines kept around each mark; texts of `whole` lines are not cut
 * @returns {(string | Marked | Cut)[]}
 */
export function markedPieces(text, evidence, { around = 2, whole = 24 } = {}) {
  const offsets = utf16Offsets(
    text,
    evidence.flatMap(({ start, end }) => [start, end]),
  );
  const marks = evidence
    .map(({ start, end }, index) => ({ from: offsets.get(start) ?? 0, to: offsets.get(end) ?? 0, index }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  /** @type {(string | Marked | Cut)[]} */
  const pieces = [];
  const lines = countLines(text, 0, text.length, whole + 1);
  let at = 0;
  const plain = (/** @type {number} */ to, /** @type {boolean} */ last) => {
    if (to <= at) return;
    const between = text.slice(at, to);
    if (lines <= whole) pieces.push(between);
    else
      pieces.push(
        ...shortened(
          between,
          at === 0 ? 0 : around,
          last ? 0 : around,
          at === 0 && marks.length === 0 ? whole : around,
        ),
      );
    at = to;
  };
  for (const { from, to, index } of marks) {
    if (from < at) continue;
    plain(from, false);
    pieces.push({ text: text.slice(from, to), evidence: index });
    at = to;
  }
  plain(text.length, true);
  return pieces;
}

/**
 * @param {string} between
 * @param {number} head lines kept at the start
 * @param {number} tail lines kept at the end
 * @param {number} edge lines kept where the text itself begins or ends
 * @returns {(string | Cut)[]}
 */
function shortened(between, head, tail, edge) {
  const lines = between.split('\n');
  const first = Math.max(head, head ? 0 : edge);
  const last = Math.max(tail, tail ? 0 : edge);
  const limit = 1200;
  const short = (/** @type {string} */ line) =>
    line.length > limit ? `${line.slice(0, limit / 2)} … ${line.slice(-limit / 2)}` : line;
  if (lines.length <= first + last + 2) return [lines.map(short).join('\n')];
  return [
    `${lines
      .slice(0, first + 1)
      .map(short)
      .join('\n')}`,
    { cut: lines.length - first - last - 2 },
    lines
      .slice(lines.length - last - 1)
      .map(short)
      .join('\n'),
  ];
}

/** @param {string} text @param {number} from @param {number} to @param {number} enough */
function countLines(text, from, to, enough) {
  let lines = 1;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to && lines < enough; at = text.indexOf('\n', at + 1))
    lines += 1;
  return text.length > 20_000 ? enough : lines;
}
