// The command line of `npx expatch`, read by Node's own parser.

import { parseArgs } from "node:util";

export const USAGE = `Is this Microsoft Exchange server patched?

Usage: expatch [check] [OPTIONS] [TEXT|FILE|-…]
       expatch --help | --version

  --format text|json|ndjson|csv|sarif|nagios   the form of the answer
  --as-of DAY                  the day the verdict is for; today (UTC) unless given
  --lang en|fr|nl|de           the language of its sentences
  --channel NAME               where a lone build was read, such as ex-setup
  --mine                       the one version that the text mentions is that of my server
  --explain                    for each number, which rule counted it or why it does not count
  --full                       everything, not only what fits a screen
  --max-servers N              how many servers text and JSON answer in full, the worst first
  --max-age DAYS               call a server patched with facts up to this many days old
  --max-db-age DAYS            fail when the facts are older
  --color auto|always|never

Standard input is read for \`-\`, and where nothing is named but something is piped in.
Exit codes: 0 good, 1 attention, 2 vulnerable, 3 unknown, 64 usage, 65 unreadable input, 69 facts too old, 70 a bug,
74 no output. Answers and codes are those of the native \`expatch check\`. Only that has other facts than the package's
(--database, --public-key, --allow-unsigned) and further commands.
`;

const CHOICES = {
  format: ["text", "json", "ndjson", "csv", "sarif", "nagios"],
  lang: ["en", "fr", "nl", "de"],
  color: ["auto", "always", "never"],
};

// Whole numbers, with the most that the native command takes.
const NUMBERS = { "max-servers": Number.MAX_SAFE_INTEGER, "max-age": 0xffff, "max-db-age": 0xffffffff };

const DEFAULTS = { format: "text", lang: "en", color: "auto" };

const text = { type: "string" };
const flag = { type: "boolean" };

// `piped`: whether standard input is something else than a keyboard.
export function arguments_(given, piped) {
  const { values, inputs } = read(given);
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (!choices.includes(values[name])) {
      throw usage(`no ${name} \`${values[name]}\`: ${choices.join(", ")} are spoken`);
    }
  }
  const [maxServers, maxAge, maxDatabaseAgeDays] = Object.keys(NUMBERS).map((name) => number(name, values[name]));
  if (inputs.length === 0 && piped) inputs.push("-");
  const { full, color, format, help, version, explain, channel, mine, lang: locale, "as-of": asOf } = values;
  if (!help && !version && inputs.length === 0) throw usage(`nothing to check\n\n${USAGE}`);
  const flags = { format, explain: explain === true, channel, maxAge, full: full === true };
  return { help, version, color, inputs, flags, options: { asOf, locale, mine, maxServers, maxDatabaseAgeDays } };
}

function read(given) {
  let parsed;
  try {
    parsed = parseArgs({
      args: given,
      allowPositionals: true,
      tokens: true,
      options: {
        "as-of": text,
        channel: text,
        color: text,
        explain: flag,
        format: text,
        full: flag,
        help: { ...flag, short: "h" },
        lang: text,
        "max-age": text,
        "max-db-age": text,
        "max-servers": text,
        mine: flag,
        version: { ...flag, short: "V" },
      },
    });
  } catch (error) {
    throw usage(error.message);
  }
  const { values, positionals, tokens } = parsed;
  const named = tokens.filter(({ kind }) => kind === "option").map(({ name }) => name);
  const twice = named.find((name, at) => named.indexOf(name) < at);
  if (twice) throw usage(`--${twice} is given twice`);
  if (values.explain && values.format !== undefined) throw usage("--explain has no --format");
  if (positionals[0] === "check") positionals.shift();
  return { values: { ...DEFAULTS, ...values }, inputs: positionals };
}

function number(name, value) {
  if (value === undefined) return undefined;
  const read = /^\+?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (read <= NUMBERS[name] || (read && name === "max-servers")) return read;
  throw usage(`--${name} \`${value}\`: a whole number up to ${NUMBERS[name]} is expected`);
}

function usage(message) {
  return Object.assign(new Error(message), { code: "usage" });
}
