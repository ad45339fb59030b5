// What a server may be where its build is not shown: the two ends, and every candidate.
import { t } from '../text.js';
import { day, h, icon, releaseName, tone } from './parts.js';

/** @type {() => import('expatch').ReleaseRow[]} */
let knownReleases = () => [];
/** Gives the table of releases to look names up in. @param {() => import('expatch').ReleaseRow[]} releases */
export function useReleases(releases) {
  knownReleases = releases;
}

/** @param {import('expatch').Verdict['range']} range */
export function rangeSection(range) {
  if (!range) return null;
  return h('div.range', null, box('best', range.best), box('worst', range.worst));
}

/** @param {'best' | 'worst'} which @param {import('expatch').Case} one */
function box(which, { build, status }) {
  return h(
    `div.${tone(status)}`,
    null,
    h('p.case', null, t(`range.${which}`)),
    h('p.case-status', null, icon(status), t(`status.${status}`)),
    h('p.mono', null, build),
  );
}

/** @param {string[]} candidates */
export function candidateTable(candidates) {
  if (candidates.length === 0) return null;
  const known = new Map(knownReleases().map((release) => [release.build, release]));
  const table = h(
    'table.candidates',
    null,
    h(
      'thead',
      null,
      h('tr', null, ...['build', 'release', 'released'].map((key) => h('th', { scope: 'col' }, t(`column.${key}`)))),
    ),
    h(
      'tbody',
      null,
      ...candidates.map((build) => {
        const release = known.get(build);
        return h(
          'tr',
          null,
          h('td.mono', null, build),
          h('td', null, release ? releaseName(release) : ''),
          h('td', null, release ? day(release.released, 'short') : ''),
        );
      }),
    ),
  );
  return h('div.scroll-x', { tabindex: '0', role: 'group', 'aria-label': t('range.table') }, table);
}
