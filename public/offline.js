// The page's service worker: it answers when the network does not.
//
// The build writes VERSION and FILES. Files named by their content are taken from the cache first, for they
// never change; everything else is asked of the network first. What belongs to other origins passes by.
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

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { scope } = self.registration;
  const path = request.url.split(/[?#]/, 1)[0];
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
