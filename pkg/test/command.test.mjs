// `npx expatch` beside the native command: the same words with every flag that
// both have, and the same exit codes for every way in which they are wrong.

import { hasNative, native } from "./support/native.mjs";
import { mkdtempSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { tmpdir } from "node:os";

const needed = { skip: hasNative ? false : `no native command at ${native}: run \`cargo xtask test\`` };
const bin = new URL("../bin/expatch.js", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "expatch-command-"));

function file(name, text) {
  writeFileSync(join(folder, name), text);
  return name;
}

// Each kind of answer: a server, one that may be well, a baseline's number, a mention, nothing, many, hostile cells, several inputs.
const INPUTS = {
  header: ["X-OWA-Version: 15.1.2507.6"],
  newest: ["X-OWA-Version: 15.2.2562.53"],
  baseline: ["15.2.2562.17"],
  question: ["Is 15.2.1748.10 enough, or not?"],
  nothing: ["The minutes are attached."],
  inventory: [
    file(
      "list.csv",
      ["Server,ExSetup", ...Array.from({ length: 12 }, (_, at) => `EX${at},15.2.${at < 6 ? 1748 : 1544}.10`)].join(
        "\n",
      ),
    ),
  ],
  formula: [file("=1+1.txt", 'EX01: 15.2.1748.10\n"+1,2" 15.02.1544.004\n')],
  several: ["15.2.2562.53", file("page.html", '<link href="/owa/auth/15.1.2507/themes/x.css">'), "none"],
};

// Flags, and an input whose answer they change.
const FLAGS = [
  [[], "formula"],
  [["--full"], "header"],
  [["--mine"], "question"],
  [["--channel", "ex-setup"], "baseline"],
  [["--channel=admin-display-version", "--mine"], "question"],
  [["--channel", "received-id", "--full"], "baseline"],
  [["--max-servers", "3"], "inventory"],
  [["--max-servers", "0", "--full"], "several"],
  [["--max-age", "60"], "newest"],
  [["--max-age", "0", "--max-servers=+2"], "newest"],
  [["--max-db-age", "60"], "nothing"],
  [["--color", "always", "--full"], "several"],
];
const FORMS = ["text", "json", "ndjson", "csv", "sarif", "nagios"];
const TONGUES = ["en", "fr", "nl", "de"];
const DAYS = ["2026-11-23", "2026-10-12", "2023-03-01"];

function ask(program, words) {
  return new Promise((done) => {
    const options = { cwd: folder, maxBuffer: 1 << 26 };
    const child = execFile(program, words, options, (error, out, err) => done({ code: error?.code ?? 0, out, err }));
    child.stdin.end("X-OWA-Version: 15.1.2507.6\r\n");
  });
}

const both = (words) => Promise.all([ask(process.execPath, [bin, ...words]), ask(native, words)]);

// Each set of flags in each form; languages and days turn with them. Then what
// reads a text otherwise, with each input.
function* combinations() {
  let turn = 0;
  for (const [flags, input] of FLAGS) {
    yield FORMS.map((form) => {
      turn += 1;
      const [lang, day] = [TONGUES[turn % TONGUES.length], DAYS[turn % DAYS.length]];
      return ["check", ...flags, "--format", form, "--lang", lang, "--as-of", day, ...INPUTS[input]];
    });
  }
  for (const flags of [["--mine"], ["--explain"], ["--explain", "--mine", "--max-db-age", "0"]]) {
    yield Object.values(INPUTS).map((input) => ["check", ...flags, "--as-of", DAYS[0], ...input]);
  }
}

test("npx expatch answers each combination of flags as the native command does", needed, async () => {
  const seen = new Set();
  for (const several of combinations()) {
    const answers = await Promise.all(several.map(both));
    answers.forEach(([here, there], at) => {
      assert.deepEqual(here, there, several[at].join(" "));
      seen.add(there.code);
    });
  }
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3]);
});

test("npx expatch refuses what the native command refuses, by the same code", needed, async () => {
  const lost = "lost.txt";
  for (const [code, ...words] of [
    [64, "--format", "xml", "15.1.2507.6"],
    [64, "--lang", "pt", "15.1.2507.6"],
    [64, "--color", "sometimes", "15.1.2507.6"],
    [64, "--channel", "nowhere", "15.1.2507.6"],
    [64, "--channel"],
    [64, "--as-of", "23.11.2026", "15.1.2507.6"],
    [64, "--as-of", "2026-02-30", "."],
    [64, "--max-servers", "many", "15.1.2507.6"],
    [64, "--max-servers=-1", "15.1.2507.6"],
    [64, "--max-age", "65536", "15.1.2507.6"],
    [64, "--max-age=", "15.1.2507.6"],
    [64, "--max-db-age", "4294967296", "15.1.2507.6"],
    [64, "--max-db-age", "1.5", "15.1.2507.6"],
    [64, "--explain", "--format", "json", "15.1.2507.6"],
    [64, "--mine", "--mine", "15.1.2507.6"],
    [64, "--mine=true", "15.1.2507.6"],
    [64, "--nothing", "15.1.2507.6"],
    [65, "--channel", "ex-setup", lost],
    [65, "--format", "csv", "."],
    [65, "--explain", "."],
    [69, "--max-db-age", "0", "--as-of", "2026-11-23", "15.1.2507.6"],
    [69, "--max-db-age", "3", "--as-of", "2026-11-23", "--format", "sarif", lost],
    [3, "--max-db-age", "3", "--as-of", "2026-11-23", "--format", "nagios", "15.1.2507.6"],
  ]) {
    const [here, there] = await both(["check", ...words]);
    assert.deepEqual([here.code, there.code], [code, code], `${words.join(" ")}: ${here.err}${there.err}`);
    if (code === 64) continue;
    // What to do about old facts differs: one command can fetch newer ones.
    const start = (said) => said.replace(/(are allowed): .*/, "$1");
    assert.deepEqual([here.out, here.err].map(start), [there.out, there.err].map(start), words.join(" "));
  }
});

test("npx expatch takes flags wherever they stand, and names what only the native command has", needed, async () => {
  for (const words of [
    ["check", "15.1.2507.6", "--as-of=2026-11-23", "--mine"],
    ["check", "--as-of", "2026-11-23", "--", "--format"],
    ["check", "--as-of", "2026-11-23"],
    ["check", "-", "--as-of", "2026-11-23", "--format", "csv"],
  ]) {
    const [here, there] = await both(words);
    assert.deepEqual(here, there, words.join(" "));
  }
  const [here, there] = await both(["check", "--help"]);
  const flags = ({ out }) => new Set(out.match(/--[a-z-]+/g));
  for (const flag of flags(there)) assert.ok(flags(here).has(flag), `${flag} is missing in the usage text`);
});
