// The command line of `npx expatch`, read by Node's own parser.

import { parseArgs } from "node:util";

export const USAGE = `Is this Microsoft Exchange server patched?

Usage: expatch [check] [--format text|json|nagios] [--as-of DAY] [--lang en|fr|nl|de] [TEXT|FILE|-…]

Standard input is read for \`-\`, and where nothing is named but something is piped in.
Exit codes: 0 good, 1 attention, 2 vulnerable, 3 unknown, 64 usage, 65 unreadable input.
`;

const FORMATS = ["text", "json", "nagios"];

// `piped`: whether standard input is something else than a keyboard.
export function arguments_(given, piped) {
  let read;
  try {
    read = parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        "as-of": { type: "string" },
        format: { type: "string", default: "text" },
        help: { type: "boolean", short: "h", default: false },
        lang: { type: "string", default: "en" },
      },
    });
  } catch (error) {
    throw usage(error.message);
  }
  const { values, positionals } = read;
  if (positionals[0] === "check") positionals.shift();
  if (!FORMATS.includes(values.format)) {
    throw usage(`no format \`${values.format}\`: ${FORMATS.join(", ")} are spoken`);
  }
  if (positionals.length === 0 && piped) positionals.push("-");
  if (!values.help && positionals.length === 0) throw usage(`nothing to check\n\n${USAGE}`);
  return {
    help: values.help,
    format: values.format,
    asOf: values["as-of"],
    locale: values.lang,
    inputs: positionals,
  };
}

function usage(message) {
  return Object.assign(new Error(message), { code: "usage" });
}
