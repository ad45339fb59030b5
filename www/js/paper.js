// The report on paper and as a file that stands alone: made from the report, never from what is unfolded on the
// screen. Every server, every vulnerability, every step is there; many servers with one finding share its pages.
import { date, list, number, score, t } from './text.js';
import { h, prose } from './dom.js';
import { stepKey, ticked } from './ticks.js';
import { boxesOf, nextStep, stepsOf, targetOf } from './plan.js';
import { releaseName, whatIs } from './release.js';
import { sources } from './views.js';

/** @typedef {import('expatch').Report} Report */
/** @typedef {import('expatch').Server} Server */
/** @typedef {{ server: Server, names: string[] }} Finding one finding and whose it is */
/** @typedef {{ before: number, gone: number, change: [string, number][] }} Trend what became of an earlier export's rows */

/** Up to so many servers each have pages of their own. */
const EACH = 25;

/** The findings of a report: one a server, or one for all that share it. @param {Report} report @returns {Finding[]} */
export function findingsOf({ servers }) {
  const named = servers.map((server, at) => ({ server, name: nameOf(server, servers.length > 1 ? at + 1 : 0) }));
  if (servers.length <= EACH) return named.map(({ server, name }) => ({ server, names: [name] }));
  /** @type {Map<string, Finding>} */
  const shared = new Map();
  for (const { server, name } of named) {
    const key = JSON.stringify([server.build, server.candidates, server.verdict.status, server.verdict.headline]);
    const found = shared.get(key);
    if (found) found.names.push(name);
    else shared.set(key, { server, names: [name] });
  }
  return [...shared.values()];
}

/** @param {Server} server @param {number} nth */
const nameOf = (server, nth) => server.name ?? (nth ? t('server.nth', { n: nth }) : t('server.unnamed'));

/**
 * The whole report.
 * @param {Report} report
 * @param {Finding[]} [findings]
 * @param {{ trend?: Trend, none?: string[] }} [more] what became of an earlier export; rows in which nothing was found
 */
export function paper(report, findings = findingsOf(report), { trend, none = [] } = {}) {
  const several = findings.reduce((sum, { names }) => sum + names.length, none.length) > 1;
  return h(
    'section.paper',
    { lang: document.documentElement.lang },
    several ? management(report, findings, none, trend) : null,
    ...findings.map((finding) => pages(finding, report)),
    none.length
      ? h(
          'article.paper-server',
          null,
          h('header', null, h('h2', null, t('status.nothing'))),
          h('p.paper-names', null, h('strong', null, `${t('report.servers', { n: none.length })}: `), none.join(', ')),
        )
      : null,
    findings.length === 0 && none.length === 0 ? nothing(report) : null,
  );
}

/** Tonight's plan for one server: what to fetch, what to do, how to see that it worked, what to keep. @param {Server} server @param {Report} report */
export function planPaper(server, report) {
  const { verdict } = server;
  const target = targetOf(verdict);
  return h(
    'section.paper.plan-paper',
    { lang: document.documentElement.lang },
    h(
      'article.paper-server',
      null,
      title(server, [nameOf(server, 0)]),
      h('p', null, ...prose(verdict.summary)),
      target
        ? h(
            'p.paper-target',
            null,
            h('strong', null, `${t('column.target')}: `),
            `${releaseName(target)}, ${target.build}${target.kb ? `, ${target.kb}` : ''}`,
          )
        : null,
      ...plan(server),
      h('h3', null, t('keep.title')),
      h(
        'ul.paper-boxes',
        null,
        ...['backup', 'settings', 'build', 'log', 'back'].map((key) =>
          h('li', null, check(false), h('span', null, t(`keep.${key}`))),
        ),
      ),
      h('h3', null, t('tonight.notes')),
      h('div.paper-lines', { 'aria-hidden': 'true' }, h('hr'), h('hr'), h('hr'), h('hr')),
      h('p.paper-foot', null, sources(report)),
    ),
  );
}

/** One page for who decides: counts, what became of an earlier state, the worst ten, what is to be decided. @param {Report} report @param {Finding[]} findings @param {string[]} none @param {Trend} [trend] */
function management(report, findings, none, trend) {
  const all = findings.reduce((sum, { names }) => sum + names.length, none.length);
  const by = (/** @type {(server: Server) => string} */ key) => {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { server, names } of findings) counts.set(key(server), (counts.get(key(server)) ?? 0) + names.length);
    return counts;
  };
  const answers = by(({ verdict }) => verdict.patched);
  const statuses = by(({ verdict }) => verdict.status);
  const decisions = by(decision);
  if (none.length) {
    statuses.set('nothing', none.length);
    answers.set('unknown', (answers.get('unknown') ?? 0) + none.length);
    decisions.set('ask', (decisions.get('ask') ?? 0) + none.length);
  }
  const sum = ['no', 'unknown', 'yes', 'not-applicable']
    .filter((answer) => answers.has(answer))
    .map((answer) => t(`sum.${answer}`, { n: answers.get(answer) ?? 0 }));
  const worst = findings.flatMap(({ server, names }) => names.map((name) => ({ server, name }))).slice(0, 10);
  return h(
    'article.paper-management',
    null,
    h('h1', null, t('report.title')),
    h('p', null, t('report.when', { n: all, day: date(report.asOf) })),
    h('p.paper-sum', null, `${t('overview.title', { n: all })}: ${list(sum)}.`),
    h('h3', null, t('decision.title')),
    h(
      'ul',
      null,
      ...DECISIONS.filter((key) => decisions.has(key)).map((key) =>
        h('li', null, t(`decision.${key}`, { n: decisions.get(key) ?? 0 })),
      ),
    ),
    trend
      ? h(
          'div',
          null,
          h('h3', null, t('trend.title')),
          h(
            'p',
            null,
            `${t('trend.text', { n: trend.before })} ${trend.change.map(([name, n]) => t(`change.${name}`, { n })).join(' · ')}${trend.gone ? ` · ${t('change.gone', { n: trend.gone })}` : ''}`,
          ),
        )
      : null,
    h('h3', null, t('chart.status')),
    table(
      [t('column.status'), t('report.count')],
      [...statuses].map(([status, n]) => [t(`status.${status}`), number(n)]),
    ),
    h('h3', null, t('report.worst', { n: worst.length })),
    table(
      [t('column.name'), t('column.build'), t('column.verdict'), t('next.title')],
      worst.map(({ server, name }) => [
        name,
        server.build ?? whatIs(server),
        server.verdict.headline,
        nextStep(server.verdict)?.text ?? '',
      ]),
    ),
    h('p.paper-foot', null, sources(report)),
  );
}

const DECISIONS = ['replace', 'install', 'ask', 'confirm', 'none'];

/** What a server's plan asks of who decides. @param {Server} server */
function decision({ verdict: { plan, patched } }) {
  const kinds = new Set(plan.map(({ kind }) => kind));
  if (kinds.has('replace') && patched === 'no') return 'replace';
  if (patched === 'no' && (kinds.has('install') || kinds.has('upgrade'))) return 'install';
  if (patched === 'unknown') return 'ask';
  if (patched === 'no') return 'install';
  return kinds.size ? 'confirm' : 'none';
}

/** The pages of one finding. @param {Finding} finding @param {Report} report */
function pages({ server, names }, report) {
  const { verdict, evidence, candidates } = server;
  const { certain, possible, neverEvaluated } = verdict.vulnerabilities;
  return h(
    'article.paper-server',
    null,
    title(server, names),
    h('p', null, ...prose(verdict.summary)),
    names.length > 1
      ? h('p.paper-names', null, h('strong', null, `${t('report.servers', { n: names.length })}: `), names.join(', '))
      : null,
    ...plan(server),
    certain.length ? h('h3', null, t('holes.certain', { n: certain.length })) : null,
    certain.length ? h('ul.paper-holes', null, ...certain.map(hole)) : null,
    possible.length ? h('h3', null, t('holes.possible', { n: possible.length })) : null,
    possible.length ? h('ul.paper-holes', null, ...possible.map(hole)) : null,
    neverEvaluated ? h('p', null, t('holes.never', { n: neverEvaluated })) : null,
    verdict.missing.length ? h('h3', null, t('missing.title')) : null,
    verdict.missing.length
      ? table(
          ['update', 'build', 'released', 'article'].map((key) => t(`column.${key}`)),
          verdict.missing.map(({ update, baseline, build, released, kb }) => [
            update ?? baseline,
            build,
            date(released, 'short'),
            kb ?? '',
          ]),
        )
      : null,
    verdict.exposure.length ? h('h3', null, t('exposure.title')) : null,
    verdict.exposure.length
      ? table(
          ['hole', 'since', 'until'].map((key) => t(`column.${key}`)),
          verdict.exposure.map(({ id, name, since, until, possible: perhaps }) => [
            name ? `${id} ${name}` : id,
            date(since, 'short'),
            until ? date(until, 'short') : t(perhaps ? 'exposure.perhaps' : 'exposure.open'),
          ]),
        )
      : null,
    candidates.length > 1 ? h('h3', null, t('range.title.differs')) : null,
    candidates.length > 1 ? h('p.mono', null, candidates.join(', ')) : null,
    h('h3', null, t('evidence.title')),
    h(
      'ul',
      null,
      ...evidence
        .slice(0, 12)
        .map(({ text, meaning }) => h('li', null, h('span.mono', null, text), meaning ? `: ${meaning}` : '')),
      evidence.length > 12 ? h('li', null, t('and.more', { n: evidence.length - 12 })) : null,
      ...verdict.reasons.map(({ text }) => h('li', null, ...prose(text))),
      verdict.support ? h('li', null, verdict.support.text) : null,
    ),
    h('p.paper-foot', null, sources(report)),
  );
}

/** @param {Server} server @param {string[]} names */
function title(server, names) {
  const what = [whatIs(server), server.build].filter(Boolean).join(' · ');
  return h(
    'header',
    null,
    h('p.paper-name', null, names.length === 1 ? names[0] : t('report.servers', { n: names.length })),
    h('h2', null, server.verdict.headline),
    what ? h('p.paper-what', null, what) : null,
  );
}

/** @param {Server} server */
function plan(server) {
  const done = ticked(server);
  const [steps, boxes] = [stepsOf(server.verdict), boxesOf(server.verdict)];
  const one = (/** @type {import('expatch').PlanStep} */ step) =>
    h(
      'li',
      null,
      check(step.done || done.has(stepKey(step))),
      h('div', null, ...(step.done ? [h('p', null, ...prose(step.text))] : words(step))),
    );
  return [
    steps.length ? h('h3', null, t('plan.title')) : null,
    steps.length ? h('ol.paper-boxes', null, ...steps.map(one)) : null,
    boxes.length ? h('h3', null, t('confirm.title')) : null,
    boxes.length ? h('ul.paper-boxes', null, ...boxes.map(one)) : null,
  ];
}

/** @param {boolean} done */
const check = (done) => h('span.paper-box', null, done ? '☑' : '☐');

/** @param {import('expatch').PlanStep} step */
function words({ text, before = [], commands = [], verify, links, vulnerabilities }) {
  return [
    h('p', null, ...prose(text)),
    before.length ? h('ul', null, ...before.map((line) => h('li', null, line))) : null,
    ...commands.map((command) => h('pre', null, command)),
    verify ? h('p', null, verify.text) : null,
    vulnerabilities?.length
      ? h('p.paper-small', null, ...prose(t('confirm.for', { ids: vulnerabilities.join(', ') })))
      : null,
    ...links.map(({ url }) => h('p.paper-small', null, url)),
  ];
}

/** @param {import('expatch').Vulnerability} vulnerability */
function hole({ id, name, cvss, claims, fixedIn, because, setting }) {
  const said = [
    cvss === undefined ? '' : `CVSS ${score(cvss)}`,
    fixedIn.length ? t('hole.fixed', { builds: fixedIn.join(', ') }) : t('hole.unfixed'),
    because ? (setting ? t('because.decided', { setting: setting.text }) : t(`because.${because}`)) : '',
  ];
  return h(
    'li',
    null,
    h('span.paper-id.whole-word', null, id),
    name ? ` ${name}` : '',
    claims?.length ? h('strong', null, ` ${t('hole.exploited', { day: date(claims[0].day, 'short') })}`) : null,
    ` ${said.filter(Boolean).join(' · ')}`,
  );
}

/** @param {Report} report */
const nothing = (report) =>
  h(
    'article.paper-server',
    null,
    h('h2', null, t(report.mentions.length ? 'mention.title' : 'nothing.title')),
    ...report.notes.map(({ text }) => h('p', null, text)),
    h('p.paper-foot', null, sources(report)),
  );

/** @param {string[]} titles @param {string[][]} rows */
const table = (titles, rows) =>
  h(
    'table',
    null,
    h('thead', null, h('tr', null, ...titles.map((words) => h('th', { scope: 'col' }, words)))),
    h('tbody', null, ...rows.map((cells) => h('tr', null, ...cells.map((cell) => h('td', null, cell))))),
  );
