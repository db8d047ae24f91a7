// The page's texts: written once in the catalogues, applied to whatever names one of them.

let words = {};

const ATTRIBUTES = { label: "aria-label", placeholder: "placeholder" };

export function say(name, values = {}) {
  const text = words[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

export async function speak(locale) {
  const answer = await fetch(`/chat/words/${locale}.json`);
  if (!answer.ok) throw new Error(`no words for ${locale}`);
  words = await answer.json();
  document.documentElement.lang = locale.replaceAll("_", "-");
  document.documentElement.dataset.locale = locale;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  for (const [key, attribute] of Object.entries(ATTRIBUTES)) {
    for (const element of document.querySelectorAll(`[data-${key}]`)) element.setAttribute(attribute, words[element.dataset[key]]);
  }
}
