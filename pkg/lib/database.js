// What the database is and says, and newer data without a new package.

import { bytesOf } from "./input.js";
import { day } from "./options.js";
import { call, useDatabase } from "./runtime.js";

export function database(options = {}) {
  const asOf = day(options.asOf);
  return JSON.parse(call((core) => core.database(asOf)));
}

export function releases() {
  return JSON.parse(call((core) => core.releases()));
}

export function cve(id) {
  const text = call((core) => core.cve(String(id)));
  return text === undefined ? undefined : JSON.parse(text);
}

export function loadDatabase(bytes) {
  useDatabase(bytesOf(bytes));
  return database();
}
