// Runs by itself on the hosts that were opted in, and nowhere else.

import { read } from "./read.js";

read()
  .then(({ answer }) => chrome.runtime.sendMessage({ answer }))
  // The extension was reloaded or removed meanwhile: nobody listens any more.
  .catch(() => {});
