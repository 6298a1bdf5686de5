// The desk of a clinic: the one field keeps the cursor, so that a scanner that types may be used at any moment; the
// camera reads codes where the browser can; forms that only choose send themselves. All of it works without.
const field = document.querySelector("[data-paper]");
const form = document.querySelector("[data-scan]");
const typing = (one) => one?.closest?.("input, textarea, select, [contenteditable], summary, dialog");

// A hand scanner types fast: that is how it is told from fingers.
let first = 0;
let keys = 0;
function counted() {
  const now = performance.now();
  if (!field.value || now - first > 2000) { first = now; keys = 0; }
  keys += 1;
}

function fast() {
  return keys > 8 && (performance.now() - first) / keys < 40;
}

if (field) {
  const by = form.querySelector("[data-by]");
  const desk = matchMedia("(hover: hover)").matches; // on a phone the keyboard would cover the answer
  const back = () => field.focus({ preventScroll: true });
  if (desk && !typing(document.activeElement)) back();
  document.addEventListener("click", ({ target }) => {
    if (desk && !typing(target) && !target.closest("a, button, label")) back();
  });
  field.addEventListener("keydown", counted);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key.length === 1 && /[\w:/.$%*+-]/.test(event.key) && !event.target.closest("a, button, label")) back();
  });
  form.addEventListener("submit", () => { if (by.value === "typed" && fast()) by.value = "scanner"; });
}

const button = document.querySelector("[data-camera]");
const video = document.querySelector("[data-video]");
let stream = null;

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.hidden = true;
}

async function look(detector) {
  while (stream) {
    const found = await detector.detect(video).catch(() => []);
    if (found.length) {
      field.value = found[0].rawValue;
      form.querySelector("[data-by]").value = "camera";
      stop();
      form.requestSubmit();
      return;
    }
    await new Promise((done) => requestAnimationFrame(done));
  }
}

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stream) { stop(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
  addEventListener("pagehide", stop);
}

for (const one of document.querySelectorAll("[data-sends-itself]")) {
  one.addEventListener("change", () => { if (one.checkValidity()) one.requestSubmit(); });
}

for (const one of document.querySelectorAll("[data-print]")) one.addEventListener("click", () => print());

for (const one of document.querySelectorAll("[data-undo-seconds]")) {
  setTimeout(() => { one.hidden = true; }, Number(one.dataset.undoSeconds) * 1000);
}
