/* Keeps the public check working without a network: asks the host first, for four seconds at most, and otherwise
   answers with what the last visit left. The keys and the list are kept by the page, which reads them first. The page of
   inspectors has its own worker, and its own cache for all but these two. */
'use strict';
const KEPT = 'badge-check', PATIENCE = 4000, IMPATIENCE = 500;
const FILES = ['./', 'verify.css', 'verify.js', 'manifest.webmanifest', 'icon.svg'];
// Browsers that cannot unpack the list by themselves.
if (!self.DecompressionStream) FILES.push('inflate.js');

self.addEventListener('install', (event) => event.waitUntil(
  caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The host was silent a moment ago: the files that the same page asks for next need not wait as long again.
let silent = 0;
const answered = async (address) => {
  const kept = await caches.open(KEPT), stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), Date.now() - silent < 9000 ? IMPATIENCE : PATIENCE);
  try {
    const answer = await fetch(address, {signal: stop.signal, cache: 'no-cache', credentials: 'omit'});
    if (!answer.ok) throw new Error(answer.status);
    if (!/keys.json|cwt$/.test(address)) await kept.put(address, answer.clone());
    return answer;
  } catch (error) {
    silent = Date.now();
    const old = await kept.match(address);
    if (old) return old;
    throw error;
  } finally {
    clearTimeout(patience);
  }
};

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== location.origin || /\/inspector\//.test(address.pathname)) return;
  // Neither what stands behind a # nor behind a ? is asked for or kept.
  event.respondWith(answered(address.origin + address.pathname));
});
