// A number that a patched server shows as well: where it was read decides. Both answers are worked out and shown.
import { assess } from '../engine.js';
import { t } from '../text.js';
import { h, icon, tone } from './parts.js';

/** The two places, and what stands for each in the address and for the core. */
const PLACES = /** @type {const} */ (['admin-display-version', 'ex-setup']);

/**
 * @param {import('expatch').Server} server
 * @param {import('expatch').Report} report
 */
export function whereSection({ evidence: [first], verdict }, { asOf }) {
  const build = first?.build;
  if (!build || !verdict.reasons.some(({ code }) => code === 'stated-baseline')) return null;
  return h(
    'section.section.where',
    { 'aria-labelledby': 'where-title' },
    h('h3', { id: 'where-title' }, t('where.title', { build })),
    h('p.section-lead', null, t('where.lead')),
    h('div.where-answers', null, ...PLACES.map((channel) => answer(channel, build, asOf))),
  );
}

/** @param {(typeof PLACES)[number]} channel @param {string} build @param {string} asOf */
function answer(channel, build, asOf) {
  const [server] = assess({ channel, build }, { asOf, locale: document.documentElement.lang }).servers;
  if (!server) return null;
  const { status, headline } = server.verdict;
  return h(
    `button.where-answer.${tone(status)}`,
    {
      type: 'button',
      'data-channel': channel,
      onclick: (/** @type {Event} */ event) =>
        event.target?.dispatchEvent(new CustomEvent('answer-channel', { detail: { channel, build }, bubbles: true })),
    },
    h('span.where-place', null, t(`where.${channel}`)),
    h('span.where-outcome', null, icon(status), h('span', null, headline)),
  );
}
