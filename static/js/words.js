// Sentences in the page's language, written into the page by the server.
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const plural = new Intl.PluralRules(document.documentElement.lang || "en");

export function word(key, values = {}) {
  let text = words[key] ?? key;
  if (typeof text === "object") text = text[plural.select(values.n)] ?? text.other;
  return Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`%(${name})s`, value), text);
}
