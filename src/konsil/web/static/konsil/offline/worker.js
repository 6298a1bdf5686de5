// The service worker of reception's page without a line: what the page kept is served when nobody answers.
const KEPT = "konsil-offline";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function answered(request) {
  try {
    const fresh = await fetch(request);
    if (request.mode !== "navigate" || fresh.ok || fresh.type === "opaqueredirect" || fresh.status < 500) return fresh;
  } catch { /* no line */ }
  return (await caches.match(request, { cacheName: KEPT, ignoreSearch: true, ignoreVary: true })) ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const ours = new URL(request.url).origin === self.location.origin;
  if (request.method === "GET" && ours && !request.headers.has("X-Fresh")) event.respondWith(answered(request));
});
