// The drawer "how do I find this?": one command per situation, and the bookmarklet.
import { h, icon } from './parts.js';
import { t } from '../text.js';
import { copyButton } from '../copy.js';

/** @type {{ key: string, command?: string, exact: boolean }[]} */
const WAYS = [
  {
    key: 'shell',
    command:
      'Get-ExchangeServer | ForEach-Object { Invoke-Command -ComputerName $_.Fqdn { Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo } } }',
    exact: true,
  },
  {
    key: 'local',
    command: 'Get-Command ExSetup.exe | ForEach-Object { $_.FileVersionInfo.ProductVersion }',
    exact: true,
  },
  { key: 'windows', command: 'curl.exe -skI https://mail.example.com/owa/service.svc', exact: true },
  { key: 'curl', command: 'curl -skI https://mail.example.com/owa/service.svc', exact: true },
  {
    key: 'powershell',
    command:
      'try { (Invoke-WebRequest https://mail.example.com/owa/service.svc -UseBasicParsing).Headers } catch { $_.Exception.Response.Headers.ToString() }',
    exact: true,
  },
  { key: 'browser', exact: false },
  { key: 'mail', exact: false },
];

/**
 * The bookmarklet: on one's own Outlook on the web it asks that same server
 * for its version header and opens the page with what it says. Only a build
 * goes into the address, after the `#`, which browsers do not send.
 * @param {string} page
 */
export function bookmarklet(page) {
  const code = `(async()=>{let v='';try{v=(await fetch('/owa/service.svc',{method:'HEAD',credentials:'omit'})).headers.get('x-owa-version')||''}catch(e){}if(!v)v=(document.documentElement.outerHTML.match(/\\/owa\\/(?:auth|prem)\\/\\d+\\.\\d+\\.\\d+(?:\\.\\d+)?\\//)||[''])[0];open(${JSON.stringify(page)}+'#q='+encodeURIComponent(v),'_blank','noopener')})()`;
  return `javascript:${encodeURIComponent(code)}`;
}

/** @type {HTMLDialogElement | undefined} */
let dialog;

/** Opens the drawer. */
export function openFinder() {
  dialog?.remove();
  dialog = h(
    'dialog.finder',
    { 'aria-labelledby': 'finder-title' },
    h(
      'div.finder-head',
      null,
      h('h2', { id: 'finder-title' }, t('finder.title')),
      h('button.button.small', { type: 'button', onclick: () => dialog?.close() }, t('close')),
    ),
    h(
      'div.finder-body',
      null,
      h('p', null, t('finder.lead')),
      ...WAYS.map(way),
      // Nothing on the web can open a page that lies on a disk.
      location.protocol === 'file:'
        ? null
        : h(
            'section',
            null,
            h('h3', null, t('finder.bookmark')),
            h('p', null, t('finder.bookmark.text')),
            bookmarkLink(),
          ),
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog?.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {{ key: string, command?: string, exact: boolean }} way */
function way({ key, command, exact }) {
  return h(
    'section',
    null,
    h('h3', null, t(`finder.${key}`)),
    h('p', null, t(`finder.${key}.text`)),
    command
      ? h(
          'div.command',
          null,
          h('pre', null, command),
          copyButton(t('copy'), () => command, `${t('copy')}: ${t(`finder.${key}`)}`),
        )
      : null,
    h(
      `p.verdict-of.${exact ? 'tone-good' : 'tone-unsure'}`,
      null,
      icon(exact ? 'current' : 'indeterminate'),
      t(exact ? 'finder.exact' : 'finder.baseline'),
    ),
  );
}

function bookmarkLink() {
  const page = location.href.split(/[?#]/)[0];
  const link = h('a.bookmarklet', { href: '#bookmarklet' }, t('finder.bookmark.name'));
  link.addEventListener('dragstart', (event) => {
    // A javascript: address in the document itself would break the page's own policy; it is only handed to the drag.
    const code = bookmarklet(page);
    event.dataTransfer?.setData('text/uri-list', code);
    event.dataTransfer?.setData('text/plain', code);
  });
  link.addEventListener('click', (event) => event.preventDefault());
  return h(
    'div.tag-row',
    null,
    link,
    copyButton(t('finder.bookmark.copy'), () => bookmarklet(page)),
  );
}
