// Open holes, certain and possible, and since when the exploited ones could have been used.
import { date, score, t } from '../text.js';
import { day, h, icon, outside, sectionTitle } from './parts.js';

/** @typedef {import('expatch').Vulnerability} Vulnerability */

/** @param {import('expatch').Verdict} verdict */
export function vulnerabilitiesSection({ vulnerabilities: { certain, possible, neverEvaluated }, open }) {
  const of = open.ofReleases;
  return h(
    'div.vulnerabilities',
    null,
    certain.length ? h('h4.sub', null, t('holes.certain', { n: certain.length })) : null,
    certain.length ? h('ul.holes', null, ...certain.map((one) => hole(one, of))) : null,
    possible.length ? h('h4.sub', null, t('holes.possible', { n: possible.length })) : null,
    possible.length ? h('p.section-lead', null, t('holes.possible.lead')) : null,
    possible.length ? h('ul.holes', null, ...possible.map((one) => hole(one, of))) : null,
    neverEvaluated ? h('p.soft', null, t('holes.never', { n: neverEvaluated })) : null,
  );
}

/** @param {Vulnerability} vulnerability @param {number | undefined} of */
function hole({ id, name, cvss, published, claims, fixedIn, disputed, because, setting, openOn }, of) {
  const details = [t('hole.published', { day: date(published, 'short') })];
  if (fixedIn.length) details.push(t('hole.fixed', { builds: fixedIn.join(', ') }));
  else details.push(t('hole.unfixed'));
  if (disputed?.length) details.push(t('hole.disputed', { builds: disputed.join(', ') }));
  if (of && openOn && openOn < of) details.push(t('hole.openOn', { k: openOn, n: of }));
  return h(
    'li',
    null,
    h(
      'div.hole-id',
      null,
      outside(`https://msrc.microsoft.com/update-guide/vulnerability/${id}`, id),
      name ? h('span', null, name) : null,
      claims?.length
        ? h(
            'span.chip.tone-critical',
            null,
            icon('exploited'),
            t('hole.exploited', { day: date(claims[0].day, 'short') }),
          )
        : null,
      claims?.some(({ ransomware }) => ransomware) ? h('span.chip.tone-critical', null, t('hole.ransomware')) : null,
    ),
    cvss === undefined ? h('span.score') : h('span.score', null, score(cvss), h('small', null, 'CVSS')),
    h(
      'p.hole-detail',
      null,
      details.join(' · '),
      because
        ? h('span', null, ' · ', setting ? t('because.decided', { setting: setting.text }) : t(`because.${because}`))
        : null,
    ),
  );
}

/**
 * @param {import('expatch').Exposure[]} exposure
 * @param {string} asOf
 */
export function exposureSection(exposure, asOf) {
  if (exposure.length === 0) return null;
  // biome-ignore lint/complexity/useMathMinMax: days are texts
  const first = exposure.reduce((least, { since }) => (since < least ? since : least), asOf);
  return h(
    'div.part',
    null,
    sectionTitle(t('exposure.title')),
    h('p.section-lead', null, t('exposure.lead', { day: date(first) })),
    h(
      'div.scroll-x',
      { tabindex: '0', role: 'group', 'aria-label': t('exposure.title') },
      h(
        'table',
        null,
        h(
          'thead',
          null,
          h('tr', null, ...['hole', 'since', 'until'].map((key) => h('th', { scope: 'col' }, t(`column.${key}`)))),
        ),
        h(
          'tbody',
          null,
          ...exposure.map(({ id, name, since, until, possible }) =>
            h(
              'tr',
              null,
              h('td', null, outside(`https://nvd.nist.gov/vuln/detail/${id}`, id), name ? ` ${name}` : ''),
              h('td', null, day(since, 'short')),
              h(
                'td',
                null,
                until ? day(until, 'short') : possible ? t('exposure.perhaps') : h('strong', null, t('exposure.open')),
              ),
            ),
          ),
        ),
      ),
    ),
    h('h4.sub', null, t('exposure.check')),
    h(
      'ul.bullets',
      null,
      ...['logs', 'shells', 'accounts', 'tool'].map((key) => h('li', null, t(`exposure.check.${key}`))),
    ),
  );
}
