"""Rules of exercises: the instructors' notebooks, their grading metadata, and the students' copies."""

import ast
import re
from collections import defaultdict

from tests.house.core import ROOT, Source, exercise_source, rule, student_copy

GRADE_ID = re.compile(r"(ex\d+)-(prompt|given|solution|tests|hidden|answer)(-[a-z0-9]+)*")
SETUP = "setup"  # the locked cell of imports that belongs to no exercise
PROMPT = re.compile(r"## Exercise (\d+): \S.* \((\d+) points?\)")
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
LAST = "# Saves and grades: your points, with hints.\nfrom classroom import check\n\ncheck()"
STUB = "raise NotImplementedError()"
EXERCISE_POINTS = range(2, 7)
CHAPTER_POINTS = range(20, 31)
SECRET_LENGTH = 15


def exercises(source):
    """Return {exercise id: [(part, cell)]} in the notebook's order; the part is `prompt`, `tests`, ..."""
    found = defaultdict(list)
    for cell in source.cells:
        match = GRADE_ID.fullmatch(cell.nbgrader.get("grade_id", ""))
        if match:
            found[match[1]].append((match[2], cell))
    return found


def cells_of(parts, *wanted):
    """Return the cells whose part is one of `wanted`."""
    return [cell for part, cell in parts if part in wanted]


def points_of(parts):
    """Return the sum of the points of an exercise's graded cells."""
    return sum(cell.nbgrader.get("points", 0) for _, cell in parts if cell.nbgrader.get("grade"))


@rule(lambda path: exercise_source(path) or student_copy(path))
def grade_ids_are_words(source):
    for cell in source.cells:
        grade_id = cell.nbgrader.get("grade_id")
        if cell.nbgrader and grade_id != SETUP and not GRADE_ID.fullmatch(grade_id or ""):
            yield cell.breaks(
                f"grade_id {grade_id}", "ex3-prompt, ex3-solution, ex3-tests-slope, ex3-hidden, ex9-answer"
            )
        if cell.nbgrader and grade_id != cell.id:
            yield cell.breaks(f"grade_id {grade_id} is not the cell's id", "use the same word for both")
        if cell.nbgrader and cell.nbgrader.get("schema_version") != 3:
            yield cell.breaks("nbgrader schema is not 3", "set schema_version to 3")


@rule(exercise_source)
def prompts_have_title_and_points(source):
    for number, (exercise, parts) in enumerate(exercises(source).items(), 1):
        prompts = cells_of(parts, "prompt")
        first = prompts[0].text.splitlines()[0] if prompts and prompts[0].text else ""
        match = PROMPT.fullmatch(first)
        if len(prompts) != 1 or parts[0][0] != "prompt" or not match:
            yield parts[0][1].breaks(f"{exercise} opens with '{first}'", "## Exercise 3: leaky ReLU (4 points)")
        elif f"ex{match[1]}" != exercise or int(match[1]) != number:
            yield prompts[0].breaks(f"'{first}' is number {number}", "number exercises 1, 2, 3 as their grade_ids")
        elif int(match[2]) != points_of(parts):
            yield prompts[0].breaks(f"'{first}' but its cells give {points_of(parts)}", "make the two sums equal")


@rule(exercise_source)
def exercises_are_complete(source):
    for exercise, parts in exercises(source).items():
        kinds = {part for part, _ in parts}
        manual = "answer" in kinds
        missing = {"answer"} - kinds if manual else {"solution", "tests", "hidden"} - kinds
        for part in sorted(missing):
            yield parts[0][1].breaks(f"{exercise} has no {part} cell", f"add a cell {exercise}-{part}")


@rule(exercise_source)
def cells_are_locked_as_their_part_asks(source):
    for parts in exercises(source).values():
        for part, cell in parts:
            flags = {key: bool(cell.nbgrader.get(key)) for key in ("grade", "solution", "locked")}
            expected = {
                "grade": part in ("tests", "hidden", "answer"),
                "solution": part in ("solution", "answer"),
                "locked": part not in ("solution", "answer"),
            }
            if flags != expected:
                yield cell.breaks(f"{part} cell has {flags}", f"set {expected}")


@rule(exercise_source)
def solutions_are_marked(source):
    for parts in exercises(source).values():
        for cell in cells_of(parts, "solution"):
            if cell.text.count(BEGIN_SOLUTION) != 1 or cell.text.count(END_SOLUTION) != 1:
                yield cell.breaks("no solution between its two markers", f"{BEGIN_SOLUTION} ... {END_SOLUTION}")
            named = [node for node in cell.tree.body if isinstance(node, ast.FunctionDef)]
            if not named or ast.get_docstring(named[-1]) is None:
                yield cell.breaks(
                    "no function with a docstring", "signature and full docstring stay in the student's copy"
                )


@rule(exercise_source)
def hidden_tests_are_marked(source):
    for parts in exercises(source).values():
        for cell in cells_of(parts, "hidden"):
            lines = [line.strip() for line in cell.text.strip().splitlines()]
            if len(lines) < 3 or not lines[0].startswith("# ") or lines[1] != BEGIN_HIDDEN or lines[-1] != END_HIDDEN:
                yield cell.breaks("is not a comment, then hidden tests to the end", f"# behaviour, {BEGIN_HIDDEN}, ...")
        for cell in cells_of(parts, "tests", "prompt"):
            if BEGIN_HIDDEN in cell.text:
                yield cell.breaks("hides something in a visible cell", "move it to a cell of its own, exN-hidden")


@rule(exercise_source)
def graded_cells_name_their_behaviour(source):
    for parts in exercises(source).values():
        for cell in cells_of(parts, "tests"):
            if not re.match(r"# \w", cell.text):
                yield cell.breaks(
                    "does not open with a line that names the behaviour", "# Large inputs do not overflow."
                )


@rule(exercise_source)
def points_suit_the_chapter(source):
    found = exercises(source)
    total = sum(points_of(parts) for parts in found.values())
    if total not in CHAPTER_POINTS:
        yield source.breaks(f"{total} points", f"a chapter has {CHAPTER_POINTS.start} to {CHAPTER_POINTS.stop - 1}")
    for exercise, parts in found.items():
        if points_of(parts) not in EXERCISE_POINTS:
            yield parts[0][1].breaks(f"{exercise} gives {points_of(parts)} points", "2 to 6, by difficulty")
    if not any(cells_of(parts, "answer") for parts in found.values()):
        yield source.breaks(
            "no question in the student's own words", "end with a manually graded exercise and its rubric"
        )


@rule(exercise_source)
def points_stand_in_a_table(source):
    opening = source.cells[0].text + source.cells[1].text if len(source.cells) > 1 else ""
    rows = [line for line in opening.splitlines() if line.lstrip().startswith("|")]
    total = int(sum(points_of(parts) for parts in exercises(source).values()))
    if len(rows) < 2 + len(exercises(source)) or not re.search(rf"\b{total}\b", "\n".join(rows)):
        yield source.breaks("no table of all exercises with the sum of points", f"a row each and the sum {total}")


@rule(exercise_source)
def exercises_end_with_check(source):
    last = source.cells[-1]
    if last.id != "check" or last.nbgrader or last.text != LAST:
        yield last.breaks("is the last cell and does not check", f"end with an ordinary cell called check: {LAST!r}")


@rule(student_copy)
def student_copies_hold_no_answer(source, original=None):
    for cell in source.cells:
        if any(mark in cell.text for mark in (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN)):
            yield cell.breaks("a marker of answers or hidden tests", "write the copy with make exercises")
        if cell.nbgrader.get("solution") and cell.kind == "code" and STUB not in cell.text:
            yield cell.breaks("an answer cell without its stub", "write the copy with make exercises")
    for secret in secrets(original if original is not None else original_of(source)):
        for cell in source.cells:
            if secret in {line.strip() for line in cell.text.splitlines()}:
                yield cell.breaks(
                    f"the line '{secret}' of an answer or hidden test", "write the copy with make exercises"
                )


def original_of(source):
    """Return the instructors' notebook of a student copy, or None where an instructor keeps it elsewhere."""
    path = source.path.replace("chapters/", "solutions/", 1)
    return Source(path, (ROOT / path).read_text(encoding="utf-8")) if (ROOT / path).exists() else None


def secrets(original):
    """Return the telling lines between markers that stand nowhere else in the original."""
    if original is None:
        return set()
    inside, outside = set(), set()
    for cell in original.cells:
        hidden = False
        for line in map(str.strip, cell.text.splitlines()):
            hidden = (hidden or line in (BEGIN_SOLUTION, BEGIN_HIDDEN)) and line not in (END_SOLUTION, END_HIDDEN)
            (inside if hidden else outside).add(line)
    return {line for line in inside - outside if len(line) >= SECRET_LENGTH}
