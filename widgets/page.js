// What core widgets leave undone in the page, for every explorer, prediction and quiz:
// JupyterLab must not take keys typed into them (an "a" on a slider would insert a cell, "dd" delete one),
// and the handles of sliders and the buttons of players need names that a screen reader can say.

const PLAYER = [["fa-play", "Play"], ["fa-pause", "Pause"], ["fa-stop", "Stop, back to the start"]];
const passes = (event) => event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" ||
  (event.shiftKey && event.key === "Enter");

function keepKeys(root) {
  root.addEventListener("keydown", (event) => { if (!passes(event)) event.stopPropagation(); });
}

function say(element, name, words) {
  if (element.getAttribute(name) !== words) element.setAttribute(name, words);
}

function nameHandles(root) {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label");
    const handle = slider.querySelector(".noUi-handle");
    const readout = slider.querySelector(".widget-readout");
    if (!label || !handle) continue;
    say(handle, "aria-label", label.textContent);
    if (readout) say(readout, "aria-label", `${label.textContent}, as a number`);
    if (readout && readout.textContent) say(handle, "aria-valuetext", readout.textContent);
  }
}

function namePlayers(root) {
  for (const reel of root.querySelectorAll(".nnk-reel")) {
    const label = reel.querySelector(".widget-label");
    for (const [icon, name] of PLAYER) {
      const button = reel.querySelector(`.${icon}`)?.closest("button");
      if (button) say(button, "aria-label", label ? `${name}: ${label.textContent}` : name);
    }
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
      const name = () => { nameHandles(root); namePlayers(root); };
      name();
      watcher = new MutationObserver(name);
      watcher.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    };
    attach(300);
    return () => watcher && watcher.disconnect();
  },
};
