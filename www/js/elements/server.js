// One server's card: the verdict, why, the next step and the plan; what they rest on is folded below.
import { date, number, span, t } from '../text.js';
import { painted } from '../dom.js';
import { h, icon, prose, sectionTitle, tone, whatIs } from './parts.js';
import { fold } from './fold.js';
import { evidenceSection } from './evidence.js';
import { candidateTable, rangeSection } from './range.js';
import { nextStep } from '../plan.js';
import { missingTable, planSection } from './steps.js';
import { exposureSection, vulnerabilitiesSection } from './vulnerabilities.js';
import { timelineSection } from './timeline.js';
import { whereSection } from './where.js';
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
    ...disagreements(verdict),
    whereSection(server, report),
    factRow(server),
    dataDay(report),
    planSection(server),
  );
  void painted().then(() => {
    const rest = [
      rangeFold(server),
      fold('evidence', t('evidence.title'), t('evidence.count', { n: server.evidence.length }), () => [
        evidenceSection(server, text, report.mentions),
        reasons(server),
      ]),
      holesFold(server),
      missingFold(server),
      historyFold(server, report.asOf),
      copyRow(server, report, text),
    ];
    card.append(...rest.filter((section) => section !== null));
    card.dataset.status = verdict.status;
  });
  return card;
}

/** Codes of reasons that mean contradicting evidence. */
const DISAGREE = ['values-differ'];

/** @param {Server} server */
function head(server) {
  const { name, build, release, shared, verdict } = server;
  const next = nextStep(verdict);
  return h(
    'header.verdict-head',
    null,
    name ? h('p.verdict-name', null, name) : null,
    h('h2.verdict-status', null, icon(verdict.status), h('span', null, verdict.headline)),
    release || shared || build
      ? h(
          'p.verdict-release',
          null,
          whatIs(server),
          (release || shared) && build ? ' · ' : null,
          build ? h('span.mono', null, build) : null,
        )
      : null,
    h('p.verdict-summary', null, ...prose(verdict.summary)),
    next ? h('p.next-step', null, h('strong', null, `${t('next.title')}: `), ...prose(next.text)) : null,
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

/** What does not fit together is said before anything else follows. @param {import('expatch').Verdict} verdict */
function disagreements({ reasons }) {
  return reasons
    .filter(({ code }) => DISAGREE.includes(code))
    .map(({ text }) => h('p.data-day.tone-unsure.differs', null, icon('indeterminate'), h('span', null, text)));
}

/** How old the facts are. @param {Report} report */
export function dataDay({ database, asOf }) {
  const missed = database.patchTuesdaysSince ?? [];
  const words = [t('data.day', { day: date(database.asOf), version: database.version, asOf: date(asOf) })];
  if (missed.length) words.push(t('data.aged', { n: missed.length, day: date(missed[missed.length - 1]) }));
  return h(missed.length ? 'p.data-day.aged' : 'p.data-day', null, icon('database'), h('span', null, words.join(' ')));
}

/** Best and worst case, and the candidates. @param {Server} server */
function rangeFold({ candidates, verdict }) {
  if (!verdict.range && candidates.length < 2) return null;
  return fold(
    'range',
    t(verdict.range ? 'range.title' : 'range.title.differs'),
    t('range.count', { n: candidates.length }),
    () => [rangeSection(verdict.range), candidateTable(candidates)],
  );
}

/** @param {Server} server */
function holesFold({ verdict }) {
  const { certain, possible, neverEvaluated } = verdict.vulnerabilities;
  if (certain.length === 0 && possible.length === 0 && !neverEvaluated) return null;
  const counts = [
    certain.length ? t('holes.certain', { n: certain.length }) : '',
    possible.length ? t('holes.possible', { n: possible.length }) : '',
  ];
  return fold('holes', t('holes.title'), counts.filter(Boolean).join(', '), () => [vulnerabilitiesSection(verdict)]);
}

/** @param {Server} server */
function missingFold({ verdict: { missing } }) {
  if (missing.length === 0) return null;
  return fold('missing', t('missing.title'), t('missing.count', { n: missing.length }), () => [missingTable(missing)]);
}

/** The baseline in time, and since when the server could have been broken into. @param {Server} server @param {string} asOf */
function historyFold(server, asOf) {
  const { exposure } = server.verdict;
  const sections = () => [timelineSection(server, asOf), exposureSection(exposure, asOf)];
  if (!server.release && exposure.length === 0) return null;
  // biome-ignore lint/complexity/useMathMinMax: days are texts
  const since = exposure.reduce((least, window) => (window.since < least ? window.since : least), asOf);
  return fold(
    'history',
    t('history.title'),
    exposure.length ? t('history.since', { day: date(since, 'short') }) : '',
    sections,
  );
}

/** The core's own reasons and the support state in words. @param {Server} server */
function reasons({ verdict }) {
  const sentences = [...verdict.reasons.map(({ text }) => text), ...(verdict.support ? [verdict.support.text] : [])];
  if (sentences.length === 0) return null;
  return h(
    'div.part',
    null,
    sectionTitle(t('reasons.title')),
    h('ul.bullets', null, ...sentences.map((text) => h('li', null, ...prose(text)))),
  );
}
