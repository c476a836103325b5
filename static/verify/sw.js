/* Keeps the public check working without a network: asks the host first, for four seconds at most, and
   otherwise answers with what the last visit left. */
'use strict';
const KEPT = 'badge-check';
const FILES = ['./', 'verify.css', 'verify.js', 'manifest.webmanifest', 'icon.svg', 'keys.json', 'status.cwt'];

self.addEventListener('install', (event) => event.waitUntil(
  caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

const fresh = async (request) => {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 4000);
  try {
    const answer = await fetch(request.url.split('#')[0], {signal: stop.signal, cache: 'no-cache', credentials: 'omit'});
    if (!answer.ok) throw new Error(answer.status);
    const kept = await caches.open(KEPT);
    await kept.put(request.url.split('#')[0], answer.clone());
    return answer;
  } finally {
    clearTimeout(patience);
  }
};

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== location.origin) return;
  event.respondWith(fresh(event.request).catch(async (error) => {
    const kept = await caches.match(event.request, {ignoreSearch: true});
    if (kept) return kept;
    throw error;
  }));
});
