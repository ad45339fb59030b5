// What a plan holds. No words: the page, its exports and its worker read a plan by the same rules.

/** @typedef {Pick<import('expatch').Verdict, 'plan'>} Planned */

/** Steps that are done one after the other. @param {Planned} verdict */
export const stepsOf = ({ plan }) => plan.filter(({ kind }) => kind !== 'confirm');
/** What a version does not show: boxes to tick. @param {Planned} verdict */
export const boxesOf = ({ plan }) => plan.filter(({ kind }) => kind === 'confirm');
/** What comes first. @param {Planned} verdict */
export const nextStep = ({ plan }) => plan.find(({ next }) => next);
/** What the plan leads to. @param {Planned} verdict */
export const targetOf = ({ plan }) => plan.find(({ last }) => last)?.target;
