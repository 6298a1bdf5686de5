// What stays on this device: what was known at the last contact, and every scan until it was told.
const opening = new Promise((done, failed) => {
  const asked = indexedDB.open("konsil-offline", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("known");
    asked.result.createObjectStore("scans", { keyPath: "key" });
  };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

async function within(store, mode, act) {
  const database = await opening;
  return new Promise((done, failed) => {
    const step = database.transaction(store, mode, { durability: "strict" });
    const asked = act(step.objectStore(store));
    step.oncomplete = () => done(asked?.result);
    step.onerror = step.onabort = () => failed(step.error);
  });
}

export const known = () => within("known", "readonly", (store) => store.get("now"));
export const keepKnown = (told) => within("known", "readwrite", (store) => store.put(told, "now"));
export const scans = () => within("scans", "readonly", (store) => store.getAll());
export const keepScan = (scan) => within("scans", "readwrite", (store) => store.put(scan));
export const forget = (key) => within("scans", "readwrite", (store) => store.delete(key));
