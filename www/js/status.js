// How a status looks: a tone and an icon of its own shape, so that colour never speaks alone.
import { s } from './dom.js';

export { STATUSES } from './statuses.js';

/** @type {Record<string, string>} */
const TONES = {
  exploited: 'critical',
  vulnerable: 'high',
  unsupported: 'high',
  indeterminate: 'unsure',
  'unknown-build': 'unsure',
  mentioned: 'unsure',
  superseded: 'attention',
  'needs-action': 'attention',
  'latest-known': 'attention',
  'hotfix-available': 'good',
  current: 'good',
  'exchange-online': 'neutral',
  'not-exchange': 'neutral',
};

/** The class that sets the colours of a status. @param {string} status */
export const tone = (status) => `tone-${TONES[status] ?? 'neutral'}`;

/** @type {Record<string, string[]>} */
export const STATUS_SHAPES = {
  exploited: ['M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8z', 'M12 7.5v5.5', 'M12 16.4v.1'],
  vulnerable: ['M12 3.2 22 20.5H2z', 'M12 9.5v5', 'M12 17.4v.1'],
  unsupported: ['M7 3h10M7 21h10', 'M8 3c0 5 8 5.5 8 9s-8 4-8 9', 'M16 3c0 5-8 5.5-8 9s8 4 8 9'],
  indeterminate: [
    'M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4',
    'M9.3 9.4a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2',
    'M12 16.9v.1',
  ],
  'unknown-build': [
    'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4',
    'M9.6 9.6a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 1.9',
    'M12 16.5v.1',
  ],
  mentioned: ['M5 4h14v12H9l-4 4z', 'M9 8.5h6', 'M9 11.5h4'],
  superseded: ['M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4', 'M12 16.5v-9', 'm8.2 11.2 3.8-3.8 3.8 3.8'],
  'needs-action': ['M5 3.5h14v17H5z', 'm8 9 1.2 1.2L11.3 8', 'M13.5 9.2H16', 'M8.3 15h2.5M13.5 15H16'],
  'latest-known': ['M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4', 'M12 7v5.3l3.5 2'],
  'hotfix-available': ['M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4', 'M12 7.5v9', 'm8.2 12.8 3.8 3.7 3.8-3.7'],
  current: ['M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4', 'm7.8 12.3 2.9 2.9 5.6-6'],
  'exchange-online': ['M7 18.5a4.5 4.5 0 0 1-.4-9 6 6 0 0 1 11.5 1.3A3.9 3.9 0 0 1 17.5 18.5z'],
  'not-exchange': ['M12 2.8a9.2 9.2 0 1 0 0 18.4a9.2 9.2 0 1 0 0-18.4', 'm5.6 5.6 12.8 12.8'],
  database: [
    'M4.5 6c0-1.7 3.4-3 7.5-3s7.5 1.3 7.5 3-3.4 3-7.5 3-7.5-1.3-7.5-3z',
    'M4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6',
    'M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3',
  ],
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13', 'm15.5 15.5 5 5'],
};

/** The icon of a status; decorative, for the word always stands beside it. @param {string} name */
export function icon(name) {
  const paths = STATUS_SHAPES[name] ?? STATUS_SHAPES.indeterminate;
  return s(
    'svg.icon',
    { viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    ...paths.map((d) => s('path', { d })),
  );
}
