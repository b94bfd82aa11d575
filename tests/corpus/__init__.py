"""A corpus of submissions with the points and verdict that each deserves in each tier of isolation.

    python -m tests.corpus.runner FOLDER --isolation limits      # grade all, print what was not as expected

`exercises.py` is the assignment; `cheats_*.py`, `hostile_*.py`, `honest_*.py` and `beyond_*.py` are the submissions.
`runner.py` grades them as a class, with an honest classmate after every few, and looks at what is left afterwards.
"""

import copy
import importlib
import json
import pkgutil
from dataclasses import dataclass, field

from tests.classroom.tiny_course import answered, with_extra
from tests.corpus.exercises import FULL, NOTHING, RIGHT

TIERS = ("bubblewrap", "landlock", "limits")
CHEAT, HOSTILE, HONEST, BEYOND = "cheat", "hostile", "honest", "beyond"
NOT_GRADED = "not graded"
REGISTERED = {}


@dataclass(frozen=True)
class Submission:
    """One submission and what it deserves.

    Args:
        name: what it is called; the name of its student, too.
        group: CHEAT, HOSTILE, HONEST, or BEYOND what a grader can see.
        family: the kind of attack or accident.
        what: what it does, in a sentence.
        make: called with the release notebook; returns a notebook, the bytes of a file, or a function that is called
            with the expected path and writes what is handed in.
        points: what each exercise deserves.
        verdicts: the verdict of exercises that is expected; others may have any.
        verdict: of the whole; any if None.
        tiers: where it is held back; elsewhere the tier says that this is not protected.
        at_most: whether fewer points are right as well (an attack that also breaks itself).
    """

    name: str
    group: str
    family: str
    what: str
    make: object
    points: dict = field(default_factory=dict)
    verdicts: dict = field(default_factory=dict)
    verdict: str | None = None
    tiers: tuple = TIERS
    at_most: bool = False


def submissions(tier=None):
    """Every submission of the corpus, those of one tier only where it is named.

    Args:
        tier: one of TIERS, or None.

    Returns:
        A list.
    """
    import tests.corpus as package

    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda found: found.name):
        if module.name.partition("_")[0] in ("cheats", "hostile", "honest", "beyond"):
            importlib.import_module(f"tests.corpus.{module.name}")
    return [one for one in REGISTERED.values() if tier is None or tier in one.tiers]


def register(submission):
    """Take a submission into the corpus."""
    if submission.name in REGISTERED:
        raise ValueError(f"two submissions are called {submission.name}")
    REGISTERED[submission.name] = submission


def family(group, name):
    """A function that registers submissions of one family.

    Args:
        group: CHEAT, HOSTILE, HONEST or BEYOND.
        name: the family.

    Returns:
        A function `(name, what, answers, points, **more)`; see `written`.
    """

    def add(title, what, answers=None, points=None, extra=(), make=None, **more):
        paid = group in (HONEST, BEYOND)
        base, rest = dict(FULL if paid else NOTHING), RIGHT if paid else {}
        maker = make or written({**rest, **(answers or {})}, extra)
        register(Submission(f"{name}-{title}", group, name, what, maker, {**base, **(points or {})}, **more))

    return add


def written(answers, extra=()):
    """A maker: the release notebook with these answers, and with cells of the student's own.

    Args:
        answers: `{"ex1": source}`.
        extra: pairs (cell it follows, source).

    Returns:
        A function from the release notebook to a submission.
    """

    def make(release):
        notebook = answered(release, **{name: source.strip("\n") for name, source in answers.items()})
        for after, source in extra:
            notebook = with_extra(notebook, after, source.strip("\n"))
        return notebook

    return make


def edited(answers, edit):
    """A maker: the release notebook with these answers, then changed cell by cell.

    Args:
        answers: `{"ex1": source}`.
        edit: called with a copy; changes it in place, or returns something in its place.

    Returns:
        A function from the release notebook to a submission.
    """

    def make(release):
        notebook = copy.deepcopy(written(answers)(release))
        return edit(notebook) or notebook

    return make


def as_bytes(notebook):
    """A notebook as Jupyter writes it."""
    return json.dumps(notebook, indent=1).encode()
