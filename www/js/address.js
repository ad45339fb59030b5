// What is looked at, in the address: behind the `#`, which browsers never send. Back and a copied link bring it again.
import { today } from './engine.js';
import { LANGUAGES } from './language.js';
import { currentLanguage } from './text.js';

/** Longer texts stay out of the address: the build stands for them. */
const LONGEST = 1500;

/**
 * @typedef {object} Asked
 * @property {string} [text] what stands in the box
 * @property {string} [channel] where a lone number was read
 * @property {string} [name] what the server is called, where the text does not say it
 * @property {string} day
 * @property {string} [language] where it was chosen
 */

/** What the address asks for. @param {string} hash @returns {Partial<Asked>} */
export function readHash(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const day = asked.get('day');
  const language = asked.get('lang');
  return {
    text: asked.get('q') ?? undefined,
    channel: asked.get('at')?.match(/^[a-z0-9-]{1,40}$/)?.[0],
    name: asked.get('name')?.slice(0, 253) || undefined,
    day: day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined,
    language: language && LANGUAGES.includes(language) ? language : undefined,
  };
}

/** The address of what is looked at. @param {Asked} asked */
export function writeHash({ text, channel, name, day, language }) {
  const parts = [];
  if (text && text.length <= LONGEST) parts.push(`q=${encodeURIComponent(text)}`);
  if (text && channel) parts.push(`at=${channel}`);
  if (text && name) parts.push(`name=${encodeURIComponent(name)}`);
  if (day !== today()) parts.push(`day=${day}`);
  if (language) parts.push(`lang=${language}`);
  return parts.length ? `#${parts.join('&')}` : '';
}

/**
 * The address that shows a server again, to whoever opens it: with the day and the language it was judged in.
 * @param {import('expatch').Server} server
 * @param {import('expatch').Report} report
 * @param {string} text what the answer was made from
 */
export function permalink(server, report, text) {
  const short = text.length > 0 && text.length <= LONGEST && report.servers.length === 1;
  const [first] = server.evidence;
  const number = server.build ?? first?.build ?? first?.prefix ?? '';
  const parts = [`q=${encodeURIComponent(short ? text : number)}`];
  if (!short && server.build && first) parts.push(`at=${first.precision === 'exact' ? 'ex-setup' : first.channel}`);
  if (!short && server.name) parts.push(`name=${encodeURIComponent(server.name)}`);
  parts.push(`day=${report.asOf}`, `lang=${currentLanguage()}`);
  return `${location.href.split('#')[0]}#${parts.join('&')}`;
}
