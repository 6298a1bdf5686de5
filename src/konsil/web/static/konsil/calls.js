// The call centre's own small acts: a service is looked up while it is typed and the cover answers beside it; minutes
// of whoever waits are counted on.
import { refresh } from "./live.js";

const known = new Map();

async function look(input) {
  const said = input.value.trim();
  if (said.length < 2 || known.has(said.toUpperCase())) return name(input);
  const answer = await fetch(`${input.dataset.services}?q=${encodeURIComponent(said)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || input.value.trim() !== said) return;
  const found = await answer.json();
  for (const { code, words } of found) known.set(code, words);
  document.getElementById(input.getAttribute("list"))?.replaceChildren(
    ...found.map(({ code, words }) => Object.assign(document.createElement("option"), { value: code, label: words })),
  );
  name(input);
}

function name(input) {
  const row = input.closest("[data-service]");
  const words = row?.querySelector("[data-named]");
  if (words) words.textContent = known.get(input.value.trim().toUpperCase()) ?? "";
}

async function ask(form) {
  const query = new URLSearchParams(new FormData(form));
  for (const secret of ["csrfmiddlewaretoken", "note", "key"]) query.delete(secret);
  const answer = await fetch(`${form.dataset.cover}?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = await answer.json();
  for (const row of form.querySelectorAll("[data-service]")) {
    const said = found[row.querySelector(".code").value.trim().toUpperCase()];
    const place = row.querySelector("[data-answer]");
    if (!place) continue;
    place.textContent = said?.text ?? "";
    place.className = `answer ${said?.tone ?? ""}`;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-services]")) look(event.target).catch(() => {});
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-cover]");
  if (form && event.target.matches("[data-services], [name=earliest], [name=policy]")) ask(form).catch(() => {});
});

if (document.getElementById("urgent")) {
  setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 30_000);
}
