// Sets the badge on hosts that were opted in, and keeps the content script on
// exactly these. Holds no state: an event starts it, the permissions tell it.

import { assess } from "expatch/inline";
import { showBadge } from "./badge.js";
import { language } from "./dom.js";

const ID = "opted-in";
const LONGEST = 1_048_576;

let last = Promise.resolve();

// One after the other: two changes at once would both register the script.
function follow() {
  last = last.then(register, register);
}

async function register() {
  const { origins = [] } = await chrome.permissions.getAll();
  const known = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  const script = { id: ID, js: ["content.js"], matches: origins, runAt: "document_idle" };
  if (known.length > 0 && origins.length > 0) await chrome.scripting.updateContentScripts([script]);
  else if (known.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  else if (origins.length > 0) await chrome.scripting.registerContentScripts([script]);
}

chrome.runtime.onInstalled.addListener(follow);
chrome.runtime.onStartup.addListener(follow);
chrome.permissions.onAdded.addListener(follow);
chrome.permissions.onRemoved.addListener(follow);

chrome.runtime.onMessage.addListener((message, sender) => {
  const ours = sender.id === chrome.runtime.id && sender.tab && sender.frameId === 0;
  const answer = message?.answer;
  if (!ours || typeof answer?.body !== "string" || answer.body.length > LONGEST) return;
  // A tab that was closed meanwhile has no badge.
  showBadge(sender.tab.id, assess(answer, { locale: language() })).catch(() => {});
});
