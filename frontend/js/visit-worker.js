// Keeps the page of the visit note and what it is drawn with, so that it opens without a
// connection. Nothing else is kept: no other page, no answer with anybody's data.
// self.SHELL = { page, files, version } stands before this; see gongjian.support.web.offline.
const KEPT = `visits-${self.SHELL.version}`;
const PATIENCE = 4_000; // milliseconds to wait for the page before the one that is kept is shown

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(KEPT);
      await kept.addAll(self.SHELL.files);
      await keepPage(await fetch(self.SHELL.page, { redirect: "manual" }));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("visits-") && name !== KEPT) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && pathname === self.SHELL.page) event.respondWith(page(request));
  else if (self.SHELL.files.includes(pathname)) event.respondWith(file(event));
});

async function page(request) {
  const kept = await find(self.SHELL.page);
  const fetched = fetch(request).then(async (response) => {
    await keepPage(response.clone());
    return response;
  });
  if (!kept) return fetched;
  fetched.catch(() => {}); // The kept page answers instead.
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetched, late]).catch(() => kept);
}

// A redirect leads to the sign-in: whose page was kept is nobody's to see any more.
async function keepPage(response) {
  const kept = await caches.open(KEPT);
  if (response.type === "opaqueredirect" || response.status === 403) await kept.delete(self.SHELL.page);
  else if (response.ok && !response.redirected) await kept.put(self.SHELL.page, response);
}

async function file(event) {
  const fetched = fetch(event.request).then(async (response) => {
    if (response.ok) await (await caches.open(KEPT)).put(event.request, response.clone());
    return response;
  });
  const kept = await find(event.request);
  if (!kept) return fetched;
  event.waitUntil(fetched.catch(() => {}));
  return kept;
}

async function find(request) {
  return (await caches.open(KEPT)).match(request, { ignoreSearch: true, ignoreVary: true });
}
