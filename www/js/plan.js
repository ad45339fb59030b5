// What a plan holds. No words: the page, its exports and its worker read a plan by the same rules.

/** @typedef {Pick<import('expatch').Verdict, 'plan' | 'status'>} Planned */

/** Steps that are done one after the other. @param {Planned} verdict */
export const stepsOf = ({ plan }) => plan.filter(({ kind }) => kind !== 'confirm');
/** What a version does not show: boxes to tick. @param {Planned} verdict */
export const boxesOf = ({ plan }) => plan.filter(({ kind }) => kind === 'confirm');
/** What comes first, as `Verdict::next_step` has it. @param {Planned} verdict */
export const nextStep = ({ plan, status }) =>
  (status === 'needs-action' && plan.find(({ necessity, done }) => necessity === 'required' && !done)) ||
  (plan.find(({ kind }) => kind !== 'confirm') ?? plan.find(({ done }) => !done));
/** What the plan leads to: the release that its last installation brings. @param {Planned} verdict */
export const targetOf = ({ plan }) =>
  [...plan].reverse().find(({ kind, target }) => target && ['install', 'upgrade', 'replace'].includes(kind))?.target;
