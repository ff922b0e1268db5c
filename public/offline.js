// The page's service worker: it answers when the network does not.
//
// The build writes VERSION and FILES. Files named by their content are taken from the cache first, for they
// never change; everything else is asked of the network first. What belongs to other origins passes by.
//
// Pictures that another app shares with the page come here, with or without a network, and wait until the page asks for them.
// A new version waits until the page tells it to take over.
"use strict";
const VERSION = "unbuilt";
const FILES = [];

const PREFIX = `pentimento ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;
const NAMED_BY_CONTENT = /[-/][0-9a-f]{16}([._/]|$)/;

/** Asks the server whether a file has changed, so that nothing old is kept for new. */
const fresh = (file) => new Request(file, { cache: "no-cache" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map(fresh))));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

/** What other apps shared, until the page has it: one entry for each picture. */
const SHARED = `pentimento-shared ${self.registration.scope}`;

self.addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  } else if (event.data === "files?") {
    event.source.postMessage({ files: FILES });
  } else if (event.data === "shared?") {
    event.waitUntil(handOver(event.source));
  }
});

/** Saves what was shared, and opens the page. */
async function takeIn(request) {
  const shared = (await request.formData()).getAll("pictures").filter((entry) => entry instanceof File);
  const cache = await caches.open(SHARED);
  await Promise.all(
    shared.map((file, index) => {
      const headers = { "content-type": file.type, "x-name": encodeURIComponent(file.name) };
      return cache.put(`${self.registration.scope}${Date.now()}-${index}`, new Response(file, { headers }));
    }),
  );
  return Response.redirect(`${self.registration.scope}?shared`, 303);
}

/** Gives the page what was shared, once. */
async function handOver(client) {
  const cache = await caches.open(SHARED);
  const files = [];
  for (const key of await cache.keys()) {
    const response = await cache.match(key);
    const name = decodeURIComponent(response.headers.get("x-name") ?? "");
    files.push(new File([await response.blob()], name, { type: response.headers.get("content-type") ?? "" }));
  }
  await caches.delete(SHARED);
  client.postMessage({ shared: files });
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { scope } = self.registration;
  const path = request.url.split(/[?#]/, 1)[0];
  if (request.method === "POST" && path === `${scope}share`) {
    event.respondWith(takeIn(request));
    return;
  }
  if (request.method !== "GET" || !path.startsWith(scope)) {
    return;
  }
  if (request.mode !== "navigate") {
    event.respondWith(answer(request));
  } else if (path === scope || path === `${scope}index.html`) {
    event.respondWith(fetch(request).catch(() => kept(scope)));
  }
});

async function answer(request) {
  const isLasting = NAMED_BY_CONTENT.test(request.url);
  const found = isLasting ? await match(request) : undefined;
  if (found) {
    return found;
  }
  try {
    const fetched = await fetch(request);
    if (fetched.ok && isLasting) {
      const copy = fetched.clone();
      // A full disk only means that it is fetched again.
      caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => undefined);
    }
    return fetched;
  } catch {
    return kept(request);
  }
}

async function match(request) {
  const cache = await caches.open(CACHE);
  return cache.match(request, { ignoreSearch: true });
}

async function kept(request) {
  return (await match(request)) ?? Response.error();
}
