// <expatch-database>: which facts the page rests on, and loading newer ones.
import { date, number, t } from '../text.js';
import { h } from './parts.js';

/** Fires `database-file` with the chosen file. */
export class DatabaseElement extends HTMLElement {
  /**
   * @param {import('expatch').DatabaseIdentity} database
   * @param {{ message?: string, bad?: boolean }} [note] what the last loading gave
   */
  show(database, note) {
    const picker = h('input', {
      type: 'file',
      hidden: true,
      id: 'database-file',
      'aria-label': t('database.load'),
      tabindex: '-1',
    });
    picker.addEventListener('change', () => {
      const [file] = picker.files ?? [];
      picker.value = '';
      if (file) this.dispatchEvent(new CustomEvent('database-file', { detail: file }));
    });
    const row = (/** @type {string} */ key, /** @type {string | Node} */ value) => [
      h('dt', null, t(key)),
      h('dd', null, value),
    ];
    this.replaceChildren(
      h(
        'section.database',
        { 'aria-labelledby': 'database-title' },
        h('h2', { id: 'database-title' }, t('database.title')),
        h('p', null, t('database.text', { day: date(database.asOf) })),
        h(
          'dl',
          null,
          ...row('database.version', `${database.version} (${t('database.schema')} ${database.schema})`),
          ...row(
            'database.holds',
            t('database.counts', {
              releases: number(database.releases),
              vulnerabilities: number(database.vulnerabilities),
            }),
          ),
          ...row('database.coverage', sources(database)),
          ...row('database.digest', h('code.digest', null, database.digest)),
          ...(database.signedBy ? row('database.signer', h('code.digest', null, database.signedBy)) : []),
        ),
        picker,
        h(
          'button.button.small',
          { type: 'button', id: 'load-database', onclick: () => picker.click() },
          t('database.load'),
        ),
        note?.message
          ? h(`p.notice.drop.${note.bad ? 'tone-critical' : 'tone-good'}`, { role: 'status' }, note.message)
          : null,
      ),
    );
  }
}

/** Each source with its day: "nothing newer" of a source that was not asked since says little. @param {import('expatch').DatabaseIdentity} database */
const sources = ({ coverage }) =>
  h(
    'ul.sources',
    null,
    ...coverage.map(({ title, tells = [], through }) =>
      h(
        'li',
        null,
        `${date(through)} · `,
        h('span', { lang: 'en' }, title),
        tells.length ? ` (${tells.map((topic) => t(`database.tells.${topic}`)).join(', ')})` : null,
      ),
    ),
  );

customElements.define('expatch-database', DatabaseElement);
