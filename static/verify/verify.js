/* Checks a card or a paper inside the browser. The token stands behind the # of the address and never leaves the
   telephone; keys.json and status.cwt are the same for everybody. Shows one of the answers that the page holds in
   words: valid, paper, invalid, unable, empty. */
'use strict';
(() => {
  const DAY = 86400;
  // The longest token of a card, 120 bytes, in digits; a paper also says its kind and its text, in 250 bytes.
  const CARD_DIGITS = 289;
  const SAID = {card: '1', paper: '1,24,25'};
  const page = document.documentElement;
  class Unable extends Error {}
  const need = (condition) => { if (!condition) throw new Error(); };

  // The bytes of a whole number written in decimal. A token begins with 132: with so many digits it is not longer than that.
  const fromDigits = (digits) => {
    need(/^[1-9][0-9]{1,602}$/.test(digits));
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
    return Uint8Array.from(bytes.reverse());
  };

  // The part of CBOR that tokens and lists use: shortest heads only, no floats, no tags, nothing left over.
  const decode = (bytes) => {
    let at = 0;
    const take = (length) => {
      need(at + length <= bytes.length);
      return bytes.subarray(at, at += length);
    };
    const argument = (short) => {
      if (short < 24) return short;
      need(short < 27);
      const value = take(1 << short - 24).reduce((sum, byte) => sum * 256 + byte, 0);
      need(value >= [24, 256, 65536][short - 24]);
      return value;
    };
    const many = (n, make) => {
      const made = [];
      while (made.length < n) made.push(make());
      return made;
    };
    const item = () => {
      const head = take(1)[0], kind = head >> 5, n = argument(head & 31);
      need(kind < 6);
      if (kind === 4) return many(n, item);
      if (kind === 5) return new Map(many(n, () => [item(), item()]));
      if (kind < 2) return kind ? -1 - n : n;
      const text = take(n);
      return kind === 2 ? text : new TextDecoder('utf-8', {fatal: true}).decode(text);
    };
    const value = item();
    need(at === bytes.length);
    return value;
  };
  const labels = (map) => map instanceof Map ? [...map.keys()].join() : null;

  const byteString = (bytes) => {
    const n = bytes.length;
    return [...(n < 24 ? [64 + n] : n < 256 ? [88, n] : [89, n >> 8, n & 255]), ...bytes];
  };

  // A COSE_Sign1 signed with a key made for this use; returns its claims.
  const opened = async (bytes, header, keys, use) => {
    const [signed, open, payload, signature, ...more] = decode(bytes), protect = decode(signed), kid = protect.get(4);
    need(open instanceof Map && !open.size && !more.length && labels(protect) === header && protect.get(1) === -7 && kid.length === 1);
    const jwk = keys.find((key) => key.kid === String(kid[0]) && key.for === use && key.alg === 'ES256');
    need(jwk && signature.length === 64);
    const curve = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
    const key = await crypto.subtle.importKey('jwk', {kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y}, curve, false, ['verify']);
    const text = Uint8Array.from([
      132, 106, ...new TextEncoder().encode('Signature1'), ...byteString(signed), 64, ...byteString(payload)]);
    need(await crypto.subtle.verify(curve, key, signature, text));
    return decode(payload);
  };

  const LISTS = ['keys.json', 'status.cwt'];
  const ofHost = (name) => fetch(name, {cache: 'no-cache', credentials: 'omit'});
  const store = async () => caches.open('badge-check');
  const ofStore = async (name) => (await store()).match(name);

  // The keys with the list that they open. Behind the byte of its tag it is signed as tokens are.
  const pair = async (get) => {
    const both = await Promise.all(LISTS.map(get)), {keys} = await both[0].clone().json();
    const bytes = new Uint8Array(await both[1].clone().arrayBuffer());
    const claims = await opened(bytes.subarray(1), '1,4,16', keys, 'list'), at = claims.get(6);
    // One from the future comes after all others.
    return {both, keys, claims, rank: at > Date.now() / 1000 + DAY ? 0 : at};
  };
  // The newer of what the host gives and what was kept, so that no old list calls a card valid again. It is kept.
  const newest = async (first = ofHost) => {
    const [host, kept] = await Promise.all([first, ofStore].map((get) => pair(get).catch(() => ({rank: -1}))));
    if (host.rank < kept.rank) return kept;
    if (host.rank < 0) throw new Unable('network');
    // Private browsing refuses to keep.
    await Promise.all(host.both.map(async (answer, i) => (await store()).put(LISTS[i], answer))).catch(() => {});
    return host;
  };

  const inflater = () => window.inflate || new Promise((done, failed) => {
    const script = document.createElement('script');
    script.onload = done;
    script.onerror = () => failed(new Unable('network'));
    script.src = 'inflate.js';
    document.head.append(script);
  });
  // What zlib packed; old browsers load another way to do it, for what stands behind zlib's head of two bytes.
  const unpacked = async (packed) => {
    if (!window.DecompressionStream) {
      await inflater();
      return inflate(packed.subarray(2), new Uint8Array(65536));
    }
    const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  };

  const fill = (what, text) => document.querySelectorAll(what).forEach((place) => {
    place.textContent = text(place.closest('[lang]').lang, place);
  });
  // The English of the page is British: the day comes first, as on the card.
  const day = (seconds, options) => (language) =>
    new Date(seconds * 1000).toLocaleString(language === 'en' ? 'en-GB' : 'fr-FR', options);

  // The age of a list is noted on the page.
  const note = ({claims}) => {
    const at = claims.get(6), age = Date.now() / 1000 - at, moment = day(at, {dateStyle: 'short', timeStyle: 'short'});
    fill('[data-moment]', (language) => moment(language).replace(':', language === 'fr' ? '\u00a0h\u00a0' : ':'));
    page.dataset.listed = at;
    page.dataset.list = age > 7 * DAY || age < -DAY ? 'stale' : age > 3 * DAY ? 'old' : '';
  };

  const said = (claims, use) => {
    const cti = claims.get(7), what = claims.get(169);
    need(labels(claims) === '4,7,169' && labels(what) === SAID[use] && cti.length === 16);
    return {
      expires: claims.get(4), slot: cti[0] * 65536 + cti[1] * 256 + cti[2],
      number: what.get(1), kind: what.get(24), text: what.get(25),
    };
  };

  const fillIn = ({number: n, expires, kind, text}) => {
    fill('[data-number]', () => [n.slice(0, 2), n.slice(2, 6), n.slice(6, 10), n.slice(10)].join('\u00a0'));
    // The last valid day, not the midnight after it; Mali keeps UTC all year.
    fill('[data-until]', day(expires - 1, {dateStyle: 'short', timeZone: 'UTC'}));
    fill('[data-host]', () => new URL('.', document.baseURI).href.replace(/^.*?\/\/|\/$/g, ''));
    fill('[data-kinds]', (language, place) => place.dataset.kinds.split('|')[kind - 1] || '');
    fill('[data-text]', () => text);
  };

  // [answer, why, what was read]
  const checked = async (digits, use) => {
    if (!digits) return ['empty'];
    if (!window.crypto || !crypto.subtle || !window.TextDecoder) throw new Unable('phone');
    // The list first: where its signature cannot be checked, nothing is said of a card.
    const list = await verify.believed(), {keys, claims} = list;
    note(list);
    const bits = await unpacked(claims.get(65533).get('lst')), why = page.dataset.list;
    const read = said(await opened(fromDigits(digits), '1,4', keys, use), use);
    need(read.expires > Date.now() / 1000 && read.slot < bits.length * 8 && !(bits[read.slot >> 3] >> (read.slot & 7) & 1));
    if (why === 'stale') throw new Unable(why);
    return [use === 'card' ? 'valid' : use, why, read];
  };

  // What was scanned last gets the last word, however long the one before takes.
  let turn = 0;
  const show = (use, answer, why, read) => {
    if (read) fillIn(read);
    Object.assign(page.dataset, {answer, why: why || '', of: use});
    const title = document.querySelector(`div[lang=${page.lang}] section.${answer} h1`);
    if (title) title.focus({preventScroll: true});
  };
  const run = async (digits) => {
    const mine = ++turn, use = digits.length > CARD_DIGITS ? 'paper' : 'card';
    show(use, 'wait');
    const answer = await checked(digits, use).catch((error) => error instanceof Unable ? ['unable', error.message] : ['invalid']);
    if (mine === turn) show(use, ...answer);
  };

  const speak = (language) => { page.lang = page.dataset.language = language; };
  speak(/^en/.test(navigator.language) ? 'en' : 'fr');
  // Private browsing refuses to keep, or to tell, what was chosen.
  try { speak(localStorage.language || page.lang); } catch (refused) {}
  document.querySelectorAll('button[data-language]').forEach((button) => button.addEventListener('click', () => {
    speak(button.dataset.language);
    try { localStorage.language = page.lang; } catch (refused) {}
  }));

  const scanned = () => run(location.hash.slice(1, 605));
  // For the page of inspectors: it scans by itself, asks the host when it likes, and says how old the list is.
  window.verify = {run, note, believed: newest};
  window.addEventListener('hashchange', scanned);
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('sw.js').catch(() => {});
  scanned();
})();
