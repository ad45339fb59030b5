// <expatch-grid>: a table that draws only the rows in sight; sorting and filtering happen in the worker.
import { STATUSES } from '../status.js';
import { span } from '../many/table.js';
import { number, t } from '../text.js';
import { h, icon, tone } from './parts.js';

const ROW = 44;
/** Browsers cannot scroll further than some ten million pixels: beyond, a pixel stands for more. */
const TALLEST = 8_000_000;
const COLUMNS = ['status', 'name', 'country', 'release', 'build', 'exploited', 'open'];
const SORTABLE = ['status', 'name', 'country', 'build', 'exploited', 'open'];

export class GridElement extends HTMLElement {
  /**
   * @param {import('../many/client.js').Client} client
   * @param {import('../many/table.js').Counts} counts
   * @param {(row: number) => void} onOpen
   */
  constructor(client, counts, onOpen) {
    super();
    this.client = client;
    this.counts = counts;
    this.onOpen = onOpen;
    this.total = counts.total;
    this.count = counts.total;
    this.sort = { column: 'status', descending: false };
    this.filter = { status: /** @type {number[]} */ ([]), country: '', product: '', search: '', change: '' };
    this.asked = 0;
    this.focused = 0;
    this.withCountry = counts.country.length > 0;
  }

  connectedCallback() {
    this.found = h('p.soft.found', { role: 'status' });
    this.tools = h('div.grid-tools');
    this.space = h('div.grid-space', { role: 'presentation' });
    this.body = h('div.grid-body', { role: 'rowgroup' });
    this.space.append(this.body);
    this.head = h('div.grid-head', { role: 'rowgroup' });
    this.pane = h(
      `div.grid-pane${this.withCountry ? '.with-country' : ''}`,
      { role: 'table', 'aria-label': t('many.table'), tabindex: '0', 'aria-rowcount': this.count + 1 },
      this.head,
      this.space,
    );
    this.pane.addEventListener('scroll', () => this.draw(), { passive: true });
    this.pane.addEventListener('keydown', (event) => this.keys(event));
    this.replaceChildren(this.tools, this.found, this.pane);
    this.drawTools();
    this.drawHead();
    void this.arrange();
  }

  /** Takes new counts, after a comparison. @param {import('../many/table.js').Counts} counts */
  useCounts(counts) {
    this.counts = counts;
    this.drawTools();
    void this.arrange();
  }

  /** Narrows to what a chart's bar says. @param {string} kind @param {string} value */
  narrow(kind, value) {
    if (kind === 'status') this.filter.status = value ? [value === 'nothing' ? 255 : STATUSES.indexOf(value)] : [];
    else if (kind === 'product') this.filter.product = value;
    else if (kind === 'country') this.filter.country = value;
    this.drawTools();
    void this.arrange();
    this.pane?.scrollIntoView({ block: 'nearest' });
  }

  drawTools() {
    const search = h('input.field', {
      type: 'search',
      id: 'row-search',
      placeholder: t('grid.search'),
      'aria-label': t('grid.search'),
      value: this.filter.search,
    });
    search.addEventListener('input', () => {
      this.filter.search = search.value;
      void this.arrange();
    });
    const choose = (
      /** @type {string} */ id,
      /** @type {[string, string][]} */ options,
      /** @type {string} */ chosen,
      /** @type {(value: string) => void} */ take,
    ) => {
      const select = h(
        'select.field',
        { id, 'aria-label': t(`grid.${id}`) },
        h('option', { value: '' }, t(`grid.${id}`)),
        ...options.map(([value, label]) => h('option', { value, selected: value === chosen }, label)),
      );
      select.addEventListener('change', () => {
        take(select.value);
        void this.arrange();
      });
      return select;
    };
    const { status, product, country, change } = this.counts;
    const named = this.filter.status.length ? (STATUSES[this.filter.status[0]] ?? 'nothing') : '';
    this.tools?.replaceChildren(
      search,
      choose(
        'status',
        status.map(([name, times]) => [name, `${t(`status.${name}`)} (${number(times)})`]),
        named,
        (value) => this.setStatus(value),
      ),
      ...(product.length > 1
        ? [
            choose(
              'product',
              product.map(([name, times]) => [name, `${name} (${number(times)})`]),
              this.filter.product,
              (value) => {
                this.filter.product = value;
              },
            ),
          ]
        : []),
      ...(country.length
        ? [
            choose(
              'country',
              country.map(([name, times]) => [name, `${name} (${number(times)})`]),
              this.filter.country,
              (value) => {
                this.filter.country = value;
              },
            ),
          ]
        : []),
      ...(change.length
        ? [
            choose(
              'change',
              change.map(([name, times]) => [name, t(`change.${name}`, { n: times })]),
              this.filter.change,
              (value) => {
                this.filter.change = value;
              },
            ),
          ]
        : []),
    );
  }

  /** @param {string} value */
  setStatus(value) {
    this.filter.status = value === '' ? [] : [value === 'nothing' ? 255 : STATUSES.indexOf(value)];
  }

  drawHead() {
    this.head?.replaceChildren(
      h(
        'div.grid-row',
        { role: 'row', 'aria-rowindex': 1 },
        ...this.columns().map((column) => {
          const sorted = this.sort.column === column ? (this.sort.descending ? 'descending' : 'ascending') : undefined;
          const cell = h(`div.cell.c-${column}`, {
            role: 'columnheader',
            'aria-sort': SORTABLE.includes(column) ? (sorted ?? 'none') : undefined,
          });
          if (!SORTABLE.includes(column)) cell.append(t(`column.${column}`));
          else
            cell.append(
              h(
                'button.sort',
                { type: 'button', 'data-sort': column, onclick: () => this.sortBy(column) },
                t(`column.${column}`),
                h('span.way', { 'aria-hidden': 'true' }, sorted === 'ascending' ? '↑' : sorted ? '↓' : ''),
              ),
            );
          return cell;
        }),
      ),
    );
  }

  columns() {
    return COLUMNS.filter((column) => column !== 'country' || this.withCountry);
  }

  /** @param {string} column */
  sortBy(column) {
    const numeric = column === 'exploited' || column === 'open';
    this.sort = { column, descending: this.sort.column === column ? !this.sort.descending : numeric };
    this.drawHead();
    /** @type {HTMLElement | null} */ (this.head?.querySelector(`[data-sort="${column}"]`) ?? null)?.focus();
    void this.arrange();
  }

  async arrange() {
    const { count } = await this.client.ask('arrange', { sort: this.sort, filter: this.filter });
    this.count = count;
    if (!this.pane || !this.space || !this.found) return;
    this.pane.setAttribute('aria-rowcount', String(count + 1));
    this.space.style.height = `${Math.min(count * ROW, TALLEST)}px`;
    this.pane.scrollTop = 0;
    this.focused = 0;
    this.found.textContent =
      count === this.total ? t('grid.all', { n: count }) : t('grid.found', { n: count, total: this.total });
    await this.draw();
  }

  async draw() {
    if (!this.pane || !this.body) return;
    const height = Math.min(this.count * ROW, TALLEST);
    const scale =
      this.count * ROW <= TALLEST ? 1 : (this.count * ROW - this.pane.clientHeight) / (height - this.pane.clientHeight);
    const from = Math.max(0, Math.floor((this.pane.scrollTop * scale) / ROW) - 6);
    const to = Math.min(this.count, from + Math.ceil(this.pane.clientHeight / ROW) + 12);
    this.asked += 1;
    const mine = this.asked;
    const rows = await this.client.ask('rows', { from, to });
    if (mine !== this.asked) return;
    const top = scale === 1 ? from * ROW : Math.max(0, this.pane.scrollTop - 6 * ROW);
    this.body.style.transform = `translateY(${top}px)`;
    this.body.replaceChildren(
      ...rows.map((/** @type {any} */ row, /** @type {number} */ at) => this.drawRow(row, from + at)),
    );
  }

  /** @param {any} row @param {number} at */
  drawRow(row, at) {
    const cells = {
      status: h(
        `span.server-status.${tone(row.status)}`,
        null,
        icon(STATUSES.includes(row.status) ? row.status : 'search'),
        h('span', null, t(`status.${row.status}`)),
      ),
      name: h(
        'button.row-open',
        { type: 'button', 'data-row': row.row, onclick: () => this.onOpen(row.row) },
        row.name || t('grid.row', { n: row.row + 1 }),
      ),
      country: row.country,
      release: [row.product.replace('Exchange Server ', ''), row.baseline, row.update].filter(Boolean).join(' '),
      build: row.build
        ? h('span.mono', null, row.build)
        : row.candidates > 1
          ? h('span.mono.soft', { title: t('range.count', { n: row.candidates }) }, `${row.prefix}…`)
          : h('span.mono', null, row.prefix ?? ''),
      exploited: row.exploited
        ? h('strong.tone-text', null, span(row.exploited, row.exploitedMost))
        : span(0, row.exploitedMost),
      open: span(row.open, row.openMost),
    };
    return h(
      'div.grid-row',
      { role: 'row', 'aria-rowindex': at + 2 },
      ...this.columns().map((column) =>
        h(
          `div.cell.c-${column}`,
          { role: 'cell', title: column === 'name' ? row.name : undefined },
          /** @type {any} */ (cells)[column],
          column === 'status' && row.change ? h('span.chip.change', null, t(`change.${row.change}.one`)) : null,
        ),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  keys(event) {
    if (!this.pane || event.target !== this.pane) return;
    const page = this.pane.clientHeight - ROW * 2;
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: ROW, ArrowUp: -ROW, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.pane.scrollTop =
      move === Infinity ? this.pane.scrollHeight : move === -Infinity ? 0 : this.pane.scrollTop + move;
  }
}
customElements.define('expatch-grid', GridElement);
