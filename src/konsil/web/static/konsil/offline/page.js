// Reception without a line: scan, judge, let in, keep; and tell everything when somebody answers again.
import { able, judge, keyOf, read, readNumber } from "./code.js";
import * as keep from "./keep.js";

const words = JSON.parse(document.getElementById("offline-words").textContent);
const { knownUrl, reconcileUrl, workerUrl, scope, static: assets } = document.body.dataset;
const one = (name) => document.querySelector(`[data-${name}]`);
const [form, field, judged, list] = ["scan", "paper", "judged", "list"].map(one);
const PROOFS = {
  "identity-document": { documents: ["identity-document"] },
  passport: { documents: ["passport"] },
  child: { documents: ["birth-certificate", "parent-identity-document"], companion: "parent" },
  "own-card": { documents: ["own-card"] },
};
const GONE = { used: "spent", suspended: "held" };
const LONGEST = 24;  // of a number that was typed; more is a code, cut off
const EVERY = 60_000;
const DESERTED = 10 * EVERY;
let known = null;
let line = "";
let busy = false;
let touched = 0;

// -- time: the house's clock, as far as it was heard ------------------------------------------------------------------

const now = () => new Date(Date.now() + (known?.ahead ?? 0));
const local = (at, how) => new Intl.DateTimeFormat("en-CA", { timeZone: known?.zone ?? "UTC", ...how }).format(at);
const dayOf = (at) => local(at, { year: "numeric", month: "2-digit", day: "2-digit" });
const hourOf = (at) => local(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const moment = (at) => `${new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: known.zone, weekday: "short" }).format(at)} ${hourOf(at)}`;
const stale = () => now() > new Date(known.until);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const longDay = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" }).format(new Date(`${day}T00:00Z`));

// -- judging -----------------------------------------------------------------------------------------------------------

async function marked(number) {
  const octets = (text) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", octets(number), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: octets(dayOf(now())), iterations: 200_000 };
  const hash = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  return [...hash].map((value) => value.toString(16).padStart(2, "0")).join("");
}

// A genuine paper, or a number on the list of the day: what this device and the last contact know of it.
function ofNumber(number, further) {
  const listed = known.papers.find((paper) => paper.number === number);
  if (listed && listed.state !== "valid" && !(further && listed.state === "used")) return GONE[listed.state] ?? "revoked";
  return further ? "further" : "valid";
}

async function ofTyped(number) {
  const listed = known.papers.find((paper) => paper.number === number);
  if (listed && listed.day !== dayOf(now())) return ["other-day", listed.day];
  if (listed) return [ofNumber(number, listed.further)];
  return [(known.reserved[dayOf(now())] ?? []).includes(await marked(number)) ? "reserved" : "unlisted"];
}

// The answer to what was scanned or typed: its key, the number, what to fill in.
async function answerTo(said) {
  if (stale()) return { key: "stale", number: "" };
  const signed = read(said);
  const number = signed ? keyOf(signed.slip.number) : readNumber(said);
  if (!number) return { key: keyOf(said).length > LONGEST ? "unreadable" : "mistyped", number: "" };
  const before = (await ours()).find((scan) => scan.number === number && scan.done);
  const hour = before ? hourOf(new Date(before.at)) : "";
  if (!signed) {
    const [key, day] = await ofTyped(number);
    return before ? { key: "spent", number, hour } : { key, number, day };
  }
  const worth = await judge(said, { keys: known.keys }, known.clinic, dayOf(now()));
  if (worth !== "valid") return { key: worth === "unknown-key" ? "forged" : worth, number, day: signed.slip.day };
  if (before) return { key: "spent", number, hour };
  return { key: ofNumber(number, signed.slip.extends !== ""), number };
}

// -- showing -----------------------------------------------------------------------------------------------------------

function drawn(name, values) {
  const part = document.querySelector(`template[data-answer-of="${name}"]`).content.cloneNode(true);
  const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) walk.currentNode.data = filled(walk.currentNode.data, values);
  part.firstElementChild.dataset.answer = name;
  return part;
}

function show(answer, said) {
  const values = { day: answer.day ? longDay(answer.day) : "", hour: answer.hour || hourOf(now()) };
  judged.replaceChildren(drawn(answer.key, values));
  if (answer.key !== "valid" && answer.key !== "reserved") return;
  judged.append(document.querySelector("template[data-letting-in]").content.cloneNode(true));
  judged.querySelector("[data-let-in]").addEventListener("submit", async (event) => {
    event.preventDefault();
    const proof = PROOFS[event.submitter?.value ?? "identity-document"];
    const again = await answerTo(said);  // another tab of this device may have been faster
    if (again.key !== answer.key) return show(again, said);
    await kept(said, answer, { done: true, ...proof });
    judged.querySelector("[data-let-in]").remove();
    field.focus({ preventScroll: true });
    await told();
  }, { once: false });
}

// Scans of the clinic that sits here now: a device may change hands.
const ours = async () => (await keep.scans()).filter((scan) => scan.clinic === known.clinic);

const KEPT_WHY = new Set(["spent", "revoked", "other-clinic", "forged", "held"]);

async function kept(said, answer, more) {
  const key = crypto.randomUUID();
  await keep.keepScan({ key, clinic: known.clinic, code: said.trim(), number: answer.number, at: now().toISOString(), done: false, why: answer.key === "spent" ? "authorisation-used" : answer.key, ...more });
  await listed();
}

function rowOf(scan) {
  const row = document.querySelector("template[data-row]").content.cloneNode(true);
  const fill = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
  fill("hour", hourOf(new Date(scan.at)));
  fill("number", scan.number.replace(/^(.*)(.{5})(.{5})(..)$/, "$1-$2-$3-$4") || "—");
  fill("what", scan.done ? words.standing.taken : words.standing.turned);
  const state = row.querySelector("[data-state]");
  state.textContent = scan.outcome ? words.outcomes[scan.outcome] ?? words.outcomes.other : words.standing.kept;
  state.classList.add(scan.outcome === "recorded" ? "ok" : scan.outcome && scan.done ? "danger" : "plain");
  row.firstElementChild.dataset.key = scan.key;
  return row;
}

async function listed() {
  const scans = (known ? await ours() : []).sort((a, b) => (a.at < b.at ? 1 : -1));
  const open = scans.filter((scan) => !scan.outcome).length;
  one("kept").hidden = scans.length === 0;
  one("count").textContent = open ? filled(words.standing.waiting, { count: open }) : words.standing.sent;
  list.replaceChildren(...scans.map(rowOf));
}

function stand(as) {
  line = as;
  const now_ = known && stale() && as !== "online" ? "stale" : as;
  const values = known ? { hour: moment(new Date(known.now)), until: moment(new Date(known.until)) } : {};
  one("standing").hidden = false;
  one("standing").dataset.standing = now_;
  one("standing-text").textContent = filled(words.standing[now_], values);
  one("rule").textContent = known && now_ === "offline" ? words.rules[known.rule] : "";
  one("sign-in").hidden = as !== "sign-in";
  form.hidden = !known || now_ === "old";
}

// -- the line ----------------------------------------------------------------------------------------------------------

async function asked(url, how = {}) {
  const answer = await fetch(url, { ...how, headers: { "X-Fresh": "1", ...how.headers }, credentials: "same-origin" });
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("sign-in");
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

async function refreshed() {
  const told = await asked(knownUrl);
  known = { ...told, ahead: new Date(told.now) - Date.now() };
  await keep.keepKnown(known);
}

async function told() {
  if (busy || line !== "online") return;
  const open = (await ours()).filter((scan) => !scan.outcome);
  if (!open.length) return;
  busy = true;
  try {
    const body = JSON.stringify(open.map(({ key, code, at, done, why, documents = [], companion = "none" }) => ({ key, code, at, done, why: done ? "" : why, documents, companion })));
    const { answers } = await asked(reconcileUrl, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": known.token } });
    for (const answer of answers) {
      const scan = open.find(({ key }) => key === answer.key);
      if (answer.state !== "again") await keep.keepScan({ ...scan, outcome: answer.state === "recorded" ? "recorded" : answer.why || "other" });
    }
  } catch { /* kept, and told again */ } finally {
    busy = false;
  }
  await listed();
}

async function contact() {
  try {
    await refreshed();
    stand("online");
    await told();
  } catch (fault) {
    stand(fault.message === "sign-in" ? "sign-in" : known ? "offline" : "empty");
  }
}

// Scans of earlier days that were told are forgotten: nothing stays on a device without need.
async function cleared() {
  for (const scan of await keep.scans()) {
    if (scan.outcome && dayOf(new Date(scan.at)) !== dayOf(now())) await keep.forget(scan.key);
  }
}

async function prepared() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(workerUrl, { scope });
  const cache = await caches.open("konsil-offline");
  const parts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => new URL(name).pathname.startsWith(assets));
  const wanted = [...new Set([new URL(scope, location.href).href, ...parts])];
  await Promise.all(wanted.map(async (url) => {
    const fresh = await fetch(url, { headers: { "X-Fresh": "1" }, credentials: "same-origin" });
    if (fresh.ok && !fresh.redirected) await cache.put(url, fresh);
  }));
  for (const request of await cache.keys()) if (!wanted.includes(request.url)) await cache.delete(request);
  document.body.dataset.prepared = "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = field.value;
  field.value = "";
  const answer = await answerTo(said);
  show(answer, said);
  if (KEPT_WHY.has(answer.key)) {
    await kept(said, answer, {});
    await told();
  }
});

known = (await keep.known()) ?? null;
if (!(await able())) {
  stand("old");
} else {
  await contact();
  await cleared();
  await listed();
  if (matchMedia("(hover: hover)").matches && !form.hidden) field.focus({ preventScroll: true });
  if (line === "online") await prepared();
  addEventListener("online", contact);
  addEventListener("offline", () => stand("offline"));
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => { touched = performance.now(); });
  setInterval(() => {
    // A reserved number is told again until the call centre entered it; but asking keeps no deserted sitting alive.
    if (line === "online" && performance.now() - touched < DESERTED) told();
    if (line !== "online" && line !== "sign-in") contact();
  }, EVERY);
}
