// What core widgets leave undone in the page, for every explorer, prediction and quiz:
// JupyterLab must not take keys typed into them (an "a" on a slider would insert a cell, "dd" delete one),
// and the handles of sliders need a name that a screen reader can say.

const passes = (event) => event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" ||
  (event.shiftKey && event.key === "Enter");

function keepKeys(root) {
  root.addEventListener("keydown", (event) => { if (!passes(event)) event.stopPropagation(); });
}

function nameHandles(root) {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label");
    const handle = slider.querySelector(".noUi-handle");
    const readout = slider.querySelector(".widget-readout");
    if (!label || !handle) continue;
    if (handle.getAttribute("aria-label") !== label.textContent) handle.setAttribute("aria-label", label.textContent);
    if (readout) readout.setAttribute("aria-label", `${label.textContent}, as a number`);
    const value = readout ? readout.textContent : "";
    if (value && handle.getAttribute("aria-valuetext") !== value) handle.setAttribute("aria-valuetext", value);
  }
}

export default {
  render({ el }) {
    el.style.display = "none";
    let watcher;
    const attach = (patience) => {
      const root = el.closest(".nnk-panel");
      if (!root) return patience > 0 && requestAnimationFrame(() => attach(patience - 1));
      root.setAttribute("role", "group");
      keepKeys(root);
      nameHandles(root);
      watcher = new MutationObserver(() => nameHandles(root));
      watcher.observe(root, { childList: true, subtree: true });
    };
    attach(300);
    return () => watcher && watcher.disconnect();
  },
};
