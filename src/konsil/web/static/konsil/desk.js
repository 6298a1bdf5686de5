// The desk's own small acts: a code is looked up while it is typed, an acute call folds the rest of the form away,
// and a form that stands in the card is what the cursor comes to.
const lists = new WeakMap();

async function look(input) {
  const said = input.value.trim();
  if (said.length < 2 || lists.get(input) === said) return;
  lists.set(input, said);
  const answer = await fetch(`${input.dataset.codes}?q=${encodeURIComponent(said)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || input.value.trim() !== said) return;
  const found = await answer.json();
  const list = document.getElementById(input.getAttribute("list"));
  list?.replaceChildren(...found.map(({ code, words }) => Object.assign(document.createElement("option"), { value: code, label: words })));
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-codes]")) look(event.target).catch(() => {});
});

for (const box of document.querySelectorAll("[data-grows]")) {
  box.addEventListener("input", () => {
    const rows = [...box.querySelectorAll("textarea")];
    const last = rows.at(-1);
    if (!last.value || rows.length >= Number(box.dataset.grows)) return;
    const next = last.cloneNode();
    next.value = "";
    box.append(next);
  });
}

const asked = new URLSearchParams(location.search).has("do") && document.querySelector("#step-form");
if (asked) asked.querySelector("input:not([type=hidden]), textarea, select")?.focus();
