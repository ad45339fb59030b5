// Newer facts beside the page: asked for once, taken by the core's rules.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { newer } from '../js/newer.js';

// By address: the page's types are not asked of the package's own tests.
const ofPackage = (/** @type {string} */ name) => import(new URL(`../../pkg/${name}`, import.meta.url).href);
const { Workspace } = await ofPackage('node.js');
const { edition, keyOf, manifest, signed } = await ofPackage('test/support/signed.mjs');

/** A site with these files, which counts what it is asked for. @param {Record<string, string | Uint8Array>} files */
function site(files) {
  /** @type {string[]} */
  const asked = [];
  const get = async (/** @type {string} */ name) => {
    asked.push(name);
    return name in files
      ? new Response(/** @type {BodyInit} */ (files[name]))
      : new Response('no such file', { status: 404 });
  };
  return { asked, get };
}

const key = keyOf(1);
const database = edition('test-2');

test('another version than the one in use is fetched, and the core believes it', async () => {
  const { get } = site({ 'expatch.manifest': manifest(database, key), 'expatch.db': signed(database, key) });
  const bytes = await newer('test-1', get);
  assert.ok(bytes);
  const workspace = new Workspace();
  assert.throws(() => workspace.loadDatabase(bytes), { code: 'untrusted-database' });
  assert.equal(workspace.loadDatabase(bytes, { keys: [key.hex] }).version, 'test-2');
});

test('the same version is not fetched, and a site without a feed is left alone', async () => {
  const same = site({ 'expatch.manifest': manifest(database, key) });
  assert.equal(await newer('test-2', same.get), undefined);
  assert.deepEqual(same.asked, ['expatch.manifest']);
  const none = site({});
  assert.equal(await newer('test-2', none.get), undefined);
  const page = site({ 'expatch.manifest': '<!doctype html>' });
  assert.equal(await newer('test-2', page.get), undefined);
  assert.deepEqual(page.asked, ['expatch.manifest']);
  const cut = site({ 'expatch.manifest': manifest(database, key) });
  assert.equal(await newer('test-1', cut.get), undefined);
  assert.equal(await newer('test-1', () => Promise.reject(new Error('no network'))), undefined);
});
