// Charts of many servers, drawn from counts alone; every chart has its figures as a table.
import { scaleBand, scaleLinear } from 'd3-scale';
import { s } from '../dom.js';
import { date, number, t } from '../text.js';
import { h, tone } from './parts.js';

/**
 * @typedef {{ kind: string, rows: [string, number][], label: (name: string) => string, tone?: (name: string) => string, upright?: boolean }} Chart
 */

const UPRIGHT = 190;

/**
 * @param {import('../many/table.js').Counts} counts
 * @param {(kind: string, value: string) => void} onChoose
 */
export function chartsSection(counts, onChoose) {
  /** @type {Chart[]} */
  const all = [
    { kind: 'status', rows: counts.status, label: (name) => t(`status.${name}`), tone },
    { kind: 'product', rows: counts.product, label: (name) => name.replace('Exchange Server ', '') },
    { kind: 'country', rows: counts.country.slice(0, 10), label: (name) => name },
    { kind: 'month', rows: everyMonth(counts.month), label: (name) => date(name, 'short'), upright: true },
  ];
  const charts = all.filter(({ rows }) => rows.length > 0);
  return h(
    'section.card.charts',
    { 'aria-label': t('chart.title') },
    ...charts.map((chart) => figure(chart, onChoose)),
  );
}

/** Months without a row stand in the picture too: time has no holes. @param {[string, number][]} months @returns {[string, number][]} */
function everyMonth(months) {
  if (months.length === 0) return [];
  const known = new Map(months);
  /** @type {[string, number][]} */
  const all = [];
  const last = months[months.length - 1][0];
  for (
    let [year, month] = months[0][0].split('-').map(Number);
    ;
    month === 12 ? ([year, month] = [year + 1, 1]) : (month += 1)
  ) {
    const name = `${year}-${String(month).padStart(2, '0')}`;
    all.push([name, known.get(name) ?? 0]);
    if (name >= last) return all;
  }
}

/** @param {Chart} chart @param {(kind: string, value: string) => void} onChoose */
function figure(chart, onChoose) {
  const title = h('figcaption', null, h('h3', null, t(`chart.${chart.kind}`)));
  if (!chart.upright) return h('figure.chart', null, title, bars(chart, onChoose));
  const holder = h('div.chart-holder.upright');
  // Drawn for the width it has, so that its text stays readable on a phone.
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0) holder.replaceChildren(columns(chart, width));
  }).observe(holder);
  holder.style.minHeight = `${UPRIGHT}px`;
  return h(
    'figure.chart.whole',
    null,
    title,
    holder,
    h(
      'details.more',
      null,
      h('summary', null, t('chart.figures')),
      h(
        'table',
        null,
        h(
          'tbody',
          null,
          ...chart.rows
            .filter(([, times]) => times)
            .map(([name, times]) =>
              h('tr', null, h('th', { scope: 'row' }, chart.label(name)), h('td.number', null, number(times))),
            ),
        ),
      ),
    ),
  );
}

/**
 * One bar a row, as long as its number; the name above it has all the room it needs. Each narrows the table below.
 * @param {Chart} chart
 * @param {(kind: string, value: string) => void} onChoose
 */
function bars({ kind, rows, label, tone: toneOf }, onChoose) {
  const most = Math.max(...rows.map(([, times]) => times));
  return h(
    'ul.bars',
    null,
    ...rows.map(([name, times]) => {
      const fill = h('span.bar-fill');
      fill.style.inlineSize = `${(times / most) * 100}%`;
      return h(
        'li',
        null,
        h(
          `button.bar-row${toneOf ? `.${toneOf(name)}` : ''}`,
          { type: 'button', onclick: () => onChoose(kind, name) },
          h('span.bar-label', null, label(name)),
          h('span.bar-value', null, number(times)),
          h('span.bar-track', { 'aria-hidden': 'true' }, fill),
        ),
      );
    }),
  );
}

/** What a screen reader says of a chart. @param {Chart} chart */
const spoken = ({ kind, rows, label }) =>
  `${t(`chart.${kind}`)}: ${rows
    .filter(([, times]) => times)
    .slice(0, 12)
    .map(([name, times]) => `${label(name)} ${number(times)}`)
    .join(', ')}`;

/** A column a month over an axis of years. @param {Chart} chart @param {number} width */
function columns(chart, width) {
  const { rows, label } = chart;
  const foot = UPRIGHT - 26;
  const head = 12;
  const high = scaleLinear([0, Math.max(...rows.map(([, times]) => times))], [foot, head]).nice(4);
  const left = Math.max(...high.ticks(4).map((tick) => number(tick).length)) * 7.5 + 12;
  const place = scaleBand(
    rows.map(([name]) => name),
    [left, width],
  ).paddingInner(0.3);
  const thick = Math.min(place.bandwidth(), 34);
  const every = Math.max(1, Math.ceil((rows.length * 110) / (width - left)));
  return s(
    'svg',
    { viewBox: `0 0 ${width} ${UPRIGHT}`, width, height: UPRIGHT, role: 'img', 'aria-label': spoken(chart) },
    ...high
      .ticks(4)
      .filter(Number.isInteger)
      .flatMap((tick) => [
        s('line.rule', { x1: left, x2: width, y1: high(tick), y2: high(tick) }),
        s('text.value', { x: left - 8, y: high(tick), dy: '.35em', 'text-anchor': 'end' }, number(tick)),
      ]),
    ...rows.flatMap(([name, times], at) => {
      const middle = (place(name) ?? 0) + place.bandwidth() / 2;
      const parts = [];
      if (times)
        parts.push(
          s(
            'rect.shape',
            {
              x: middle - thick / 2,
              y: Math.min(high(times), foot - 2),
              width: Math.max(thick, 1),
              height: Math.max(2, foot - high(times)),
              rx: Math.min(3, thick / 3),
            },
            s('title', null, `${label(name)}: ${number(times)}`),
          ),
        );
      if (at % every === 0 && middle < width - 30)
        parts.push(
          s(
            'text.value',
            { x: at ? middle : middle - thick / 2, y: UPRIGHT - 6, 'text-anchor': at ? 'middle' : 'start' },
            label(name),
          ),
        );
      return parts;
    }),
  );
}
