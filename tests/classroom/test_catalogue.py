"""The catalogue of known answers: read without being run, put in the place of the reference."""

import pytest

from classroom import catalogue
from classroom.errors import ClassroomError

WRONG = '''
"""Wrong answers."""

import a_library_that_nobody_has
from classroom.catalogue import wrong


@wrong("ex1", hint="overflow")
def double(x):
    # why people write it
    return x + x  # a comment


@wrong("ex1", hint="sign")
def double(x):
    from somewhere import negative

    return negative(x)


@wrong(
    "ex2",
    hint="not the slope",
)
def slope(x):
    def inner(y):
        return y

    return inner(x)
'''
CELL = '''FACTOR = 2


@staticmethod
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return FACTOR * x
    ### END SOLUTION


def other(x):
    return double(x)
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "wrong_answers.py").write_text(WRONG, encoding="utf-8")
    return tmp_path


def test_every_decorated_function_is_an_answer(folder):
    wrong, right = catalogue.load(folder)
    assert right == []
    assert [(a.exercise, a.name, a.hint_or_style) for a in wrong] == [
        ("ex1", "double", "overflow"),
        ("ex1", "double", "sign"),
        ("ex2", "slope", "not the slope"),
    ]
    assert wrong[0].source == "def double(x):\n    # why people write it\n    return x + x  # a comment"
    assert str(wrong[0]) == "ex1 double, line 8 (overflow)"
    assert wrong[2].source.startswith("def slope(x):")
    assert wrong[2].source.endswith("return inner(x)")


def test_only_the_function_of_that_name_is_replaced(folder):
    changed = catalogue.load(folder).wrong[0].applied_to(CELL)
    namespace = {}
    exec(changed, namespace)
    assert namespace["other"](3) == 6
    assert "staticmethod" not in changed and "SOLUTION" not in changed
    assert changed.startswith("FACTOR = 2\n\n\ndef double(x):\n    # why people write it")
    assert changed.endswith("def other(x):\n    return double(x)\n")


def test_a_cell_without_that_function_is_named(folder):
    with pytest.raises(ClassroomError, match=r"ex2 slope, line 21 .* defines double, other; name the answer like it"):
        catalogue.load(folder).wrong[2].applied_to(CELL)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return x",
        "@wrong('ex1')\ndef f(x):\n    return x",
        "@right('ex1', style='loop')\ndef f(x):\n    return x",
        "@wrong('ex1', hint='')\ndef f(x):\n    return x",
        "@wrong('ex1', hint=WORDS)\ndef f(x):\n    return x",
        "@wrong\ndef f(x):\n    return x",
        "@wrong('ex1', hint='a')\n@wrong('ex2', hint='a')\ndef f(x):\n    return x",
    ],
)
def test_a_function_without_its_decorator_is_refused(tmp_path, source):
    (tmp_path / "wrong_answers.py").write_text("\n" + source, encoding="utf-8")
    with pytest.raises(
        ClassroomError, match=r'wrong_answers.py, line 2: f needs one decorator of the form @wrong\("ex1"'
    ):
        catalogue.load(tmp_path)


def test_a_file_that_is_no_python_is_named(tmp_path):
    (tmp_path / "right_answers.py").write_text("x = 1\ndef f(:\n", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r"right_answers.py, line 2: this is no Python"):
        catalogue.load(tmp_path)


def test_the_decorators_leave_the_function_and_check_their_words():
    def function():
        return 1

    assert catalogue.wrong("ex1", hint="sign")(function) is function
    assert catalogue.right("ex1", style="loop")(function) is function
    with pytest.raises(TypeError, match=r"expected an exercise and words, as .*; received .ex1., None"):
        catalogue.wrong("ex1", None)


def test_the_sections_of_the_lesson_are_read(tmp_path):
    (tmp_path / "wrong_answers.py").write_text('import nothing\n\nSECTIONS = {"ex1": "2 · Why?", "ex2": "How"}\n')
    assert catalogue.sections(tmp_path) == {"ex1": "2 · Why?", "ex2": "How"}
    assert catalogue.sections(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("value", ['["ex1"]', '{"ex1": 2}', "dict(ex1=WORDS)", '{"ex1": ["a", "b"]}'])
def test_sections_of_another_form_are_refused(tmp_path, value):
    (tmp_path / "wrong_answers.py").write_text(f"\nSECTIONS = {value}\n", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r'wrong_answers.py, line 2: expected SECTIONS = {"ex1": "The heading'):
        catalogue.sections(tmp_path)
