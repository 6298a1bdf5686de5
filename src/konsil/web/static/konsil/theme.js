// Light or dark before the first paint. Without a choice of one's own the system's is followed.
(() => {
  const KEY = "konsil.theme";
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const own = read();
  if (own) root.dataset.theme = own;
  const next = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem(KEY, root.dataset.theme); } catch { /* a private window keeps nothing */ }
  };
  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-next]")) {
      button.hidden = false;
      button.addEventListener("click", next);
    }
  });
})();
