// What a page and its server say of themselves, as one text for expatch.

/**
 * Runs inside the page (as a content script's world), so it refers to nothing
 * outside itself.
 *
 * Two things are read. The response headers of the page's address, asked for
 * once more without cookies: no session is touched, and no permission beyond
 * the page itself is needed. And from the page what only its server writes:
 * the addresses of its scripts and sheets, and the scripts and sheets in its
 * head. Never the text of the page, its title or pictures: a message that is
 * open in OWA may quote any header it likes, and is nobody else's business.
 *
 * They are kept apart: what stands in the page cannot pose as a header.
 *
 * @returns {Promise<{ origin: string, answer: { url: string, status?: number, headers: [string, string][], body: string } }>}
 */
export async function read() {
  const LONGEST_PART = 262_144;
  const MOST_ADDRESSES = 2_000;

  async function ask(method) {
    return fetch(location.origin + location.pathname, {
      method,
      mode: "same-origin",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(10_000),
    });
  }

  async function asked() {
    try {
      let response = await ask("HEAD");
      if (response.status === 405 || response.status === 501) {
        response = await ask("GET");
        await response.body?.cancel();
      }
      return { status: response.status, headers: [...response.headers] };
    } catch {
      // The server is gone, or sends those without cookies to another origin: the page still speaks.
      return { headers: [] };
    }
  }

  function addresses() {
    const lines = new Set();
    for (const element of document.querySelectorAll("link[href], script[src]")) {
      if (lines.size === MOST_ADDRESSES) break;
      try {
        const address = new URL(element.getAttribute("href") ?? element.getAttribute("src"), document.baseURI);
        if (address.origin === location.origin) lines.add(address.pathname.slice(0, 2_000));
      } catch {
        // No address at all: it names no file of the server.
      }
    }
    return [...lines].join("\n");
  }

  function embedded() {
    const parts = document.head?.querySelectorAll("script:not([src]), style") ?? [];
    return [...parts].map((element) => element.textContent).join("\n");
  }

  const body = [addresses(), embedded()].map((part) => part.slice(0, LONGEST_PART)).join("\n");
  return { origin: location.origin, answer: { url: location.origin, ...(await asked()), body } };
}
