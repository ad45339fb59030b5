// One server's card: the verdict first, then every section that has something to say.
import { date, number, t } from '../text.js';
import { painted } from '../dom.js';
import { day, h, icon, releaseName, sectionTitle, tone } from './parts.js';
import { evidenceSection } from './evidence.js';
import { confirmSection, missingSection, planSection } from './steps.js';
import { exposureSection, vulnerabilitiesSection } from './vulnerabilities.js';
import { timelineSection } from './timeline.js';
import { copyRow } from './share.js';

/** @typedef {import('expatch').Report} Report */
/** @typedef {import('expatch').Server} Server */

/**
 * The verdict and the plan at once; what they rest on and what follows from
 * them a frame later, so that the first answer is quick. `data-status` says
 * that all of it is there.
 * @param {Server} server
 * @param {Report} report
 * @param {string} text
 */
export function serverCard(server, report, text) {
  const { verdict } = server;
  const card = h(
    `article.card.verdict.appear.${tone(verdict.status)}`,
    null,
    head(server),
    factRow(server),
    ...disagreements(verdict),
    dataDay(report),
    rangeSection(server),
    planSection(verdict.plan),
  );
  void painted().then(() => {
    const rest = [
      evidenceSection(server, text),
      timelineSection(server, report.asOf),
      vulnerabilitiesSection(verdict),
      exposureSection(verdict.exposure, report.asOf),
      missingSection(verdict.missing),
      confirmSection(verdict.plan),
      reasonsSection(server),
      copyRow(server, report),
    ];
    card.append(...rest.filter((section) => section !== null));
    card.dataset.status = verdict.status;
  });
  return card;
}

/** Codes of reasons that tell of contradicting evidence. */
const DISAGREE = ['values-differ'];

/** @param {Server} server */
function head({ name, build, release, shared, verdict }) {
  return h(
    'header.verdict-head',
    null,
    name ? h('p.verdict-name', null, name) : null,
    h('h2.verdict-status', null, icon(verdict.status), verdict.headline),
    release || shared || build
      ? h(
          'p.verdict-release',
          null,
          release ? releaseName(release) : shared ? [shared.product, shared.baseline].filter(Boolean).join(' ') : null,
          (release || shared) && build ? ' · ' : null,
          build ? h('span.mono', null, build) : null,
        )
      : null,
    h('p.verdict-summary', null, verdict.summary),
  );
}

/** The figures management asks for. @param {Server} server */
function factRow({ verdict }) {
  const { open, exploited } = verdict;
  /** @type {[string, string, string?][]} */
  const facts = [];
  if (open.atMost) {
    facts.push([t('facts.open'), span(open), open.atLeast ? 'alarm' : undefined]);
    facts.push([t('facts.exploited'), span(exploited), exploited.atLeast ? 'alarm' : undefined]);
    if (open.ofReleases)
      facts.push([t('facts.openOn'), t('facts.openOn.of', { k: open.onReleases ?? 0, n: open.ofReleases })]);
  }
  if (verdict.missing.length) facts.push([t('facts.missing'), number(verdict.missing.length)]);
  const cells = facts.map(([label, value, kind]) =>
    h(kind ? 'div.alarm' : 'div', null, h('dt', null, label), h('dd', null, value)),
  );
  if (verdict.support) {
    const { state, ends, esuEnds } = verdict.support;
    const until = state === 'esu' ? esuEnds : ends;
    cells.push(
      h(
        'div',
        null,
        h('dt', null, t('facts.support')),
        h('dd.words', null, t(`support.${state}`, { day: until ? date(until, 'short') : '' })),
      ),
    );
  }
  return cells.length ? h('dl.facts', null, ...cells) : null;
}

/** A count as far as it is known: a number or a range. @param {{ atLeast: number, atMost: number }} count */
const span = ({ atLeast, atMost }) => (atLeast === atMost ? number(atMost) : `${number(atLeast)}–${number(atMost)}`);

/** What does not fit together is said before anything else follows. @param {import('expatch').Verdict} verdict */
function disagreements({ reasons }) {
  return reasons
    .filter(({ code }) => DISAGREE.includes(code))
    .map(({ text }) => h('p.data-day.tone-unsure.differs', null, icon('indeterminate'), h('span', null, text)));
}

/** How old the facts are. @param {Report} report */
function dataDay({ database, asOf }) {
  const missed = database.patchTuesdaysSince ?? [];
  const words = [t('data.day', { day: date(database.asOf), version: database.version, asOf: date(asOf) })];
  if (missed.length) words.push(t('data.aged', { n: missed.length, day: date(missed[missed.length - 1]) }));
  return h(missed.length ? 'p.data-day.aged' : 'p.data-day', null, icon('database'), h('span', null, words.join(' ')));
}

/** Best and worst case, and the candidates. @param {Server} server */
function rangeSection({ candidates, verdict }) {
  const { range } = verdict;
  if (!range && candidates.length < 2) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t(range ? 'range.title' : 'range.title.differs'), t('range.count', { n: candidates.length })),
    range
      ? h(
          'div.range',
          null,
          ...[
            ['best', range.best],
            ['worst', range.worst],
          ].map(([which, one]) => {
            const { build, status } = /** @type {import('expatch').Case} */ (one);
            return h(
              `div.${tone(status)}`,
              null,
              h('p.case', null, t(`range.${which}`)),
              h('p.case-status', null, icon(status), t(`status.${status}`)),
              h('p.mono', null, build),
            );
          }),
        )
      : null,
    candidateTable(candidates),
  );
}

/** @param {string[]} candidates */
function candidateTable(candidates) {
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
  return h(
    'details.more',
    { open: candidates.length <= 6 },
    h('summary', null, t('range.table')),
    h('div.scroll-x', { tabindex: '0', role: 'region', 'aria-label': t('range.table') }, table),
  );
}

/** @type {() => import('expatch').Release[]} */
let knownReleases = () => [];
/** Gives the table of releases to look names up in. @param {() => import('expatch').Release[]} releases */
export function useReleases(releases) {
  knownReleases = releases;
}

/** The core's own reasons and the support state in words. @param {Server} server */
function reasonsSection({ verdict }) {
  const sentences = [...verdict.reasons.map(({ text }) => text), ...(verdict.support ? [verdict.support.text] : [])];
  if (sentences.length === 0) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t('reasons.title')),
    h('ul.bullets', null, ...sentences.map((text) => h('li', null, text))),
  );
}
