"""The hand on the pictures, in JupyterLab: the page shows under the pointer what Python draws for that place."""

import nbformat
import pytest

CELLS = {
    "ConvExplorer": 'from widgets import ConvExplorer\nConvExplorer(padding="same", input_size=13)',
    "KernelExplorer": 'from widgets import KernelExplorer\nKernelExplorer("Wide blur", row=3, column=4)',
}
MARKS = "marks => marks.map(mark => mark.getAttribute('transform'))"


@pytest.fixture
def lab(course, open_notebook, request):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELLS[request.param])], metadata=kernel)
    nbformat.write(notebook, course / "hand.ipynb")
    lab = open_notebook("hand.ipynb", height=1400)
    lab.run_all()
    lab.page.wait_for_timeout(500)
    return lab


@pytest.mark.browser
@pytest.mark.parametrize(("lab", "name"), [(name, name) for name in CELLS], indirect=["lab"])
def test_hovering_shows_what_a_click_keeps(lab, name):
    page, marks = lab.page, lab.page.locator("[data-part='mark']")
    target = page.locator("[data-part='map']").last
    target.scroll_into_view_if_needed()
    box, rows, columns = target.bounding_box(), *(int(target.get_attribute(f"data-{n}")) for n in ("rows", "columns"))
    home = marks.evaluate_all(MARKS)
    row, column = rows - 2, 1
    at = box["x"] + box["width"] * (column + 0.5) / columns, box["y"] + box["height"] * (row + 0.5) / rows
    page.mouse.move(*at)
    hovered = marks.evaluate_all(MARKS)
    assert hovered != home
    page.mouse.move(box["x"] - 30, box["y"] - 60)
    assert marks.evaluate_all(MARKS) == home
    page.mouse.click(*at)
    page.wait_for_function(
        f"""() => JSON.stringify(JSON.parse(document.querySelector('[data-explorer="{name}"]').dataset.values).place)
            === '[{row},{column}]'"""
    )
    page.mouse.move(5, 5)
    assert marks.evaluate_all(MARKS) == hovered
    assert not lab.problems()
    assert not lab.console
    if name == "KernelExplorer":
        page.get_by_label("weight in row 0, column 0", exact=True).fill("2")
        page.keyboard.press("Tab")
        page.wait_for_function("""() => document.querySelector('[data-explorer]').dataset.state.includes('[[2')""")
