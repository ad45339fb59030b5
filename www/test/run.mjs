// Checks the types, then runs every browser test over the built page:
// `node test/run.mjs`, with `--long` also the file of hundreds of megabytes.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const www = join(here, '..');
const long = process.argv.includes('--long');
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs'))
  .map((name) => join(here, name));

/** @param {string[]} parameters */
const node = (parameters) =>
  spawnSync(process.execPath, parameters, {
    stdio: 'inherit',
    cwd: www,
    env: { ...process.env, ...(long ? { EXPATCH_LONG: '1' } : {}) },
  }).status ?? 1;

process.exit(
  node([join(www, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'jsconfig.json']) ||
    node(['--test', '--test-concurrency=1', ...files]),
);
