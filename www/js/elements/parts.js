// Small parts that several regions share.
import { h, outside, prose } from '../dom.js';
import { releaseName, whatIs } from '../release.js';
import { icon, tone } from '../status.js';
import { date, t } from '../text.js';

export { h, icon, outside, prose, releaseName, tone, whatIs };

/** @typedef {import('expatch').Release} Release */
/** @typedef {import('expatch').Server} Server */

/** What a server is called in a list. @param {Server} server */
export function serverTitle(server) {
  if (server.release) return releaseName(server.release);
  if (server.build) return server.build;
  const [evidence] = server.evidence;
  return evidence?.prefix ?? evidence?.build ?? t('server.unnamed');
}

/** A status as word and icon. @param {string} status */
export const statusWord = (status) =>
  h(`span.server-status.${tone(status)}`, null, icon(status), t(`status.${status}`));

/** A link to a release's article, with its number. @param {Release} release */
export function articleLink({ kb, url }) {
  const address = url ?? (kb ? `https://support.microsoft.com/help/${kb.replace(/^KB/i, '')}` : undefined);
  if (!address) return null;
  return outside(address, kb ?? t('release.page'));
}

/** A day as an element that says it to machines too. @param {string} day @param {'long' | 'short'} [style] */
export const day = (day, style) => h('time.number', { datetime: day }, date(day, style));

/** A heading with a count behind it. @param {string} title @param {string} [count] @param {string} [id] */
export const sectionTitle = (title, count, id) => h('h3', { id }, title, count ? h('span.count', null, count) : null);
