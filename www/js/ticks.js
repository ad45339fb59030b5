// Boxes that were ticked, kept in this browser and nowhere else: by server, step and target.
import { store, stored } from './language.js';

const KEY = 'ticks';
/** So many servers are remembered; the oldest go first. */
const SERVERS = 200;

/** @returns {Record<string, string[]>} */
function all() {
  try {
    const kept = JSON.parse(stored(KEY) ?? '{}');
    return kept && typeof kept === 'object' && !Array.isArray(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** What a server is remembered by. @param {import('expatch').Server} server */
export const serverKey = ({ name, build, candidates }) => `${name ?? ''}|${build ?? candidates[0] ?? ''}`;

/** What a step is remembered by. @param {import('expatch').PlanStep} step */
export const stepKey = ({ code, target }) => (target ? `${code}@${target.build}` : code);

/** The steps that are ticked for a server. @param {import('expatch').Server} server @returns {Set<string>} */
export function ticked(server) {
  const steps = all()[serverKey(server)];
  return new Set(Array.isArray(steps) ? steps.filter((step) => typeof step === 'string') : []);
}

/** @param {import('expatch').Server} server @param {import('expatch').PlanStep} step @param {boolean} on */
export function tick(server, step, on) {
  const key = serverKey(server);
  const { [key]: before = [], ...rest } = all();
  const steps = new Set(Array.isArray(before) ? before : []);
  if (on) steps.add(stepKey(step));
  else steps.delete(stepKey(step));
  const entries = Object.entries(rest).slice(-(SERVERS - 1));
  if (steps.size) entries.push([key, [...steps]]);
  store(KEY, JSON.stringify(Object.fromEntries(entries)));
}

/** Forgets what was ticked for a server. @param {import('expatch').Server} server */
export function untick(server) {
  const { [serverKey(server)]: _, ...rest } = all();
  store(KEY, JSON.stringify(rest));
}
