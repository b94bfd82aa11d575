"""Every rule of the house objects to a file that breaks it, and leaves a good one alone."""

import re

import pytest

from tests.house import RULES, Source
from tests.house.answer_rules import every_exercise_has_right_answers, every_exercise_has_wrong_answers
from tests.house.examples import COPY, EXERCISES, LESSON, copy_cells, exercise_cells, lesson_cells, notebook
from tests.house.exercise_rules import student_copies_hold_no_answer

CHECKS = {rule.name: rule.check for rule in RULES}
APPLIES = {rule.name: rule.applies for rule in RULES}
EIGHT = ", ".join(f"a{i}" for i in range(8))
LONG_BODY = "\n".join(f"    a = {i}" for i in range(41))

# rule, path, a file that breaks it, a file that keeps it
FILES = [
    ("files_are_short", "nnkit/a.py", "a = 1\n" * 301, "a = 1\n" * 300),
    ("functions_are_short", "nnkit/a.py", f"def f():\n{LONG_BODY}\n", f'def f():\n    """Do."""\n{LONG_BODY[:-11]}\n'),
    ("functions_take_few_arguments", "nnkit/a.py", f"def f({EIGHT}): pass", f"def f(self, {EIGHT[4:]}): pass"),
    (
        "functions_take_few_arguments",
        "classroom/a.py",
        f"def f({EIGHT}): pass",
        f"@commands.command()\ndef f({EIGHT}): ...",
    ),
    ("names_say_something", "nnkit/helpers.py", "a = 1", None),
    ("names_say_something", "nnkit/a.py", "def do_it(): pass", "def do_GET(self): pass"),
    ("names_say_something", "nnkit/a.py", "def process_image(): pass", "process = Popen()"),
    ("names_say_something", "nnkit/a.py", "class FileUtils: pass", "class Utility: pass"),
    ("assert_stays_in_tests", "nnkit/a.py", "assert x", "raise ValueError('x')"),
    ("imports_point_one_way", "nnkit/a.py", "def f():\n    import widgets", "import nnkit.plots"),
    ("imports_point_one_way", "widgets/a.py", "from classroom import cli", "from nnkit import plots"),
    ("nnkit_imports_light", "nnkit/a.py", "from matplotlib import pyplot", "def f():\n    import keras"),
    ("nnkit_imports_light", "nnkit/a.py", "import keras.layers", "if TYPE_CHECKING:\n    import keras"),
    ("ipywidgets_is_ipw", "widgets/a.py", "import ipywidgets as widgets", "import ipywidgets as ipw"),
    ("ipywidgets_is_ipw", "widgets/a.py", "from ipywidgets import HTML", None),
    (
        "one_explorer_a_file",
        "widgets/a.py",
        "class AExplorer: ...\nclass B: ...",
        "class B(NamedTuple): ...\nclass AExplorer: ...",
    ),
    ("keras_words_are_used", "nnkit/a.py", "def f(x, lr): pass", "def f(x, learning_rate): pass"),
    (
        "forward_stands_above_backward",
        "nnkit/a.py",
        "class A:\n    def backward(self): pass\n    def forward(self): pass",
        "class A:\n    def forward(self): pass\n    def backward(self): pass",
    ),
    ("errors_say_what_to_do", "nnkit/a.py", "raise Exception('no')", "raise ValueError('got 1, expected 2')"),
    ("errors_say_what_to_do", "nnkit/a.py", "raise ValueError()", "raise NotImplementedError"),
    ("tests_import_keras_late", "tests/test_a.py", "import keras", "def test():\n    import keras"),
    ("tolerances_have_names", "tests/test_a.py", "close(a, b, rtol=1e-3)", "close(a, b, rtol=ROUNDING)"),
    ("docstrings_have_their_sections", "nnkit/a.py", 'def f(x):\n    """Do."""', 'def _f(x):\n    """Do."""'),
    (
        "docstrings_have_their_sections",
        "nnkit/a.py",
        'def f():\n    """Do."""\n    return 1',
        'def f():\n    """Do.\n\n    Returns:\n        One.\n    """\n    return 1',
    ),
    (
        "docstrings_have_their_sections",
        "nnkit/a.py",
        'def f():\n    """Do."""\n    raise ValueError("x")',
        'def f():\n    """Do.\n\n    Raises:\n        ValueError: x.\n    """\n    raise ValueError("x")',
    ),
    (
        "docstring_sections_keep_their_order",
        "nnkit/a.py",
        'def f():\n    """Do.\n\n    Returns:\n        One.\n\n    Args:\n        x: one.\n    """',
        'def f():\n    """Do.\n\n    Args:\n        x: one.\n\n    Returns:\n        One.\n    """',
    ),
    ("examples_run_as_doctests", "nnkit/a.py", 'def f():\n    """Do.\n\n    Example: f()\n    """', "def f(): pass"),
    ("no_machine_is_named", "a.md", "see /home/" + "ann/course", "see ~/course and /usr/bin/env"),
    ("no_machine_is_named", "a.toml", "--extra-index-url=x", "https://pypi.org/project/numpy"),
    ("numbers_stand_on_folders_alone", "nnkit/02_activations.py", "", None),
    ("numbers_stand_on_folders_alone", "chapters/2-activations/a.ipynb", "", None),
    ("one_stem_per_topic", "chapters/06_cnns/convolutions.ipynb", "", None),
    ("every_module_has_a_test", "nnkit/nothing_tests_this.py", "a = 1\n" * 9, None),
    ("document_links_lead_somewhere", "README.md", "[a](nowhere.md)", "[a](Makefile) and `[b](no.md)`"),
    ("document_links_lead_somewhere", "README.md", "![](Makefile)", "![a picture](Makefile)"),
    ("constraints_have_no_address", "constraints.txt", "a @ https://example.org/a.whl", "a==1.0"),
    ("constraints_have_no_address", "constraints.txt", "numpy>=2", "numpy==2.4.6"),
    ("targets_are_explained", "Makefile", "a: b\n\techo\n.PHONY: a", "a: b  ## says a\n.PHONY: a"),
]

# rule, id of the cell that is changed ("" for a new first cell, None for all), what replaces its source
LESSONS = [
    ("lessons_have_their_sections_in_order", "explore", "## Wander"),
    ("lessons_have_their_sections_in_order", "goals", "## Where next"),
    ("lessons_keep_their_length", "goals", None),
    ("lessons_keep_their_length", "idea-2", "### No section"),
    ("sections_keep_their_length", "idea-2", "### Still the first idea"),
    ("promise_is_short", "title", "# Convolution\n\n" + "many words " * 31 + "60 minutes"),
    ("promise_is_short", "title", "# Convolution\n\nNo time given."),
    ("objectives_are_three_to_five", "goals", "## You will be able to\n\n- count"),
    ("setup_is_small", "setup", "a = 1\n" * 11),
    ("setup_is_small", "setup", "def f(): pass"),
    ("question_asks_for_a_prediction", "guess", "print(1)"),
    ("question_asks_for_a_prediction", "answer", "print(1)"),
    ("ideas_let_the_reader_check", "quiz-2", "print(1)"),
    ("explorer_cells_are_short", "explorer", "print(1)"),
    ("explorer_cells_are_short", "explorer", "ConvExplorer()\n" * 6),
    ("ending_is_short", "summary", "## Summary and questions\n\n" + "word " * 151),
    ("ending_is_short", "trouble", "## When it goes wrong\n\nNever."),
    ("lessons_end_with_the_readers_progress", "progress", "print(1)"),
    ("code_and_words_alternate", "words-1", "CODE"),
    ("headings_come_often", "more-1", "No heading here."),
    ("figures_are_put_into_words", "words-2", "### Next"),
    ("cell_ids_are_words", "summary", "ID"),
    ("folded_parts_are_closed", "seen", "<details><summary>Seen</summary>"),
    ("cells_are_short", "setup", "a = 1\n" * 31),
    ("cells_are_short", "summary", "word " * 251),
    ("headings_step_by_one", "goals", "### You will be able to"),
    ("headings_step_by_one", "goals", "# A second title"),
    ("notebooks_use_no_magic", "setup", "%matplotlib inline"),
    ("notebooks_use_no_magic", "setup", "!pip install keras"),
    ("notebooks_use_no_magic", "setup", "this is no Python"),
    ("prose_is_plain", "seen", "You simply see it."),
    ("prose_is_plain", "seen", "What a picture!"),
    ("notebook_links_lead_somewhere", "next", "## Where next\n\n[exercises](nowhere.ipynb)"),
    ("functions_are_defined_once", "slope", "DEF"),
]

EXERCISE_BREAKS = [
    ("grade_ids_are_words", '"grade_id": "ex1-tests"', '"grade_id": "cell-5f3a9c"'),
    ("grade_ids_are_words", '"id": "ex1-tests"', '"id": "first-tests"'),
    ("grade_ids_are_words", '"schema_version": 3', '"schema_version": 1'),
    ("prompts_have_title_and_points", "## Exercise 1: area (5 points)", "## First exercise"),
    ("prompts_have_title_and_points", "## Exercise 1: area (5 points)", "## Exercise 1: area (4 points)"),
    ("prompts_have_title_and_points", "## Exercise 1: area (5 points)", "## Exercise 2: area (5 points)"),
    ("exercises_are_complete", "ex1-hidden", "ex1-tests-more"),
    ("exercises_end_with_check", "check()", "print()"),
    ("cells_are_locked_as_their_part_asks", '"locked": true', '"locked": false'),
    ("solutions_are_marked", "### END SOLUTION", "### end"),
    ("solutions_are_marked", '\\"\\"\\"Area of a rectangle.\\"\\"\\"', "pass"),
    ("hidden_tests_are_marked", "### BEGIN HIDDEN TESTS", "### HIDDEN"),
    ("hidden_tests_are_marked", "# Any size works.", "area"),
    ("graded_cells_name_their_behaviour", "# A small case by hand.", "area"),
    ("points_suit_the_chapter", '"points": 3', '"points": 30'),
    ("points_suit_the_chapter", "ex4-answer", "ex4-given"),
    ("points_stand_in_a_table", "| sum | | 20 |", ""),
]


def found(rule, source):
    """Return what a rule finds in one file, as text."""
    return [str(violation) for violation in CHECKS[rule](source)]


@pytest.mark.parametrize(("rule", "path", "bad", "good"), FILES)
def test_rule_of_files_fires(rule, path, bad, good):
    assert APPLIES[rule](path)
    assert found(rule, Source(path, bad)), f"{rule} overlooks {bad!r}"
    assert good is None or not found(rule, Source(path, good)), f"{rule} objects to {good!r}"


def test_good_lesson_and_exercises_keep_every_rule():
    sources = [notebook(lesson_cells()), notebook(exercise_cells(), EXERCISES), notebook(copy_cells(), COPY)]
    everything = [
        text for source in sources for rule in RULES if rule.applies(source.path) for text in found(rule.name, source)
    ]
    assert not everything, "\n".join(everything)


@pytest.mark.parametrize(("rule", "identity", "text"), LESSONS)
def test_rule_of_lessons_fires(rule, identity, text):
    cells = lesson_cells()
    changed = next((cell for cell in cells if cell["id"] == identity), cells[-1])
    if text is None:
        cells = cells[:30]
    elif text == "CODE":
        changed.update(cell_type="code", source=["print(1)"], outputs=[], execution_count=None)
    elif text == "ID":
        changed["id"] = "3f2a91bc"
    elif text == "DEF":
        for cell in [each for each in cells if each["id"].startswith("slope")]:
            cell["source"] = ["def slope(x):\n", "    return x"]
    else:
        changed["source"] = [text]
    assert APPLIES[rule](LESSON)
    assert found(rule, notebook(cells)), f"{rule} overlooks {text!r}"


def test_methods_of_two_classes_may_share_a_name():
    cells = lesson_cells()
    for name, cell in zip("AB", [each for each in cells if each["id"].startswith("slope")], strict=False):
        cell["source"] = [f"class {name}:\n", "    def forward(self, x):\n", "        return x"]
    assert not found("functions_are_defined_once", notebook(cells))


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("notebooks_are_format_4_5", '"nbformat_minor": 5', '"nbformat_minor": 4'),
        ("notebooks_have_no_outputs", '"execution_count": null', '"execution_count": 3'),
        ("notebooks_carry_no_state", '"metadata": {"kernelspec"', '"metadata": {"widgets": {}, "kernelspec"'),
        ("notebooks_carry_no_state", '"name": "python3"', '"name": "my-kernel"'),
    ],
)
def test_rule_of_notebook_files_fires(rule, old, new):
    text = notebook(lesson_cells()).text
    assert old in text
    assert found(rule, Source(LESSON, text.replace(old, new))), f"{rule} overlooks {new!r}"


@pytest.mark.parametrize(("rule", "old", "new"), EXERCISE_BREAKS)
def test_rule_of_exercises_fires(rule, old, new):
    text = notebook(exercise_cells(), EXERCISES).text
    assert old in text
    assert found(rule, Source(EXERCISES, text.replace(old, new))), f"{rule} overlooks {new!r}"


@pytest.mark.parametrize("leak", ["### BEGIN SOLUTION", "rectangle = width * height", "checks.compare(area, 31, 17, "])
def test_answer_in_a_student_copy_is_found(leak):
    original = notebook(exercise_cells(), EXERCISES)
    copied, given = copy_cells(), exercise_cells()
    assert not list(student_copies_hold_no_answer(notebook(copied, COPY), original))
    place = next(i for i, cell in enumerate(given) if leak in "".join(cell["source"]))
    copied[place] = given[place]
    assert list(student_copies_hold_no_answer(notebook(copied, COPY), original))


def test_missing_stub_in_a_student_copy_is_found():
    text = re.sub(r"raise NotImplementedError\(\)", "return 6", notebook(copy_cells(), COPY).text)
    assert list(student_copies_hold_no_answer(Source(COPY, text), notebook(exercise_cells(), EXERCISES)))


@pytest.mark.parametrize(
    ("check", "decorator", "enough"),
    [
        (every_exercise_has_wrong_answers, '@wrong("{}", hint="x")', 3),
        (every_exercise_has_right_answers, '@right("{}")', 2),
    ],
)
def test_too_few_or_misnamed_answers_are_found(check, decorator, enough):
    original = notebook(exercise_cells(), EXERCISES)
    answers = [f"{decorator.format(f'ex{i}')}\ndef area(w, h): pass\n" for i in (1, 2, 3) for _ in range(enough)]
    path = "solutions/06_cnns/answers.py"
    assert not list(check(Source(path, "".join(answers)), original))
    assert list(check(Source(path, "".join(answers[1:])), original))
    assert list(check(Source(path, "".join(answers).replace("def area", "def volume", 1)), original))


def test_wrong_answer_must_demand_a_hint():
    answer = Source("solutions/06_cnns/wrong_answers.py", '@wrong("ex1")\ndef area(w, h): pass\n')
    assert "demands no hint" in "".join(map(str, every_exercise_has_wrong_answers(answer)))


def test_every_rule_has_an_example_that_breaks_it():
    apart = {check.__name__ for check in (student_copies_hold_no_answer, every_exercise_has_wrong_answers)}
    apart |= {every_exercise_has_right_answers.__name__, "notebooks_are_format_4_5", "notebooks_have_no_outputs"}
    shown = apart | {"notebooks_carry_no_state"} | {row[0] for row in [*FILES, *LESSONS, *EXERCISE_BREAKS]}
    assert set(CHECKS) == shown
