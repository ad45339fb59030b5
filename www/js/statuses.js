// The names of the statuses alone, for the worker as well.

/** Every status, the worst first: the order of the core. */
export const STATUSES = [
  'exploited',
  'vulnerable',
  'unsupported',
  'indeterminate',
  'unknown-build',
  'mentioned',
  'superseded',
  'needs-action',
  'latest-known',
  'hotfix-available',
  'current',
  'not-exchange',
  'exchange-online',
];
