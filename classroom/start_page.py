"""What the start page shows: whether everything is installed, and the map of the course with the learner's progress."""

import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from classroom.course import find_course
from classroom.doctor import BAD, OK, examine
from classroom.progress import read_progress
from classroom.results import MANUAL, PASSED, tidy

SIGNS = {OK: "✓", BAD: "✗"}
TABLE = '<table style="font-size:13px;text-align:left">'
CELL = 'style="text-align:left;vertical-align:top"'
LINK = 'style="white-space:nowrap;text-decoration:underline"'  # told from text without colour


@dataclass(frozen=True)
class Page:
    """Something that a notebook shows as HTML and a terminal as text.

    Args:
        html: the one.
        text: the other.
    """

    html: str
    text: str

    def _repr_html_(self):
        return self.html

    def __repr__(self):
        return self.text


def environment(quick=True):
    """Whether everything is here that the course needs, and if not, what to do.

    Args:
        quick: leave out importing TensorFlow, which takes seconds.

    Returns:
        A `Page`.
    """
    findings = list(examine(find_course().root, quick))
    missing = [finding for finding in findings if finding.status == BAD]
    verdict = "Everything that the course needs is here."
    if missing:
        verdict = f"{len(missing)} of {len(findings)} things need your attention: follow the arrows."
    rows = [(SIGNS.get(one.status, "○"), one.status, one.name, _cured(one)) for one in findings]
    body = "".join("<tr>" + "".join(f"<td {CELL}>{escape(part)}</td>" for part in row) + "</tr>" for row in rows)
    return Page(
        f"<p><b>{verdict}</b></p>{TABLE}<tbody>{body}</tbody></table>", "\n".join([verdict, *map(" ".join, rows)])
    )


def _cured(finding):
    return f"{finding.found} → {finding.cure}" if finding.cure else finding.found


def course_map():
    """The chapters in order, each with its promise, links to its two notebooks, and what was done in it.

    Returns:
        A `Page`; the links work in JupyterLab and in an exported page that lies in `chapters/`.
    """
    course = find_course()
    progress = read_progress(course)
    rows, lines = [], []
    for chapter in course.chapters:
        if any((course.chapters_folder / chapter.name).glob("*.ipynb")):
            done = done_words(progress["chapters"][chapter.name])
            promise = promise_of(course.chapters_folder / chapter.name / f"{chapter.stem}.ipynb")
            rows.append(_row(course, chapter, promise, done))
            lines.append(f"{chapter.name}: {'; '.join(done)}")
    head = "".join(f'<th {CELL} scope="col">{name}</th>' for name in ("chapter", "about", "your progress"))
    closing = closing_words(progress, course)
    table = f"{TABLE}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return Page(f"{table}<p>{escape(closing)}</p>", "\n".join([*lines, closing]))


def closing_words(progress, course):
    """What stands under the map.

    Args:
        progress: what `read_progress` returned.
        course: a `Course`.

    Returns:
        A string.
    """
    file = Path(progress["file"])
    shown = file.relative_to(course.root) if file.is_relative_to(course.root) else file
    kept = f"Kept in {shown}, on this machine alone: delete the file to forget, copy it to move."
    return f"{kept} {progress['trouble']}".strip()


def done_words(numbers):
    """What was done in a chapter, as words; "not begun" where that is nothing.

    Args:
        numbers: of one chapter, as `read_progress` gives them.

    Returns:
        A list of strings.
    """
    words = []
    if numbers["answered"]:
        words.append(f"{numbers['right']} of {numbers['quizzes']} quizzes right")
    if numbers["made"]:
        words.append(f"{numbers['made']} of {numbers['predictions']} predictions made, {numbers['off']} off")
    if numbers["points"] is not None:
        graded = [verdict for verdict in numbers["exercises"].values() if verdict != MANUAL]
        sign = "✓ " if graded and graded.count(PASSED) == len(graded) else ""
        words.append(f"{sign}{tidy(numbers['points'])} of {tidy(numbers['max_points'])} points")
    return words or ["not begun"]


def promise_of(lesson):
    """The first sentence under a lesson's title.

    Args:
        lesson: its file.

    Returns:
        A string; "" where there is none.
    """
    try:
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        text = "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "markdown"))
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return ""
    words = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return re.split(r"(?<=[.?])\s", words[0])[0] if words else ""


def _row(course, chapter, promise, done):
    links = []
    for name, label in ((chapter.stem, chapter.name.replace("_", " ", 1)), (chapter.notebook, "exercises")):
        if (course.chapters_folder / chapter.name / f"{name}.ipynb").is_file():
            links.append(f'<a {LINK} href="{chapter.name}/{name}.ipynb">{escape(label)}</a>')
    told = "<br>".join(map(escape, done))
    return f"<tr><td {CELL}>{'<br>'.join(links)}</td><td {CELL}>{escape(promise)}</td><td {CELL}>{told}</td></tr>"
