// A number that is being typed is judged when it can be one: not "15.2.17" on the way to "15.2.1748.39".

/** A version number and nothing else, as far as it has been typed. */
const NUMBER = /^\s*v?\d[\d.]*\s*$/i;

/**
 * What to do with a text that is being typed.
 * @param {string} text
 * @param {() => Iterable<string>} builds every build that is known
 * @returns {'now' | 'pause' | 'more'} judge it now; once typing pauses; or wait for more of it
 */
export function readiness(text, builds) {
  if (!NUMBER.test(text)) return 'now';
  const number = text.trim().replace(/^v/i, '');
  const parts = number.split('.');
  if (parts.length < 3 || parts[parts.length - 1] === '') return 'more';
  if (parts.length !== 4) return 'pause';
  const plain = parts.map(Number).join('.');
  let known = false;
  for (const build of builds()) {
    if (build === plain) known = true;
    else if (build.startsWith(plain)) return 'pause';
  }
  return known ? 'now' : 'pause';
}
