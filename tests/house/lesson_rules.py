"""Rules of lessons: the sections of style.md, their order and their limits."""

import ast
import re
from dataclasses import dataclass, field

from tests.house.core import lesson, rule
from tests.house.prose import headings, prose, words

CELLS = range(40, 71)
PANEL = "ProgressPanel()"  # the last cell, which is the same everywhere and not counted
IDEAS = range(3, 6)
MAX_CELLS_WITHOUT_HEADING = 6
MAX_CODE_IN_A_ROW = 2
MAX_SETUP_LINES = 10
MAX_EXPLORER_LINES = 5
MAX_PROMISE_WORDS = 60
MAX_SUMMARY_WORDS = 150
MAX_TROUBLE_ROWS = 6
OBJECTIVES = range(3, 6)
OPENING = ["You will be able to", "Setup", "A question"]
CLOSING = ["Explore", "The same in Keras", "When it goes wrong", "Summary and questions", "Where next"]
# One more than style.md counts: the heading may stand in a cell of its own.
MAX_SECTION_CELLS = {"Setup": 2, "A question": 3, "The same in Keras": 5}
MAX_IDEA_CELLS = 12
SECTION_HEADING = re.compile(r"^## +", re.MULTILINE)
DRAWS = re.compile(
    r"(\bplt\.(?!style|rc|close)\w+\(|\bax(es)?(\[[^\]]*\])*\.(plot|bar|scatter|hist|imshow)|\bplots\.(?!style)\w+\()"
)


@dataclass
class Section:
    """A level-two section with its cells."""

    title: str
    cells: list = field(default_factory=list)
    texts: list = field(default_factory=list)

    @property
    def code(self):
        """The section's code cells."""
        return [cell for cell in self.cells if cell.kind == "code"]

    @property
    def text(self):
        """The section's Markdown."""
        return "\n\n".join(self.texts)


def sections(source):
    """Cut a lesson at its level-two headings; what stands before the first is called 'Title'.

    A cell belongs to the section it ends in, and to the one before if it begins with words of that.
    """
    found = [Section("Title")]
    for cell in source.cells:
        before, *pieces = SECTION_HEADING.split(cell.text) if cell.kind == "markdown" else [""]
        if before.strip() or not pieces:
            found[-1].cells.append(cell)
            found[-1].texts.append(before)
        for piece in pieces:
            found.append(Section(piece.split("\n")[0].strip(), [cell], [piece]))
    return found


def section_of(source, title):
    """Return the section of this title, empty where the lesson has none."""
    matches = [section for section in sections(source) if fits(section.title, title)]
    return matches[0] if matches else Section(title)


def fits(title, wanted):
    """Say whether a heading is the wanted one; words may follow a colon."""
    return title.split(":")[0].strip().lower() == wanted.lower()


def ideas(source):
    """Return the idea sections: what stands between 'A question' and 'Explore'."""
    found = sections(source)
    inner = [i for i, s in enumerate(found) if fits(s.title, OPENING[-1]) or fits(s.title, CLOSING[0])]
    return found[inner[0] + 1 : inner[-1]] if len(inner) >= 2 else []


@rule(lesson)
def lessons_have_their_sections_in_order(source):
    titles = [section.title for section in sections(source)]
    places = [next((i for i, t in enumerate(titles) if fits(t, wanted)), None) for wanted in OPENING + CLOSING]
    for wanted, place in zip(OPENING + CLOSING, places, strict=True):
        if place is None:
            yield source.breaks(f"no section '## {wanted}'", "style.md lists the sections of a lesson")
    present = [place for place in places if place is not None]
    if present != sorted(present):
        yield source.breaks("sections out of order", "order: " + ", ".join([*OPENING, "the ideas", *CLOSING]))


@rule(lesson)
def lessons_keep_their_length(source):
    cells = [cell for cell in source.cells if PANEL not in cell.text]
    if len(cells) not in CELLS:
        yield source.breaks(f"{len(cells)} cells", f"a lesson has {CELLS.start} to {CELLS.stop - 1}")
    count = len(ideas(source))
    if count not in IDEAS:
        yield source.breaks(f"{count} idea sections", f"a lesson has {IDEAS.start} to {IDEAS.stop - 1}")


@rule(lesson)
def sections_keep_their_length(source):
    limits = [(section_of(source, title), limit) for title, limit in MAX_SECTION_CELLS.items()]
    limits += [(section, MAX_IDEA_CELLS) for section in ideas(source)]
    for section, limit in limits:
        if len(section.cells) > limit:
            message = f"section '{section.title}' has {len(section.cells)} cells; at most {limit}"
            yield section.cells[0].breaks(message, "cut it, or give the second idea its own section")


@rule(lesson)
def promise_is_short(source):
    opening = sections(source)[0]
    if not opening.cells or words(opening.text) > MAX_PROMISE_WORDS:
        message = f"the opening has {words(opening.text)} words; at most {MAX_PROMISE_WORDS}"
        yield source.breaks(message, "one sentence of promise, the time, the prerequisites as links")
    if not re.search(r"\d+\s*(min|minutes|h\b|hours?)", opening.text):
        yield source.breaks("the opening gives no time", "say how many minutes the chapter takes")


@rule(lesson)
def objectives_are_three_to_five(source):
    section = section_of(source, OPENING[0])
    bullets = re.findall(r"^\s*(?:[-*]|\d+\.)\s", section.text, re.MULTILINE)
    if len(bullets) not in OBJECTIVES:
        yield source.breaks(f"{len(bullets)} objectives", "three to five bullets, each a verb")


@rule(lesson)
def setup_is_small(source):
    code = section_of(source, "Setup").code
    if len(code) != 1 or len(code[0].text.splitlines()) > MAX_SETUP_LINES:
        yield source.breaks("Setup is not one cell of at most 10 lines", "imports, seed and figure style alone")
    for node in ast.walk(code[0].tree) if code else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            yield code[0].breaks("Setup defines something", "move the definition to nnkit or to where it is needed")


@rule(lesson)
def question_asks_for_a_prediction(source):
    asked = any("Prediction(" in cell.text for cell in section_of(source, "A question").code)
    later = sum(".reveal(" in cell.text for cell in source.cells if cell.kind == "code")
    if not asked or not later:
        yield source.breaks("the reader predicts nothing", "ask with Prediction(...), answer later with .reveal(...)")


@rule(lesson)
def ideas_let_the_reader_check(source):
    for section in ideas(source):
        if not any("Quiz(" in cell.text for cell in section.code) and "check yourself" not in section.text.lower():
            yield section.cells[0].breaks(f"section '{section.title}' asks nothing", "end it with a Quiz")


@rule(lesson)
def explorer_cells_are_short(source):
    code = section_of(source, "Explore").code
    if not any("Explorer(" in cell.text for cell in code):
        yield source.breaks("no explorer in '## Explore'", "show one there")
    for cell in code:
        if "Explorer(" in cell.text and len(cell.text.splitlines()) > MAX_EXPLORER_LINES:
            yield cell.breaks("the explorer's cell is long", f"at most {MAX_EXPLORER_LINES} lines")


@rule(lesson)
def ending_is_short(source):
    summary = section_of(source, "Summary and questions")
    if words(summary.text) > MAX_SUMMARY_WORDS:
        message = f"the summary has {words(summary.text)} words; at most {MAX_SUMMARY_WORDS}"
        yield source.breaks(message, "one screen: what to remember, and the objectives asked as questions")
    rows = [
        line for line in section_of(source, "When it goes wrong").text.splitlines() if line.lstrip().startswith("|")
    ]
    if not 2 < len(rows) <= MAX_TROUBLE_ROWS + 2:
        yield source.breaks(f"'When it goes wrong' has {len(rows)} table lines", "a table of one to six rows")


@rule(lesson)
def lessons_end_with_the_readers_progress(source):
    last = source.cells[-1]
    if last.id != "progress" or PANEL not in last.text:
        yield last.breaks("is the last cell and no progress panel", f"end with a cell called progress: {PANEL}")


@rule(lesson)
def code_and_words_alternate(source):
    run = 0
    for cell in source.cells:
        run = run + 1 if cell.kind == "code" else 0
        if run > MAX_CODE_IN_A_ROW:
            yield cell.breaks("is the third code cell in a row", "say between them what came out and what is next")


@rule(lesson)
def headings_come_often(source):
    run = 0
    for cell in source.cells:
        run = 0 if cell.kind == "markdown" and headings(cell.text) else run + 1
        if run == MAX_CELLS_WITHOUT_HEADING:
            yield cell.breaks("six cells without a heading", "name the next step")


@rule(lesson)
def figures_are_put_into_words(source):
    for cell, after in zip(source.cells, [*source.cells[1:], None], strict=True):
        if cell.kind == "code" and DRAWS.search(cell.text):
            said = after is not None and after.kind == "markdown" and not after.text.lstrip().startswith("#")
            if not said or len(prose(after.text).split()) < 5:
                yield cell.breaks("a figure without a sentence beneath it", "say in words what the picture shows")
