// Campaigns: what a scan has found, what it will have found at its end, whom to tell.
import { h } from '../dom.js';
import { statusWord } from '../elements/parts.js';
import { date, has, number, span, t } from '../text.js';
import { ask, download } from './api.js';
import { announce } from './parts.js';

/**
 * @typedef {{ name: string, hosts: number, atRisk: number }} Count
 * @typedef {{ asOf: string, database: string, done: number, servers: number, atRisk: number, used: number, compromised: number, unplaced: number, statuses: Count[], products: Count[], countries: Count[], sectors: Count[], days: Count[] }} Counts
 * @typedef {{ total: number, asked: number, found: number, expected: number, low: number, high: number }} Projection
 * @typedef {{ number: number, target: string, status?: string, build?: string, release?: string, open: { atLeast: number, atMost: number }, exploited: number, compromised?: string, country?: string, organisation?: string, sector?: string }} Host
 * @typedef {{ key: string, organisation?: string, domain?: string, contacts?: string[], language?: string, sector?: string, servers: number }} Recipient
 */

const ROWS = 50;

/** The campaigns' names, each to unfold; nothing where there are none. @param {string[]} names */
export function campaignsSection(names) {
  if (names.length === 0) return null;
  return h(
    'section.campaigns',
    null,
    h('h2', null, t('campaign.title')),
    ...names.map((name) => {
      const details = h('details.card.campaign', { 'data-campaign': name }, h('summary', null, h('h3', null, name)));
      details.addEventListener('toggle', () => {
        if (details.open && details.children.length === 1) void fill(details, name);
      });
      return details;
    }),
  );
}

/** @param {HTMLElement} details @param {string} name */
async function fill(details, name) {
  const place = h('div.campaign-body', null, h('p.soft', null, t('loading')));
  details.append(place);
  try {
    const path = `v1/campaigns/${encodeURIComponent(name)}`;
    /** @type {[{ contact?: string, counts: Counts, projection: Projection }, { hosts: Host[], next?: number }, { recipients: Recipient[], total: number, next?: string }]} */
    const [one, hosts, whom] = await Promise.all([
      ask(path),
      ask(`${path}/hosts?limit=${ROWS}`),
      ask(`${path}/recipients?limit=${ROWS}`),
    ]);
    place.replaceChildren(
      figures(one.counts, one.projection),
      h('p.soft', null, t('campaign.facts', { day: date(one.counts.asOf), version: one.counts.database })),
      h(
        'p',
        null,
        h(
          'button.button',
          { type: 'button', onclick: () => void download(`${path}/report`, `${name}.html`).catch(failed) },
          t('campaign.report'),
        ),
      ),
      h(
        'div.campaign-counts',
        null,
        .../** @type {const} */ (['statuses', 'countries', 'sectors', 'products']).map((kind) =>
          tally(kind, one.counts[kind]),
        ),
      ),
      hostTable(path, hosts),
      whomTable(path, whom),
    );
  } catch (error) {
    place.replaceChildren(
      h('p.notice.tone-critical', null, t('estate.failed', { reason: String(/** @type {Error} */ (error).message) })),
    );
  }
}

/** @param {unknown} error */
const failed = (error) => announce(t('estate.failed', { reason: String(/** @type {Error} */ (error).message) }));

/** @param {Counts} counts @param {Projection} projection */
function figures(counts, { total, asked, expected, low, high }) {
  /** @type {[string, string, boolean?][]} */
  const cells = [
    ['campaign.at-risk', number(counts.atRisk), counts.atRisk > 0],
    ['campaign.used', number(counts.used), counts.used > 0],
    ['campaign.compromised', number(counts.compromised), counts.compromised > 0],
    ['campaign.servers', number(counts.servers)],
    ['campaign.asked', total ? `${number(asked)} / ${number(total)}` : number(asked)],
    // Where everything has been asked there is nothing to foretell.
    ...(asked < total
      ? /** @type {[string, string][]} */ ([
          [
            'campaign.expected',
            low === high ? number(expected) : `${number(expected)} (${number(low)}–${number(high)})`,
          ],
        ])
      : []),
  ];
  return h(
    'dl.facts',
    null,
    ...cells.map(([key, value, alarm]) =>
      h(alarm ? 'div.alarm' : 'div', null, h('dt', null, t(key)), h('dd', null, value)),
    ),
  );
}

/** @param {'statuses' | 'countries' | 'sectors' | 'products'} kind @param {Count[]} rows */
function tally(kind, rows) {
  if (!rows?.length) return null;
  const label = (/** @type {string} */ name) =>
    kind === 'statuses' && has(`status.${name}`) ? t(`status.${name}`) : name || t('campaign.unknown');
  return h(
    'section',
    null,
    h('h4', null, t(`campaign.${kind}`)),
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h('tr', null, ...['what', 'hosts', 'at-risk'].map((key) => h('th', { scope: 'col' }, t(`campaign.${key}`)))),
      ),
      h(
        'tbody',
        null,
        ...rows
          .slice(0, 12)
          .map(({ name, hosts, atRisk }) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, label(name)),
              h('td.number', null, number(hosts)),
              h('td.number', null, number(atRisk)),
            ),
          ),
      ),
    ),
  );
}

/** @param {string} path @param {{ hosts: Host[], next?: number }} answer */
const hostTable = (path, answer) =>
  listed({
    title: t('campaign.list'),
    titles: ['estate.name', 'estate.status', 'estate.build', 'column.open', 'estate.organisation', 'estate.country'],
    first: answer.hosts,
    next: answer.next,
    more: async (after) => {
      const { hosts, next } = await ask(`${path}/hosts?limit=${ROWS}&after=${after}`);
      return { rows: hosts, next };
    },
    row: (/** @type {Host} */ { target, status, build, release, open, organisation, country, compromised }) => [
      h('span', null, target, compromised ? h('small', null, `${t('campaign.compromised')}: ${compromised}`) : null),
      status ? statusWord(status) : '',
      [build, release].filter(Boolean).join(' '),
      span(open),
      organisation ?? '',
      country ?? '',
    ],
  });

/** @param {string} path @param {{ recipients: Recipient[], total: number, next?: string }} answer */
const whomTable = (path, answer) =>
  listed({
    title: t('campaign.notices', { n: answer.total }),
    titles: ['estate.organisation', 'campaign.contacts', 'language', 'campaign.servers'],
    first: answer.recipients,
    next: answer.next,
    more: async (after) => {
      const { recipients, next } = await ask(
        `${path}/recipients?limit=${ROWS}&after=${encodeURIComponent(String(after))}`,
      );
      return { rows: recipients, next };
    },
    row: (/** @type {Recipient} */ { organisation, domain, key, contacts, language, servers }) => [
      organisation ?? domain ?? key,
      contacts?.join(', ') ?? t('campaign.no-contact'),
      language ?? '',
      number(servers),
    ],
  });

/**
 * A table that asks for its next rows. @template T
 * @param {{ title: string, titles: string[], first: T[], next?: string | number, more: (after: string | number) => Promise<{ rows: T[], next?: string | number }>, row: (one: T) => (Node | string)[] }} given
 */
function listed({ title, titles, first, next, more, row }) {
  const line = (/** @type {T} */ one) => h('tr', null, ...row(one).map((cell) => h('td', null, cell)));
  const body = h('tbody', null, ...first.map(line));
  const button = h('button.button', { type: 'button', hidden: next === undefined }, t('estate.more'));
  button.addEventListener('click', async () => {
    try {
      const page = await more(/** @type {string | number} */ (next));
      body.append(...page.rows.map(line));
      next = page.next;
      button.hidden = next === undefined;
    } catch (error) {
      failed(error);
    }
  });
  return h(
    'section',
    null,
    h('h4', null, title),
    h(
      'div.estate-table',
      { tabindex: '0', role: 'group', 'aria-label': title },
      h(
        'table',
        null,
        h('thead', null, h('tr', null, ...titles.map((key) => h('th', { scope: 'col' }, t(key))))),
        body,
      ),
    ),
    button,
  );
}
