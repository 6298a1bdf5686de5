// One letter, one act: every key presses something that is also on the page (`data-key`). Can be switched off (WCAG 2.1.4).
const KEY = "konsil.keys";

export const lettersOn = () => { try { return localStorage.getItem(KEY) !== "off"; } catch { return true; } };

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row === document.activeElement);
  const from = here >= 0 ? here : all.findIndex((row) => row.hasAttribute("aria-current"));
  const to = all[Math.max(0, Math.min(all.length - 1, from + step))];
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.checkVisibility?.() ?? true);
  if (!wanted) return false;
  if (wanted.matches("input, textarea, select")) wanted.focus(); else wanted.click();
  return true;
}

const ALONE = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.querySelector("[data-find]")?.focus(),
  "?": () => document.getElementById("key-help")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    if (press("ctrl ↵")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    if (typing(event.target)) event.target.blur(); else press("esc");
    return;
  }
  if (typing(event.target) || !lettersOn()) return;
  const key = event.key.toLowerCase();
  const act = ALONE[key];
  if (act) act(); else if (!/^[a-z]$/.test(key) || !press(key)) return;
  event.preventDefault();
});

for (const box of document.querySelectorAll("[data-keys-on]")) {
  box.checked = lettersOn();
  box.addEventListener("change", () => { try { localStorage.setItem(KEY, box.checked ? "on" : "off"); } catch { /* not kept */ } });
}
