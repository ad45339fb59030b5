// The name and the tone of a status: the site's.

const TONES = {
  exploited: "critical",
  vulnerable: "high",
  unsupported: "high",
  indeterminate: "unsure",
  "unknown-build": "unsure",
  mentioned: "unsure",
  superseded: "attention",
  "needs-action": "attention",
  "latest-known": "attention",
  "hotfix-available": "good",
  current: "good",
  "exchange-online": "neutral",
  "not-exchange": "neutral",
};

/** Every status there is. */
export const STATUSES = Object.keys(TONES);

/** Which family of colours a status has. */
export const tone = (status) => TONES[status] ?? "neutral";

/** The status in the browser's language. */
export const word = (status) => chrome.i18n.getMessage(`status_${status.replaceAll("-", "_")}`) || status;
