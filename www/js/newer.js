// Newer facts on the page's own origin: a feed that lies beside the page is
// asked once, and the core believes its database or not (crate/trust).

/**
 * What the build knows of a feed beside the page; nothing where it has none.
 * @returns {{ keys: string[] } | undefined}
 */
export const feed = () => /** @type {any} */ (globalThis).expatchFeed;

/** Whose signatures count beside the project's own. */
export const trust = () => ({ keys: feed()?.keys ?? [] });

/**
 * The bytes of the feed's database where it is another one than `version`.
 * @param {string} version of the facts in use
 * @param {(name: string) => Promise<Response>} get
 * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} nothing where nothing is there, or no network
 */
export async function newer(version, get) {
  try {
    const manifest = await get('expatch.manifest');
    if (!manifest.ok) return undefined;
    const offered = /^version: (.+)$/m.exec(await manifest.text())?.[1];
    if (!offered || offered === version) return undefined;
    const database = await get('expatch.db');
    return database.ok ? new Uint8Array(await database.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
