// How a photo is turned and where its frame of 35:45 lies: by mouse, touch, arrow keys and the buttons of the form.
// `changed(isTurned)` is called after each change by hand; the fields left, top, width and turn hold what is sent.
function photoFraming(form, changed) {
  "use strict";
  const RATIO = 35 / 45;
  const part = (name) => form.querySelector(`[data-part="${name}"]`);
  const between = (value, least, most) => Math.min(Math.max(value, least), most);
  // The frame is measured in pixels of the turned picture.
  let picture = null, turn = 0, frame = null;

  function begin(shown) {
    [picture, turn, frame] = [shown, 0, null];
    draw();
  }
  const whole = () => {
    const angle = (turn * Math.PI) / 180, sin = Math.abs(Math.sin(angle)), cos = Math.abs(Math.cos(angle));
    return [Math.round(picture.width * cos + picture.height * sin), Math.round(picture.width * sin + picture.height * cos)];
  };
  function draw() {
    const canvas = part("canvas"), pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = whole();
    part("stage").style.setProperty("--ratio", String(canvas.width / canvas.height));
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate((turn * Math.PI) / 180);
    pen.drawImage(picture, -picture.width / 2, -picture.height / 2);
    part("angle").textContent = `${turn}°`;
    lay(frame || middle());
  }
  const widest = () => Math.min(part("canvas").width, part("canvas").height * RATIO);
  function middle() {
    const width = widest() * 0.92;
    return { left: (part("canvas").width - width) / 2, top: (part("canvas").height - width / RATIO) / 2, width };
  }
  function lay({ left, top, width }) {
    const { width: across, height: down } = part("canvas");
    const size = between(width, across / 20, widest());
    frame = { left: between(left, 0, across - size), top: between(top, 0, down - size / RATIO), width: size };
    const style = part("frame").style;
    [style.left, style.top] = [`${(frame.left / across) * 100}%`, `${(frame.top / down) * 100}%`];
    [style.width, style.height] = [`${(frame.width / across) * 100}%`, `${(frame.width / RATIO / down) * 100}%`];
    for (const [name, value] of Object.entries({ ...frame, turn })) form.elements.namedItem(name).value = String(Math.round(value * 100) / 100);
  }
  function sized(factor) {
    const width = between(frame.width * factor, 1, widest()), more = width - frame.width;
    lay({ left: frame.left - more / 2, top: frame.top - more / RATIO / 2, width });
  }
  function turned(by) {
    turn = ((turn + by + 540) % 360) - 180;
    if (Math.abs(by) === 90) frame = null;
    draw();
  }

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  part("frame").addEventListener("keydown", (event) => {
    const step = frame.width * (event.shiftKey ? 0.1 : 0.02), way = STEPS[event.key];
    if (way) lay({ ...frame, left: frame.left + way[0] * step, top: frame.top + way[1] * step });
    else if (["+", "="].includes(event.key)) sized(1.03);
    else if (["-", "−"].includes(event.key)) sized(0.97);
    else return;
    event.preventDefault();
    changed();
  });

  let held = null;
  const at = (event) => {
    const box = part("stage").getBoundingClientRect(), scale = part("canvas").width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  };
  part("stage").addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const place = at(event), isIn = part("frame").contains(event.target);
    if (!isIn) lay({ ...frame, left: place.x - frame.width / 2, top: place.y - frame.width / RATIO / 2 });
    held = { place, from: frame, isGrip: event.target === part("grip") };
    part("stage").setPointerCapture(event.pointerId);
  });
  part("stage").addEventListener("pointermove", (event) => {
    if (!held) return;
    const { x, y } = at(event), [right, down] = [x - held.place.x, y - held.place.y];
    lay(held.isGrip ? { ...held.from, width: held.from.width + Math.max(right, down * RATIO) } : { ...held.from, left: held.from.left + right, top: held.from.top + down });
  });
  for (const name of ["pointerup", "pointercancel"]) part("stage").addEventListener(name, () => { if (held) changed(); held = null; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn], [data-size]");
    if (!button) return;
    const by = Number(button.dataset.turn);
    by ? turned(by) : sized(Number(button.dataset.size));
    changed(Math.abs(by) === 90);
  });

  return { begin, lay };
}
