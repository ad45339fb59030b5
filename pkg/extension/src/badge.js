// The badge of a tab: a sign of its own for each status, so that colour never
// speaks alone, and the words in the tooltip.

import { tone } from "./status.js";

const SIGNS = {
  exploited: "!!",
  vulnerable: "!",
  unsupported: "✗",
  indeterminate: "?",
  "unknown-build": "??",
  mentioned: "?",
  superseded: "↑",
  "needs-action": "…",
  "latest-known": "✓?",
  "hotfix-available": "✓↑",
  current: "✓",
  "exchange-online": "365",
  "not-exchange": "–",
};

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
  const { status } = server.verdict;
  const build = server.build ?? server.release?.build;
  return {
    text: SIGNS[status] ?? "?",
    colour: COLOURS[tone(status)],
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
