// The picture of the estate over time, and what the page says of itself.
import { scaleBand, scaleLinear } from 'd3-scale';
import { h, s } from '../dom.js';
import { STATUSES, tone } from '../status.js';
import { date, number, t } from '../text.js';

export { number as count };

/** Says something where people and screen readers find it. @param {string} text */
export function announce(text) {
  const place = /** @type {HTMLElement} */ (document.getElementById('said'));
  place.textContent = text;
  place.hidden = text === '';
}

const HEIGHT = 220;
const WIDTH = 900;

/**
 * A column a day, its parts the statuses, the worst at the foot.
 * @param {{ day: string, status: string, servers: number }[]} rows
 */
export function daysChart(rows) {
  if (rows.length === 0) return h('p', null, t('estate.no-days'));
  /** @type {Map<string, Map<string, number>>} */
  const days = new Map();
  for (const { day, status, servers } of rows) {
    if (!days.has(day)) days.set(day, new Map());
    days.get(day)?.set(status, servers);
  }
  const names = [...days.keys()].sort();
  const sum = (/** @type {string} */ day) => [...(days.get(day)?.values() ?? [])].reduce((all, one) => all + one, 0);
  const [foot, head] = [HEIGHT - 28, 10];
  const high = scaleLinear([0, Math.max(1, ...names.map(sum))], [foot, head]).nice(4);
  const ticks = high.ticks(4).filter(Number.isInteger);
  const left = Math.max(...ticks.map((tick) => number(tick).length)) * 8 + 14;
  const place = scaleBand(names, [left, WIDTH]).paddingInner(0.18);
  const thick = Math.min(place.bandwidth(), 46);
  const every = Math.max(1, Math.ceil((names.length * 110) / (WIDTH - left)));
  const columns = names.flatMap((day, at) => {
    const x = (place(day) ?? 0) + (place.bandwidth() - thick) / 2;
    let below = 0;
    const parts = STATUSES.filter((status) => days.get(day)?.get(status)).map((status) => {
      const servers = days.get(day)?.get(status) ?? 0;
      const [from, to] = [high(below), high(below + servers)];
      below += servers;
      return s(
        `g.${tone(status)}`,
        null,
        s(
          'rect.part',
          { x, y: to, width: Math.max(thick, 1), height: Math.max(from - to, 1) },
          s('title', null, `${date(day)}: ${t(`status.${status}`)} ${number(servers)}`),
        ),
      );
    });
    const word =
      at % every === 0
        ? [
            s(
              'text',
              { x: at === 0 ? x : x + thick / 2, y: HEIGHT - 8, 'text-anchor': at === 0 ? 'start' : 'middle' },
              date(day, 'short'),
            ),
          ]
        : [];
    return [...parts, ...word];
  });
  const last = names[names.length - 1];
  const spoken = `${t('estate.days')}: ${date(last)}, ${STATUSES.filter((status) => days.get(last)?.get(status))
    .map((status) => `${t(`status.${status}`)} ${number(days.get(last)?.get(status) ?? 0)}`)
    .join(', ')}`;
  return h(
    'div.days',
    { tabindex: '0', role: 'group', 'aria-label': t('estate.days') },
    s(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': spoken },
      ...ticks.flatMap((tick) => [
        s('line', { x1: left, x2: WIDTH, y1: high(tick), y2: high(tick) }),
        s('text', { x: left - 8, y: high(tick), dy: '.35em', 'text-anchor': 'end' }, number(tick)),
      ]),
      ...columns,
    ),
  );
}
