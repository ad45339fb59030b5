// Things of jsdom's realm, as tests of web pages have them.

import { fingerprint, fromDocument } from "expatch";
import { createRequire } from "node:module";

const { JSDOM } = createRequire(`${process.env.TOOLS}/`)("jsdom");

const options = { asOf: "2026-11-23" };
const { window } = new JSDOM(
  `<!doctype html><link rel="icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico">
   <p>X-OWA-Version: 15.2.2562.53</p><script src="https://elsewhere.example.org/owa/15.0.1497.2/x.js"></script>`,
  { url: "https://mail.example.org/owa/" },
);
const { document, File, Blob } = window;
// Files of jsdom can be read by its own reader alone, which environments of tests make global.
globalThis.FileReader = window.FileReader;
const text = "X-OWA-Version: 15.1.2507.6\r\n";
const page = fromDocument(document, options);
const [server] = page.servers;
console.log(page.servers.length, server.name, server.candidates[0], server.evidence[0].channel);
for (const source of [new File([text], "a.txt"), new Blob([text])])
  console.log((await fingerprint(source, options)).servers[0].build);
