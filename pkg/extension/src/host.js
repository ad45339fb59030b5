// Which hosts run by themselves: the permission is the only record of it.

/**
 * The patterns that stand for this origin, the narrowest first: not every
 * browser takes a port in a pattern. None where a host cannot be opted in.
 */
export function patternsOf(origin, ports = knowsPorts()) {
  const address = new URL(origin);
  if (address.protocol !== "https:") return [];
  const plain = `https://${address.hostname}/*`;
  return address.port && ports ? [`https://${address.host}/*`, plain] : [plain];
}

// Firefox takes a pattern with a port, grants it, and matches no page with it
// (seen in 153): it must not be asked for one.
function knowsPorts() {
  return !chrome.runtime.getURL("").startsWith("moz-extension:");
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
