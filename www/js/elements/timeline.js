// A picture of the baseline in time: its updates, your build among them, exploited holes as bands.
import { s } from '../dom.js';
import { date, t } from '../text.js';
import { h, releaseName, sectionTitle } from './parts.js';

/** @typedef {import('expatch').Release} Release */
/** @typedef {import('expatch').Server} Server */

/** @type {() => Release[]} */
let allReleases = () => [];
/** Gives the table of releases to draw from. @param {() => Release[]} releases */
export function drawFrom(releases) {
  allReleases = releases;
}

const BANDS = 7;
const BAND_HEIGHT = 25;

/**
 * @param {Server} server
 * @param {string} asOf
 */
export function timelineSection(server, asOf) {
  const here = server.release;
  if (!here) return null;
  const line = allReleases().filter(
    ({ product, baseline, released }) => product === here.product && baseline === here.baseline && released <= asOf,
  );
  if (line.length < 2 && server.verdict.exposure.length === 0) return null;
  if (line.length === 0) line.push(here);
  const figure = h('div.timeline-figure');
  const draw = (/** @type {number} */ width) => figure.replaceChildren(picture(line, here, server, asOf, width));
  const section = h(
    'div.part.timeline',
    null,
    sectionTitle(t('timeline.title', { baseline: `${here.product} ${here.baseline}` })),
    figure,
    legend(server.verdict.exposure.length > 0),
  );
  // The picture is drawn for the width it has, so that its text stays readable on a phone.
  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width > 0 && width !== last) draw((last = width));
  }).observe(figure);
  draw((last = 640));
  return section;
}

/** @param {string} day */
const time = (day) => Date.parse(day.length === 7 ? `${day}-01` : day);

/**
 * @param {Release[]} line
 * @param {Release} here
 * @param {Server} server
 * @param {string} asOf
 * @param {number} width
 */
function picture(line, here, server, asOf, width) {
  const { exposure, support } = server.verdict;
  const bands = [...exposure].sort((a, b) => (a.since < b.since ? -1 : 1));
  const shown = bands.slice(0, BANDS);
  const first = Math.min(
    ...line.map(({ released }) => time(released)),
    ...shown.map(({ since }) => time(since)),
    time(here.released),
  );
  const last = time(asOf);
  const pad = 10;
  const span = Math.max(last - first, 86_400_000 * 30);
  const x = (/** @type {number} */ when) => pad + ((when - first) / span) * (width - 2 * pad);
  const axis = 52;
  const height = axis + 34 + shown.length * BAND_HEIGHT + (bands.length > BANDS ? 18 : 0);
  const at = x(time(here.released));
  const parts = [];

  for (let year = new Date(first).getUTCFullYear() + 1; Date.UTC(year, 0, 1) <= last; year += 1) {
    const years = span / 31_557_600_000;
    const every = Math.max(1, Math.ceil((years * 46) / width));
    const position = x(Date.UTC(year, 0, 1));
    if (year % every) continue;
    parts.push(s('line.year', { x1: position, x2: position, y1: axis - 8, y2: height }));
    if (position < width - 28) parts.push(s('text', { x: position + 4, y: axis + 22 }, year));
  }
  const ends = support?.ends ? time(support.ends) : undefined;
  if (ends && ends < last && ends > first) {
    parts.push(s('rect.ended', { x: x(ends), y: axis - 7, width: x(last) - x(ends), height: 14 }));
  }
  parts.push(s('line.axis', { x1: pad, x2: width - pad, y1: axis, y2: axis }));
  for (const release of line) {
    if (release.build === here.build) continue;
    const have = order(release.build) < order(here.build);
    parts.push(
      s(
        have ? 'circle.have' : 'circle.lack',
        { cx: x(time(release.released)), cy: axis, r: 4.2 },
        s('title', null, `${release.update ?? release.baseline} ${release.build}, ${date(release.released)}`),
      ),
    );
  }
  parts.push(s('line.today', { x1: x(last), x2: x(last), y1: 26, y2: height }));
  parts.push(s('line.here-line', { x1: at, x2: at, y1: 22, y2: axis }));
  parts.push(s('circle.here', { cx: at, cy: axis, r: 7 }));
  const middle = at < width * 0.25 ? 'start' : at > width * 0.75 ? 'end' : 'middle';
  const anchor = middle === 'start' ? Math.max(at - 6, 2) : middle === 'end' ? Math.min(at + 6, width - 2) : at;
  parts.push(
    s(
      'text.strong',
      { x: anchor, y: 14, 'text-anchor': middle },
      t('timeline.here', { release: here.update ?? here.baseline }),
    ),
  );

  shown.forEach(({ id, name, since, until }, index) => {
    const y = axis + 34 + index * BAND_HEIGHT;
    const from = x(Math.max(time(since), first));
    const to = x(until ? time(until) : last);
    const label = name ? `${name} ${width > 520 ? id : ''}`.trim() : id;
    const room = from - pad;
    const inside = label.length * 6.6;
    parts.push(
      s(
        until ? 'rect.band.closed' : 'rect.band',
        { x: from, y, width: Math.max(to - from, 3), height: 5, rx: 2.5 },
        s('title', null, `${label}: ${date(since)}${until ? ` – ${date(until)}` : ''}`),
      ),
    );
    if (room > inside + 8 && from > width / 2)
      parts.push(s('text.band-label', { x: from - 6, y: y + 6, 'text-anchor': 'end' }, label));
    else parts.push(s('text.band-label', { x: Math.min(from, width - inside - pad), y: y + 16 }, label));
  });
  if (bands.length > BANDS)
    parts.push(s('text', { x: pad, y: height - 2 }, t('timeline.more', { n: bands.length - BANDS })));

  const label = t('timeline.label', {
    release: releaseName(here),
    day: date(here.released),
    n: line.filter(({ build }) => order(build) > order(here.build)).length,
  });
  return s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label }, ...parts);
}

/** Builds as one number, for order. @param {string} build */
function order(build) {
  return build.split('.').reduce((sum, part) => sum * 100_000 + Number(part), 0);
}

/** @param {boolean} holes */
function legend(holes) {
  const item = (/** @type {SVGElement} */ shape, /** @type {string} */ key) =>
    h('li', null, s('svg', { viewBox: '0 0 18 12', 'aria-hidden': 'true' }, shape), t(key));
  return h(
    'ul.legend',
    null,
    item(s('circle.here', { cx: 9, cy: 6, r: 5.5 }), 'timeline.legend.here'),
    item(s('circle.have', { cx: 9, cy: 6, r: 4 }), 'timeline.legend.have'),
    item(s('circle.lack', { cx: 9, cy: 6, r: 4 }), 'timeline.legend.lack'),
    holes
      ? item(s('rect.band', { x: 0, y: 3.5, width: 18, height: 5, rx: 2.5 }), 'timeline.legend.band')
      : h('li', { hidden: true }),
  );
}
