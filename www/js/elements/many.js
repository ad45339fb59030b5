// <expatch-many>: many servers at once: progress, counts, charts, a table, exports.
import { announce } from '../copy.js';
import { painted } from '../dom.js';
import { assess, database, today } from '../engine.js';
import { Client } from '../many/client.js';
import { STATUSES } from '../status.js';
import { currentLanguage, date, number, reason, t } from '../text.js';
import { chartsSection } from './charts.js';
import { GridElement } from './grid.js';
import { h, icon, tone } from './parts.js';
import { serverCard } from './server.js';

/** @typedef {{ asOf: string, locale: string }} Options */

export class ManyElement extends HTMLElement {
  /** @type {Client | undefined} */
  client;
  /** @type {File[]} */
  files = [];
  /** @type {Options} */
  options = { asOf: today(), locale: 'en' };
  /** @type {GridElement | undefined} */
  grid;
  /** @type {Uint8Array | undefined} */
  newer;
  /** What became of an earlier export's rows. @type {import('../paper.js').Trend | undefined} */
  trend;
  turn = 0;

  /** Closes the table and forgets its rows. */
  close() {
    this.turn += 1;
    this.hidden = true;
    this.client?.end();
    this.client = undefined;
    this.files = [];
    document.body.classList.remove('wide');
    this.replaceChildren();
  }

  /** Draws the words anew after a change of language. */
  render() {
    if (!this.hidden && this.files.length) void this.again({ ...this.options, locale: currentLanguage() });
  }

  /** Uses a newer database from now on. @param {Uint8Array} bytes */
  useDatabase(bytes) {
    this.newer = bytes;
    if (!this.client) return;
    void this.client.ask('database', { bytes }).then(() => this.again(this.options));
  }

  /** @param {Options} options */
  again(options) {
    return this.open(this.files, options);
  }

  /**
   * Reads files and shows what is in them.
   * @param {File[]} files
   * @param {Options} options
   */
  async open(files, options) {
    this.turn += 1;
    const mine = this.turn;
    this.trend = undefined;
    this.files = files;
    this.options = options;
    this.hidden = false;
    document.body.classList.add('wide');
    if (!this.client) {
      this.client = new Client();
      if (this.newer) void this.client.ask('database', { bytes: this.newer });
    }
    const client = this.client;
    this.showProgress(client);
    performance.mark('many-start');
    try {
      await client.ready;
      const result = await client.ask('open', { files, asOf: options.asOf });
      if (mine !== this.turn) return;
      performance.mark('many-end', { detail: result });
      await this.showRows(client, result.cancelled);
      performance.mark('many-shown');
      this.dataset.rows = String(result.rows);
    } catch (error) {
      if (mine === this.turn) this.fail(error);
    }
  }

  /** @param {Client} client */
  showProgress(client) {
    const bar = h('progress', { max: '1', value: '0', 'aria-label': t('many.reading') });
    const words = h('span', null, t('many.reading'));
    client.onProgress = ({ done, total, rows }) => {
      bar.value = total ? done / total : 0;
      words.textContent = t('many.progress', { n: rows, percent: Math.floor((done / Math.max(1, total)) * 100) });
    };
    this.replaceChildren(
      h(
        'div.progress',
        null,
        h(
          'div.progress-line',
          null,
          words,
          h('button.button.small', { type: 'button', id: 'cancel', onclick: () => client.ask('cancel') }, t('cancel')),
        ),
        bar,
      ),
    );
    announce(t('many.reading'));
  }

  /** @param {Client} client @param {boolean} cancelled */
  async showRows(client, cancelled) {
    const counts = await client.ask('counts');
    if (counts.total === 0) {
      this.replaceChildren(
        h(
          'section.card.empty',
          null,
          h('h2', null, icon('search'), t('many.none.title')),
          h('p', null, t('many.none.text')),
          this.closeButton(),
        ),
      );
      announce(t('many.none.title'));
      return;
    }
    // One part a frame, the first already in sight while the next is made.
    this.replaceChildren(this.head(client, counts, cancelled));
    await painted();
    this.append(chartsSection(counts, (kind, value) => this.grid?.narrow(kind, value)));
    await painted();
    this.grid = new GridElement(client, counts, (row) => void this.openRow(client, row));
    this.append(h('section.card.many-rows', { 'aria-label': t('many.table') }, this.grid));
    announce(t('many.done', { n: counts.total }));
  }

  closeButton() {
    return h('button.button', { type: 'button', onclick: () => this.close() }, t('close'));
  }

  /** @param {Client} client @param {import('../many/table.js').Counts} counts @param {boolean} cancelled */
  head(client, counts, cancelled) {
    const comparing = h('p.soft', { role: 'status' });
    const picker = h('input', {
      type: 'file',
      accept: '.csv,.json',
      hidden: true,
      id: 'compare-file',
      'aria-label': t('many.compare'),
      tabindex: '-1',
    });
    picker.addEventListener('change', async () => {
      const [file] = picker.files ?? [];
      picker.value = '';
      if (!file) return;
      try {
        const { gone, before } = await client.ask('compare', { file });
        const after = await client.ask('counts');
        this.trend = { before, gone, change: after.change };
        const parts = after.change.map((/** @type {[string, number]} */ [name, times]) =>
          t(`change.${name}`, { n: times }),
        );
        if (gone) parts.push(t('change.gone', { n: gone }));
        comparing.textContent = t('many.compared', { file: file.name, changes: parts.join(' · ') });
        this.grid?.useCounts(after);
      } catch {
        comparing.textContent = t('many.compare.failed', { file: file.name });
      }
    });
    const facts = database();
    const aged = facts.patchTuesdaysSince ?? [];
    return h(
      'section.card.many-head.appear',
      null,
      h(
        'div.many-title',
        null,
        h('h2', null, t('many.title', { n: counts.total })),
        h('span.soft', null, this.files.map(({ name }) => name).join(', ')),
      ),
      cancelled ? h('p.notice.tone-attention', null, t('many.cancelled')) : null,
      h(
        'div.tag-row',
        null,
        ...counts.status.map((/** @type {[string, number]} */ [status, times]) =>
          h(
            `span.chip.${tone(status)}`,
            null,
            icon(STATUSES.includes(status) ? status : 'search'),
            `${number(times)} × ${t(`status.${status}`)}`,
          ),
        ),
      ),
      h(
        aged.length ? 'p.many-data.aged' : 'p.many-data',
        null,
        icon('database'),
        h('span', null, dataWords(facts, this.options.asOf)),
      ),
      h(
        'div.many-tools',
        null,
        picker,
        ...['csv', 'json', 'html'].map((format) =>
          h(
            'button.button.small',
            { type: 'button', 'data-export': format, onclick: () => void this.save(client, format) },
            t(`export.${format}`),
          ),
        ),
        h(
          'button.button.small',
          { type: 'button', 'data-print': '', onclick: () => void this.print(client) },
          t('share.print'),
        ),
        h('button.button.small', { type: 'button', onclick: () => picker.click() }, t('many.compare')),
        h('button.button.small', { type: 'button', id: 'close-many', onclick: () => this.close() }, t('close')),
      ),
      comparing,
    );
  }

  /** @param {Client} client @param {string} format */
  async save(client, format) {
    const { asOf, locale } = this.options;
    /** @type {Blob} */
    let blob;
    if (format === 'html') {
      const { htmlReport } = await import('../html-report.js');
      blob = htmlReport(await this.paper(client));
    } else blob = await client.ask('export', { format, asOf, locale });
    const url = URL.createObjectURL(blob);
    h('a', { href: url, download: `expatch-${asOf}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  /** The report on the rows in view. @param {Client} client */
  async paper(client) {
    const { paper } = await import('../paper.js');
    const { findings, none, report } = await client.ask('findings', this.options);
    return paper(report, findings, { trend: this.trend, none });
  }

  /** @param {Client} client */
  async print(client) {
    const { printPaper } = await import('./print.js');
    printPaper(await this.paper(client));
  }

  /** One row's whole answer, in a dialog. @param {Client} client @param {number} row */
  async openRow(client, row) {
    const { input, name } = await client.ask('input', { row });
    const report = assess(input, this.options);
    // The report counts places in the values of a row's fields.
    const text =
      typeof input === 'string'
        ? input
        : input.fields.map((/** @type {[string, string]} */ [, value]) => value).join('\n');
    const dialog = h(
      'dialog.row-dialog',
      { 'aria-labelledby': 'row-title' },
      h(
        'div.finder-head',
        null,
        h('h2', { id: 'row-title' }, name || t('server.unnamed')),
        h('button.button.small', { type: 'button', onclick: () => dialog.close() }, t('close')),
      ),
      h(
        'div.row-body',
        null,
        ...(report.servers.length
          ? report.servers.map((server) => serverCard(server, report, text))
          : [h('p', null, t('nothing.title'))]),
      ),
    );
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** @param {unknown} error */
  fail(error) {
    this.replaceChildren(
      h(
        'div.notice.tone-critical',
        { role: 'alert' },
        h('p', null, h('strong', null, t('error.title'))),
        h('p', null, t('error.hint', { reason: reason(error) })),
      ),
    );
    this.client?.end();
    this.client = undefined;
  }
}
customElements.define('expatch-many', ManyElement);

/** @param {import('expatch').DatabaseIdentity} facts @param {string} asOf */
function dataWords(facts, asOf) {
  const aged = facts.patchTuesdaysSince ?? [];
  const words = t('data.day', { day: date(facts.asOf), version: facts.version, asOf: date(asOf) });
  return aged.length ? `${words} ${t('data.aged', { n: aged.length, day: date(aged[aged.length - 1]) })}` : words;
}
