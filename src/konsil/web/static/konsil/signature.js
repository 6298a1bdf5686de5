// Drawing a name with a finger, beside the way by code that is always in the page. What is drawn travels as SVG.
import SignaturePad from "../vendor/signature_pad.min.js";

function attach(part) {
  const drawing = part.querySelector("[data-draw]");
  const typed = part.querySelector("[data-code]");
  const canvas = part.querySelector("[data-pad]");
  const hidden = drawing.querySelector("[name=signature_svg]");
  const fields = [...typed.querySelectorAll("input")].map((field) => [field, field.required]);
  const pad = new SignaturePad(canvas, { penColor: getComputedStyle(part).color });
  const back = typed.querySelector("[data-way=draw]");

  function fit() {
    const ratio = Math.max(devicePixelRatio || 1, 1);
    const strokes = pad.toData();
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    pad.fromData(strokes);
  }

  function way(draw) {
    drawing.hidden = !draw;
    typed.hidden = draw;
    for (const [field, required] of fields) field.required = required && !draw;
    if (draw) fit(); else hidden.value = "";
  }

  pad.addEventListener("endStroke", () => { hidden.value = pad.isEmpty() ? "" : pad.toSVG(); });
  part.querySelector("[data-clear]").addEventListener("click", () => { pad.clear(); hidden.value = ""; });
  for (const button of part.querySelectorAll("[data-way]")) {
    button.addEventListener("click", () => {
      way(button.dataset.way === "draw");
      (button.dataset.way === "draw" ? part.querySelector("[data-clear]") : fields[0][0]).focus();
    });
  }
  back.hidden = false;
  addEventListener("resize", () => { if (!drawing.hidden) fit(); });
  // A code already typed, or a fault to mend in it, keeps its way open.
  const begun = fields.some(([field]) => field.value || field.getAttribute("aria-invalid"));
  way(!begun);
}

for (const part of document.querySelectorAll("[data-sign]")) attach(part);
