// Charts of many servers; the library comes when a chart is shown, and every chart has its figures as a table.
import { date, number, t } from '../text.js';
import { h, tone } from './parts.js';

/** @type {Record<string, string>} the CSS colour of each tone */
const COLOURS = { 'tone-critical': '--critical', 'tone-high': '--high', 'tone-unsure': '--unsure', 'tone-attention': '--attention', 'tone-good': '--good', 'tone-neutral': '--neutral' };

/**
 * @param {any} counts
 * @param {(kind: string, value: string) => void} onChoose
 */
export function chartsSection(counts, onChoose) {
  /** @type {{ kind: string, rows: [string, number][], label: (name: string) => string, colour: (name: string) => string, upright?: boolean }[]} */
  const charts = [
    { kind: 'status', rows: counts.status, label: (name) => t(`status.${name}`), colour: (name) => COLOURS[tone(name)] },
    { kind: 'product', rows: counts.product, label: (name) => name.replace('Exchange Server ', ''), colour: () => '--accent' },
    { kind: 'country', rows: counts.country.slice(0, 10), label: (name) => name, colour: () => '--accent' },
    { kind: 'month', rows: counts.month, label: (name) => date(name, 'short'), colour: () => '--accent', upright: true },
  ].filter(({ rows }) => rows.length > 0);
  const section = h('section.card.charts', { 'aria-label': t('chart.title') }, ...charts.map((chart) => figure(chart, onChoose)));
  return section;
}

/**
 * @param {{ kind: string, rows: [string, number][], label: (name: string) => string, colour: (name: string) => string, upright?: boolean }} chart
 * @param {(kind: string, value: string) => void} onChoose
 */
function figure(chart, onChoose) {
  const { kind, rows, label } = chart;
  const canvas = h('canvas', { role: 'img', 'aria-label': `${t(`chart.${kind}`)}: ${rows.slice(0, 12).map(([name, times]) => `${label(name)} ${number(times)}`).join(', ')}` });
  const holder = h(`div.chart-holder${chart.upright ? '.upright' : ''}`, null, canvas);
  if (!chart.upright) holder.style.height = `${rows.length * 30 + 34}px`;
  const element = h(`figure.chart${chart.upright ? '.whole' : ''}`, null,
    h('figcaption', null, h('h3', null, t(`chart.${kind}`))),
    holder,
    h('details.more', null, h('summary', null, t('chart.figures')),
      h('table', null, h('tbody', null, ...rows.map(([name, times]) => h('tr', null, h('th', { scope: 'row' }, label(name)), h('td.number', null, number(times))))))));
  void draw(canvas, chart, onChoose);
  return element;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ kind: string, rows: [string, number][], label: (name: string) => string, colour: (name: string) => string, upright?: boolean }} chart
 * @param {(kind: string, value: string) => void} onChoose
 */
async function draw(canvas, { kind, rows, label, colour, upright }, onChoose) {
  const { Chart } = await import('../vendor/chart.js');
  const css = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const paint = () => ({
    labels: rows.map(([name]) => label(name)),
    datasets: [{ data: rows.map(([, times]) => times), backgroundColor: rows.map(([name]) => css(colour(name))), borderRadius: 3, maxBarThickness: 18, minBarLength: 2 }],
  });
  const numbers = { ticks: { color: css('--soft'), precision: 0, maxTicksLimit: 6 }, grid: { color: css('--line') }, border: { display: false }, beginAtZero: true };
  const names = { ticks: { color: css('--ink'), autoSkip: Boolean(upright), maxRotation: 0 }, grid: { display: false }, border: { color: css('--line') } };
  const made = new Chart(canvas, {
    type: 'bar',
    data: paint(),
    options: {
      indexAxis: upright ? 'x' : 'y',
      animation: false,
      maintainAspectRatio: false,
      responsive: true,
      plugins: { legend: { display: false }, tooltip: { displayColors: false, callbacks: { label: (/** @type {any} */ item) => number(item.raw) } } },
      scales: upright ? { x: names, y: numbers } : { y: names, x: numbers },
      onClick: (/** @type {unknown} */ _event, /** @type {{ index: number }[]} */ bars) => {
        if (bars.length && kind !== 'month') onChoose(kind, rows[bars[0].index][0]);
      },
    },
  });
  // A chart that is no longer in the page is let go at the next change of theme.
  const again = () => {
    if (!canvas.isConnected) {
      removeEventListener('theme', again);
      made.destroy();
      return;
    }
    for (const axis of Object.values(made.options.scales)) {
      axis.ticks.color = axis === made.options.scales[upright ? 'y' : 'x'] ? css('--soft') : css('--ink');
      if (axis.grid.color) axis.grid.color = css('--line');
    }
    made.data = paint();
    made.update();
  };
  addEventListener('theme', again);
}
