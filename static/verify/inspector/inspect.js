/* The page of inspectors: scans one card after the other with the camera, a hand scanner or the keyboard. verify.js
   gives the answers; this file brings it what was read, keeps the list young, and remembers the last scans until the
   page is closed: they are neither stored nor sent. */
'use strict';
(() => {
  const page = document.documentElement;
  const one = (what) => document.querySelector(what), all = (what) => document.querySelectorAll(what);
  const MINUTE = 60_000, REMEMBERED = 20;
  const site = new URL('.', document.baseURI);

  /* --- the list and its age ---------------------------------------------------------------------- */
  const UNITS = [[86400, 'day'], [3600, 'hour'], [60, 'minute']];
  const age = (language) => {
    const seconds = Math.max(0, Date.now() / 1000 - page.dataset.listed);
    const [length, unit] = UNITS.find(([least]) => seconds >= least) || UNITS[2];
    return new Intl.RelativeTimeFormat(language, {numeric: 'auto'}).format(-Math.floor(seconds / length), unit);
  };
  const showAge = async () => {
    await verify.believed().then(verify.note).catch(() => { page.dataset.list = page.dataset.listed ? page.dataset.list : 'none'; });
    if (page.dataset.listed) all('[data-age]').forEach((place) => { place.textContent = age(place.closest('[lang]').lang); });
  };

  // A scan is answered from the list that is known, at once; the host is asked for a newer one beside it.
  const {believed} = verify;
  let known = believed(null).catch(() => believed());
  verify.believed = () => known;
  const refresh = async () => {
    const fresh = believed();
    // Without a network the list of before stays.
    await fresh.then(() => { known = fresh; }, () => {});
    await showAge();
  };

  /* --- what the answer feels like ---------------------------------------------------------------- */
  const choice = (name) => one(`input[name=${name}]`);
  let sounds = null;
  const listen = () => {
    if (!choice('tone').checked || !window.AudioContext) return;
    sounds ||= new AudioContext();
    sounds.resume();
  };
  const tone = (pitch, at, length) => {
    const voice = sounds.createOscillator(), volume = sounds.createGain();
    voice.frequency.value = pitch;
    volume.gain.value = 0.2;
    voice.connect(volume).connect(sounds.destination);
    voice.start(sounds.currentTime + at);
    voice.stop(sounds.currentTime + at + length);
  };
  const signal = (isGood) => {
    const tones = isGood ? [[880, 0, .15]] : [[196, 0, .22], [196, .3, .22]];
    if (choice('tone').checked && sounds) tones.forEach((each) => tone(...each));
    if (choice('vibration').checked && navigator.vibrate) navigator.vibrate(isGood ? 80 : [250, 120, 250]);
  };

  /* --- one scan ---------------------------------------------------------------------------------- */
  const remember = () => {
    const line = one('template').content.firstElementChild.cloneNode(true), answer = page.dataset.answer;
    line.dataset.said = answer;
    line.querySelector('time').textContent = new Date().toLocaleTimeString(page.lang, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    const number = answer === 'valid' || answer === 'paper' ? one(`section.${answer} [data-number]`) : null;
    line.querySelector('b').textContent = number ? number.textContent : '';
    const last = one('.last ol');
    last.prepend(line);
    while (last.children.length > REMEMBERED) last.lastElementChild.remove();
    page.dataset.scanned = '';
  };

  // What stands behind the # of an address of ours; digits alone; null where the address is somebody else's.
  const fragment = (text) => {
    const found = /^https?:\/\/([^#]*)(?:#(.*))?$/i.exec(text);
    if (!found) return text;
    const ours = site.host + site.pathname;
    return [ours, `${ours}index.html`].includes(found[1].replace(/^[^/]*/, (host) => host.toLowerCase())) ? found[2] || '-' : null;
  };
  // As the browser would go there: a letter of another alphabet that looks like one of ours shows as xn--…
  const hostOf = (text) => {
    try { return new URL(text).host; } catch (unreadable) { return text; }
  };
  const foreign = (text) => {
    all('[data-foreign]').forEach((place) => { place.textContent = hostOf(text).slice(0, 80); });
    only('foreign');
  };
  // What is printed on a card for eyes: anybody can print it.
  const NUMBER = /^[a-z]{2}([ .-]?[0-9a-z]){9,10}$/i;
  const only = (answer) => Object.assign(page.dataset, {answer, why: ''});
  let turn = Promise.resolve();
  const scanned = (text) => {
    turn = turn.then(async () => {
      const digits = fragment(text.trim());
      await (digits === null ? foreign(text.trim()) : NUMBER.test(digits) ? only('bare') : verify.run(digits));
      signal(['valid', 'paper'].includes(page.dataset.answer));
      remember();
      if (one('.answers').getBoundingClientRect().top < 0) one('.answers').scrollIntoView();
    });
  };

  /* --- camera, keyboard, choices ----------------------------------------------------------------- */
  let stop = null;
  const begin = async () => {
    listen();
    Object.assign(page.dataset, {answer: 'empty', camera: 'asked'});
    try {
      stop = await scanner.start(one('video'), scanned);
      page.dataset.camera = 'on';
    } catch (trouble) {
      page.dataset.camera = trouble.name === 'NotAllowedError' ? 'refused' : 'none';
      one('#typed').focus();
    }
  };
  const end = () => {
    stop();
    page.dataset.camera = 'off';
  };
  one('#begin').addEventListener('click', begin);
  one('#end').addEventListener('click', end);
  one('#clear').addEventListener('click', () => {
    one('.last ol').replaceChildren();
    delete page.dataset.scanned;
  });
  one('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = one('#typed').value;
    one('#typed').value = '';
    if (text.trim()) scanned(text);
  });
  // A hand scanner types into whatever has the focus: a sign goes into the field, and so does the Enter that follows.
  // The space bar alone stays with buttons and boxes, which it presses.
  document.addEventListener('keydown', (event) => {
    const isSign = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isSign) one('#typed').focus({preventScroll: true});
  });
  ['tone', 'vibration'].forEach((name) => {
    try { choice(name).checked = localStorage.getItem(name) === 'yes'; } catch (refused) { /* private browsing keeps nothing */ }
    choice(name).addEventListener('change', () => {
      try { localStorage.setItem(name, choice(name).checked ? 'yes' : ''); } catch (refused) { /* as above */ }
      listen();
    });
  });

  page.dataset.camera = 'off';
  if (!navigator.vibrate) choice('vibration').closest('label').hidden = true;
  addEventListener('online', refresh);
  document.addEventListener('visibilitychange', () => document.hidden || refresh());
  setInterval(refresh, 15 * MINUTE);
  setInterval(showAge, MINUTE);
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('inspector/sw.js').catch(() => {});
  showAge();
  refresh();
})();
