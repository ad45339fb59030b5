// Whether a database file comes from the project: its trailer is a mark, the
// key's name and an Ed25519 signature of all bytes before (crate/update).

const MARK = 'EXPSIG1\n';
const TRAILER = 8 + 8 + 64;

/**
 * What a file's signature is worth.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} key the public key that is trusted, 64 hexadecimal digits
 * @returns {Promise<'signed' | 'unsigned' | 'unknown-key' | 'broken' | 'uncheckable'>} `uncheckable` where the browser has no Ed25519
 */
export async function signatureOf(bytes, key) {
  const trailer = bytes.subarray(-TRAILER);
  if (trailer.length < TRAILER || new TextDecoder('latin1').decode(trailer.subarray(0, 8)) !== MARK) return 'unsigned';
  if (!globalThis.crypto?.subtle) return 'uncheckable';
  const trusted = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const name = new Uint8Array(await crypto.subtle.digest('SHA-256', trusted)).subarray(0, 8);
  if (name.some((byte, at) => byte !== trailer[8 + at])) return 'unknown-key';
  try {
    const imported = await crypto.subtle.importKey('raw', trusted, 'Ed25519', false, ['verify']);
    const good = await crypto.subtle.verify('Ed25519', imported, trailer.subarray(16), bytes.subarray(0, -TRAILER));
    return good ? 'signed' : 'broken';
  } catch {
    return 'uncheckable';
  }
}

/** The key of the project's releases, put in by the build. */
export const releaseKey = () => /** @type {string} */ (/** @type {any} */ (globalThis).expatchReleaseKey);
