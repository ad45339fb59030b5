// Sharing without sending: copies as ticket text, Markdown, JSON and a link, print.
import { copyButton } from '../copy.js';
import { markdown, ticket } from '../views.js';
import { t } from '../text.js';
import { h } from './parts.js';

/**
 * @param {import('expatch').Server} server
 * @param {import('expatch').Report} report
 */
export function copyRow(server, report) {
  const one = { ...report, servers: [server] };
  return h(
    'div.copy-row',
    null,
    h('span', null, t('share.title')),
    copyButton(t('share.ticket'), () => ticket(one)),
    copyButton('Markdown', () => markdown(one), `${t('share.title')} Markdown`),
    copyButton('JSON', () => JSON.stringify(one, null, 2), `${t('share.title')} JSON`),
    server.build ? copyButton(t('share.link'), () => permalink(/** @type {string} */ (server.build))) : null,
    h('button.button.small', { type: 'button', onclick: () => print() }, t('share.print')),
  );
}

/** The address that shows this build again; what stands behind `#` is never sent. @param {string} build */
export const permalink = (build) => `${location.href.split('#')[0]}#q=${encodeURIComponent(build)}`;
