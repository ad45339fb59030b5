// What to do next, which updates are missing, what must be done by hand.
import { t } from '../text.js';
import { copyButton } from '../copy.js';
import { articleLink, day, h, outside, releaseName, sectionTitle } from './parts.js';

/** What to do, numbered as one does it. @param {import('expatch').PlanStep[]} plan */
export function planSection(plan) {
  const steps = plan.filter(({ kind }) => kind !== 'confirm');
  if (steps.length === 0) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t('plan.title')),
    h(
      'ol.steps',
      null,
      ...steps.map((step) => h('li', null, h('div', null, h('p', null, step.text), ...details(step)))),
    ),
  );
}

/** @param {import('expatch').PlanStep} step */
function details({ before, commands, verify, links, target, text }) {
  return [
    ...(before ?? []).map((words) => h('p.soft', null, `${t('plan.before')}: ${words}`)),
    ...(commands ?? []).map((command) =>
      h(
        'div.command',
        null,
        h('pre', { tabindex: '0', role: 'region', 'aria-label': t('plan.command') }, command),
        copyButton(t('copy'), () => command, t('copy.command')),
      ),
    ),
    ...(verify ? [h('p.soft', null, verify.text)] : []),
    ...(links.length || target ? [linkRow(links, target, text)] : []),
  ];
}

/** @param {import('expatch').PlanStep['links']} links @param {import('expatch').Release | undefined} target @param {string} text what the step says already */
function linkRow(links, target, text) {
  const parts = links.map(({ kind, url }) => outside(url, t(`plan.link.${kind}`, { site: hostOf(url) })));
  if (target && !text.includes(target.build))
    parts.unshift(h('span.soft', null, releaseName(target), ' ', h('span.mono', null, target.build)));
  if (target?.esuOnly) parts.push(h('span.chip.tone-attention', null, t('release.esu')));
  return h('div.step-links', null, ...parts);
}

/** @param {string} url */
function hostOf(url) {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return url;
  }
}

/** @param {import('expatch').Release[]} missing */
export function missingSection(missing) {
  if (missing.length === 0) return null;
  const newest = [...missing].reverse();
  const shown = newest.slice(0, 4);
  const rest = newest.slice(4);
  return h(
    'section.section',
    null,
    sectionTitle(t('missing.title'), t('missing.count', { n: missing.length })),
    releaseTable(shown, t('missing.title')),
    rest.length
      ? h(
          'details.more',
          null,
          h('summary', null, t('missing.more', { n: rest.length })),
          releaseTable(rest, t('missing.title')),
        )
      : null,
  );
}

/** @param {import('expatch').Release[]} releases @param {string} caption */
function releaseTable(releases, caption) {
  return h(
    'div.scroll-x',
    { tabindex: '0', role: 'region', 'aria-label': caption },
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
        ...releases.map((release) =>
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

/** What a version does not show: boxes to tick. @param {import('expatch').PlanStep[]} plan */
export function confirmSection(plan) {
  const steps = plan.filter(({ kind }) => kind === 'confirm');
  if (steps.length === 0) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t('confirm.title')),
    h('p.section-lead', null, t('confirm.lead')),
    h(
      'ul.plain-list',
      null,
      ...steps.map((step) =>
        h(
          'li',
          null,
          step.necessity
            ? h(
                'div.tag-row',
                null,
                h(
                  `span.chip.${step.necessity === 'required' ? 'tone-high' : 'tone-attention'}`,
                  null,
                  t(`necessity.${step.necessity}`),
                ),
              )
            : null,
          h('p', null, step.text),
          ...details(step),
          step.vulnerabilities?.length
            ? h('p.soft.small', null, t('confirm.for', { ids: some(step.vulnerabilities) }))
            : null,
        ),
      ),
    ),
  );
}

/** @param {string[]} ids */
const some = (ids) =>
  ids.length > 6 ? `${ids.slice(0, 5).join(', ')}, ${t('and.more', { n: ids.length - 5 })}` : ids.join(', ');
