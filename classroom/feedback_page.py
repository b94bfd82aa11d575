"""A student's feedback as HTML in which a browser finds nothing to execute.

Everything of the student's is escaped text; there is no script, no link and no outer file in the page, and its content
security policy would stop one. What cells printed is left out: it could quote hidden tests.
"""

import base64
import binascii
from html import escape

from classroom import cells
from classroom.rebuild import IMAGES
from classroom.results import MANUAL, tidy

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
border-bottom: 1px solid #ccc; } td.points { text-align: right; white-space: nowrap; }
pre { background: #f8f8f8; padding: .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.hint { white-space: pre-wrap; overflow-wrap: anywhere; }
.comment { border-left: 4px solid #0072b2; padding-left: .8rem; }
img { max-width: 100%; }
"""


def page(assignment, student, notebook, report, held):
    """The page of one student.

    Args:
        assignment: the `Assignment`.
        student: the student's identifier.
        notebook: the graded notebook.
        report: its `Report`.
        held: what the gradebook holds, see `gradebook.scores`.

    Returns:
        A complete HTML document.
    """
    named = {cells.grade_id(cell): cell for cell in notebook.cells if cells.grade_id(cell)}
    exercises = {exercise.id: exercise for exercise in assignment.exercises}
    rows = "\n".join(_row(result, exercises[result.id], held) for result in report.exercises)
    parts = [_exercise(result, exercises[result.id], named, held) for result in report.exercises]
    title = escape(f"{assignment.chapter}: {student}")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}{_code_style()}</style>
</head>
<body>
<h1>{escape(assignment.chapter)}</h1>
<p>{escape(student)}</p>
<p>{_total(held)}</p>
<table>
<thead><tr><th>Exercise</th><th>Points</th><th>Verdict</th><th>Hint</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
{"".join(parts)}
</body>
</html>
"""


def _total(held):
    late = held["late_penalty"]
    text = f"<strong>{tidy(held['score'] - late)} of {tidy(held['max_score'])} points</strong>"
    text += f", {tidy(late)} of them taken off for handing in late" if late else ""
    return text + ("; some answers are still to be graded by a person." if held["needs_manual_grade"] else ".")


def _earned(exercise, held):
    """The points in the gradebook, which a person may have changed; None where there are none yet."""
    graded = [held["cells"].get(name, (None, 0.0)) for name in (*exercise.tests, *exercise.manual)]
    waiting = held["needs_manual_grade"] and exercise.manual and not set(exercise.manual) & held["manual"]
    earned = None if waiting else sum(score or 0.0 for score, _ in graded)
    return earned, sum(most for _, most in graded)


def _row(result, exercise, held):
    earned, most = _earned(exercise, held)
    points = "not yet" if earned is None else tidy(earned)
    return (
        f"<tr><td>{escape(result.id)} {escape(result.title)}</td><td class='points'>{points} / {tidy(most)}</td>"
        f"<td>{escape(result.verdict)}</td><td class='hint'>{escape(result.hint)}</td></tr>"
    )


def _exercise(result, exercise, named, held):
    parts = [f"<h2>{escape(result.id)}: {escape(result.title)}</h2>"]
    for name in (*exercise.answers, *exercise.manual):
        cell = named.get(name)
        if cell is not None:
            parts.append(_answer(cell))
        if held["comments"].get(name):
            parts.append(f"<p class='comment hint'>Comment: {escape(held['comments'][name])}</p>")
    failed = [test for test in result.tests if test.hint] if result.verdict != MANUAL else []
    if failed:
        items = (f"<li class='hint'>{escape(test.behaviour or test.id)}: {escape(_said(test))}</li>" for test in failed)
        parts.append(f"<p>What did not pass:</p><ul>{''.join(items)}</ul>")
    return "\n".join(parts)


def _said(test):
    """A test's hint without the behaviour, which stands before it already."""
    return test.hint.removeprefix(f"{test.behaviour}: ")


def _answer(cell):
    if cell.cell_type == "code":
        return _highlighted(cell.source)
    return f"<pre>{escape(cell.source)}</pre>" + "".join(_images(cell))


def _images(cell):
    for bundle in cell.get("attachments", {}).values():
        for kind, data in bundle.items():
            try:
                raw = base64.b64decode(data, validate=True)
            except (binascii.Error, ValueError, TypeError):
                continue
            if kind in IMAGES:
                again = base64.b64encode(raw).decode()
                yield f'<p><img alt="attached to the answer" src="data:{kind};base64,{again}"></p>'


def _highlighted(source):
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(source, PythonLexer(), HtmlFormatter(cssclass="code"))


def _code_style():
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(style="default", cssclass="code").get_style_defs(".code")
