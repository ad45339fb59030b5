// Options as the core takes them: a day and a language.

import { ExpatchError } from "./error.js";

const LANGUAGES = ["en", "fr", "nl", "de"];

// Today in UTC, the day every surface of expatch uses unless told otherwise.
export function today() {
  return new Date().toISOString().slice(0, 10);
}

// The day as YYYY-MM-DD; the core checks that the calendar has it.
export function day(asOf = today()) {
  if (asOf instanceof Date) {
    if (Number.isNaN(asOf.getTime())) throw new ExpatchError("invalid-day", "`asOf` is an invalid Date");
    return asOf.toISOString().slice(0, 10);
  }
  if (typeof asOf === "string") return asOf;
  throw new ExpatchError("invalid-day", `\`asOf\` is a ${typeof asOf}, a string or a Date is expected`);
}

// The first language asked for that is spoken here: `fr-BE` finds `fr`.
export function language(locale = "en") {
  for (const tag of [locale].flat()) {
    if (typeof tag !== "string") {
      throw new ExpatchError("invalid-locale", `\`locale\` holds a ${typeof tag}, language tags are expected`);
    }
    const primary = tag.toLowerCase().split(/[-_]/, 1)[0];
    if (LANGUAGES.includes(primary)) return primary;
  }
  return "en";
}
