// A feed over TLS on this machine, that gives what it is told to, signed by keys
// made for tests; and what wrong ones can give.

import { edition, keyOf, manifest, plain } from "../support/signed.mjs";
import { certificate } from "./fake-owa.mjs";
import { createServer } from "node:https";
import { feedOf } from "../../extension/build.mjs";

const KEY = keyOf(1);
const TODAY = Math.floor(Date.now() / 86_400_000);

/** Facts that were checked through today: by them the newest build is patched. */
export const NEWER = edition("test-2", plain.readInt32LE(52) - TODAY);

/** The day of the built-in facts, as a popup in English says it. */
export const BEFORE = said(plain.readInt32LE(52));
export const AFTER = said(TODAY);

function said(day) {
  const fields = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en", fields).format(day * 86_400_000);
}

/** The answers of a feed that publishes this database: its manifest, and the two in one file. */
export function published(database, key = KEY, text = manifest(database, key)) {
  return {
    "/expatch.manifest": (response) => response.end(text),
    "/expatch.db": (response) => response.end(Buffer.concat([database, Buffer.from(text)])),
  };
}

const flipped = () => {
  const bytes = Buffer.from(NEWER);
  bytes[4_000] ^= 1;
  return bytes;
};

const leading = (to) => (response) => response.writeHead(302, { location: to }).end();

/** Sends `bytes` again and again until nobody listens any more, or a second has passed. */
function endless(bytes) {
  return (response) => {
    const end = Date.now() + 1_000;
    const more = () => {
      while (!response.destroyed && Date.now() < end) if (!response.write(bytes)) return;
      response.end();
    };
    response.on("drain", more);
    more();
  };
}

/** What wrong feeds answer, and what the popup must say of it; `elsewhere` is an address over http. */
export const wrongs = (elsewhere, elsewhereSecure) => [
  ["signed by a stranger", published(NEWER, keyOf(2)), /carries no signature that counts here\..*not trusted here/],
  [
    "no signature",
    published(NEWER, KEY, manifest(NEWER, KEY).replace(/^signature.*\n/m, "")),
    /no signature that counts/,
  ],
  ["one bit flipped", published(flipped(), KEY, manifest(NEWER, KEY)), /damaged or incomplete/],
  ["older facts", published(edition("test-9", 30)), new RegExp(`older than the facts in use, as of ${BEFORE}\\.`)],
  [
    "half a database",
    { ...published(NEWER), "/expatch.db": (response) => response.end(NEWER.subarray(0, 20_000)) },
    /damaged or incomplete/,
  ],
  [
    "a connection cut within the database",
    {
      ...published(NEWER),
      "/expatch.db": (response) => {
        response.writeHead(200, { "content-length": NEWER.length });
        response.write(NEWER.subarray(0, 20_000), () => response.destroy());
      },
    },
    /gave no answer that can be used/,
  ],
  ["a page instead of the manifest", { "/expatch.manifest": (response) => response.end("<h1>hello") }, /damaged/],
  ["a manifest without end", { "/expatch.manifest": endless(Buffer.alloc(60_000, "size\n")) }, /is too large\..*65536/],
  [
    "a manifest that names too much",
    { "/expatch.manifest": (response) => response.end("expatch facts 1\nsize: 4194305\n") },
    /is too large\..*4194305/,
  ],
  ["a database without end", { ...published(NEWER), "/expatch.db": endless(Buffer.concat([NEWER])) }, /is too large\./],
  ["a redirect to http", { "/expatch.manifest": leading(`${elsewhere}expatch.manifest`) }, /led to another address/],
  [
    "a redirect of the database to http",
    { ...published(NEWER), "/expatch.db": leading(`${elsewhere}expatch.db`) },
    /led to another address/,
  ],
  ["a redirect to another host", { "/expatch.manifest": leading(elsewhereSecure) }, /led to another address/],
  ["nothing there", {}, /gave no answer that can be used\..*404/],
];

/** Starts the feed; `asked` grows with every request. `other` is a second host that the feed may lead to. */
export async function fakeFeed(run) {
  const asked = [];
  let answers = {};
  const server = createServer(certificate(run), (request, response) => {
    const { cookie, referer, host } = request.headers;
    asked.push({ method: request.method, url: request.url, cookie, referer, host });
    const answer = answers[request.url];
    if (answer) answer(response);
    else response.writeHead(404).end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  const [origin, other] = [`https://localhost:${port}`, `https://127.0.0.1:${port}`];
  return {
    asked,
    origin,
    other,
    feed: feedOf(`${origin}/expatch.manifest`, [KEY.hex]),
    /** The same, with the second host among those that may answer. */
    handedOut: feedOf(`${origin}/expatch.manifest`, [KEY.hex], [other]),
    publish: (those) => {
      answers = those;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
