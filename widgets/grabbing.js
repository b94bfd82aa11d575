// A hand on the pictures of an explorer: pressing and dragging a part marked data-grab="name" tells Python which part
// it is and where the hand is, in the units of the plot area marked data-plane="left right bottom top".
// Python draws the answer; the picture is replaced while the hand drags, so nothing of it is remembered but its number.

const views = new WeakMap(); // how many views of a model a page shows
const keep = (value, low, high) => Math.min(Math.max(value, low), high);

function place(svg, event) {
  const plane = svg && svg.querySelector("[data-plane]");
  if (!plane) return null;
  const box = plane.getBoundingClientRect();
  const [left, right, bottom, top] = plane.dataset.plane.split(" ").map(Number);
  const x = left + (right - left) * keep((event.clientX - box.left) / box.width, 0, 1);
  const y = top + (bottom - top) * keep((event.clientY - box.top) / box.height, 0, 1);
  return { x, y };
}

function listen(root, model) {
  let held = null, stroke = 0;
  const pictures = () => [...root.querySelectorAll(".nnk-pictures > svg")];
  const tell = (event) => {
    const at = held && place(pictures()[held.picture], event);
    if (!at) return;
    model.set("grip", { name: held.name, stroke, shift: event.shiftKey, ...at });
    model.save_changes();
  };
  const down = (event) => {
    const part = event.target.closest && event.target.closest(".nnk-pictures > svg [data-grab]");
    if (!part || event.button !== 0) return;
    event.preventDefault(); // no text selection while dragging
    held = { name: part.dataset.grab, picture: pictures().indexOf(part.closest(".nnk-pictures > svg")) };
    stroke = Date.now(); // differs from every earlier press, also after the page was loaded again
    tell(event);
  };
  const up = () => { held = null; };
  root.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", tell);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", up);
  return () => {
    root.removeEventListener("pointerdown", down);
    window.removeEventListener("pointermove", tell);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", up);
  };
}

function count(model, change) {
  const now = (views.get(model) || 0) + change;
  views.set(model, now);
  model.set("shown", now > 0);
  model.save_changes();
}

export default {
  render({ model, el }) {
    el.style.display = "none";
    let stop = () => {}, gone = false;
    const attach = (patience) => {
      const root = el.closest(".nnk-panel");
      if (gone) return;
      if (root) stop = listen(root, model);
      else if (patience > 0) requestAnimationFrame(() => attach(patience - 1));
    };
    attach(300);
    count(model, 1);
    return () => { gone = true; stop(); count(model, -1); };
  },
};
