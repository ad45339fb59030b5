// Every way in that takes what a runtime holds, asked in Node, Deno and Bun: the
// same build by each. Ends with a line that counts them.

import { Workspace, assess, assessMany, assessStream, fingerprint, fromDocument, fromHeaders } from "expatch";

const options = { asOf: "2026-11-23" };
const head = { "x-owa-version": "15.1.2507.6" };
const text = "X-OWA-Version: 15.1.2507.6\r\n";
const bytes = new TextEncoder().encode(text);
const icon = '<link rel="icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico">';

async function* pieces() {
  yield text.slice(0, 20);
  yield bytes.subarray(20);
}

// Node's own server and its own answer, where the runtime has both.
async function incoming() {
  const { createServer, get } = await import("node:http");
  const server = createServer((_, response) => response.writeHead(302, head).end("moved"));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    const { port } = server.address();
    const answer = () => new Promise((done, fail) => get({ host: "127.0.0.1", port }, done).on("error", fail));
    const first = await answer();
    first.resume();
    return [fromHeaders(first.headers, options), await fingerprint(answer(), options)];
  } finally {
    server.close();
  }
}

const ways = {
  text: () => assess(text, options),
  bytes: () => assess(bytes, options),
  parts: () => assess({ url: "https://mail.example.org/owa/", status: 302, headers: head, body: icon }, options),
  number: () => assess({ channel: "ex-setup", build: "15.1.2507.6" }, options),
  headers: () => fromHeaders(new Headers(head), options),
  pairs: () => fromHeaders(Object.entries(head), options),
  response: () => fingerprint(new Response(icon, { headers: head }), options),
  blob: () => fingerprint(new Blob([text]), options),
  file: () => fingerprint(new File([text], "headers.txt"), options),
  stream: () => fingerprint(new Blob([text]).stream(), options),
  iterable: () => fingerprint(pieces(), options),
  incoming,
  workspace: () => new Workspace().assess(text, options),
  records: async () => {
    const found = [];
    const lines = new Blob([`${text}\n${text}`]).stream().pipeThrough(assessStream(options));
    for (const reader = lines.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return found;
      found.push(value);
    }
  },
};

let right = 0;
for (const [name, way] of Object.entries(ways)) {
  for (const { servers } of [await way()].flat()) {
    const builds = servers.map(({ build }) => build).join();
    if (builds !== "15.1.2507.6") throw new Error(`${name}: ${builds || "nothing"}`);
  }
  right += 1;
}
if (assessMany([text, text], options).builds.join() !== "15.1.2507.6") throw new Error("columns");
const refusals = [
  ["invalid-input", () => fromDocument("text")],
  ["invalid-input", () => assessMany("15.1.2507.6")],
  ["invalid-options", () => assess(text, null)],
];
for (const [code, refused] of refusals) {
  try {
    refused();
    throw new Error(`${code} is expected`);
  } catch (error) {
    if (error.code !== code) throw error;
  }
}
console.log(`${right} of ${Object.keys(ways).length} ways are right`);
