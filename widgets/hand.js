// The hand on the pictures of an explorer: the place under the pointer is shown at once, a click keeps it, and a click
// on a row of a table chooses it. Python has drawn everything; what moves (data-part="mark") stands at (row, column)
// times the step in its own data attributes, and a map (data-part="map") says how many rows and columns it has.

function cellUnder(map, event) {
  const box = map.getBoundingClientRect();
  const place = (at, start, length, count) =>
    Math.max(0, Math.min(count - 1, Math.floor(((at - start) / length) * count)));
  const rows = Number(map.dataset.rows), columns = Number(map.dataset.columns);
  return {
    row: place(event.clientY, box.top, box.height, rows),
    column: place(event.clientX, box.left, box.width, columns),
    columns,
  };
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

function listen(root, model) {
  let over = false;
  const tell = (name, value) => { model.set(name, value); model.save_changes(); };
  const within = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);
  root.addEventListener("pointermove", (event) => {
    const map = within(event, "[data-part='map']");
    if (map) put(root, cellUnder(map, event));
    else if (over) put(root, null);
    over = Boolean(map);
  });
  root.addEventListener("pointerleave", () => { if (over) put(root, null); over = false; });
  root.addEventListener("click", (event) => {
    const map = within(event, "[data-part='map']"), row = within(event, "tr[data-choice]");
    if (map) { const cell = cellUnder(map, event); tell("place", [cell.row, cell.column]); }
    if (row) tell("choice", Number(row.dataset.choice));
  });
}

// The buttons of a player show pictures only: give them names that a screen reader can say.
function namePlayers(root) {
  for (const [icon, name] of [["fa-play", "Play"], ["fa-pause", "Pause"], ["fa-stop", "Stop, back to the start"]]) {
    for (const picture of root.querySelectorAll(`.nnk-reel .${icon}`)) {
      const button = picture.closest("button"), label = picture.closest(".nnk-reel").querySelector(".widget-label");
      const words = label ? `${name}: ${label.textContent}` : name;
      if (button && button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
    }
  }
}

export default {
  render({ model, el }) {
    el.style.display = "none";
    let watcher;
    const attach = (patience) => {
      const root = el.closest(".nnk-panel");
      if (!root) return patience > 0 && requestAnimationFrame(() => attach(patience - 1));
      listen(root, model);
      namePlayers(root);
      watcher = new MutationObserver(() => namePlayers(root));
      watcher.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    };
    attach(300);
    return () => watcher && watcher.disconnect();
  },
};
