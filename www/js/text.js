// The page's words: message catalogues, plurals, numbers and days by Intl.

/** @type {Record<string, string | Record<string, string>>} */
let messages = {};
let language = 'en';
let region = 'en';
/** @type {Intl.PluralRules} */
let plural = new Intl.PluralRules('en');
/** @type {Map<string, Intl.DateTimeFormat>} */
let dates = new Map();
let numbers = new Intl.NumberFormat('en');

/** The language in force. */
export const currentLanguage = () => language;

/**
 * Loads a language's catalogue and makes it the one in force.
 * @param {string} wanted one of {@link LANGUAGES}
 */
export async function useLanguage(wanted) {
  messages = await catalogue(wanted);
  language = wanted;
  // The reader's own region: 24 November in Britain, November 24 in the States.
  region = (navigator.languages ?? []).find((tag) => tag.toLowerCase().startsWith(`${wanted}-`)) ?? wanted;
  plural = new Intl.PluralRules(wanted);
  numbers = new Intl.NumberFormat(region);
  dates = new Map();
}

/** Adds a page's own words to the language in force. @param {string} path */
export async function extend(path) {
  messages = { ...messages, ...(await (await fetch(new URL(path, document.baseURI))).json()) };
}

/** A language's messages: within the single file, on their way already, or fetched. @param {string} wanted */
async function catalogue(wanted) {
  const { expatchInline, expatchEarly } = /** @type {any} */ (globalThis);
  if (expatchInline) return expatchInline.locale[wanted];
  if (expatchEarly?.language === wanted) return expatchEarly.words;
  return (await fetch(new URL(`locale/${wanted}.json`, document.baseURI))).json();
}

/**
 * The message with this key, its `{names}` filled in; of a plural message the form for `n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const message = messages[key];
  if (message === undefined) return key;
  const form = typeof message === 'string' ? message : (message[plural.select(Number(values.n))] ?? message.other);
  return form.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

/** Whether the catalogue has this key. @param {string} key */
export const has = (key) => messages[key] !== undefined;

/** A number in the reader's language. @param {number} value */
export const number = (value) => numbers.format(value);

/** A count as far as it is known: a number or a range. @param {{ atLeast: number, atMost: number }} count */
export const span = ({ atLeast, atMost }) =>
  atLeast === atMost ? number(atMost) : `${number(atLeast)}–${number(atMost)}`;

/** A score with one decimal. @param {number} value */
export const score = (value) =>
  new Intl.NumberFormat(region, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

/**
 * A day (`2026-10-08`) or month (`2026-10`) in the reader's language.
 * @param {string} day
 * @param {'long' | 'short'} [style]
 */
export function date(day, style = 'long') {
  const [year, month, of] = day.split('-').map(Number);
  if (!year || !month) return day;
  const kind = `${style}${of ? 'd' : 'm'}`;
  let format = dates.get(kind);
  if (!format) {
    const monthStyle = style === 'long' ? 'long' : 'short';
    format = new Intl.DateTimeFormat(region, {
      year: 'numeric',
      month: monthStyle,
      ...(of ? { day: 'numeric' } : {}),
      timeZone: 'UTC',
    });
    dates.set(kind, format);
  }
  return format.format(Date.UTC(year, month - 1, of || 1));
}

/** Names joined as the language does. @param {string[]} names */
export const list = (names) => new Intl.ListFormat(language, { type: 'conjunction' }).format(names);

/** Puts the words of the language in force into the page's fixed parts. @param {ParentNode} root */
export function translate(root) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll('[data-t]')) {
    const words = t(/** @type {HTMLElement} */ (element).dataset.t ?? '');
    // What already stands there stays: a page in English is painted once.
    if (element.textContent !== words) element.textContent = words;
  }
  for (const element of root.querySelectorAll('[data-t-label]')) {
    element.setAttribute('aria-label', t(/** @type {HTMLElement} */ (element).dataset.tLabel ?? ''));
  }
}

/** What an error says, to stand within a sentence. @param {unknown} error */
export const reason = (error) => (error instanceof Error ? error.message : String(error)).replace(/\.+$/, '');
