// CSAF against the validator that the standard's editors wrote (schema and all
// mandatory tests), SARIF against its schema.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import validate from '@secvisogram/csaf-validator-lib/validate.js';
import * as mandatory from '@secvisogram/csaf-validator-lib/mandatoryTests.js';
import * as schemas from '@secvisogram/csaf-validator-lib/schemaTests.js';

const require = createRequire(import.meta.url);
const bundle = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(bundle, name), 'utf8'));
const fail = (what, errors) => {
  console.error(what, JSON.stringify(errors, null, 1).slice(0, 4000));
  process.exit(1);
};

const name = readdirSync(bundle).find((file) => file.startsWith('expatch-'));
const tests = [...Object.values(schemas), ...Object.values(mandatory)].filter(
  (test) => typeof test === 'function' && test.name !== 'csaf_2_0_strict',
);
const { isValid, tests: results } = await validate(tests, read(name));
if (!isValid) fail(`CSAF: ${name}`, results.filter((test) => !test.isValid));
console.log(`CSAF ok: ${tests.length} tests`);

const Ajv = require('ajv-draft-04');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
require('ajv-formats')(ajv);
const schema = require.resolve('@microsoft/jest-sarif/package.json')
  .replace('package.json', 'lib/schemas/sarif-2.1.0-rtm.5.json');
const check = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
const log = read('sarif.json');
// The schema at hand names itself; ours names the standard's newer edition.
if (!check({ ...log, $schema: undefined })) fail('SARIF', check.errors);
console.log(`SARIF ok: ${log.runs[0].results.length} results`);
