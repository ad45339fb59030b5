// The popup's part with the day of the facts and the button that renews them.

import { FEED, patterns } from "./feed.js";
import { identity, noted, useKept } from "./facts.js";
import { make, t } from "./dom.js";
import { day } from "./view.js";

const at = (id) => document.getElementById(id);

/** Shows it, and calls `changed` when the facts in use are other ones. */
export async function offerRenewal(spoken, changed) {
  at("renew-title").textContent = t("renew");
  at("renew").textContent = t("renew_now");
  const show = (said) => {
    at("facts-day").textContent = t("facts", day(identity().asOf, spoken));
    at("renew-note").replaceChildren(...(said ? sentence(said, spoken) : [t("renew_note", "", host, hosts(spoken))]));
  };
  const last = await noted().catch(() => undefined);
  show(last);
  // Nobody asked for this one: it is shown without a click.
  at("renewal").open = last?.code === "thrown-away";
  at("renewal").hidden = false;
  at("renew").onclick = async () => {
    const click = Date.now();
    // Nothing is awaited before this call: the browser asks only in answer to a click.
    const granted = await chrome.permissions.request({ origins: patterns() }).catch(() => false);
    if (!granted) return show({ code: "not-allowed", on: click });
    at("renew").disabled = true;
    const said = await chrome.runtime.sendMessage({ renew: click }).catch(() => undefined);
    at("renew").disabled = false;
    await useKept();
    show(said ?? { code: "internal", on: click });
    if (said?.code === "taken") await changed();
  };
}

const [host, ...others] = FEED.origins.map((origin) => new URL(origin).host);

/** Every host that the browser asks about. */
const hosts = (spoken) => new Intl.ListFormat(spoken).format([host, ...others]);

/** What came of it, in the browser's language; the core's own reason is English. */
function sentence({ code, on, asOf, detail, signedOn }, spoken) {
  const key = `renew_${code.replaceAll("-", "_")}`;
  const said = t(key, day(asOf ?? identity().asOf, spoken), host, hosts(spoken)) || t("renew_internal");
  const signed = signedOn ? ` ${t("renew_signed", day(signedOn, spoken))}` : "";
  const reason = detail ? [make("small", { lang: "en" }, detail)] : [];
  return [`${day(new Date(on).toISOString().slice(0, 10), spoken)}: ${said}${signed}`, ...reason];
}
