// The servers registered with `expatch serve`: how they stand, how that came about, and new ones.
import { announce, count, daysChart } from './estate/parts.js';
import { ask, forget, keep, kept } from './estate/api.js';
import { h } from './dom.js';
import { statusWord, day } from './elements/parts.js';
import { icon, STATUSES, tone } from './status.js';
import { preferredLanguage } from './language.js';
import { date, extend, has, list, t, translate, useLanguage } from './text.js';
import { campaignsSection } from './estate/campaigns.js';

/**
 * @typedef {{ id: string, name: string, organisation: string, country: string, tags: string[], assessment: { status: string, build?: string, summary: string, asOf: string } }} Row
 * @typedef {{ at: string, name: string, before?: string, after: string, summary: string, worse: boolean }} Change
 * @typedef {{ day: string, status: string, servers: number }} DayRow
 */

const ROWS = 100;
const place = /** @type {HTMLElement} */ (document.getElementById('estate'));
const entry = /** @type {HTMLFormElement} */ (document.getElementById('entry'));
const token = /** @type {HTMLInputElement} */ (document.getElementById('token'));

/** What is shown: the servers of one status, or all. */
let wanted = '';

/** Shows everything anew. */
async function show() {
  try {
    const [estate, changes, facts, { campaigns }] = await Promise.all([
      ask('v1/estate'),
      ask('v1/changes?limit=20'),
      ask('v1/database'),
      ask('v1/campaigns'),
    ]);
    const rows = worstFirst(wanted ? [wanted] : ordered(estate.now));
    const first = await rows.next();
    entry.hidden = true;
    place.hidden = false;
    const parts = [
      standing(estate.now, facts),
      tiles(estate.now),
      campaignsSection(campaigns),
      history(estate.days),
      table(first, rows),
      news(changes.changes),
      adding(),
      leave(),
    ];
    place.replaceChildren(...parts.filter((part) => part !== null));
    announce('');
  } catch (error) {
    failed(error);
  }
}

/** @param {unknown} error */
function failed(error) {
  const { status, message } = /** @type {{ status?: number, message: string }} */ (error);
  if (status === 401) {
    forget();
    entry.hidden = false;
    place.hidden = true;
    announce(t('estate.refused'));
    token.focus();
  } else {
    announce(t('estate.failed', { reason: message }));
  }
}

/** All servers in one sentence, those without evidence too, and how old the facts are. @param {Record<string, number>} now @param {{ asOf: string, patchTuesdaysSince?: string[] }} facts */
function standing(now, { asOf, patchTuesdaysSince = [] }) {
  const all = Object.values(now).reduce((sum, n) => sum + n, 0);
  const sum = ordered(now).map((status) => `${count(now[status])} × ${named(status)}`);
  const aged = patchTuesdaysSince.length
    ? ` ${t('data.aged', { n: patchTuesdaysSince.length, day: date(patchTuesdaysSince[patchTuesdaysSince.length - 1]) })}`
    : '';
  return h(
    'div.card.standing',
    null,
    all ? h('p.overview-sum', null, t('estate.sum', { n: all, sum: list(sum) })) : null,
    h(aged ? 'p.aged' : 'p.soft', null, `${t('estate.facts', { day: date(asOf) })}${aged}`),
  );
}

/** How many stand at each status; choosing one shows those. @param {Record<string, number>} now */
function tiles(now) {
  return h(
    'ul.tiles',
    { 'aria-label': t('estate.now') },
    ...ordered(now).map((status) =>
      h(
        'li',
        null,
        h(
          `button.tile.${tone(status)}`,
          {
            type: 'button',
            'aria-pressed': String(status === wanted),
            onclick: () => {
              wanted = status === wanted ? '' : status;
              void show();
            },
          },
          h('b', null, count(now[status])),
          h('span', null, icon(status), named(status)),
        ),
      ),
    ),
  );
}

/** The statuses that there are, the worst first; a key that is none of them is a server without evidence. @param {Record<string, number>} now */
const ordered = (now) =>
  [...STATUSES, ...Object.keys(now).filter((key) => !STATUSES.includes(key))].filter((key) => now[key]);

/** A status in words. @param {string} status */
const named = (status) => (has(`status.${status}`) ? t(`status.${status}`) : t('estate.unknown-status'));

/** The statuses day by day. @param {DayRow[]} days */
function history(days) {
  return h('section.card', null, h('h2', null, t('estate.days')), daysChart(days));
}

/**
 * The servers, those of the first status before those of the next: a hundred or
 * more at a time, and whether there are more.
 * @param {string[]} statuses
 * @returns {{ next: () => Promise<{ servers: Row[], more: boolean }> }}
 */
function worstFirst(statuses) {
  const left = [...statuses];
  let after = '';
  return {
    next: async () => {
      /** @type {Row[]} */
      const servers = [];
      while (left.length && servers.length < ROWS) {
        const query = new URLSearchParams({ limit: String(ROWS), status: left[0], ...(after ? { after } : {}) });
        const page = await ask(`v1/servers?${query}`);
        servers.push(...page.servers);
        after = page.next ?? '';
        if (!after) left.shift();
      }
      return { servers, more: left.length > 0 };
    },
  };
}

/** @param {{ servers: Row[], more: boolean }} first @param {ReturnType<typeof worstFirst>} rows */
function table({ servers, more }, rows) {
  const body = h('tbody', null, ...servers.map(row));
  const button = h(
    'button.button',
    {
      type: 'button',
      hidden: !more,
      onclick: async () => {
        try {
          const page = await rows.next();
          body.append(...page.servers.map(row));
          button.hidden = !page.more;
        } catch (error) {
          failed(error);
        }
      },
    },
    t('estate.more'),
  );
  return h(
    'section.card',
    null,
    h(
      'div.card-head',
      null,
      h('h2', null, wanted ? t('estate.servers-at', { status: named(wanted) }) : t('estate.servers')),
    ),
    servers.length === 0
      ? h('p', null, t('estate.none'))
      : h(
          'div.estate-table',
          { tabindex: '0', role: 'group', 'aria-label': t('estate.servers') },
          h(
            'table',
            null,
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                ...[
                  'estate.name',
                  'estate.status',
                  'estate.build',
                  'estate.organisation',
                  'estate.country',
                  'estate.tags',
                ].map((key) => h('th', { scope: 'col' }, t(key))),
              ),
            ),
            body,
          ),
        ),
    button,
  );
}

/** How a server stands, those without evidence too. @param {string} status */
const standingWord = (status) =>
  STATUSES.includes(status) ? statusWord(status) : h('span.server-status', null, icon(status), named(status));

/** @param {Row} server */
function row({ name, assessment, organisation, country, tags }) {
  return h(
    'tr',
    null,
    h('th', { scope: 'row' }, name, h('small', null, assessment.summary)),
    h('td', null, standingWord(assessment.status)),
    h('td.mono', null, assessment.build ?? ''),
    h('td', null, organisation),
    h('td', null, country),
    h('td', null, tags.join(', ')),
  );
}

/** @param {Change[]} changes */
function news(changes) {
  return h(
    'section.card',
    null,
    h('div.card-head', null, h('h2', null, t('estate.changes'))),
    changes.length === 0
      ? h('p', null, t('estate.no-changes'))
      : h(
          'ol.changes',
          null,
          ...changes.map(({ at, name, before, after }) =>
            h(
              'li',
              null,
              day(at.slice(0, 10), 'short'),
              ' ',
              h('b', null, name),
              ' ',
              before ? `${named(before)} → ` : `${t('estate.registered')} `,
              standingWord(after),
            ),
          ),
        ),
  );
}

/** Registers one server, or a table of them. */
function adding() {
  /** @param {string} name @param {string} key @param {Record<string, unknown>} [more] */
  const field = (name, key, more) => h('label', null, t(key), h('input.field', { name, autocomplete: 'off', ...more }));
  const form = h(
    'form.adding',
    {
      onsubmit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const said = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value).trim()]));
        const tags = said.tags
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean);
        await send('v1/servers', JSON.stringify({ ...said, tags }), 'application/json');
      },
    },
    field('name', 'estate.name', { required: true, maxlength: 253 }),
    field('organisation', 'estate.organisation', { maxlength: 253 }),
    field('country', 'estate.country', { pattern: '[A-Za-z]{2}', placeholder: 'BE', title: t('estate.country-hint') }),
    field('tags', 'estate.tags', { placeholder: 'dmz, mail' }),
    h(
      'label.whole',
      null,
      t('estate.evidence'),
      h('textarea.field', {
        name: 'evidence',
        required: true,
        spellcheck: 'false',
        placeholder: 'X-OWA-Version: 15.2.1748.48',
      }),
    ),
    h(
      'p.doing.whole',
      null,
      h('button.button.primary', null, t('estate.add')),
      h(
        'label.button',
        null,
        t('estate.import'),
        h('input.unseen', {
          type: 'file',
          accept: '.csv,text/csv',
          onchange: async (/** @type {Event} */ event) => {
            const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
            if (file) await send('v1/servers/import', await file.text(), 'text/csv');
          },
        }),
      ),
    ),
  );
  return h('details.card', null, h('summary', null, t('estate.adding')), form);
}

/** @param {string} path @param {string} body @param {string} type */
async function send(path, body, type) {
  try {
    await ask(path, { method: 'POST', body, headers: { 'content-type': type } });
    await show();
    announce(t('estate.added'));
  } catch (error) {
    failed(error);
  }
}

function leave() {
  return h(
    'p',
    null,
    h(
      'button.button',
      {
        type: 'button',
        onclick: () => {
          forget();
          place.replaceChildren();
          place.hidden = true;
          entry.hidden = false;
          announce('');
        },
      },
      t('estate.leave'),
    ),
  );
}

const language = preferredLanguage();
await useLanguage(language);
await extend(`locale/estate/${language}.json`);
translate(document);
document.title = `expatch: ${t('estate.title')}`;
entry.addEventListener('submit', (event) => {
  event.preventDefault();
  keep(token.value.trim());
  token.value = '';
  void show();
});
if (kept()) void show();
document.documentElement.dataset.ready = '';
