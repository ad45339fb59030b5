// Which language the reader wants: asked for in the address, chosen earlier, or the browser's.

export const LANGUAGES = ['en', 'fr', 'nl', 'de'];

/** The reader's language: the first wish that the page has. */
export function preferredLanguage() {
  const asked = new URLSearchParams(location.hash.slice(1)).get('lang') ?? stored('language');
  const wishes = asked ? [asked] : (navigator.languages ?? ['en']);
  for (const wish of wishes) {
    const short = wish.slice(0, 2).toLowerCase();
    if (LANGUAGES.includes(short)) return short;
  }
  return 'en';
}

/** A value kept in this browser, where that is allowed. @param {string} key */
export function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value in this browser, where that is allowed. @param {string} key @param {string} value */
export function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A choice that cannot be kept still holds for this visit.
  }
}
