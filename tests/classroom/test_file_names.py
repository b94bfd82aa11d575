"""Who handed in what, by the names that Moodle, Canvas and people give to files."""

import pytest

from classroom.file_names import CANVAS, MOODLE, PLAIN, stem_of, told_by


@pytest.mark.parametrize(
    ("name", "words", "number", "stem", "folders"),
    [
        ("Ada Lovelace_12_assignsubmission_file_/x.ipynb", ("Ada Lovelace",), "12", "x", ()),
        ("Ada Lovelace_12_assignsubmission_file_x.ipynb", ("Ada Lovelace",), "12", "x", ()),
        ("week 3/Ada Lovelace_12_assignsubmission_file_/a/x (2).ipynb", ("Ada Lovelace",), "12", "x", ("a",)),
        ("Group 1-Ada L_12_assignsubmission_file_/x.ipynb", ("Group 1-Ada L", "Ada L"), "12", "x", ()),
        ("Ana_Maria_12_assignsubmission_file_/all.zip/x.ipynb", ("Ana_Maria",), "12", "x", ("all.zip",)),
        ("Ada Lovelace_12_assignsubmission_file_/essay.pdf", ("Ada Lovelace",), "12", None, ()),
    ],
)
def test_moodle(name, words, number, stem, folders):
    told = told_by(name)
    assert (told.platform, told.words, told.number, told.stem, told.folders) == (MOODLE, words, number, stem, folders)


@pytest.mark.parametrize(
    ("name", "word", "number", "stem", "version", "late"),
    [
        ("lovelaceada_17_4711_losses_exercises.ipynb", "lovelaceada", "17", "losses_exercises", 0, False),
        ("lovelaceada_LATE_17_4711_losses_exercises-1.ipynb", "lovelaceada", "17", "losses_exercises", 1, True),
        ("submissions/lovelaceada_17_4711_x-12.ipynb", "lovelaceada", "17", "x", 12, False),
        ("de_la_vega_17_4711_x.ipynb", "de_la_vega", "17", "x", 0, False),
        ("lovelaceada_17_4711_all-3.zip/in/x.ipynb", "lovelaceada", "17", "x", 3, False),
    ],
)
def test_canvas(name, word, number, stem, version, late):
    told = told_by(name)
    assert (told.platform, told.words, told.number) == (CANVAS, (word,), number)
    assert (told.stem, told.version, told.late) == (stem, version, late)


def test_plain_uploads_offer_every_word_that_may_be_a_student():
    told = told_by("inbox/ada/03_losses/losses_exercises.ipynb")
    assert told.platform == PLAIN
    assert told.words[:3] == ("03_losses", "ada", "inbox")
    assert {"ada_lovelace", "ada", "losses", "lovelace_losses"} <= set(told_by("ada_lovelace_losses.ipynb").words)


@pytest.mark.parametrize(
    ("file", "stem"),
    [
        ("x.ipynb", "x"), ("x (1).ipynb", "x"), ("x-Copy1.ipynb", "x"), ("x - Copy (2).ipynb", "x"),
        ("X.IPYNB", "X"), ("x.ipynb.txt", "x"), ("x.ipynb.json", "x"), ("x.py", None), ("ipynb", None),
    ],
)  # fmt: skip
def test_marks_of_copies_are_taken_off(file, stem):
    assert stem_of(file) == stem
