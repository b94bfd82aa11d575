// A row of buttons for each layer of a small network. A button, or a click on its neuron in the pictures of the panel,
// tells Python which neuron it was; Python answers with what is kept now. Arrow keys walk along and between the rows.

const STYLE = `
.nnk-switches { display: grid; gap: 4px; margin: 2px 0 8px; }
.nnk-switches > div { display: flex; gap: 4px; }
.nnk-switches button { flex: 1 1 0; min-width: 26px; max-width: 40px; height: 26px; padding: 0; border-radius: 13px; font: inherit; font-size: 11px;
  border: 1.5px solid var(--nnk-ink); background: var(--nnk-ground); color: var(--nnk-ink); cursor: pointer; }
.nnk-switches button[aria-pressed="true"] { border-style: dashed; border-color: var(--nnk-soft); color: var(--nnk-soft);
  text-decoration: line-through; }
.nnk-switches button.nnk-by-hand { border-width: 3px; }
.nnk-switches button:focus-visible { outline: 2px solid var(--nnk-accent); outline-offset: 2px; }`;

const passes = (event) => event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" ||
  (event.shiftKey && event.key === "Enter");
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export default {
  render({ model, el }) {
    const rows = model.get("rows");
    let count = 0, root;
    const click = (neuron) => { model.set("clicked", [neuron, (count += 1)]); model.save_changes(); };
    const box = document.createElement("div");
    box.className = "nnk-switches";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", model.get("label"));
    const buttons = rows.map((names) => names.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.tabIndex = -1;
      button.addEventListener("click", () => { choose(button); click(name); });
      return button;
    }));
    const choose = (button) => {
      for (const one of buttons.flat()) one.tabIndex = one === button ? 0 : -1;
      button.focus();
    };
    for (const row of buttons) {
      const line = document.createElement("div");
      line.append(...row);
      box.append(line);
    }
    buttons[0][0].tabIndex = 0;
    box.addEventListener("keydown", (event) => {
      if (!passes(event)) event.stopPropagation();
      const move = MOVES[event.key];
      const at = buttons.findIndex((row) => row.includes(event.target));
      if (!move || at < 0) return;
      event.preventDefault();
      const row = buttons[Math.max(0, Math.min(buttons.length - 1, at + move[0]))];
      const place = buttons[at].indexOf(event.target) + move[1];
      choose(row[Math.max(0, Math.min(row.length - 1, place))]);
    });
    const show = () => {
      const kept = model.get("kept"), byHand = model.get("value");
      for (const button of buttons.flat()) {
        const name = button.textContent, dropped = kept[name] === 0;
        button.setAttribute("aria-pressed", String(dropped));
        button.setAttribute("aria-label", `neuron ${name}: ${dropped ? "dropped" : "kept"}${name in byHand ? ", by hand" : ""}`);
        button.title = `${name}: ${model.get("hint")}`;
        button.classList.toggle("nnk-by-hand", name in byHand);
      }
    };
    model.on("change:kept", show);
    model.on("change:value", show);
    show();
    const label = document.createElement("span"), style = document.createElement("style");
    label.className = "nnk-label";
    label.textContent = model.get("label");
    style.textContent = STYLE;
    el.append(style, label, box);
    const pointed = (event) => {
      const neuron = event.target.closest && event.target.closest(".nnk-pictures [data-neuron]");
      if (neuron) click(neuron.dataset.neuron);
    };
    const attach = (patience) => {
      root = el.closest(".nnk-panel");
      if (root) root.addEventListener("click", pointed);
      else if (patience > 0) requestAnimationFrame(() => attach(patience - 1));
    };
    attach(300);
    return () => { if (root) root.removeEventListener("click", pointed); };
  },
};
