// The badge of a tab: the verdict's answer as a word, so that colour never speaks
// alone, and its headline in the tooltip.

import { t } from "./dom.js";
import { tone } from "./status.js";

/** A badge has room for four letters. */
const ROOM = 4;

/** Whether it is patched: `yes`, `no`, `?`, or a dash where there is nothing to patch. */
function signOf({ patched, status, severity }) {
  if (patched === "not-applicable") return "–";
  if (patched === "unknown") return "?";
  const word = t(`patched_${patched}`);
  // Attackers use what is open; a step remains to be done.
  const mark = status === "exploited" ? "!" : patched === "yes" && severity > 0 ? "…" : "";
  return word.length < ROOM ? word + mark : word;
}

// The page's tones of its light theme, under white signs: 5.9 : 1 and more.
const COLOURS = {
  critical: "#9c1128",
  high: "#9a3a05",
  attention: "#735000",
  unsure: "#4a3f94",
  good: "#12643a",
  neutral: "#46505c",
};

/** What the badge says for a report: nothing where the page shows no server. */
export function badgeOf(report) {
  const server = report.servers[0];
  if (!server) return { text: "", colour: COLOURS.neutral, title: chrome.i18n.getMessage("name") };
  const build = server.build ?? server.release?.build;
  return {
    text: signOf(server.verdict),
    colour: COLOURS[tone(server.verdict.status)],
    title: ["expatch", server.verdict.headline, build].filter(Boolean).join(" · "),
  };
}

/** Puts the badge of a report on a tab; the browser takes it away when the tab goes elsewhere. */
export async function showBadge(tabId, report) {
  const { text, colour, title } = badgeOf(report);
  await Promise.all([
    chrome.action.setBadgeText({ tabId, text }),
    chrome.action.setBadgeBackgroundColor({ tabId, color: colour }),
    chrome.action.setBadgeTextColor({ tabId, color: "#ffffff" }),
    chrome.action.setTitle({ tabId, title }),
  ]);
}
