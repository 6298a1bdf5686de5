// Ctrl K: whatever the page can do, and any case, person or place. Acts are gathered from the page's own buttons
// (so that each is also visible); the rest is asked of `data-find-url`, which answers
// [{"group", "items": [{"text", "url", "icon", "note"}]}].
import { language, say } from "./words.js";

const box = document.getElementById("palette");
const input = box?.querySelector("[role=combobox]");
const results = box?.querySelector("[role=listbox]");
const sprite = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0];
let shown = [];
let at = 0;
let asked = 0;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);

function acts(wanted) {
  const found = [];
  for (const one of document.querySelectorAll(".btn[data-key], .todo .btn, .todo .exceptions a, .case-head .btn, .rail a.to, [data-palette]")) {
    const text = (one.dataset.palette || one.querySelector("span")?.textContent || one.textContent).trim();
    if (!text || one.disabled || !fold(text).includes(wanted) || found.some((other) => other.text === text)) continue;
    found.push({ text, act: () => one.click(), icon: one.querySelector("use")?.getAttribute("href").split("#")[1], keys: one.dataset.key });
  }
  return found.length ? [{ group: say("here"), items: found.slice(0, 8) }] : [];
}

async function places(text) {
  const url = document.body.dataset.findUrl;
  if (!url || text.length < 2) return [];
  const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams({ q: text }) });
  return answer.ok ? answer.json() : [];
}

function marked(text, wanted) {
  const span = document.createElement("span");
  const start = wanted ? fold(text).indexOf(wanted) : -1;
  if (start < 0 || fold(text).length !== text.length) {
    span.textContent = text;
    return span;
  }
  const mark = document.createElement("mark");
  mark.textContent = text.slice(start, start + wanted.length);
  span.append(text.slice(0, start), mark, text.slice(start + wanted.length));
  return span;
}

function drawn(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  if (name) use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

function option(item, wanted, index) {
  const line = document.createElement("div");
  line.id = `palette-${index}`;
  line.setAttribute("role", "option");
  line.append(drawn(item.icon ?? "arrow-right"), marked(item.text, wanted));
  const side = document.createElement("span");
  side.className = "k";
  if (item.note) side.append(item.note);
  for (const key of (item.keys ?? "").split(" ").filter(Boolean)) {
    const cap = document.createElement("kbd");
    cap.textContent = key.length > 1 ? key[0].toUpperCase() + key.slice(1) : key.toUpperCase();
    side.append(cap);
  }
  line.append(side);
  line.addEventListener("click", () => choose(index));
  return line;
}

function show(groups, wanted) {
  results.replaceChildren();
  shown = [];
  groups.forEach(({ group, items }, number) => {
    const part = document.createElement("div");
    part.setAttribute("role", "group");
    part.setAttribute("aria-labelledby", `palette-group-${number}`);
    const head = document.createElement("div");
    head.id = `palette-group-${number}`;
    head.className = "gh";
    head.setAttribute("role", "presentation");
    head.textContent = group;
    part.append(head);
    for (const item of items) part.append(option(item, wanted, shown.push(item) - 1));
    results.append(part);
  });
  if (!shown.length) {
    const none = document.createElement("div");
    none.className = "none";
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    none.textContent = say("nothing");
    results.append(none);
  }
  point(0);
}

function point(index) {
  at = Math.max(0, Math.min(shown.length - 1, index));
  results.querySelectorAll("[role=option]").forEach((line, number) => line.setAttribute("aria-selected", String(number === at && shown.length > 0)));
  const line = document.getElementById(`palette-${at}`);
  if (line) input.setAttribute("aria-activedescendant", line.id); else input.removeAttribute("aria-activedescendant");
  line?.scrollIntoView({ block: "nearest" });
}

function choose(index) {
  const item = shown[index];
  if (!item) return;
  box.close();
  if (item.act) item.act(); else location.assign(item.url);
}

async function search() {
  const mine = ++asked;
  const wanted = fold(input.value.trim());
  const own = acts(wanted);
  show(own, wanted);
  const far = await places(input.value.trim()).catch(() => []);
  if (mine === asked && far.length) show([...own, ...far], wanted);
}

if (box) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (!box.open) box.showModal();
    input.select();
    search();
  });
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); point(at + step); }
    if (event.key === "Enter") { event.preventDefault(); choose(at); }
  });
}
