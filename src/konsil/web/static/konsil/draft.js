/* Keeps a half-written form: two seconds after the last key, and when the page is left. The form's own fields go
   along, files do not. What is kept is traffic; nothing is recorded by it. */
const WAIT = 2000;

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const said = document.querySelector("[data-draft-said]");
  let timer = 0;
  let open = false;

  const body = () => {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    return data;
  };
  const keep = async () => {
    open = false;
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: body(), keepalive: true });
      if (said) said.textContent = answer.ok ? form.dataset.draftSaved : form.dataset.draftLost;
    } catch {
      open = true;
      if (said) said.textContent = form.dataset.draftLost;
    }
  };
  form.addEventListener("input", () => {
    open = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => { open = false; clearTimeout(timer); });
  window.addEventListener("pagehide", () => { if (open) keep(); });
}
