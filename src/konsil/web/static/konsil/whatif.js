// The what-if slider: every answer came with the page, so moving it asks nobody. Without this script the form does.
const form = document.querySelector("[data-whatif]");
if (form) {
  const told = JSON.parse(document.getElementById("whatif-told").textContent);
  const put = (name, text) => { for (const one of form.querySelectorAll(`[data-${name}]`)) one.textContent = text; };
  const [slider, number, bar] = ["[data-slider]", "[data-number]", "[data-bar]"].map((one) => form.querySelector(one));
  form.querySelector("[data-ask]").hidden = true;
  const show = (value) => {
    const at = Math.min(Math.max(Math.round(Number(value)) || 1, 1), told.spans.length);
    slider.value = at;
    slider.setAttribute("aria-valuetext", told.spans[at - 1]);
    if (document.activeElement !== number) number.value = at;
    put("span", told.spans[at - 1]);
    put("sentence", told.sentences[at - 1]);
    put("late", told.lates[at - 1]);
    bar.setAttribute("width", String((100 * told.lates[at - 1]) / Math.max(told.cases, 1)));
    form.toggleAttribute("data-changed", at !== told.now);
  };
  slider.addEventListener("input", () => show(slider.value));
  number.addEventListener("input", () => number.value && show(number.value));
  form.addEventListener("submit", (event) => event.preventDefault());
  show(slider.value);
}
