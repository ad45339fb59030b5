// Reads `index.d.ts` as it is written here: each export after a blank line,
// under its doc comment. What it does not understand is an error naming the
// line, so that nothing is left out in silence.

/**
 * @typedef {object} Doc
 * @property {string} text The prose, in Markdown.
 * @property {string} [example] The code of `@example`.
 * @property {string} [throws] What `@throws` says.
 *
 * @typedef {Doc & { name: string, kind: "function" | "class" | "interface" | "type", code: string, line: number }} Declaration
 */

/**
 * The module's own doc comment and each export, in the file's order.
 *
 * @param {string} source
 * @returns {{ module: Doc, declarations: Declaration[] }}
 */
export function declarationsOf(source) {
  const lines = source.split("\n");
  /** @type {Declaration[]} */
  const declarations = [];
  /** @type {Doc | undefined} */
  let module;
  let at = 0;

  const fail = (/** @type {string} */ why) => new Error(`index.d.ts:${at + 1}: ${why}: ${lines[at] ?? "the end"}`);

  // Takes lines up to the one that ends what began here.
  const take = (/** @type {(line: string, so: string) => boolean} */ ends) => {
    const start = at;
    for (let so = ""; at < lines.length; at += 1) {
      so += `${lines[at]}\n`;
      if (ends(lines[at], so)) {
        at += 1;
        return lines.slice(start, at).join("\n");
      }
    }
    at = start;
    throw fail("this does not end");
  };

  while (at < lines.length) {
    if (lines[at] === "") {
      at += 1;
      continue;
    }
    if (!lines[at].startsWith("/**")) throw fail("a doc comment is expected");
    const doc = docOf(take((line) => line.endsWith("*/")));
    if (doc.module) {
      module = doc;
      continue;
    }
    const line = at + 1;
    const [, kind, name] = /^export (function|class|interface|type) (\w+)/.exec(lines[at] ?? "") ?? [];
    if (!name) throw fail("an export is expected under its doc comment");
    const code = take((last, so) => balanced(so) && /[;}]$/.test(last));
    declarations.push({ name, kind: /** @type {Declaration["kind"]} */ (kind), code, line, ...doc });
  }
  if (!module) throw fail("the module has no doc comment");
  const exports = lines.filter((line) => /^export\b/.test(line)).length;
  if (exports !== declarations.length)
    throw new Error(`index.d.ts: ${exports} exports, ${declarations.length} understood`);
  return { module, declarations };
}

/** Whether each bracket is closed; comments in it have them in pairs, and so it must stay. @param {string} code */
function balanced(code) {
  const count = (/** @type {RegExp} */ of) => code.match(of)?.length ?? 0;
  return count(/[{([]/g) === count(/[})\]]/g);
}

/** @param {string} comment @returns {Doc & { module: boolean }} */
function docOf(comment) {
  const body = comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line) => line.replace(/^ \* ?/, ""))
    .join("\n")
    .trim();
  const example = /^@example\n```js\n([\s\S]*?)\n```$/m.exec(body)?.[1];
  const throws = /^@throws (.*)$/m.exec(body)?.[1];
  const text = body.split(/^@/m)[0].trim();
  return { text, example, throws, module: /^@module$/m.test(body) };
}
