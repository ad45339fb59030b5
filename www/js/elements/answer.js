// <expatch-answer>: the report on one input, the worst server first.
import { STATUSES } from '../status.js';
import { number, t } from '../text.js';
import { h, icon, serverTitle, statusWord, tone } from './parts.js';
import { serverCard } from './server.js';

/** @typedef {import('expatch').Report} Report */

export class AnswerElement extends HTMLElement {
  /**
   * Shows a report.
   * @param {Report} report
   * @param {string} text what it was made from, as the page shows it
   */
  show(report, text) {
    this.removeAttribute('aria-busy');
    const { servers } = report;
    if (servers.length === 0) this.replaceChildren(nothingFound(report));
    else if (servers.length === 1) this.replaceChildren(serverCard(servers[0], report, text), ...notes(report));
    else
      this.replaceChildren(
        overview(report),
        ...notes(report),
        ...servers.map((server, index) => folded(server, report, text, index === 0)),
      );
  }

  /** Nothing was asked. */
  clear() {
    this.removeAttribute('aria-busy');
    this.replaceChildren();
  }

  /** Says that the work goes on. */
  wait() {
    this.setAttribute('aria-busy', 'true');
    this.replaceChildren(h('p.loading', null, t('loading')));
  }

  /** Says what went wrong and what to do. @param {string} message @param {string} hint */
  fail(message, hint) {
    this.removeAttribute('aria-busy');
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

/** @param {Report} report */
function notes(report) {
  // The age of the facts stands in every card already.
  const rest = report.notes.filter(({ code }) => code !== 'database-old');
  if (rest.length === 0) return [];
  return [h('div.notice.notes', null, ...rest.map(({ text }) => h('p', null, text)))];
}

/** How many servers of which status. @param {Report} report */
function overview({ servers }) {
  const counts = new Map();
  for (const { verdict } of servers) counts.set(verdict.status, (counts.get(verdict.status) ?? 0) + 1);
  return h(
    'section.card.overview.appear',
    { 'aria-label': t('overview.label') },
    h('h2', null, t('overview.title', { n: servers.length })),
    h(
      'div.tag-row',
      null,
      ...STATUSES.filter((status) => counts.has(status)).map((status) =>
        h(`span.chip.${tone(status)}`, null, icon(status), `${number(counts.get(status))} × ${t(`status.${status}`)}`),
      ),
    ),
  );
}

/**
 * One server of several, to unfold; its inside is made when it is opened.
 * @param {import('expatch').Server} server
 * @param {Report} report
 * @param {string} text
 * @param {boolean} open
 */
function folded(server, report, text, open) {
  const title = serverTitle(server);
  const details = h(
    `details.card.server.${tone(server.verdict.status)}`,
    { open },
    h(
      'summary',
      null,
      statusWord(server.verdict.status),
      h('span.server-name', null, server.name ?? title),
      server.name && title ? h('span.soft', null, title) : null,
      server.build && title !== server.build ? h('span.mono.soft', null, server.build) : null,
    ),
  );
  const fill = () => {
    if (details.open && details.children.length === 1) details.append(serverCard(server, report, text));
  };
  details.addEventListener('toggle', fill);
  fill();
  return details;
}
