// What kind of text a file is, told from its beginning.

/** @typedef {'csv' | 'ndjson' | 'json' | 'nmap' | 'lines' | 'document'} Format */

/**
 * What a text seems to be.
 * @param {string} head its beginning
 * @param {string} [name] the file's name
 * @returns {{ format: Format, delimiter: string }}
 */
export function sniff(head, name = '') {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (/<!DOCTYPE nmaprun|<nmaprun/.test(text.slice(0, 2000))) return { format: 'nmap', delimiter: '' };
  if (/^\s*\{\s*"log"\s*:/.test(text) || /\.har$/i.test(name)) return { format: 'document', delimiter: '' };
  if (text.startsWith('[')) return { format: /^\[\s*\{/.test(text) ? 'json' : 'document', delimiter: '' };
  const lines = text
    .split(/\r?\n/, 40)
    .slice(0, head.length > 4000 ? -1 : undefined)
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return { format: 'document', delimiter: '' };
  if (lines.every((line) => /^\s*\{.*\}\s*$/.test(line)) && lines.length > 1)
    return { format: 'ndjson', delimiter: '' };
  for (const delimiter of [',', ';', '\t', '|']) {
    const fields = splitFields(lines[0], delimiter).length;
    if (fields < 2) continue;
    const same = lines.filter((line) => splitFields(line, delimiter).length === fields).length;
    if (same >= lines.length * 0.8 && lines.length > 1) return { format: 'csv', delimiter };
  }
  if (/\.(csv|tsv)$/i.test(name)) return { format: 'csv', delimiter: /\.tsv$/i.test(name) ? '\t' : ',' };
  if (lines.length > 3 && lines.every((line) => line.length < 400 && ROW.test(line)))
    return { format: 'lines', delimiter: '' };
  return { format: 'document', delimiter: '' };
}

/** A line that is a host, an address or a number on its own, perhaps with a number behind it. */
const ROW = /^\s*(?:[\w.-]+\.[\w-]+|\[?[0-9a-f:]{3,}\]?)(?::\d+)?(?:[\s,;=]+\S+){0,6}\s*$/i;

/** @param {string} line @param {string} delimiter @returns {string[]} */
export function splitFields(line, delimiter) {
  if (!line.includes('"')) return line.split(delimiter);
  const fields = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (quoted) {
      if (char === '"' && line[at + 1] === '"') {
        field += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else field += char;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
