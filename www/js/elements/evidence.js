// What the answer rests on: the paste with its evidence marked, and what each piece can tell.
import { h } from './parts.js';
import { has, t } from '../text.js';
import { markedPieces } from '../spans.js';

/** @typedef {import('expatch').Server} Server */

let serial = 0;

/**
 * @param {Server} server
 * @param {string} text what was pasted; empty where the page does not have it
 */
export function evidenceSection({ evidence }, text) {
  if (evidence.length === 0) return null;
  serial += 1;
  const prefix = `e${serial}`;
  const list = h(
    'ol.evidence-list',
    null,
    ...evidence
      .slice(0, 200)
      .map((one, index) =>
        h(
          'li',
          { id: `${prefix}-${index}`, tabindex: '0', 'data-evidence': index },
          h(
            'div.what',
            null,
            h('span.badge', { 'aria-hidden': 'true' }, index + 1),
            h('span.mono', null, one.build ?? one.prefix ?? one.text),
            h('span.soft', null, channelName(one.channel)),
            h(`span.chip.${PRECISION[one.precision] ?? 'tone-neutral'}`, null, t(`precision.${one.precision}`)),
          ),
          one.meaning ? h('p.means', null, one.meaning) : null,
        ),
      ),
  );
  const section = h('div.part', null, text ? pasted(text, evidence, prefix) : null, list);
  link(section);
  return section;
}

/** @type {Record<string, string>} */
const PRECISION = {
  exact: 'tone-good',
  baseline: 'tone-unsure',
  floor: 'tone-unsure',
  product: 'tone-unsure',
  none: 'tone-neutral',
};

/** A channel's name in words, or its code where the facts are newer than the page. @param {string} channel */
const channelName = (channel) => (has(`channel.${channel}`) ? t(`channel.${channel}`) : channel);

/**
 * @param {string} text
 * @param {Server['evidence']} evidence
 * @param {string} prefix
 */
function pasted(text, evidence, prefix) {
  const pieces = markedPieces(text, evidence);
  return h(
    'pre.pasted',
    { tabindex: '0', role: 'group', 'aria-label': t('evidence.pasted') },
    ...pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('cut' in piece) return h('span.cut', null, t('evidence.cut', { n: piece.cut }));
      return h(
        'mark',
        { 'data-evidence': piece.evidence, 'aria-describedby': `${prefix}-${piece.evidence}` },
        piece.text,
        evidence.length > 1 ? h('span.mark-number', { 'aria-hidden': 'true' }, piece.evidence + 1) : null,
      );
    }),
  );
}

/** Lights up a mark and its line together, on hover and on focus. @param {HTMLElement} section */
function link(section) {
  const light = (/** @type {Event} */ event, /** @type {boolean} */ on) => {
    const target = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-evidence]'));
    if (!target) return;
    const same = section.querySelectorAll(`[data-evidence="${target.dataset.evidence}"]`);
    for (const element of same) element.classList.toggle('lit', on);
    if (on && event.type === 'focusin') {
      const mark = section.querySelector(`mark[data-evidence="${target.dataset.evidence}"]`);
      const pane = section.querySelector('.pasted');
      if (mark && pane)
        pane.scrollTop = /** @type {HTMLElement} */ (mark).offsetTop - /** @type {HTMLElement} */ (pane).offsetTop - 40;
    }
  };
  for (const type of ['mouseover', 'focusin']) section.addEventListener(type, (event) => light(event, true));
  for (const type of ['mouseout', 'focusout']) section.addEventListener(type, (event) => light(event, false));
}
