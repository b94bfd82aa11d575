// An explorer on a page without a kernel: a slider that steps through pictures made beforehand.
// The pictures share most of their lines, so each line is stored once and a picture is a list of line numbers.
(function (root) {
  if (!root) return;
  const data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  const slider = root.querySelector("input[type=range]");
  const build = (numbers) => numbers.map((n) => data.lines[n]).join("\n");
  const show = () => {
    const frame = data.frames[slider.value];
    root.querySelector(".nnk-words").innerHTML = build(frame.words);
    root.querySelector(".nnk-table").innerHTML = build(frame.table);
    root.querySelector("output").textContent = frame.label;
    slider.setAttribute("aria-valuetext", frame.label);
    const box = root.querySelector(".nnk-pictures");
    frame.pictures.forEach((numbers, i) => {
      const picture = box.children[i] || box.appendChild(new Image());
      picture.src = "data:image/svg+xml," + encodeURIComponent(build(numbers));
      picture.alt = frame.alts[i];
    });
    while (box.children.length > frame.pictures.length) box.lastChild.remove();
    box.dataset.state = frame.state;
  };
  slider.closest("label").hidden = false;
  slider.addEventListener("input", show);
})(document.getElementById("ID"));
