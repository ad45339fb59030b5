// Which hosts run by themselves: the permission is the only record of it.

/**
 * The patterns that stand for exactly this origin, the narrowest first: not
 * every browser takes a port in a pattern. None where a host cannot be opted in.
 */
export function patternsOf(origin) {
  const address = new URL(origin);
  if (address.protocol !== "https:") return [];
  const plain = `https://${address.hostname}/*`;
  return address.port ? [`https://${address.host}/*`, plain] : [plain];
}

/** The narrowest pattern that this browser takes, and whether it is granted. */
export async function grantOf(origin) {
  for (const pattern of patternsOf(origin)) {
    try {
      return { pattern, granted: await chrome.permissions.contains({ origins: [pattern] }) };
    } catch {
      // This browser knows no ports in patterns: the next one has none.
    }
  }
  return undefined;
}
