// What was just done can be taken back for ten seconds: the sentence leaves when the time is over.
function run(toast) {
  const secs = toast.querySelector("[data-secs]");
  const ends = Date.now() + 1000 * Number(toast.dataset.seconds || 10);
  const tick = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    // Nobody loses the way back while a hand or the focus rests on it, nor in the middle of a reading.
    if (left <= 0 && !toast.matches(":hover, :focus-within")) return toast.remove();
    if (secs) secs.textContent = left > 0 ? String(left) : "";
    setTimeout(tick, 250);
  };
  tick();
}

export function watchToasts(root = document) {
  for (const toast of root.querySelectorAll("[data-toast]:not([data-running])")) {
    toast.dataset.running = "";
    run(toast);
  }
}

watchToasts();
const place = document.querySelector("[data-toasts]");
if (place) new MutationObserver(() => watchToasts(place)).observe(place, { childList: true });
