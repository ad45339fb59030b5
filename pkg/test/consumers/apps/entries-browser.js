// What a browser holds: answers of this origin and of another, files, streams,
// documents, and things of an iframe's realm. The title says how it went.

import { assess, fingerprint, fromDocument, fromHeaders, init } from "expatch";

const options = { asOf: "2026-11-23" };
const other = new URLSearchParams(location.search).get("other");
const text = "X-OWA-Version: 15.1.2507.6\r\n";
const builds = ({ servers }) => servers.map(({ build }) => build).join();
const codes = ({ notes }) => notes.map(({ code }) => code);

function same(actual, wanted) {
  if (actual !== wanted) throw new Error(`${actual} is not ${wanted}`);
}

// What is hidden is said, and never reads as "nothing found".
function hidden(report) {
  same(report.servers.length, 0);
  same(codes(report).includes("headers-hidden"), true);
  same(codes(report).includes("nothing-found"), false);
}

async function frameOf(address) {
  const frame = document.createElement("iframe");
  frame.src = address;
  await new Promise((done) => {
    frame.onload = done;
    document.body.append(frame);
  });
  return frame;
}

const ways = {
  async response() {
    same(builds(await fingerprint(await fetch("/answer"), options)), "15.1.2507.6");
    same(builds(await fingerprint(fetch("/answer"), options)), "15.1.2507.6");
  },
  async headers() {
    const response = await fetch("/answer");
    same(builds(fromHeaders(response.headers, options)), "15.1.2507.6");
    same(builds(fromHeaders(response, options)), "15.1.2507.6");
  },
  async "headers of another origin"() {
    const response = await fetch(other);
    same(response.type, "cors");
    hidden(fromHeaders(response, options));
    hidden(await fingerprint(response, options));
    const opaque = await fetch(other, { mode: "no-cors" });
    same(opaque.type, "opaque");
    hidden(await fingerprint(opaque, options));
  },
  async "a file of 300 MB"() {
    const filler = new Uint8Array(1_000_000).fill(0x61);
    filler[999_999] = 10;
    const file = new File([...Array(300).fill(filler), text], "large.log");
    same(builds(await fingerprint(file, options)), "15.1.2507.6");
    const refused = await fingerprint(file, { ...options, maxBytes: 1_000_000 }).catch(({ code }) => code);
    same(refused, "too-large");
    // Its memory is given back: the next small one is answered as ever.
    same(builds(assess(text, options)), "15.1.2507.6");
  },
  async stream() {
    const slow = new ReadableStream({
      async start(to) {
        for (const letter of text) {
          to.enqueue(new TextEncoder().encode(letter));
          await new Promise((later) => setTimeout(later));
        }
        to.close();
      },
    });
    same(builds(await fingerprint(slow, options)), "15.1.2507.6");
    const signal = AbortSignal.timeout(50);
    same(await fingerprint(new ReadableStream({}), { signal }).catch(({ code }) => code), "aborted");
  },
  async document() {
    const { contentDocument } = await frameOf("/owa.html");
    const report = fromDocument(contentDocument, options);
    same(report.servers[0].evidence[0].channel, "owa-path");
    same(report.servers[0].name, location.hostname);
    // What a message says is nobody's evidence.
    same(
      report.servers.some(({ candidates }) => candidates.includes("15.2.2562.53")),
      false,
    );
    const parsed = new DOMParser().parseFromString(await (await fetch("/owa.html")).text(), "text/html");
    same(fromDocument(parsed, options).servers[0].evidence[0].channel, "owa-path");
  },
  async "another realm"() {
    const { contentWindow: realm } = await frameOf("about:blank");
    const answer = new realm.Response("", { headers: { "X-OWA-Version": "15.1.2507.6" } });
    same(builds(await fingerprint(answer, options)), "15.1.2507.6");
    same(builds(fromHeaders(new realm.Headers({ "X-OWA-Version": "15.1.2507.6" }), options)), "15.1.2507.6");
    same(builds(assess(realm.Uint8Array.from(new TextEncoder().encode(text)), options)), "15.1.2507.6");
    same(builds(await fingerprint(new realm.Blob([text]), options)), "15.1.2507.6");
    same(assess(text, { asOf: new realm.Date("2026-11-23T00:00:00Z") }).asOf, "2026-11-23");
  },
  async "service worker"() {
    await navigator.serviceWorker.register("/apps/service-worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const said = await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => done(data);
      active.postMessage(text, [port2]);
    });
    same(said, "15.1.2507.6");
  },
};

try {
  await init();
  for (const [name, way] of Object.entries(ways)) {
    await way().catch((error) => {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    });
  }
  document.title = `${Object.keys(ways).length} ways are right`;
} catch (error) {
  document.title = `failed: ${error.message}`;
}
