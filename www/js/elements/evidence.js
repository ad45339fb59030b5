// What the answer rests on: the paste with its evidence marked, and what each piece can tell.
import { h } from './parts.js';
import { has, t } from '../text.js';
import { markedPieces } from '../spans.js';

/** @typedef {import('expatch').Server} Server */
/** @typedef {import('expatch').Mention} Mention */

/** How many lines a list has at most. */
const LISTED = 200;

let serial = 0;

/**
 * @param {Server} server
 * @param {string} text what was pasted; empty where the page does not have it
 * @param {Mention[]} mentions the numbers that do not count
 */
export function evidenceSection({ evidence }, text, mentions) {
  if (evidence.length === 0) return null;
  serial += 1;
  const prefix = `e${serial}`;
  const list = h(
    'ol.evidence-list',
    null,
    ...evidence
      .slice(0, LISTED)
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
  const section = h(
    'div.part',
    null,
    text ? pasted(text, evidence, mentions, prefix) : null,
    list,
    ...notCounted(mentions, evidence.length, prefix),
  );
  link(section);
  return section;
}

/**
 * Why the other numbers of the text do not count.
 * @param {Mention[]} mentions
 * @param {number} from the number of the first of them
 * @param {string} prefix
 */
function notCounted(mentions, from, prefix) {
  if (mentions.length === 0) return [];
  const items = mentions
    .slice(0, LISTED)
    .map((one, index) =>
      h(
        'li',
        { id: `${prefix}-${from + index}`, tabindex: '0', 'data-evidence': from + index },
        h('div.what', null, h('span.mono', null, one.build ?? one.prefix ?? one.text)),
        h('p.means', null, whyNot(one)),
      ),
    );
  return [h('h4.sub', null, t('evidence.notCounted')), h('ul.evidence-list', null, ...items)];
}

/** Why a number does not count, in a sentence. @param {Mention} mention */
export const whyNot = ({ why }) => t('mention.why', { why: t(has(`why.${why}`) ? `why.${why}` : 'why.sentence') });

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
 * @param {Mention[]} mentions
 * @param {string} prefix
 */
function pasted(text, evidence, mentions, prefix) {
  const pieces = markedPieces(text, [...evidence, ...mentions.slice(0, LISTED)]);
  return h(
    'pre.pasted',
    { tabindex: '0', role: 'group', 'aria-label': t('evidence.pasted') },
    ...pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('cut' in piece) return h('span.cut', null, t('evidence.cut', { n: piece.cut }));
      return h(
        piece.evidence < evidence.length ? 'mark' : 'mark.not-counted',
        { 'data-evidence': piece.evidence, 'aria-describedby': `${prefix}-${piece.evidence}` },
        piece.text,
        evidence.length > 1 && piece.evidence < evidence.length
          ? h('span.mark-number', { 'aria-hidden': 'true' }, piece.evidence + 1)
          : null,
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
