// What to do next, with boxes that stay ticked; which updates are missing.
import { t } from '../text.js';
import { copyButton } from '../copy.js';
import { boxesOf, stepsOf } from '../plan.js';
import { stepKey, tick, ticked, untick } from '../ticks.js';
import { articleLink, day, h, outside, prose, releaseName, sectionTitle } from './parts.js';

/** @typedef {import('expatch').PlanStep} PlanStep */
/** @typedef {import('expatch').Server} Server */

let serial = 0;
/** The boxes that the reader ticked, not those that the evidence shows as done. */
const OWN = 'input:checked:not(:disabled)';

/** What to do, numbered as one does it, and below it what a version does not show. @param {Server} server */
export function planSection(server) {
  if (server.verdict.plan.length === 0) return null;
  const done = ticked(server);
  const [steps, boxes] = [stepsOf(server.verdict), boxesOf(server.verdict)];
  const forget = h('button.link-button', { type: 'button', hidden: done.size === 0 }, t('ticks.forget'));
  const section = h(
    'section.section.plan',
    null,
    h(
      'div.plan-head',
      null,
      sectionTitle(t('plan.title')),
      h(
        'button.button.small.print-plan',
        {
          type: 'button',
          onclick: (/** @type {Event} */ event) =>
            event.target?.dispatchEvent(new CustomEvent('answer-print', { detail: { server }, bubbles: true })),
        },
        t('plan.print'),
      ),
    ),
    steps.length
      ? h(
          'ol.steps',
          null,
          ...steps.map((step) => h('li', null, box(server, step, done), h('div', null, ...details(step)))),
        )
      : null,
    boxes.length
      ? h(
          'div.confirm',
          null,
          h('h4.sub', null, t('confirm.title')),
          h('p.section-lead', null, t('confirm.lead')),
          h(
            'ul.plain-list',
            null,
            ...boxes.map((step) =>
              h(
                'li',
                null,
                box(server, step, done),
                // What is done needs no commands any more.
                step.done ? null : h('div', null, ...details(step), concerned(step.vulnerabilities)),
              ),
            ),
          ),
        )
      : null,
    h('p.soft.small.ticks', null, `${t('ticks.note')} `, forget),
  );
  section.addEventListener('change', () => {
    forget.hidden = section.querySelector(OWN) === null;
  });
  forget.addEventListener('click', () => {
    untick(server);
    for (const input of section.querySelectorAll(OWN)) /** @type {HTMLInputElement} */ (input).checked = false;
    forget.hidden = true;
  });
  return section;
}

/** A step as a box with its words. @param {Server} server @param {PlanStep} step @param {Set<string>} done */
function box(server, step, done) {
  serial += 1;
  const input = h('input', {
    type: 'checkbox',
    id: `step-${serial}`,
    'data-step': step.code,
    checked: step.done || done.has(stepKey(step)),
    disabled: step.done ?? false,
  });
  input.addEventListener('change', () => tick(server, step, input.checked));
  return h(
    'label.step',
    { for: `step-${serial}` },
    input,
    h('span', null, ...prose(step.text), ...(step.done || step.necessity ? [' ', chip(step)] : [])),
  );
}

/** How much hangs on a setting, or that the evidence shows it. @param {PlanStep} step */
function chip({ done, necessity }) {
  if (done) return h('span.chip.tone-good', null, t('step.done'));
  return h(`span.chip.${necessity === 'required' ? 'tone-high' : 'tone-attention'}`, null, t(`necessity.${necessity}`));
}

/** @param {PlanStep} step */
function details({ before, commands, verify, links, target, text }) {
  return [
    before?.length
      ? h(
          'p.soft.small.before',
          null,
          `${t('plan.before')}: `,
          before.length === 1
            ? before[0]
            : h('span.before-list', null, ...before.map((words) => h('span', null, words))),
        )
      : null,
    ...(commands ?? []).map((command) =>
      h(
        'div.command',
        null,
        h('pre', null, command),
        copyButton(t('copy'), () => command, t('copy.command')),
      ),
    ),
    ...(verify ? [h('p.soft', null, verify.text)] : []),
    ...(links.length || target ? [linkRow(links, target, text)] : []),
  ];
}

/** @param {PlanStep['links']} links @param {import('expatch').Release | undefined} target @param {string} text what the step says already */
function linkRow(links, target, text) {
  const said = links.map(({ kind, url }) => t(`plan.link.${kind}`, { site: hostOf(url) }));
  // Pages of one site that say the same are told apart by their names.
  const named = said.map((words) => said.indexOf(words) !== said.lastIndexOf(words));
  const parts = links.map(({ url }, at) => outside(url, named[at] ? `${said[at]}: ${pageOf(url)}` : said[at]));
  if (target && !text.includes(target.build))
    parts.unshift(h('span.soft', null, releaseName(target), ' ', h('span.mono', null, target.build)));
  if (target?.esuOnly) parts.push(h('span.chip.tone-attention', null, t('release.esu')));
  return h('div.step-links', null, ...parts);
}

/** @param {string} url */
export function hostOf(url) {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return url;
  }
}

/** The name that an address gives its page: `…/plan-and-deploy/supportability-matrix`. @param {string} url */
function pageOf(url) {
  const { hash, pathname } = new URL(url);
  const [name = ''] = (hash.slice(1) || pathname).split('/').filter(Boolean).slice(-1);
  return name.replaceAll('-', ' ');
}

/** For which vulnerabilities a setting matters. @param {string[] | undefined} ids */
function concerned(ids) {
  if (!ids?.length) return null;
  const shown =
    ids.length > 6 ? `${ids.slice(0, 5).join(', ')}, ${t('and.more', { n: ids.length - 5 })}` : ids.join(', ');
  return h('p.soft.small', null, t('confirm.for', { ids: shown }));
}

/** The missing updates, the newest first. @param {import('expatch').Release[]} missing */
export function missingTable(missing) {
  const caption = t('missing.title');
  return h(
    'div.scroll-x',
    { tabindex: '0', role: 'group', 'aria-label': caption },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ...['update', 'build', 'released', 'article'].map((key) => h('th', { scope: 'col' }, t(`column.${key}`))),
        ),
      ),
      h(
        'tbody',
        null,
        ...[...missing]
          .reverse()
          .map((release) =>
            h(
              'tr',
              null,
              h(
                'td',
                null,
                release.update ?? release.baseline,
                release.esuOnly ? h('span.chip.tone-attention.in-table', null, t('release.esu.short')) : null,
              ),
              h('td.mono', null, release.build),
              h('td', null, day(release.released, 'short')),
              h('td', null, articleLink(release)),
            ),
          ),
      ),
    ),
  );
}
