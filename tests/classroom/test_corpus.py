"""Every submission of the corpus gets what it deserves in every tier, and nobody else gets more or less for it.

The corpus is graded once for each tier, by `classroom grade` in a process of its own; the tests look at what came out.
"""

import json
import os
import re
import subprocess
import sys

import pytest

from classroom.sandbox import choose_tier
from tests.classroom.tiny_course import REPOSITORY
from tests.corpus import TIERS, submissions
from tests.corpus.cheats_telling import TOLD
from tests.corpus.hidden_tests import MARKER
from tests.corpus.runner import SECONDS, SECRET, classmate_faults, faults

pytestmark = pytest.mark.notebook
GRACE = 5  # seconds that a submission may take beyond its budget
MOST_MEMORY = 500_000_000  # bytes of the coordinator
RAN = {}


@pytest.fixture
def graded(request, tmp_path_factory):
    """What came of grading the whole corpus in a tier, and the folder in which it was done."""
    tier = request.param
    if tier not in RAN:
        try:
            choose_tier(tier)
        except Exception as fault:
            pytest.skip(str(fault))
        folder = tmp_path_factory.mktemp(f"corpus-{tier}")
        command = [sys.executable, "-m", "tests.corpus.runner", str(folder), "--isolation", tier]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, env={**os.environ, "TZ": "UTC"})
        assert done.returncode == 0, done.stderr[-3000:]
        RAN[tier] = json.loads((folder / "result.json").read_text()), folder
    return RAN[tier]


def each():
    """Every submission with every tier in which it is held back."""
    for tier in TIERS:
        for one in submissions(tier):
            yield pytest.param(tier, one, id=f"{tier}-{one.name}")


in_every_tier = pytest.mark.parametrize("graded", TIERS, indirect=True)


@pytest.mark.parametrize(("graded", "submission"), list(each()), indirect=["graded"])
def test_a_submission_gets_what_it_deserves(graded, submission):
    found, _ = graded
    assert faults(submission, found["students"][submission.name]) == []


@in_every_tier
def test_honest_classmates_keep_all_points(graded):
    found, _ = graded
    assert len(found["classmates"]) > 30
    assert [fault for name in found["classmates"] for fault in classmate_faults(found["students"][name])] == []


@in_every_tier
def test_what_is_not_graded_has_a_reason_and_no_points(graded):
    for entry in graded[0]["students"].values():
        if entry["verdict"] == "not graded":
            assert entry["points"] is entry["score"] is None and len(entry["reason"]) > 20
            assert "fault of the grader" not in entry["reason"]


@in_every_tier
def test_nothing_of_others_is_changed_and_nothing_is_left_running(graded):
    assert graded[0]["changed"] == []
    assert graded[0]["left"] == []
    assert graded[0]["scratch"] == []


@in_every_tier
def test_every_submission_ends_in_time_and_the_grader_stays_small(graded):
    late = {name: seconds for name, seconds in graded[0]["seconds"].items() if seconds > SECONDS + GRACE}
    assert late == {}
    assert graded[0]["peak_bytes"] < MOST_MEMORY


def texts(folder, pattern):
    """Every file below a folder that matches, as text."""
    return {path: path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob(pattern))}


@in_every_tier
def test_feedback_holds_no_hidden_test_and_nothing_that_a_browser_runs(graded):
    found, folder = graded
    pages = texts(folder / "course" / "feedback", "*.html")
    assert len(pages) > 300
    marker = re.compile(MARKER + "[0-9a-f]{8}")
    for path, page in pages.items():
        assert not marker.search(page) and TOLD not in page and SECRET not in page, path
        assert not re.search(r"<(script|iframe|object|embed|link|base|form)|\son\w+=|javascript:", _shown(page)), path
    assert TOLD not in json.dumps(found["students"]) and SECRET not in json.dumps(found["students"])
    assert not marker.search(json.dumps(found["students"]))


def _shown(page):
    """A page without its text, in which everything may be quoted."""
    return " ".join(re.findall(r"<[^>]*>", page))


@in_every_tier
def test_the_graders_secrets_stand_in_no_output(graded):
    for path, text in texts(graded[1] / "course" / "autograded", "*.ipynb").items():
        assert SECRET not in text, path


@in_every_tier
def test_graded_notebooks_hold_no_markup_of_a_students_outputs(graded):
    for path, text in texts(graded[1] / "course" / "autograded", "*.ipynb").items():
        for cell in json.loads(text)["cells"]:
            for output in cell.get("outputs", ()):
                assert not {"text/html", "application/javascript", "image/svg+xml"} & set(output.get("data", ())), path


@in_every_tier
def test_check_prints_no_hidden_test(graded):
    _, folder = graded
    words = [sys.executable, "-c", "from classroom.cli import main; main()", "check", "--timeout", "2"]
    for name in ("telling-check", "telling-print", "spying-frames", "knowing-hard-coded"):
        path = folder / "course" / "submitted" / name / "01_corpus" / "corpus_exercises.ipynb"
        done = subprocess.run([*words, str(path)], cwd=folder / "course", capture_output=True, text=True)
        assert done.returncode == 1 and MARKER not in done.stdout + done.stderr and TOLD not in done.stdout


class TestTheCorpus:
    """The corpus itself."""

    def test_it_is_large_and_every_submission_says_what_it_does(self):
        every = submissions()
        assert len(every) >= 120 and len({one.name for one in every}) == len(every)
        assert all(one.what.endswith(".") and one.family and one.tiers for one in every)
        for group in ("cheat", "hostile", "honest"):
            assert sum(one.group == group for one in every) >= 40

    def test_no_attack_from_inside_the_process_is_left_out_in_any_tier(self):
        outside = {"spying", "others"}
        assert {one.family for one in submissions() if one.tiers != TIERS} <= outside

    def test_the_expected_points_are_those_of_exercises(self):
        assert all(set(one.points) == {f"ex{number}" for number in range(1, 8)} for one in submissions())
