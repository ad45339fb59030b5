// A report as the native command shows it; for `npx expatch`.

import { bytesOf } from "./input.js";
import { day, language } from "./options.js";
import { call } from "./runtime.js";

export function views(input, options, { color, width }) {
  const bytes = bytesOf(input);
  const [asOf, spoken] = [day(options.asOf), language(options.locale)];
  const [text, nagios, exitCode] = call(
    (core) => core.views(bytes, asOf, spoken, color, width),
    bytes.length,
  );
  return { text, nagios, exitCode: Number(exitCode) };
}
