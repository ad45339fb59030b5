// Loopback pages as servers of Exchange give them, and some that are none,
// over TLS with a certificate made for the run.

import { createServer as createListener } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";

const signIn = (version, head = "", body = "") => `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<!-- Copyright (c) 2011 Microsoft Corporation.  All rights reserved. -->
<html><head><meta http-equiv="Content-Type" content="text/html; CHARSET=utf-8"><title>Outlook</title>
<link rel="shortcut icon" href="/owa/auth/${version}/themes/resources/favicon.ico" type="image/x-icon">
<link rel="stylesheet" href="/owa/auth/${version}/themes/resources/logon.css">${head}
</head><body class="signInBg"><form action="/owa/auth.owa" method="POST"><input name="username"></form>${body}</body></html>`;

const evil = "<img src=x onerror=\"document.title='owned'\">";

/** What each path answers: headers and a page. */
const PAGES = {
  // The header and the path say the same.
  "/owa/auth/logon.aspx": [{ "x-owa-version": "15.1.2507.6", "x-feserver": "EX01" }, signIn("15.1.2507")],
  // A proxy took the header away: the path shows the baseline alone.
  "/owa/path-only": [{}, signIn("15.1.2507")],
  "/plain": [{ server: "nginx" }, "<!doctype html><title>Wiki</title><h1>Our wiki</h1>"],
  // A message in the reading pane quotes another server's header, and borrows its pictures; the server says nothing.
  "/owa/message": [
    {},
    '<!doctype html><title>X-OWA-Version: 15.2.1748.48</title><pre>X-OWA-Version: 15.2.2562.53</pre><img src="/owa/auth/15.2.986/themes/x.png"><a href="/owa/auth/15.1.2507/">here</a>',
  ],
  "/owa/hostile": [
    // The words of the markup would make a version a sample: the number stands alone.
    { "x-owa-version": "15.1.2507.6", "x-feserver": `EX01"${evil.slice(0, -1)}` },
    signIn(
      `15.1.2507${evil.replaceAll('"', "&quot;")}`,
      `<script>/* ${"15.1.9 </style> junk ".repeat(250_000)} */</script>`,
      `<p>${"15.1.2507.6 <b>".repeat(1_000)}</p>`,
    ),
  ],
  // Nothing but junk, five megabytes of it.
  "/junk": [{}, `<!doctype html><title>junk</title>${"<p>0123456789abcdef</p>".repeat(230_000)}`],
  // A server that knows GET alone.
  "/owa/no-head": [{ "x-owa-version": "15.2.1544.4" }, "<!doctype html><title>no HEAD</title>"],
  // The newest build of all: whether it is patched depends on how old the facts are.
  "/owa/newest": [{ "x-owa-version": "15.2.2562.53" }, signIn("15.2.2562")],
  // Reached through a gateway that sends those without its cookie away.
  "/owa/gateway": [{ "x-owa-version": "15.1.2507.6" }, signIn("15.1.2507")],
};

export function certificate(run) {
  const folder = mkdtempSync(join(tmpdir(), "expatch-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** Starts the pages; `asked` grows with every request that reaches them, `heard` with every one elsewhere. */
export async function fakeOwa(run) {
  const asked = [];
  const server = createServer(certificate(run), (request, response) => {
    const path = new URL(request.url, "https://localhost").pathname;
    asked.push({
      method: request.method,
      url: request.url,
      cookie: request.headers.cookie,
      referer: request.headers.referer,
    });
    const [headers, page] = PAGES[path] ?? [];
    if (!headers) return response.writeHead(404).end();
    if (path === "/owa/no-head" && request.method === "HEAD") return response.writeHead(405).end();
    if (path === "/owa/gateway" && !request.headers.cookie) {
      if (request.method === "HEAD")
        return response.writeHead(302, { location: "https://elsewhere.example/sign-in" }).end();
      headers["set-cookie"] = "gateway=1";
    }
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "set-cookie": "session=secret; Secure",
      ...headers,
    });
    response.end(request.method === "HEAD" ? undefined : page);
  });
  // Anybody else: nothing but the extension's policy keeps it from answering.
  const heard = [];
  const listener = createListener((request, response) => {
    heard.push(request.url);
    response.writeHead(200, { "access-control-allow-origin": "*" }).end();
  });
  for (const one of [server, listener]) await new Promise((ready) => one.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  return {
    asked,
    heard,
    own: `https://127.0.0.1:${port}`,
    other: `https://localhost:${port}`,
    elsewhere: `http://127.0.0.1:${listener.address().port}/`,
    close: () => {
      for (const one of [server, listener]) one.close();
    },
  };
}
