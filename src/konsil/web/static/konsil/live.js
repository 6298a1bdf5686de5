// Open pages move when the case moves. Parts that live carry `data-live` and an id; they are fetched anew and put in
// place unless somebody is writing in them. A lost connection is said, with the time of what is shown.
import { language, say } from "./words.js";

const { liveUrl, shownAt } = document.body.dataset;
const stale = document.querySelector("[data-stale]");
let fresh = shownAt ? new Date(shownAt) : new Date();
let waiting = 0;

const hhmm = (at) => at.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function tell(text, act) {
  if (!stale) return;
  const line = document.createElement("div");
  line.textContent = text;
  stale.replaceChildren(line);
  if (act) {
    const button = document.createElement("button");
    button.className = "btn";
    button.type = "button";
    button.textContent = say("show");
    button.addEventListener("click", act);
    stale.append(button);
  }
  stale.hidden = false;
}

const writing = (part) =>
  [...part.querySelectorAll("input, textarea, select")].some((one) =>
    one === document.activeElement || ("checked" in one && one.checked !== one.defaultChecked) ||
    (one.tagName !== "SELECT" && !/^(checkbox|radio|hidden|file)$/.test(one.type) && one.value !== one.defaultValue));

export async function refresh(force = false) {
  const answer = await fetch(location.href, { headers: { "X-Konsil-Live": "1" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  let held = false;
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const next = page.getElementById(part.id);
    if (!next || next.isEqualNode(part)) continue;
    if (writing(part) && !force) { held = true; continue; }
    const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
    part.replaceWith(document.adoptNode(next));
    if (focused) next.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
    document.dispatchEvent(new CustomEvent("konsil:drawn", { detail: next }));
  }
  fresh = new Date(page.body.dataset.shownAt || Date.now());
  if (held) tell(say("changed"), () => refresh(true)); else if (stale) stale.hidden = true;
}

// Two people here: colleagues who look at the same case see each other's names.
function meet(names) {
  const place = document.querySelector("[data-here]");
  if (!place) return;
  place.querySelector("b").textContent = names.join(", ");
  place.hidden = !names.length;
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().catch(lost), 150);
}

const lost = () => tell(say("stale", { time: hhmm(fresh) }));

// One stream a visible page: browsers allow six a server, and a page nobody sees need not be fresh. A ticket that is
// over closes the stream for good; the next page brings another one.
let source = null;
let broken = false;

function listen(url) {
  source?.close();
  source = new EventSource(url);
  source.addEventListener("moved", soon);
  source.addEventListener("here", (event) => meet(JSON.parse(event.data)));
  source.addEventListener("open", () => { if (broken) soon(); broken = false; });
  source.addEventListener("error", () => {
    broken = true;
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(renew, 5000);
  });
}

async function renew() {
  const answer = await fetch(location.href, { headers: { "X-Konsil-Live": "1" } }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page?.body.dataset.liveUrl) listen(page.body.dataset.liveUrl);
}

if (liveUrl) {
  listen(liveUrl);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source.close();
    else { soon(); listen(source.url); }
  });
  addEventListener("pagehide", () => source.close());
}
