// <expatch-answer>: the report on one input, the worst server first.
import { list, number, t } from '../text.js';
import { h, icon, serverTitle, statusWord, tone, whatIs } from './parts.js';
import { whyNot } from './evidence.js';
import { nextStep } from '../plan.js';
import { dataDay, serverCard } from './server.js';

/** @typedef {import('expatch').Report} Report */
/** @typedef {import('expatch').Server} Server */

export class AnswerElement extends HTMLElement {
  /** What is shown, for printing and saving. @type {{ report: Report, text: string } | undefined} */
  shown;

  /**
   * Shows a report.
   * @param {Report} report
   * @param {string} text what it was made from, as the page shows it
   */
  show(report, text) {
    this.removeAttribute('aria-busy');
    this.shown = { report, text };
    const { servers, mentions } = report;
    if (servers.length === 0) this.replaceChildren(mentions.length ? mentioned(report) : nothingFound(report));
    else if (servers.length === 1) this.replaceChildren(serverCard(servers[0], report, text), ...notes(report));
    else
      this.replaceChildren(
        overview(report),
        ...servers.map((server, index) => folded(server, report, text, index + 1)),
        ...counted(report),
        ...notes(report),
      );
  }

  /** Brings the reader to the answer, and no keyboard with it. */
  meet() {
    requestAnimationFrame(() => {
      const heading = this.querySelector('h2');
      heading?.setAttribute('tabindex', '-1');
      heading?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    });
  }

  /** Nothing was asked. */
  clear() {
    this.removeAttribute('aria-busy');
    this.shown = undefined;
    this.replaceChildren();
  }

  /** Says that a number is being typed that cannot be one yet. */
  incomplete() {
    this.shown = undefined;
    this.replaceChildren(h('p.typing', null, t('typing')));
  }

  /** Says what went wrong and what to do. @param {string} message @param {string} hint */
  fail(message, hint) {
    this.removeAttribute('aria-busy');
    this.shown = undefined;
    this.replaceChildren(
      h('div.notice.tone-critical', { role: 'alert' }, h('p', null, h('strong', null, message)), h('p', null, hint)),
    );
  }
}
customElements.define('expatch-answer', AnswerElement);

/** @param {Report} report */
function nothingFound(report) {
  return h(
    'section.card.empty.appear',
    null,
    h('h2', null, icon('search'), t('nothing.title')),
    h('p', null, t('nothing.text')),
    // The heading says that nothing was found; the age of the facts decides nothing here.
    ...report.notes
      .filter(({ code }) => !['database-old', 'nothing-found', 'empty-input'].includes(code))
      .map(({ text }) => h('p', null, text)),
  );
}

/** Versions that a text names and that prove nothing: what each would mean, and a button that makes it the question. @param {Report} report */
function mentioned(report) {
  const { mentions } = report;
  return h(
    'section.card.mentions.appear.tone-unsure',
    null,
    h(
      'header.verdict-head',
      null,
      h('h2.verdict-status', null, icon('mentioned'), h('span', null, t('mention.title'))),
      h(
        'p.verdict-summary',
        null,
        t('mention.text', { n: mentions.length, versions: list(mentions.slice(0, 4).map(named)) }),
      ),
      h('p.next-step', null, h('strong', null, `${t('next.title')}: `), t('mention.next')),
    ),
    h('ul.mention-list', null, ...mentions.slice(0, 20).map(mention)),
    mentions.length > 20 ? h('p.section.soft', null, t('and.more', { n: mentions.length - 20 })) : null,
    dataDay(report),
  );
}

/** @param {import('expatch').Mention} mention */
const named = ({ build, prefix, release, text }) => release ?? build ?? prefix ?? text;

/** @param {import('expatch').Mention} one */
function mention(one) {
  const { build, prefix, release, text, ifYours } = one;
  const number = build ?? prefix;
  return h(
    'li',
    null,
    h(
      'div',
      null,
      h(
        'p',
        null,
        number ? h('strong.mono', null, number) : null,
        number && release ? ' · ' : null,
        release ?? (number ? null : text),
      ),
      h('p.soft.small', null, whyNot(one)),
      ifYours
        ? h(
            `p.small.if-yours.${tone(ifYours.status)}`,
            null,
            icon(ifYours.status),
            h('span', null, t('mention.ifYours', { status: t(`status.${ifYours.status}`) })),
          )
        : null,
    ),
    number
      ? h(
          'button.button',
          {
            type: 'button',
            onclick: (/** @type {Event} */ event) =>
              event.target?.dispatchEvent(new CustomEvent('answer-text', { detail: number, bubbles: true })),
          },
          t('mention.judge'),
          h('span.unseen', null, ` (${number})`),
        )
      : null,
  );
}

/** @param {Report} report */
function notes(report) {
  // The age of the facts stands in every card already.
  // The counted servers have a card of their own.
  const rest = report.notes.filter(({ code }) => !['database-old', 'more-servers'].includes(code));
  if (rest.length === 0) return [];
  return [h('div.notice.notes', null, ...rest.map(({ text }) => h('p', null, text)))];
}

/** The verdicts on several servers, in one sentence and by status. @param {Report} report */
function overview(report) {
  const { servers } = report;
  const [worst] = servers;
  /** @type {Map<string, number>} */
  const statuses = new Map();
  /** @type {Map<string, number>} */
  const answers = new Map();
  const all = [...servers.map(({ verdict }) => ({ ...verdict, count: 1 })), ...(report.more ?? [])];
  for (const { status, patched, count } of all) {
    statuses.set(status, (statuses.get(status) ?? 0) + count);
    answers.set(patched, (answers.get(patched) ?? 0) + count);
  }
  const sum = ['no', 'unknown', 'yes', 'not-applicable']
    .filter((answer) => answers.has(answer))
    .map((answer) => t(`sum.${answer}`, { n: answers.get(answer) ?? 0 }));
  return h(
    `section.card.overview.appear.${tone(worst.verdict.status)}`,
    { 'aria-label': t('overview.label') },
    h('h2', null, t('overview.title', { n: all.reduce((sum, { count }) => sum + count, 0) })),
    h('p.overview-sum', null, `${list(sum)}.`),
    worst.verdict.patched === 'no'
      ? h('p', null, t('overview.first', { name: title(worst, 1), headline: worst.verdict.headline }))
      : null,
    h(
      'div.tag-row',
      null,
      ...[...statuses].map(([status, n]) =>
        h(`span.chip.${tone(status)}`, null, icon(status), `${number(n)} × ${t(`status.${status}`)}`),
      ),
    ),
    dataDay(report),
  );
}

/** The servers past the report's limit, by what they share. @param {Report} report */
function counted({ more = [] }) {
  if (more.length === 0) return [];
  const n = more.reduce((sum, { count }) => sum + count, 0);
  const row = (/** @type {import('expatch').ServerGroup} */ group) => {
    const { count, names, status, headline, build } = group;
    return h(
      'li',
      null,
      h(`span.chip.${tone(status)}`, null, icon(status), `${number(count)} × ${headline}`),
      ' ',
      h('span.mono', null, build ?? whatIs(group)),
      names
        ? h(
            'p.soft.small',
            null,
            list(names.slice(0, 50)),
            names.length > 50 ? ` ${t('and.more', { n: names.length - 50 })}` : '',
          )
        : null,
    );
  };
  return [h('section.card.counted', null, h('h2', null, t('counted.title', { n })), h('ul', null, ...more.map(row)))];
}

/** A name to speak of a server by. @param {Server} server @param {number} nth */
const title = (server, nth) => server.name ?? t('server.nth', { n: nth });

/**
 * One server of several: its verdict and next step in sight, the rest to
 * unfold; its inside is made when it is opened.
 * @param {Server} server
 * @param {Report} report
 * @param {string} text
 * @param {number} nth
 */
function folded(server, report, text, nth) {
  const { build, verdict } = server;
  const what = whatIs(server);
  const next = nextStep(verdict);
  const details = h(
    `details.card.server.${tone(verdict.status)}`,
    { 'data-server': verdict.status },
    h(
      'summary',
      null,
      h('span.server-line', null, h('span.server-name', null, title(server, nth)), statusWord(verdict.status)),
      h(
        'span.server-line.soft',
        null,
        h('span', null, what || serverTitle(server)),
        build ? h('span.mono', null, build) : null,
      ),
      next ? h('span.server-next', null, h('strong', null, `${t('next.title')}: `), next.text) : null,
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(serverCard(server, report, text));
  });
  return details;
}
