// A large file in pieces that survive a closed page: tus 1.0 against `data-upload` (POST creates, HEAD asks how far,
// PATCH goes on). What is remembered here is a digest and the address of the upload, never a name.
import { language, say } from "./words.js";

const CHUNK = 5 * 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const PAUSES = [1, 3, 5, 10, 20, 30, 60];

const size = (bytes) => new Intl.NumberFormat(language, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 }).format(bytes / 1e6) + " MB";
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const token = (form) => form.elements.csrfmiddlewaretoken?.value ?? "";
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function remembered(file, url) {
  let hash = 0x811c9dc5;
  for (const unit of `${url}|${file.name}|${file.size}|${file.lastModified}`) hash = Math.imul(hash ^ unit.codePointAt(0), 0x01000193) >>> 0;
  const key = `konsil.upload.${hash.toString(36)}`;
  const guard = (act) => { try { return act(); } catch { return null; } };
  return {
    get: () => guard(() => localStorage.getItem(key)),
    set: (value) => guard(() => localStorage.setItem(key, value)),
    drop: () => guard(() => localStorage.removeItem(key)),
  };
}

class Refused extends Error {}

async function ask(url, options) {
  const answer = await fetch(url, options);
  if (answer.ok) return answer;
  throw answer.status >= 500 || answer.status === 409 || answer.status === 423 || answer.status === 429 ? new Error(answer.status) : new Refused(answer.status);
}

async function begin(url, file, form) {
  const headers = { ...TUS, "X-CSRFToken": token(form), "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)},filetype ${base64(file.type || "application/octet-stream")}` };
  const answer = await ask(url, { method: "POST", headers });
  return new URL(answer.headers.get("Location"), new URL(url, location.href)).href;
}

async function reached(upload) {
  const answer = await ask(upload, { method: "HEAD", headers: TUS });
  return Number(answer.headers.get("Upload-Offset"));
}

async function place(url, file, form, memory) {
  const known = memory.get();
  if (known) {
    try { return [known, await reached(known)]; } catch (problem) { if (!(problem instanceof Refused)) throw problem; memory.drop(); }
  }
  const made = await begin(url, file, form);
  memory.set(made);
  return [made, 0];
}

async function send(file, url, form, told) {
  const memory = remembered(file, url);
  let [upload, offset] = await place(url, file, form, memory);
  let tries = 0;
  while (offset < file.size) {
    try {
      const headers = { ...TUS, "X-CSRFToken": token(form), "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
      const answer = await ask(upload, { method: "PATCH", headers, body: file.slice(offset, offset + CHUNK) });
      offset = Number(answer.headers.get("Upload-Offset"));
      tries = 0;
      told.sent(offset, file.size);
    } catch (problem) {
      if (problem instanceof Refused) { memory.drop(); throw problem; }
      const pause = PAUSES[Math.min(tries++, PAUSES.length - 1)];
      told.broken(pause);
      await wait(pause);
      offset = await reached(upload).catch((again) => { if (again instanceof Refused) throw again; return offset; });
    }
  }
  memory.drop();
  return upload;
}

function attach(part) {
  const form = part.querySelector("form");
  const input = form.querySelector("input[type=file]");
  const meter = part.querySelector("[data-meter]");
  const said = part.querySelector("[data-said]");
  const button = form.querySelector("[data-send]");
  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    button.disabled = true;
    meter.hidden = false;
    meter.max = file.size || 1;
    const told = {
      sent: (now, all) => { meter.value = now; said.textContent = say("sent", { sent: size(now), total: size(all) }); },
      broken: (seconds) => { said.textContent = say("broken", { seconds }); },
    };
    try {
      const upload = await send(file, part.dataset.upload, form, told);
      said.textContent = say("done");
      form.hidden = true;
      part.dispatchEvent(new CustomEvent("konsil:uploaded", { bubbles: true, detail: { upload } }));
    } catch {
      said.textContent = say("refused");
      button.disabled = false;
    }
  });
}

const start = (root) => root.querySelectorAll("[data-upload]:not([data-ready])").forEach((part) => { part.dataset.ready = ""; attach(part); });
start(document);
document.addEventListener("konsil:drawn", (event) => start(event.detail));
