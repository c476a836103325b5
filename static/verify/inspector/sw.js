/* Keeps the page of inspectors working all day without a network: asks the host, for four seconds, and otherwise answers
   with what the last visit left. The keys and the list are kept by verify.js, which reads them first. */
'use strict';
const KEPT = 'badge-inspector';
const FILES = ['./', 'inspect.css', 'inspect.js', 'scanner.js', 'manifest.webmanifest', '../verify.css', '../verify.js', '../icon.svg'];
const READER = ['zxing.js', 'zxing_reader.wasm'];
// Browsers that cannot unpack the list by themselves.
if (!self.DecompressionStream) FILES.push('../inflate.js');

// A browser that reads QR codes by itself need not keep our reader.
const wanted = async () => {
  const formats = self.BarcodeDetector ? await BarcodeDetector.getSupportedFormats() : [];
  return formats.includes('qr_code') ? FILES : [...FILES, ...READER];
};
const install = async () => {
  const kept = await caches.open(KEPT);
  await kept.addAll((await wanted()).map((name) => new Request(name, {cache: 'no-cache', credentials: 'omit'})));
  await self.skipWaiting();
};
self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

const fresh = async (address) => {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 4000);
  try {
    const answer = await fetch(address, {signal: stop.signal, cache: 'no-cache', credentials: 'omit'});
    if (!answer.ok) throw new Error(answer.status);
    await (await caches.open(KEPT)).put(address, answer.clone());
    return answer;
  } finally {
    clearTimeout(patience);
  }
};

const answered = (address) => fresh(address).catch(async (error) => {
  const kept = await (await caches.open(KEPT)).match(address);
  if (kept) return kept;
  throw error;
});

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url), isList = /s\.(json|cwt)$/.test(address.pathname);
  if (event.request.method !== 'GET' || address.origin !== location.origin || isList) return;
  event.respondWith(answered(address.origin + address.pathname));
});
