// A report as elements. The core's sentences are shown as they are.

import { link, make, t } from "./dom.js";
import { tone } from "./status.js";

const NEWEST = 3;

/** One server: status, summary, build, day of the facts, what to do next, what is missing. */
export function serverCard(server, database, language) {
  const { verdict } = server;
  return make(
    "article",
    { class: `tone-${tone(verdict.status)}`, "data-status": verdict.status },
    make("h2", {}, verdict.headline),
    make("p", { class: "summary" }, verdict.summary),
    make("dl", {}, ...known(server, language), ...pair("facts_name", facts(database, language))),
    ...next(verdict.plan.filter(({ kind }) => kind !== "confirm")),
    ...missing(verdict.missing, language),
    ...folded("manual", verdict.plan.filter(({ kind }) => kind === "confirm").map(box)),
    ...folded(
      "exposure",
      verdict.exposure.map((window) => make("li", {}, make("b", {}, window.id), ` · ${when(window, language)}`)),
    ),
  );
}

/** The day of the facts, and what may have come since. */
export function facts({ asOf, patchTuesdaysSince }, language) {
  const since = patchTuesdaysSince.length;
  const first = t("facts", day(asOf, language));
  return since > 0 ? `${first} · ${t("since", since)}` : first;
}

const pair = (key, ...value) => [make("dt", {}, t(key)), make("dd", {}, ...value)];

function known({ build, candidates, release }, language) {
  const rows = [];
  if (build) rows.push(...pair("build", make("b", {}, build)));
  else if (candidates.length > 0)
    rows.push(...pair("build", t("candidates", candidates[0], candidates.at(-1), candidates.length)));
  if (release)
    rows.push(...pair("release", link(release.url, name(release)), make("small", {}, day(release.released, language))));
  return rows;
}

/** A setting that a version does not show. */
function box({ necessity, text }) {
  return make("li", {}, ...(necessity ? [make("b", {}, t(`necessity_${necessity}`)), " · "] : []), text);
}

function next(steps) {
  if (steps.length === 0) return [];
  const items = steps.map(({ text, before = [], commands = [], verify, links }) => {
    const rest = links.flatMap(({ url }) => [" ", link(url, t("read_on", site(url)))]);
    const first = before.map((words) => make("p", {}, words));
    const copied = commands.map((command) => make("pre", { tabindex: "0" }, command));
    return make("li", {}, text, ...rest, ...first, ...copied, ...(verify ? [make("p", {}, verify.text)] : []));
  });
  return [make("h3", {}, t("next")), make("ol", {}, ...items)];
}

function missing(releases, language) {
  if (releases.length === 0) return [];
  const items = releases.toReversed().map((release) => {
    const kb = release.kb ? [" · ", link(release.url, release.kb)] : [];
    return make(
      "li",
      {},
      make("b", {}, release.update ?? release.baseline),
      ...kb,
      make("small", {}, `${release.build} · ${day(release.released, language)}`),
    );
  });
  const rest = items.slice(NEWEST);
  const earlier = rest.length > 0 ? [unfolds(t("earlier", rest.length), rest)] : [];
  return [make("h3", {}, t("missing", releases.length)), make("ul", {}, ...items.slice(0, NEWEST)), ...earlier];
}

/** A list under its title, closed until it is asked for. */
const folded = (key, items) => (items.length > 0 ? [unfolds(`${t(key)} (${items.length})`, items)] : []);

const unfolds = (title, items) => make("details", {}, make("summary", {}, title), make("ul", {}, ...items));

function when({ since, until, possible }, language) {
  if (until) return t("window", day(since, language), day(until, language));
  return `${t("from", day(since, language))}, ${t(possible ? "perhaps" : "open")}`;
}

const name = (release) => [release.product, release.baseline, release.update].filter(Boolean).join(" ");

const site = (address) => new URL(address).hostname.replace(/^www\./, "");

/** A day in the reader's words; a month where only that is known. */
export function day(text, language) {
  const [year, month, date] = text.split("-").map(Number);
  const fields = { year: "numeric", month: "short", ...(date ? { day: "numeric" } : {}), timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, fields).format(Date.UTC(year, month - 1, date ?? 1));
}
