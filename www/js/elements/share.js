// Sharing without sending: copies as ticket text, Markdown, JSON and a link, print.
import { permalink } from '../address.js';
import { copyButton } from '../copy.js';
import { markdown, ticket } from '../views.js';
import { t } from '../text.js';
import { h } from './parts.js';

/**
 * @param {import('expatch').Server} server
 * @param {import('expatch').Report} report
 * @param {string} text what the answer was made from
 */
export function copyRow(server, report, text) {
  const one = { ...report, servers: [server] };
  return h(
    'div.copy-row',
    null,
    h('span', null, t('share.title')),
    copyButton(t('share.ticket'), () => ticket(one)),
    copyButton('Markdown', () => markdown(one), `${t('share.title')} Markdown`),
    copyButton('JSON', () => JSON.stringify(one, null, 2), `${t('share.title')} JSON`),
    copyButton(t('share.link'), () => permalink(server, report, text)),
    h(
      'button.button.small',
      {
        type: 'button',
        onclick: (/** @type {Event} */ event) =>
          event.target?.dispatchEvent(new CustomEvent('answer-print', { detail: { report: one }, bubbles: true })),
      },
      t('share.print'),
    ),
    h(
      'button.button.small.picture',
      {
        type: 'button',
        title: t('share.picture.hint'),
        onclick: () => void import('./picture.js').then(({ savePicture }) => savePicture(server, report)),
      },
      t('share.picture'),
    ),
  );
}
