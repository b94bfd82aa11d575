"""What a process claims to have shown: bounded, without markup, and always something that nbformat can write."""

import nbformat
import pytest

from classroom.engine.shown import LONGEST_MESSAGE, LONGEST_NAME, MOST_LINES, MOST_OUTPUTS, as_output, as_outputs

STREAM = {"output_type": "stream", "name": "stdout", "text": "abc"}
DEEP = {}
for _ in range(500):
    DEEP = {"a": DEEP}


def display(**data):
    return {"output_type": "display_data", "data": data, "metadata": {}}


@pytest.mark.parametrize(
    "told",
    [
        None,
        5,
        [],
        {},
        {"output_type": "evil"},
        {"output_type": ["stream"]},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "display_data", "data": 5},
    ],
)
def test_what_is_no_output_is_left_out(told):
    assert as_output(told) is None


def test_text_and_pictures_stay_markup_goes():
    told = display(**{"text/plain": "x", "image/png": "iVBO", "text/html": "<script>", "application/javascript": "1"})
    assert as_output(told)["data"] == {"text/plain": "x", "image/png": "iVBO"}
    assert as_output({**told, "metadata": DEEP})["metadata"] == {}
    assert as_output(display(**{"text/plain": DEEP, "application/json": DEEP}))["data"] == {}


def test_a_result_keeps_its_number():
    result = {**display(**{"text/plain": "7"}), "output_type": "execute_result"}
    assert as_output({**result, "execution_count": 3})["execution_count"] == 3
    assert as_output({**result, "execution_count": "3"})["execution_count"] is None
    assert as_output({**result, "execution_count": True})["execution_count"] is None


def test_an_error_is_always_one():
    long = {"output_type": "error", "ename": "E" * 10**6, "evalue": "m" * 10**6, "traceback": ["l" * 10**5] * 10**4}
    error = as_output(long)
    assert (len(error["ename"]), len(error["evalue"])) == (LONGEST_NAME, LONGEST_MESSAGE)
    assert len(error["traceback"]) == MOST_LINES and len(error["traceback"][0]) == LONGEST_MESSAGE
    odd = as_output({"output_type": "error", "ename": DEEP, "evalue": 5, "traceback": {"a": 1}})
    assert (odd["ename"], odd["evalue"], odd["traceback"]) == ("Exception", "", [])


def test_half_characters_can_be_written_to_a_file():
    shown = [
        {**STREAM, "text": "\ud800x"},
        {"output_type": "error", "ename": "\udfff", "evalue": "\ud800", "traceback": []},
    ]
    cell = nbformat.v4.new_code_cell(outputs=as_outputs(shown, 100)[0])
    nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    assert cell.outputs[0].text == "?x"


def test_number_and_size_are_bounded():
    kept, room = as_outputs([STREAM] * (MOST_OUTPUTS + 50), 10**6)
    assert len(kept) == MOST_OUTPUTS and room == 10**6 - 3 * MOST_OUTPUTS
    kept, room = as_outputs([STREAM] * 10, 7)
    assert (len(kept), room) == (2, 0)
    assert as_outputs({"0": STREAM}, 10) == ([], 10)
