// What to do next, which updates are missing, what must be done by hand.
import { t } from '../text.js';
import { copyButton } from '../copy.js';
import { articleLink, day, h, outside, releaseName, sectionTitle } from './parts.js';

/** @param {import('expatch').Action[]} actions */
export function actionsSection(actions) {
  if (actions.length === 0) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t('actions.title')),
    h(
      'ol.steps',
      null,
      ...actions.map(({ text, command, url, install }) =>
        h(
          'li',
          null,
          h(
            'div',
            null,
            h('p', null, text),
            command
              ? h(
                  'div.command',
                  null,
                  h('pre', { tabindex: '0', role: 'region', 'aria-label': t('actions.command') }, command),
                  copyButton(t('copy'), () => command, t('copy.command')),
                )
              : null,
            links(url, install, text),
          ),
        ),
      ),
    ),
  );
}

/** @param {string | undefined} url @param {import('expatch').Release | undefined} install @param {string} text what the step says already */
function links(url, install, text) {
  const parts = [];
  if (install) {
    if (!text.includes(install.build))
      parts.push(h('span.soft', null, releaseName(install), ' ', h('span.mono', null, install.build)));
    const article = articleLink(install);
    if (article && install.url !== url) parts.push(article);
    if (install.esuOnly) parts.push(h('span.chip.tone-attention', null, t('release.esu')));
  }
  if (url) parts.push(outside(url, t('actions.read', { site: hostOf(url) })));
  return parts.length ? h('div.step-links', null, ...parts) : null;
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

/** @param {import('expatch').ManualStep[]} steps */
export function manualSection(steps) {
  if (steps.length === 0) return null;
  return h(
    'section.section',
    null,
    sectionTitle(t('manual.title')),
    h('p.section-lead', null, t('manual.lead')),
    h(
      'ul.plain-list',
      null,
      ...steps.map(({ text, necessity, vulnerabilities }) =>
        h(
          'li',
          null,
          h(
            'div.tag-row',
            null,
            h(
              `span.chip.${necessity === 'required' ? 'tone-high' : 'tone-attention'}`,
              null,
              t(`necessity.${necessity}`),
            ),
          ),
          h('p', null, text),
          vulnerabilities.length ? h('p.soft.small', null, t('manual.for', { ids: some(vulnerabilities) })) : null,
        ),
      ),
    ),
  );
}

/** @param {string[]} ids */
const some = (ids) =>
  ids.length > 6 ? `${ids.slice(0, 5).join(', ')}, ${t('and.more', { n: ids.length - 5 })}` : ids.join(', ');
