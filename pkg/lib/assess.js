// One input, one report.

import { bytesOf } from "./input.js";
import { database } from "./database.js";
import { day, language } from "./options.js";
import { ExpatchError } from "./error.js";
import { call } from "./runtime.js";

export function assess(input, options) {
  return JSON.parse(assessToJson(input, options));
}

// The same bytes as the native command's JSON.
export function assessToJson(input, options = {}) {
  const bytes = bytesOf(input);
  const asOf = day(options.asOf);
  const spoken = language(options.locale);
  refuseOld(asOf, options.maxDatabaseAgeDays);
  return call((core) => core.assess(bytes, asOf, spoken), bytes.length);
}

// Fails closed for those who would rather have no answer than an old one.
export function refuseOld(asOf, most) {
  if (most === undefined) return;
  if (!(most >= 0)) {
    throw new ExpatchError("invalid-age", "`maxDatabaseAgeDays` is no number of days");
  }
  const identity = database();
  const age = Math.round((Date.parse(asOf) - Date.parse(identity.asOf)) / 86_400_000);
  if (age > most) {
    const message = `the database is of ${identity.asOf}, ${age} days before ${asOf}; ${most} are allowed`;
    throw new ExpatchError("database-too-old", message);
  }
}
