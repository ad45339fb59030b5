// Asking the server that this page came from, with the token of this tab.

const KEY = 'expatch-token';

/** The token, as long as the tab is open. */
export const kept = () => sessionStorage.getItem(KEY);
/** @param {string} token */
export const keep = (token) => sessionStorage.setItem(KEY, token);
export const forget = () => sessionStorage.removeItem(KEY);

/**
 * The answer, or an error with the problem's own words.
 * @param {string} path
 * @param {RequestInit} [request]
 * @returns {Promise<any>}
 */
export async function ask(path, request = {}) {
  const headers = { ...request.headers, accept: 'application/json', authorization: `Bearer ${kept()}` };
  const response = await fetch(new URL(path, document.baseURI), { ...request, headers });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw Object.assign(new Error(body.detail ?? body.title ?? `HTTP ${response.status}`), { status: response.status });
}

/** Saves an answer as a file: a link alone would carry no token. @param {string} path @param {string} name */
export async function download(path, name) {
  const headers = { authorization: `Bearer ${kept()}`, 'accept-language': document.documentElement.lang };
  const response = await fetch(new URL(path, document.baseURI), { headers });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
