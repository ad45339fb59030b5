// Elements from names and text; nothing here or elsewhere reads markup.

/** An element with a class, its attributes and its children; strings become text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A link that opens in a tab of its own and says nothing of where it came from; text where it is no web address. */
export function link(address, text) {
  if (!address?.startsWith("https://")) return text;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** A message of the extension in the browser's language. */
export const t = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));

/**
 * The language that the browser chose for the extension's own words, in the
 * browser's own region of it: the core's sentences then never differ from them.
 * What a worker calls `navigator.language` may be another one.
 */
export function language() {
  const spoken = chrome.i18n.getUILanguage();
  return spoken.split("-")[0] === t("language") ? spoken : t("language");
}
