// The popup: reads the tab it stands over, shows the verdict, offers the opt-in
// and newer facts.

import { assess, useKept } from "./facts.js";
import { facts, serverCard } from "./view.js";
import { language, make, t } from "./dom.js";
import { grantOf } from "./host.js";
import { isFeed } from "./feed.js";
import { offerRenewal } from "./renewal.js";
import { read } from "./read.js";
import { showBadge } from "./badge.js";

const at = (id) => document.getElementById(id);
const spoken = language();

document.documentElement.lang = spoken;
at("privacy").textContent = t("privacy");
at("answer").setAttribute("aria-label", t("answer"));
await useKept();
await show();
await offerRenewal(spoken, show);

async function show() {
  const tabId = await tabOf();
  const page = await readTab(tabId);
  at("answer").removeAttribute("aria-busy");
  if (!page) {
    at("answer").replaceChildren(message("unreadable_title", "unreadable"));
    return;
  }
  at("host").textContent = new URL(page.origin).host;
  const report = assess(page.answer, { locale: spoken });
  const cards = report.servers.map((server) => serverCard(server, report.database, spoken));
  if (cards.length === 0)
    cards.push(message("nothing_title", "nothing", `${t("facts_name")} ${facts(report.database, spoken)}`));
  at("answer").replaceChildren(...cards);
  // A page that shows nothing keeps the badge it has, which is none.
  await showBadge(tabId, report).catch(() => {});
  await offer(page.origin);
}

/** The tab in question: the address may name one, for a popup that is opened as a page of its own. */
async function tabOf() {
  const named = Number(new URLSearchParams(location.search).get("tab"));
  if (named > 0) return named;
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab.id;
}

/** What the tab's page says, or nothing where no extension may look: the browser's own pages, the shop. */
async function readTab(tabId) {
  try {
    const [done] = await chrome.scripting.executeScript({ target: { tabId }, func: read });
    return done?.result ?? undefined;
  } catch {
    return undefined;
  }
}

function message(title, text, small = "") {
  return make("div", { class: "message" }, make("h2", {}, t(title)), make("p", {}, t(text)), make("small", {}, small));
}

/** The button that opts this host in or out; the browser asks before it grants. */
async function offer(origin) {
  const grant = await grantOf(origin);
  const offered = grant !== undefined && !isFeed(grant.pattern);
  at("watch").hidden = !offered;
  if (!offered) return;
  const { pattern, granted } = grant;
  const host = new URL(origin).host;
  at("opt").textContent = t(granted ? "stop" : "start");
  at("opt-note").textContent = t(granted ? "started" : "start_note", host);
  at("opt").onclick = async () => {
    // Nothing is awaited before this call: the browser asks only in answer to a click.
    const change = granted ? chrome.permissions.remove : chrome.permissions.request;
    try {
      await change.call(chrome.permissions, { origins: [pattern] });
    } catch {
      at("opt-note").textContent = t("refused");
      return;
    }
    await offer(origin);
  };
}
