// A photo from the camera, the phone or a file, turned and framed here; what to change, the server says.
// Without this script the form sends a file, and the server frames the face. photo-framing.js turns and frames.
(() => {
  "use strict";
  const form = document.querySelector("form[data-photo]");
  if (!form) return;
  // The server unpacks what is up to 3,000 pixels long as it is: its pixels are ours (services/photo/cropping.py, LEAST_SIDE).
  const LONGEST = 1920, PAUSE = 400, ANSWERS_WITHIN = 20000;
  const words = JSON.parse(form.dataset.words);
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const field = (name) => form.elements.namedItem(name);
  const framing = photoFraming(form, changed);

  // --- what is worked on: the picture as it was taken, and with what
  let picture = null, source = field("source").value || "UPLOAD";
  let stream = null, asking = null, timer = 0;

  function trouble(text) {
    part("trouble").hidden = !text;
    part("trouble-words").textContent = text;
  }
  function shows(name) {
    part("empty").hidden = Boolean(name);
    part("live").hidden = name !== "live";
    part("edit").hidden = name !== "edit";
    part("open").hidden = name === "live";
    part("anew").hidden = name !== "edit";
    part("save").hidden = name !== "edit";
  }

  // --- the camera
  const CAMERA_TROUBLES = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy", AbortError: "busy" };

  async function openCamera(id) {
    trouble("");
    if (!navigator.mediaDevices?.getUserMedia) return trouble(words.insecure);
    const size = { width: { ideal: LONGEST }, height: { ideal: 1080 } };
    closeCamera();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: id ? { deviceId: { exact: id }, ...size } : size });
    } catch (error) {
      if (!(error.name in CAMERA_TROUBLES)) throw error;
      return trouble(words[CAMERA_TROUBLES[error.name]]);
    }
    part("video").srcObject = stream;
    shows("live");
    part("shoot").focus({ preventScroll: true });
    await listCameras();
  }
  function closeCamera() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  }
  async function listCameras() {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
    const used = stream.getVideoTracks()[0].getSettings().deviceId;
    part("cameras").hidden = cameras.length < 2;
    part("camera").replaceChildren(...cameras.map((one, place) => new Option(one.label || `${place + 1}`, one.deviceId, false, one.deviceId === used)));
  }
  part("video").addEventListener("loadedmetadata", () => {
    part("live-stage").style.setProperty("--ratio", String(part("video").videoWidth / part("video").videoHeight));
  });

  function shoot() {
    const video = part("video");
    if (!video.videoWidth) return;
    source = "WEBCAM";
    begin(video, video.videoWidth, video.videoHeight);
    closeCamera();
  }

  // --- a file, or what the phone has taken
  async function choose(file, means) {
    if (!file) return;
    trouble("");
    try {
      const image = await createImageBitmap(file);
      source = means;
      closeCamera();
      begin(image, image.width, image.height);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      trouble(words.unreadable);
    }
  }

  async function begin(image, width, height, isCut = false) {
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    picture = document.createElement("canvas");
    [picture.width, picture.height] = [Math.round(width * scale), Math.round(height * scale)];
    picture.getContext("2d").drawImage(image, 0, 0, picture.width, picture.height);
    field("source").value = source;
    part("day").hidden = source !== "UPLOAD";
    shows("edit");
    framing.begin(picture);
    const blob = await new Promise((done) => picture.toBlob(done, "image/jpeg", 0.92));
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    field("picture").files = chosen.files;
    if (isCut) framing.lay({ left: 0, top: 0, width: picture.width });
    await ask({ finds: !isCut, moves: !isCut }); // a picture that came back came with a refusal, which has the focus
  }

  // --- what the server says of it, and where the face is
  function changed(finds = false) {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE, { finds });
  }
  async function ask({ finds = false, moves = false } = {}) {
    clearTimeout(timer);
    asking?.abort();
    const mine = asking = new AbortController();
    const sent = new FormData();
    sent.append("picture", field("picture").files[0]);
    for (const name of finds ? ["turn"] : ["turn", "left", "top", "width"]) sent.append(name, field(name).value);
    say(words.looking, []);
    const late = setTimeout(() => mine.abort(), ANSWERS_WITHIN);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: sent, redirect: "manual", signal: mine.signal, headers: { Accept: "application/json", "X-CSRFToken": field("csrf_token").value } });
      if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) return say(words.ended, []);
      if (answer.status >= 500) return say(words.cut, []);
      judged(await answer.json(), finds, moves);
    } catch (error) {
      if (error.name === "AbortError" && asking !== mine) return; // a newer question is under way
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error; // what fetch says when there is no line
      say(words.cut, []);
    } finally {
      clearTimeout(late);
    }
  }
  function judged(said, finds, moves) {
    if (said.text) return say(said.text, []);
    const scale = part("canvas").width / said.size[0];
    if (finds) framing.lay({ left: said.frame[0] * scale, top: said.frame[1] * scale, width: said.frame[2] * scale });
    const isHard = said.advice.some((one) => one.hard);
    say(!said.advice.length ? words.good : isHard ? words.hard : words.soft, said.advice);
    part("result").classList.toggle("is-good", !said.advice.length);
    part("spite").hidden = isHard || !said.advice.length;
    part("save").disabled = isHard;
    if (moves) (said.advice.length ? part("anew") : part("save")).focus({ preventScroll: true });
  }
  function say(text, advice) {
    part("result").hidden = false;
    part("result").classList.remove("is-good");
    part("said").textContent = text;
    part("advice").replaceChildren(...advice.map((one) => {
      const line = part(one.hard ? "line-hard" : "line-soft").content.firstElementChild.cloneNode(true);
      line.querySelector("span").textContent = one.words;
      return line;
    }));
    part("save").disabled = false;
  }

  // --- the buttons
  const chooses = { WEBCAM: () => openCamera(), PHONE: () => part("phone-file").click(), UPLOAD: () => part("any-file").click() };
  part("open").addEventListener("click", chooses.WEBCAM);
  part("phone").addEventListener("click", chooses.PHONE);
  part("file").addEventListener("click", chooses.UPLOAD);
  part("anew").addEventListener("click", () => chooses[source]());
  part("shoot").addEventListener("click", shoot);
  part("camera").addEventListener("change", (event) => openCamera(event.target.value));
  for (const [name, means] of [["phone-file", "PHONE"], ["any-file", "UPLOAD"]]) {
    part(name).addEventListener("change", (event) => { choose(event.target.files[0], means); event.target.value = ""; });
  }
  part("find").addEventListener("click", () => ask({ finds: true }));
  form.addEventListener("submit", (event) => {
    if (picture) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    trouble(words.missing);
  }, true);
  addEventListener("pagehide", closeCamera);

  // --- at the beginning
  shows("");
  part("means").hidden = false;
  part("plain").hidden = true;
  part("day").hidden = true;
  part("phone").hidden = !matchMedia("(pointer: coarse)").matches;
  const again = part("again");
  if (again) again.decode().then(() => begin(again, again.naturalWidth, again.naturalHeight, true));
  else if (form.dataset.start === "webcam") openCamera();
  else part("open").focus({ preventScroll: true });
})();
