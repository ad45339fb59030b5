// One row of an export: the verdict's columns, the same as those of `expatch check --format csv`.
import { nextStep, targetOf } from '../plan.js';

/** In the command's order; a test holds the two against each other. */
export const COLUMNS = [
  'server',
  'patched',
  'status',
  'severity',
  'worst',
  'headline',
  'build',
  'candidates',
  'product',
  'baseline',
  'update',
  'released',
  'kb',
  'support',
  'open_least',
  'open_most',
  'exploited_least',
  'exploited_most',
  'cves',
  'exploited_cves',
  'missing',
  'target',
  'target_kb',
  'next_step',
  'summary',
  'as_of',
  'facts_through',
  'database',
];

/**
 * @param {import('expatch').Server} server
 * @param {import('expatch').Report} report whose facts it rests on
 * @returns {Record<string, string | number>} all columns but `server`, which is the row's
 */
export function columnsOf({ build, candidates, release, shared, verdict }, { asOf, database }) {
  const { certain } = verdict.vulnerabilities;
  const target = targetOf(verdict);
  return {
    patched: verdict.patched,
    status: verdict.status,
    severity: verdict.severity,
    worst: verdict.worst ?? '',
    headline: verdict.headline,
    build: build ?? '',
    candidates: candidates.join(' '),
    product: release?.product ?? shared?.product ?? '',
    baseline: release?.baseline ?? shared?.baseline ?? '',
    update: release?.update ?? '',
    released: release?.released ?? '',
    kb: release?.kb ?? '',
    support: verdict.support?.state ?? '',
    open_least: verdict.open.atLeast,
    open_most: verdict.open.atMost,
    exploited_least: verdict.exploited.atLeast,
    exploited_most: verdict.exploited.atMost,
    cves: certain.map(({ id }) => id).join(' '),
    exploited_cves: certain.flatMap(({ id, claims }) => (claims?.length ? id : [])).join(' '),
    missing: verdict.missing.map((missing) => missing.build).join(' '),
    target: target?.build ?? '',
    target_kb: target?.kb ?? '',
    next_step: nextStep(verdict)?.text ?? '',
    summary: verdict.summary,
    ...facts({ asOf, database }),
  };
}

/** @param {Pick<import('expatch').Report, 'asOf' | 'database'>} report */
export const facts = ({ asOf, database }) => ({
  as_of: asOf,
  facts_through: database.asOf,
  database: `${database.version} sha256:${database.digest}`,
});
