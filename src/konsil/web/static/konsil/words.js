// The few sentences scripts say, in the page's language: `say("stale", {time})`.
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export const say = (key, values = {}) =>
  (words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const language = document.documentElement.lang || "en";
