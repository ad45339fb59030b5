// Every build, update, article and vulnerability under an address of its own, each verdict worked out here for today.
import { assess, assessMany, database, start, today } from './engine.js';
import { h, outside } from './dom.js';
import { icon, tone } from './status.js';
import { preferredLanguage, store } from './language.js';
import { releaseName } from './release.js';
import { currentLanguage, date, extend, reason, score, t, translate, useLanguage } from './text.js';

/** @typedef {import('expatch').ReleaseRow} Row */
/** @typedef {import('expatch').VulnerabilityRow} Hole */
/** @typedef {{ releases: Row[], vulnerabilities: Hole[], products: { short: string, name: string, baselines: { name: string }[] }[] }} Facts */

const place = /** @type {HTMLElement} */ (document.getElementById('page'));
const search = /** @type {HTMLInputElement} */ (document.getElementById('search'));
const language = /** @type {HTMLSelectElement} */ (document.getElementById('language'));
/** Search results that are listed. */
const LISTED = 60;

/** @type {Facts} */
let facts = { releases: [], vulnerabilities: [], products: [] };
/** @type {Map<string, string>} */
let statuses = new Map();

/** @param {string} product */
const shortOf = (product) => facts.products.find(({ name }) => name === product)?.short ?? product;
/** The address of a baseline: `2019-CU15`. @param {string} product @param {string} baseline */
const baselineKey = (product, baseline) => `${shortOf(product)}-${baseline}`.replaceAll(' ', '_');

/** @param {string} key @param {string} [words] */
const to = (key, words = key) => h('a', { href: `#${encodeURIComponent(key)}` }, words);
const build = (/** @type {string} */ number) => h('span.mono', null, to(number));

/** @param {string} number */
function chip(number) {
  const status = statuses.get(number);
  return status ? h(`span.chip.${tone(status)}`, null, icon(status), t(`status.${status}`)) : null;
}

/** @param {string[]} titles @param {(Node | string | null)[][]} rows @param {string} caption */
function table(titles, rows, caption) {
  return h(
    'div.scroll-x',
    { tabindex: '0', role: 'group', 'aria-label': caption },
    h(
      'table',
      null,
      h('thead', null, h('tr', null, ...titles.map((title) => h('th', { scope: 'col' }, title)))),
      h('tbody', null, ...rows.map((cells) => h('tr', null, ...cells.map((cell) => h('td', null, cell))))),
    ),
  );
}

/** What a release is called where its product stands above. @param {Row} row */
const shortName = ({ baseline, update }) => [baseline, update].filter(Boolean).join(' ');

/** @param {Row[]} rows @param {string} caption @param {(row: Row) => string} [called] */
const releaseTable = (rows, caption, called = shortName) =>
  table(
    ['build', 'status', 'release', 'released', 'article'].map((key) => t(`column.${key}`)),
    rows.map((row) => [
      build(row.build),
      chip(row.build),
      called(row),
      date(row.released, 'short'),
      row.kb ? to(row.kb) : null,
    ]),
    caption,
  );

/** @param {[string, Node | string | null | undefined | false][]} rows */
const list = (rows) =>
  h(
    'dl.facts-list',
    null,
    ...rows.flatMap(([name, value]) => (value ? [h('dt', null, name), h('dd', null, value)] : [])),
  );

/** @param {string[]} ids */
const holesRow = (ids) => h('span.link-list', null, ...ids.flatMap((id, at) => (at ? [' ', to(id)] : [to(id)])));

/** One release. @param {Row} row */
function releasePage(row) {
  const [server] = assess(
    { channel: 'ex-setup', build: row.build },
    { asOf: today(), locale: currentLanguage() },
  ).servers;
  const line = facts.releases.filter(({ product, baseline }) => product === row.product && baseline === row.baseline);
  const at = line.indexOf(row);
  const closes = facts.vulnerabilities.filter(({ baselines }) =>
    baselines.some((fix) => fix.product === row.product && fix.baseline === row.baseline && fix.fixedIn === row.build),
  );
  const verdict = server?.verdict;
  const open = verdict
    ? [...verdict.vulnerabilities.certain, ...verdict.vulnerabilities.possible].map(({ id }) => id)
    : [];
  return [
    h('h1', null, releaseName(row)),
    h('p.lead-build', null, h('span.mono', null, row.build), ' ', chip(row.build)),
    verdict
      ? h(
          `section.card.verdict.${tone(verdict.status)}`,
          null,
          h(
            'div.verdict-head',
            null,
            h('h2.verdict-status', null, icon(verdict.status), h('span', null, verdict.headline)),
            h('p.verdict-summary', null, verdict.summary),
            h(
              'p.next-step',
              null,
              h('a', { href: `./#q=${row.build}&at=ex-setup&lang=${currentLanguage()}` }, t('ref.judge')),
            ),
          ),
        )
      : null,
    list([
      [t('ref.baseline'), to(baselineKey(row.product, row.baseline), `${row.product} ${row.baseline}`)],
      [t('column.released'), date(row.released)],
      [
        t('column.article'),
        row.kb ? h('span', null, to(row.kb), ' ', row.url ? outside(row.url, t('ref.microsoft')) : null) : null,
      ],
      [t('release.esu.short'), row.esuOnly && t('release.esu')],
      [t('ref.withdrawn'), row.withdrawn && (row.replacedBy ? build(row.replacedBy) : t('ref.yes'))],
      [t('ref.aliases'), row.aliases?.join(', ')],
      [t('ref.before'), at > 0 && build(line[at - 1].build)],
      [t('ref.after'), at >= 0 && at + 1 < line.length && build(line[at + 1].build)],
      [t('ref.closes', { n: closes.length }), closes.length > 0 && holesRow(closes.map(({ id }) => id))],
      [t('ref.open', { n: open.length }), open.length > 0 && holesRow(open)],
    ]),
  ];
}

/** One article: the releases it speaks of. @param {string} kb @param {Row[]} rows */
function articlePage(kb, rows) {
  const url = rows.find((row) => row.url)?.url;
  return [
    h('h1', null, kb),
    h('p', null, t('ref.article', { n: rows.length })),
    table(
      ['build', 'status', 'release', 'released'].map((key) => t(`column.${key}`)),
      rows.map((row) => [build(row.build), chip(row.build), releaseName(row), date(row.released, 'short')]),
      kb,
    ),
    url ? h('p', null, outside(url, t('ref.microsoft'))) : null,
  ];
}

/** One vulnerability: since when, who uses it, where it is closed. @param {Hole} hole */
function holePage(hole) {
  const known = hole.baselines.filter(({ state }) => state !== 'not-evaluated').reverse();
  return [
    h('h1', null, hole.id, hole.name ? ` · ${hole.name}` : ''),
    h('p', null, hole.title),
    list([
      [t('ref.published'), date(hole.published)],
      ['CVSS', hole.cvss !== undefined && `${score(hole.cvss)}${hole.vector ? ` (${hole.vector})` : ''}`],
      [t('ref.impact'), hole.impact],
      [t('ref.severity'), hole.severity],
      [
        t('column.exploited'),
        hole.claims?.length
          ? hole.claims
              .map(
                ({ by, day, ransomware }) =>
                  `${by.toUpperCase()} ${date(day, 'short')}${ransomware ? `, ${t('hole.ransomware')}` : ''}`,
              )
              .join('; ')
          : t('ref.no-claims'),
      ],
      [t('ref.sources'), hole.sources.join(', ')],
    ]),
    h('h2', null, t('ref.fixes')),
    table(
      [t('ref.baseline'), t('ref.state'), t('ref.fixed')],
      known.map((fix) => [
        to(baselineKey(fix.product, fix.baseline), `${fix.product} ${fix.baseline}`),
        t(`ref.state.${fix.state}`),
        fix.fixedIn
          ? h(
              'span',
              null,
              build(fix.fixedIn),
              fix.disputed ? ` (${t('hole.disputed', { builds: fix.disputed })})` : '',
            )
          : null,
      ]),
      t('ref.fixes'),
    ),
    h(
      'p',
      null,
      outside(`https://www.cve.org/CVERecord?id=${hole.id}`, 'cve.org'),
      ' · ',
      outside(`https://msrc.microsoft.com/update-guide/vulnerability/${hole.id}`, 'msrc.microsoft.com'),
    ),
  ];
}

/** One baseline with all its updates. @param {Row[]} rows */
function baselinePage(rows) {
  const title = `${rows[0].product} ${rows[0].baseline}`;
  return [h('h1', null, title), releaseTable([...rows].reverse(), title)];
}

/** Everything, by product. */
function index() {
  const { asOf } = database();
  return [
    h('h1', null, t('ref.title')),
    h('p.lead-words', null, t('ref.lead', { day: date(today()), facts: date(asOf) })),
    ...[...facts.products].reverse().map(({ name, short, baselines }) => {
      const rows = facts.releases.filter(({ product }) => product === name);
      const section = h(
        'details.card.product',
        { open: short === 'SE' },
        h('summary', null, h('h2', null, name), h('span.soft', null, t('ref.count', { n: rows.length }))),
        h(
          'p.baselines',
          null,
          ...[...baselines]
            .reverse()
            .flatMap((one, at) => [at ? ' · ' : '', to(baselineKey(name, one.name), one.name)]),
        ),
      );
      // A table is made when somebody looks at it.
      const fill = () => {
        if (section.open && section.children.length === 2) section.append(releaseTable([...rows].reverse(), name));
      };
      section.addEventListener('toggle', fill);
      fill();
      return section;
    }),
  ];
}

/** What fits the words. @param {string} asked */
function found(asked) {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {string} */ text) => words.every((word) => text.toLowerCase().includes(word));
  const rows = facts.releases.filter((row) =>
    fits(`${releaseName(row)} ${row.build} ${row.kb ?? ''} ${row.also ?? ''} ${shortOf(row.product)}`),
  );
  const holes = facts.vulnerabilities.filter(({ id, name, title, also }) =>
    fits(`${id} ${name ?? ''} ${also ?? ''} ${title}`),
  );
  return [
    h('h1', null, t('ref.found', { n: rows.length + holes.length })),
    holes.length
      ? table(
          [t('column.hole'), t('ref.published'), 'CVSS', ''],
          holes
            .slice(0, LISTED)
            .map(({ id, name, published, cvss, title }) => [
              to(id),
              date(published, 'short'),
              cvss === undefined ? '' : score(cvss),
              name ?? title,
            ]),
          t('holes.title'),
        )
      : null,
    rows.length ? releaseTable([...rows].reverse().slice(0, LISTED), t('ref.title'), releaseName) : null,
    rows.length > LISTED || holes.length > LISTED ? h('p.soft', null, t('ref.more')) : null,
  ];
}

/** The page of an address. @param {string} asked */
function pageOf(asked) {
  if (asked === '') return index();
  const number = /^v?(\d+(?:\.\d+){2,3})$/i.exec(asked)?.[1];
  if (number) {
    const plain = number.split('.').map(Number).join('.');
    const row = facts.releases.find((one) => one.build === plain || one.aliases?.includes(plain));
    if (row) return releasePage(row);
    return found(`${plain}`);
  }
  const kb = /^(?:KB)?(\d{6,7})$/i.exec(asked)?.[1];
  const rows = kb ? facts.releases.filter((row) => row.kb === `KB${kb}`) : [];
  if (kb && rows.length) return articlePage(`KB${kb}`, rows);
  const hole = facts.vulnerabilities.find(({ id }) => id === asked.toUpperCase());
  if (hole) return holePage(hole);
  const key = asked.replaceAll(' ', '-').toLowerCase();
  const line = facts.releases.filter((row) => baselineKey(row.product, row.baseline).toLowerCase() === key);
  return line.length ? baselinePage(line) : found(asked);
}

function draw() {
  let asked = '';
  try {
    asked = decodeURIComponent(location.hash.slice(1))
      .replace(/^lang=.*$/, '')
      .slice(0, 200)
      .trim();
  } catch {
    // An address that is no text asks for nothing.
  }
  if (asked !== search.value.trim() && document.activeElement !== search) search.value = asked;
  place.replaceChildren(...pageOf(asked).filter((part) => part !== null));
  document.title = `${place.querySelector('h1')?.textContent ?? ''} · expatch`;
}

/** @param {string} wanted */
async function speak(wanted) {
  await useLanguage(wanted);
  await extend(`locale/reference/${wanted}.json`);
  translate(document);
  language.value = wanted;
}

async function main() {
  await speak(preferredLanguage());
  const [, answer] = await Promise.all([start(), fetch(new URL('db.json', document.baseURI))]);
  facts = await answer.json();
  const table = assessMany(
    facts.releases.map((row) => `X-OWA-Version: ${row.build}`),
    { asOf: today() },
  );
  statuses = new Map(facts.releases.map((row, at) => [row.build, table.statuses[table.status[at]] ?? '']));
  addEventListener('hashchange', () => {
    draw();
    scrollTo({ top: 0 });
  });
  search.addEventListener('input', () => history.replaceState(null, '', `#${encodeURIComponent(search.value.trim())}`));
  search.addEventListener('input', draw);
  document.getElementById('ask')?.addEventListener('submit', (event) => event.preventDefault());
  language.addEventListener('change', async () => {
    store('language', language.value);
    await speak(language.value);
    draw();
  });
  draw();
  document.documentElement.dataset.ready = '';
}

main().catch((error) => {
  place.replaceChildren(h('p.notice.tone-critical', { role: 'alert' }, t('error.hint', { reason: reason(error) })));
});
