// Saves the notebook that this widget stands in, where the page is JupyterLab or Notebook 7, and tells Python how it
// went: "saved", "unsaved" (asked to save, and still changed), or "unknown" (another program, whose saving we cannot see).

const PATIENCE = 4000; // milliseconds
const STEP = 50;

function isDirty(panel) {
  const tab = document.querySelector(`.lm-TabBar-tab[data-id="${panel.id}"]`);
  return tab ? tab.classList.contains("jp-mod-dirty") : null;
}

function pressSave(target) {
  const apple = /Mac|iP(hone|ad)/.test(navigator.platform);
  const keys = { key: "s", code: "KeyS", keyCode: 83, which: 83, ctrlKey: !apple, metaKey: apple };
  target.dispatchEvent(new KeyboardEvent("keydown", { ...keys, bubbles: true, cancelable: true }));
}

async function save(el) {
  const panel = el.closest(".jp-NotebookPanel");
  if (!panel) return "unknown";
  if (isDirty(panel) === false) return "saved";
  pressSave(panel.querySelector(".jp-Notebook") || panel);
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    await new Promise((done) => setTimeout(done, STEP));
    if (isDirty(panel) === false) return "saved";
  }
  return isDirty(panel) ? "unsaved" : "unknown";
}

export default {
  render({ model, el }) {
    el.style.display = "none";
    const answer = async () => {
      const asked = model.get("asked");
      if (asked <= model.get("answered")) return;
      model.set("state", await save(el));
      model.set("answered", asked);
      model.save_changes();
    };
    model.on("change:asked", answer);
    requestAnimationFrame(answer);
    return () => model.off("change:asked", answer);
  },
};
