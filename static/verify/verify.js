/* Checks a badge inside the browser. The token stands behind the # of the address and never leaves the
   telephone; keys.json and status.cwt are the same for everybody. Shows one of the answers that the page
   holds in words: valid, invalid, unable, empty. */
'use strict';
(() => {
  const DAY = 86400, WARN = 3 * DAY, REFUSE = 7 * DAY;
  const page = document.documentElement;
  const all = (what) => document.querySelectorAll(what);
  class Bad extends Error {}
  class Unable extends Error {}

  // The bytes of a whole number written in decimal; none of our tokens is longer than 120.
  const fromDigits = (digits) => {
    if (!/^[1-9][0-9]{1,299}$/.test(digits)) throw new Bad();
    const bytes = [];
    for (const digit of digits) {
      let carry = +digit;
      for (let i = 0; i < bytes.length; i++) {
        carry += bytes[i] * 10;
        bytes[i] = carry & 255;
        carry >>= 8;
      }
      if (carry) bytes.push(carry);
    }
    if (bytes.length > 120) throw new Bad();
    return Uint8Array.from(bytes.reverse());
  };

  // The part of CBOR that tokens and lists use: shortest heads only, no floats, nothing left over.
  const decode = (bytes) => {
    let at = 0;
    const take = (length) => {
      if (at + length > bytes.length) throw new Bad();
      return bytes.subarray(at, at += length);
    };
    const argument = (short) => {
      if (short < 24) return short;
      if (short > 26) throw new Bad();
      const value = take(1 << short - 24).reduce((sum, byte) => sum * 256 + byte, 0);
      if (value < [24, 256, 65536][short - 24]) throw new Bad();
      return value;
    };
    const item = () => {
      const head = take(1)[0], n = argument(head & 31);
      switch (head >> 5) {
        case 0: return n;
        case 1: return -1 - n;
        case 2: return take(n);
        case 3: return new TextDecoder('utf-8', {fatal: true}).decode(take(n));
        case 4: return many(n, item);
        case 5: return new Map(many(n, () => [item(), item()]));
        case 6: return item();
        default: throw new Bad();
      }
    };
    const many = (n, make) => {
      const made = [];
      while (made.length < n) made.push(make());
      return made;
    };
    const value = item();
    if (at !== bytes.length) throw new Bad();
    return value;
  };

  const need = (condition) => { if (!condition) throw new Bad(); };
  const labels = (map) => map instanceof Map ? [...map.keys()].join() : '';

  const byteString = (bytes) => {
    const n = bytes.length;
    return [...(n < 24 ? [64 + n] : n < 256 ? [88, n] : [89, n >> 8, n & 255]), ...bytes];
  };

  // A COSE_Sign1 signed with a key made for this use; returns its claims.
  const opened = async (bytes, header, keys, use) => {
    const parts = decode(bytes);
    need(Array.isArray(parts) && parts.length === 4 && parts[1] instanceof Map && !parts[1].size);
    const [signed, , payload, signature] = parts;
    const protect = decode(signed), kid = protect.get(4);
    need(labels(protect) === header && protect.get(1) === -7 && kid.length === 1 && signature.length === 64);
    const jwk = keys.find((key) => key.kid === String(kid[0]) && key.for === use && key.alg === 'ES256');
    need(jwk);
    const curve = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
    const key = await crypto.subtle.importKey(
      'jwk', {kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y}, curve, false, ['verify']);
    const text = Uint8Array.from([
      132, 106, ...new TextEncoder().encode('Signature1'), ...byteString(signed), 64, ...byteString(payload)]);
    need(await crypto.subtle.verify(curve, key, signature, text));
    return decode(payload);
  };

  const fetched = async (name) => {
    const answer = await fetch(name, {cache: 'no-cache', credentials: 'omit'}).catch(() => null);
    if (!answer || !answer.ok) throw new Unable('network');
    return answer;
  };

  const statusList = async (keys) => {
    const bytes = new Uint8Array(await (await fetched('status.cwt')).arrayBuffer());
    const claims = await opened(bytes, '1,4,16', keys, 'list').catch(() => { throw new Unable('network'); });
    const packed = new Blob([claims.get(65533).get('lst')]).stream();
    const bits = await new Response(packed.pipeThrough(new DecompressionStream('deflate'))).arrayBuffer();
    return {at: claims.get(6), bits: new Uint8Array(bits)};
  };

  const badge = async (digits, keys) => {
    const claims = await opened(fromDigits(digits), '1,4', keys, 'card');
    need(labels(claims) === '4,7,169' && labels(claims.get(169)) === '1' && claims.get(7).length === 16);
    const cti = claims.get(7);
    return {
      number: claims.get(169).get(1), expires: claims.get(4), slot: cti[0] * 65536 + cti[1] * 256 + cti[2],
    };
  };

  const show = (answer, why) => {
    page.dataset.answer = answer;
    page.dataset.why = why || '';
    const title = document.querySelector(`[lang=${page.lang}] section.${answer} h1`);
    if (title) title.focus({preventScroll: true});
  };

  const fill = (what, text) => all(what).forEach((place) => { place.textContent = text(place.closest('div[lang]').lang); });
  // The English of the page is British: the day comes first, as on the card.
  const day = (seconds, options) => (language) =>
    new Date(seconds * 1000).toLocaleString(language === 'en' ? 'en-GB' : 'fr-FR', options);

  const check = async () => {
    show('wait');
    const digits = location.hash.slice(1), now = Date.now() / 1000;
    if (!digits) return show('empty');
    if (!window.crypto || !crypto.subtle || !window.DecompressionStream) throw new Unable('phone');
    const keys = (await (await fetched('keys.json')).json()).keys;
    const card = await badge(digits, keys), list = await statusList(keys), age = now - list.at;
    const moment = day(list.at, {dateStyle: 'short', timeStyle: 'short'});
    fill('[data-moment]', (language) => language === 'fr' ? moment('fr').replace(':', '\u00a0h\u00a0') : moment(language));
    need(card.expires > now && card.slot < list.bits.length * 8);
    need(!(list.bits[card.slot >> 3] >> (card.slot & 7) & 1));
    if (age > REFUSE || age < -DAY) throw new Unable('stale');
    const n = card.number;
    fill('[data-number]', () => [n.slice(0, 2), n.slice(2, 6), n.slice(6, 10), n.slice(10)].join('\u00a0'));
    // The last valid day, not the midnight after it; Mali keeps UTC all year.
    fill('[data-until]', day(card.expires - 1, {dateStyle: 'short', timeZone: 'UTC'}));
    fill('[data-host]', () => (location.host + location.pathname).replace(/\/(index\.html)?$/, ''));
    show('valid', age > WARN ? 'old' : '');
  };

  const run = () => check().catch((error) =>
    error instanceof Unable ? show('unable', error.message) : show('invalid'));

  const speak = (language) => {
    page.lang = page.dataset.language = language;
    try { localStorage.setItem('language', language); } catch (refused) { /* private browsing keeps nothing */ }
  };
  let chosen = null;
  try { chosen = localStorage.getItem('language'); } catch (refused) { /* as above */ }
  const english = chosen ? chosen === 'en' : /^en/.test(navigator.language);
  page.lang = page.dataset.language = english ? 'en' : 'fr';
  all('button').forEach((button) => button.addEventListener('click', () => speak(button.dataset.language)));

  window.addEventListener('hashchange', run);
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('sw.js').catch(() => {});
  run();
})();
