// A database file is taken only with the project's signature.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { signatureOf } from '../js/signature.js';

/** A file signed by a fresh key. @param {string} content */
function signed(content) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const bytes = Buffer.from(content);
  const name = createHash('sha256').update(raw).digest().subarray(0, 8);
  return {
    key: raw.toString('hex'),
    file: new Uint8Array(Buffer.concat([bytes, Buffer.from('EXPSIG1\n'), name, sign(null, bytes, privateKey)])),
  };
}

test('the signature of the trusted key over the whole content counts', async () => {
  const { key, file } = signed('a database, in spirit');
  assert.equal(await signatureOf(file, key), 'signed');
});

test('changed content, other keys and no signature are told apart', async () => {
  const { key, file } = signed('a database, in spirit');
  const changed = file.slice();
  changed[3] ^= 1;
  assert.equal(await signatureOf(changed, key), 'broken');
  assert.equal(await signatureOf(file, signed('').key), 'unknown-key');
  assert.equal(await signatureOf(file.slice(0, -80), key), 'unsigned');
  assert.equal(await signatureOf(new Uint8Array(0), key), 'unsigned');
});
