// The command line of `npx expatch`, read by Node's own parser.

import { parseArgs } from "node:util";

export const USAGE = `Is this Microsoft Exchange server patched?

Usage: expatch [check] [--format text|json|ndjson|nagios] [--as-of DAY] [--lang en|fr|nl|de] [--full]
               [--color auto|always|never] [TEXT|FILE|-…]
       expatch --version

Standard input is read for \`-\`, and where nothing is named but something is piped in.
Exit codes: 0 good, 1 attention, 2 vulnerable, 3 unknown, 64 usage, 65 unreadable input, 70 a bug, 74 no output.
`;

const CHOICES = {
  format: ["text", "json", "ndjson", "nagios"],
  lang: ["en", "fr", "nl", "de"],
  color: ["auto", "always", "never"],
};

// `piped`: whether standard input is something else than a keyboard.
export function arguments_(given, piped) {
  let read;
  try {
    read = parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        full: { type: "boolean", default: false },
        "as-of": { type: "string" },
        color: { type: "string", default: "auto" },
        format: { type: "string", default: "text" },
        help: { type: "boolean", short: "h", default: false },
        lang: { type: "string", default: "en" },
        version: { type: "boolean", short: "V", default: false },
      },
    });
  } catch (error) {
    throw usage(error.message);
  }
  const { values, positionals } = read;
  if (positionals[0] === "check") positionals.shift();
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (!choices.includes(values[name])) {
      throw usage(`no ${name} \`${values[name]}\`: ${choices.join(", ")} are spoken`);
    }
  }
  if (positionals.length === 0 && piped) positionals.push("-");
  const asks = !values.help && !values.version;
  if (asks && positionals.length === 0) throw usage(`nothing to check\n\n${USAGE}`);
  const { full, color, format, help, version } = values;
  return { full, color, format, help, version, asOf: values["as-of"], locale: values.lang, inputs: positionals };
}

function usage(message) {
  return Object.assign(new Error(message), { code: "usage" });
}
