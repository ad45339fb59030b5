// The pages of `expatch serve`, over answers in the shapes of its API.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SITE, withPage } from './browser.mjs';

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const URL_OF = SITE.replace(/[^/]*$/, 'estate.html');

/** @param {string} name @param {string} status */
const server = (name, status) => ({
  id: name,
  name,
  organisation: '<b>Town</b>',
  country: 'BE',
  tags: ['dmz'],
  assessment: { status, build: '15.1.2507.6', summary: `${name} says <script>alert(1)</script>`, asOf: '2026-11-23' },
});

/** An inventory that answers as the server does. @param {import('playwright-core').Page} page */
async function serves(page) {
  /** @type {{ method: string, path: string, body: string | null }[]} */
  const asked = [];
  /** @type {ReturnType<typeof server>[]} */
  const servers = [server('quiet', 'no-evidence'), server('a', 'exploited')];
  const hundred = Array.from({ length: 100 }, (_, at) => server(`b${at}`, 'current'));
  const count = (/** @type {string} */ status) =>
    servers.filter(({ assessment }) => assessment.status === status).length;
  await page.route('**/v1/**', (route) => {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    const path = pathname.slice(pathname.indexOf('/v1/'));
    asked.push({ method: request.method(), path, body: request.postData() });
    const json = (/** @type {unknown} */ body, status = 200) =>
      route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) });
    if (request.headers().authorization !== 'Bearer right') return json({ title: 'unauthorized' }, 401);
    if (request.method() === 'POST') {
      const { name } = JSON.parse(request.postData() ?? '{}');
      if (name === 'twice') return json({ title: 'conflict', detail: 'name: there is one already' }, 409);
      servers.push(server(name, 'vulnerable'));
      return json({}, 201);
    }
    if (path === '/v1/estate')
      return json({
        day: '2026-11-23',
        now: { current: 1200, exploited: 1, vulnerable: count('vulnerable'), 'no-evidence': 3 },
        days: [
          { day: '2026-11-22', status: 'exploited', servers: 2 },
          { day: '2026-11-23', status: 'exploited', servers: 1 },
          { day: '2026-11-23', status: 'current', servers: 1200 },
        ],
      });
    if (path === '/v1/database')
      return json({ asOf: '2026-10-08', version: '2026.10.08', patchTuesdaysSince: ['2026-10-13', '2026-11-10'] });
    if (path === '/v1/campaigns') return json({ campaigns: ['Belgium / 2021'] });
    if (path.startsWith('/v1/campaigns/Belgium%20%2F%202021')) return campaign(path, searchParams, json, route);
    if (path === '/v1/changes')
      return json({
        changes: [
          { at: '2026-11-23T10:00:00Z', name: 'a', before: 'current', after: 'exploited', summary: '', worse: true },
          { at: '2026-11-23T10:00:00Z', name: 'quiet', after: 'no-evidence', summary: '', worse: false },
        ],
      });
    const wanted = searchParams.get('status');
    if (searchParams.get('after')) return json({ servers: [server('z', 'current')] });
    if (wanted === 'current') return json({ servers: hundred, next: 'b99' });
    return json({ servers: servers.filter(({ assessment }) => assessment.status === wanted) });
  });
  return asked;
}

/**
 * A campaign in the shapes of the server's.
 * @param {string} path @param {URLSearchParams} query @param {(body: unknown) => Promise<void>} json @param {import('playwright-core').Route} route
 */
function campaign(path, query, json, route) {
  const host = (/** @type {number} */ number) => ({
    number,
    target: `https://host-${number}.example`,
    status: 'exploited',
    build: '15.2.986.9',
    open: { atLeast: 3, atMost: 5 },
    exploited: 1,
    organisation: '<i>Town</i>',
    ...(number === 0 ? { compromised: 'web shell' } : {}),
  });
  if (path.endsWith('/hosts')) {
    if (query.get('after')) return json({ hosts: [host(2)] });
    return json({ hosts: [host(0), host(1)], next: 1 });
  }
  if (path.endsWith('/recipients'))
    return json({
      recipients: [{ key: 'Town 1', organisation: 'Town 1', contacts: ['it@town.example'], servers: 3 }],
      total: 1,
    });
  if (path.endsWith('/report')) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>report' });
  const count = (/** @type {string} */ name) => ({ name, hosts: 7, atRisk: 7 });
  const lists = {
    statuses: [count('exploited')],
    countries: [count('BE')],
    sectors: [],
    products: [count('2019')],
    days: [],
  };
  return json({
    name: 'Belgium / 2021',
    counts: {
      asOf: '2026-11-23',
      database: '2026.10.08',
      done: 600,
      servers: 12,
      atRisk: 650,
      used: 9,
      compromised: 1,
      unplaced: 0,
      ...lists,
    },
    projection: { total: 1200, asked: 600, found: 650, expected: 1200, low: 1100, high: 1300 },
  });
}

test('a campaign shows counts, projection, hosts and whom to tell', () =>
  withPage(
    async (page) => {
      await serves(page);
      await enter(page, 'right');
      await page.click('[data-campaign="Belgium / 2021"] > summary');
      await page.waitForSelector('.campaign-body .facts');
      const text = await page.locator('.campaign-body').innerText();
      for (const expected of [
        '650',
        '1,200 (1,100–1,300)',
        '600 / 1,200',
        'web shell',
        '15.2.986.9',
        '3–5',
        'it@town.example',
        '<i>Town</i>',
      ])
        assert.ok(text.includes(expected), expected);
      assert.equal(await page.locator('.campaign-body i').count(), 0);
      await page.locator('.campaign-body .button:visible', { hasText: 'Show more' }).click();
      await page.waitForFunction(() => /host-2\.example/.test(document.body.innerText));
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Report to print')]);
      assert.match(download.suggestedFilename(), /\.html$/);
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const found = await page.evaluate(
          `${axe};axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].target))`,
        );
        assert.deepEqual(found, [], colorScheme);
      }
    },
    { url: URL_OF, context: { bypassCSP: true } },
  ));

/** @param {import('playwright-core').Page} page @param {string} token */
async function enter(page, token) {
  await page.fill('#token', token);
  await page.click('#entry button');
}

/** @param {import('playwright-core').Page} page */
const names = (page) =>
  page.$$eval('.estate-table tbody th', (cells) => cells.map((cell) => cell.firstChild?.textContent));

test('a wrong token is refused and not kept', () =>
  withPage(
    async (page) => {
      await serves(page);
      await enter(page, 'wrong');
      await page.waitForSelector('#said:not([hidden])');
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
      assert.ok(await page.isVisible('#entry'));
    },
    { url: URL_OF, forgiving: true },
  ));

test('the estate is shown, filtered, turned over and added to', () =>
  withPage(
    async (page) => {
      const asked = await serves(page);
      await enter(page, 'right');
      await page.waitForSelector('.tiles');
      const first = await names(page);
      assert.deepEqual([first.length, first[0], first[1]], [101, 'a', 'b0'], 'the worst first');
      assert.match((await page.textContent('.tiles')) ?? '', /1,200/);
      assert.match((await page.textContent('.tile >> nth=0')) ?? '', /attackers use/, 'the worst first');
      assert.match((await page.textContent('.standing')) ?? '', /1,204 servers.*3 × No evidence.*2 Patch Tuesdays/s);
      assert.equal(await page.locator('.days .part').count(), 3);
      assert.match((await page.textContent('.changes')) ?? '', /a .*→/);
      assert.match((await page.textContent('.changes')) ?? '', /quiet registered: *No evidence/);
      await page.click('text=Show more');
      await page.waitForFunction(() => document.querySelectorAll('.estate-table tbody tr').length === 103);
      assert.deepEqual((await names(page)).slice(-2), ['z', 'quiet'], 'those without evidence last');
      assert.ok(await page.locator('text=Show more').isHidden());
      await page.click('.tile >> nth=0');
      await page.waitForFunction(() => document.querySelectorAll('.estate-table tbody tr').length === 1);
      assert.equal(await page.getAttribute('.tile >> nth=0', 'aria-pressed'), 'true');
      await page.click('.tile >> nth=0');
      await page.click('summary:has-text("Add servers")');
      await page.fill('[name=name]', 'c');
      await page.fill('[name=tags]', 'x, y ,');
      await page.fill('[name=evidence]', '15.2.1748.10');
      await page.click('.adding button');
      await page.waitForFunction(() => document.querySelectorAll('.estate-table tbody tr').length === 102);
      assert.deepEqual((await names(page)).slice(0, 2), ['a', 'c']);
      const sent = asked.find(({ method }) => method === 'POST');
      assert.deepEqual(JSON.parse(sent?.body ?? ''), {
        name: 'c',
        organisation: '',
        country: '',
        tags: ['x', 'y'],
        evidence: '15.2.1748.10',
      });
      await page.reload();
      await page.waitForSelector('.tiles');
      await page.click('text=Forget the token');
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    },
    { url: URL_OF },
  ));

test('what the server refuses is said in its words', () =>
  withPage(
    async (page) => {
      await serves(page);
      await enter(page, 'right');
      await page.click('summary:has-text("Add servers")');
      await page.fill('[name=name]', 'twice');
      await page.fill('[name=evidence]', 'x');
      await page.click('.adding button');
      await page.waitForFunction(() => document.getElementById('said')?.textContent?.includes('there is one already'));
    },
    { url: URL_OF, forgiving: true },
  ));

for (const [locale, title] of [
  ['fr', 'Vos serveurs'],
  ['nl', 'Uw servers'],
  ['de', 'Ihre Server'],
]) {
  test(`the dashboard speaks ${locale}`, () =>
    withPage(
      async (page) => {
        assert.equal(await page.textContent('h1'), title);
      },
      { url: URL_OF, context: { locale } },
    ));
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing in the dashboard: ${colorScheme}`, () =>
    withPage(
      async (page) => {
        await serves(page);
        await enter(page, 'right');
        await page.waitForSelector('.tiles');
        await page.click('summary');
        for (const width of [1200, 320]) {
          await page.setViewportSize({ width, height: 900 });
          const found = await page.evaluate(
            `${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')).join(' | ')))`,
          );
          assert.deepEqual(found, [], `${width}`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `fits ${width} px`);
        }
      },
      { url: URL_OF, context: { colorScheme, bypassCSP: true } },
    ));
}

const API = SITE.replace(/[^/]*$/, 'api.html');
const DESCRIPTION = {
  info: { description: 'Any text in.' },
  tags: [{ name: 'verdicts' }],
  paths: {
    '/v1/assess': {
      post: {
        operationId: 'assess',
        tags: ['verdicts'],
        summary: 'Judges <b>a text</b>',
        parameters: [{ in: 'query', name: 'asOf', schema: { type: 'string', format: 'date' }, description: 'The day' }],
        requestBody: {
          content: { 'text/plain': { schema: { type: 'string' }, example: 'X-OWA-Version: 15.1.2507.6' } },
        },
        responses: {
          200: {
            description: 'done',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Report' } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Report: {
        description: 'A report',
        required: ['servers'],
        properties: { servers: { type: 'array', items: { $ref: '#/components/schemas/Server' } } },
      },
      Server: { type: 'object' },
    },
  },
};

test('the description of the API can be read', () =>
  withPage(
    async (page) => {
      await page.route('**/v1/openapi.json', (route) =>
        route.fulfill({ contentType: 'application/json', body: JSON.stringify(DESCRIPTION) }),
      );
      await page.reload();
      await page.waitForSelector('.operation');
      await page.goto(`${API}#assess`);
      await page.waitForSelector('.operation[open]');
      const said = (await page.textContent('.operation')) ?? '';
      for (const part of [
        'POST /v1/assess',
        'Judges <b>a text</b>',
        '?asOf',
        'string (date)',
        'Report',
        '--data-binary',
      ])
        assert.ok(said.includes(part), part);
      assert.match((await page.textContent('#Report')) ?? '', /servers.*list of Server, required/);
      const found = await page.evaluate(
        `${axe};axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')).join(' | ')))`,
      );
      assert.deepEqual(found, []);
    },
    { url: API, forgiving: true, context: { bypassCSP: true } },
  ));

test('without a server the page says what is missing', () =>
  withPage(
    async (page) => {
      assert.match((await page.textContent('[role=alert]')) ?? '', /expatch serve/);
    },
    { url: API, forgiving: true },
  ));
