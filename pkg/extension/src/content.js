// Runs by itself on the hosts that were opted in, and nowhere else.

import { read } from "./read.js";

read()
  .then(({ text }) => chrome.runtime.sendMessage({ text }))
  // The extension was reloaded or removed meanwhile: nobody listens any more.
  .catch(() => {});
