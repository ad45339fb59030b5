// Sets the badge on hosts that were opted in, keeps the content script on
// exactly these, and renews the facts when it is asked to. Holds no state: an
// event starts it, the permissions and what is kept tell it.

import { assess, useKept } from "./facts.js";
import { isFeed, patterns } from "./feed.js";
import { language } from "./dom.js";
import { renew } from "./renew.js";
import { showBadge } from "./badge.js";

const ID = "opted-in";
const LONGEST = 1_048_576;

const ready = useKept();

let last = Promise.resolve();
let renewed;

// One after the other: two changes at once would both register the script.
function follow() {
  last = last.then(register, register);
}

async function register() {
  const origins = ((await chrome.permissions.getAll()).origins ?? []).filter((pattern) => !isFeed(pattern));
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

// The browser's question may close the popup that asked: the work is done here.
chrome.permissions.onAdded.addListener(async ({ origins = [] }) => {
  const asked = Date.now();
  if (!origins.some(isFeed)) return;
  // It may have been done and given back since, for the popup that is still there.
  if (await chrome.permissions.contains({ origins: patterns() })) await renewAfter(asked);
});

/** Renews the facts, unless that was done since the click. */
async function renewAfter(click) {
  await ready;
  if (!(renewed?.on >= click)) renewed = await renew();
  return renewed;
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return undefined;
  // From a page of our own, and not from a script within somebody else's.
  const own = sender.url?.startsWith(chrome.runtime.getURL(""));
  if (own && typeof message?.renew === "number") {
    renewAfter(message.renew).then(answer, () => answer());
    return true;
  }
  if (sender.tab && sender.frameId === 0) badge(sender.tab.id, message?.answer);
  return undefined;
});

async function badge(tabId, answer) {
  if (typeof answer?.body !== "string" || answer.body.length > LONGEST) return;
  await ready;
  // A tab that was closed meanwhile has no badge.
  await showBadge(tabId, assess(answer, { locale: language() })).catch(() => {});
}
