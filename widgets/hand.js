// The hand on the pictures of an explorer. Python draws everything and says in data attributes what can be touched:
// - a map (data-part="map", data-rows, data-columns): what moves with the place under the pointer (data-part="mark")
//   stands at (row, column) times its own step and is moved at once, here; a click tells Python the place;
// - a row of a table (data-choice): a click tells Python its number;
// - a part to take hold of (data-grab="name"): a press and every move of its drag tell Python where the hand is, in the
//   units of the plot area (data-plane="left right bottom top"); the picture may be replaced meanwhile.
// Everything told carries the number of its press, so that the same click again is a new one.

const views = new WeakMap(); // how many views of a model a page shows
const keep = (value, low, high) => Math.min(Math.max(value, low), high);
const within = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);

function shares(area, event) {
  const box = area.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

function cellUnder(map, event) {
  const [across, down] = shares(map, event), rows = Number(map.dataset.rows), columns = Number(map.dataset.columns);
  const place = (share, count) => keep(Math.floor(share * count), 0, count - 1);
  return { row: place(down, rows), column: place(across, columns) };
}

function put(root, cell) {
  for (const mark of root.querySelectorAll("[data-part='mark']")) {
    const at = cell || { row: Number(mark.dataset.row), column: Number(mark.dataset.column) };
    const across = at.column * Number(mark.dataset.stepX), down = at.row * Number(mark.dataset.stepY);
    mark.setAttribute("transform", `translate(${across.toFixed(2)} ${down.toFixed(2)})`);
  }
  for (const words of root.querySelectorAll("[data-part='words']")) {
    words.textContent = cell ? `row ${cell.row}, column ${cell.column}` : words.dataset.home;
  }
}

function data(plane, event) {
  const [across, down] = shares(plane, event).map((share) => keep(share, 0, 1));
  const [left, right, bottom, top] = plane.dataset.plane.split(" ").map(Number);
  return { x: left + (right - left) * across, y: top + (bottom - top) * down };
}

function listen(root, model) {
  const pictures = () => [...root.querySelectorAll(".nnk-pictures > svg")];
  const tell = (name, value) => { model.set(name, value); model.save_changes(); };
  let over = false, held = null, stroke = 0;
  const hover = (event) => {
    const map = within(event, "[data-part='map']");
    if (map) put(root, cellUnder(map, event));
    else if (over) put(root, null);
    over = Boolean(map);
  };
  const drag = (event) => {
    const plane = held && pictures()[held.picture]?.querySelector("[data-plane]");
    if (plane) tell("grip", { name: held.name, stroke, shift: event.shiftKey, ...data(plane, event) });
  };
  const down = (event) => {
    stroke = Date.now(); // differs from every earlier press, also after the page was loaded again
    const part = within(event, ".nnk-pictures > svg [data-grab]");
    if (!part || event.button !== 0) return;
    event.preventDefault(); // no text selection while dragging
    held = { name: part.dataset.grab, picture: pictures().indexOf(part.closest(".nnk-pictures > svg")) };
    drag(event);
  };
  const click = (event) => {
    const map = within(event, "[data-part='map']"), row = within(event, "tr[data-choice]");
    const cell = map && cellUnder(map, event);
    if (map) tell("place", [cell.row, cell.column, stroke]);
    if (row) tell("choice", [Number(row.dataset.choice), stroke]);
  };
  const up = () => { held = null; };
  const heard = [
    [root, "pointermove", hover], [root, "pointerleave", hover], [root, "pointerdown", down], [root, "click", click],
    [window, "pointermove", drag], [window, "pointerup", up], [window, "pointercancel", up],
  ];
  for (const [place, name, listener] of heard) place.addEventListener(name, listener);
  return () => { for (const [place, name, listener] of heard) place.removeEventListener(name, listener); };
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
