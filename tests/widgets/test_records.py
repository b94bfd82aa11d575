"""The learner's file: what is kept and what is not, several writers at once, damage, and two machines."""

import json
import multiprocessing

import pytest

from widgets import Prediction, Quiz, records

WRITERS, EACH = 4, 50
ASKED = {"question": "2 + 2?", "answer": 4.0}


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """The folder of a chapter, in which this process works."""
    folder = tmp_path / "course/chapters/02_activations"
    folder.mkdir(parents=True)
    (tmp_path / "course/nbgrader_config.py").touch()
    monkeypatch.delenv(records.VARIABLE, raising=False)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def file(chapter):
    return chapter.parents[1] / ".classroom/progress.jsonl"


def test_the_chapter_and_the_file_follow_from_the_folder(chapter, file, monkeypatch):
    assert records.chapter_here() == "02_activations"
    assert records.progress_file() == file
    monkeypatch.chdir(chapter.parent)
    assert records.chapter_here() is None  # chapters/start.ipynb belongs to no chapter
    assert records.progress_file() == file
    monkeypatch.setenv(records.VARIABLE, str(chapter / "own.jsonl"))
    assert records.progress_file() == chapter / "own.jsonl"


def test_nothing_is_written_outside_a_chapter_or_before_an_answer(chapter, file, monkeypatch, tmp_path):
    Quiz("2 + 2?", answer=4)
    Prediction("?", low=0, high=1).reveal(0.5)
    assert not file.exists()
    monkeypatch.chdir(tmp_path)
    assert records.course_root() is None
    Quiz("2 + 2?", answer=4).choose("4")
    assert not file.exists()


def test_an_answer_is_kept_with_what_asks_the_question_again(file):
    quiz = Quiz("2 + 2?", answer=4, wrong={22: "that joins the digits"}, explanation="Count.")
    for answer in ("four", "22", "4"):
        quiz.choose(answer)
    wrong, right = records.read(file).events
    assert (wrong["right"], right["right"], wrong["given"]) == (False, True, "22")
    assert wrong["id"] == right["id"] == records.identity("02_activations", "2 + 2?")
    again = Quiz(**wrong["question"])
    assert again.choose("22") == quiz.choose("22")
    assert again.choose("4") == quiz.choose("4")


def test_options_are_asked_again_with_their_reasons(file):
    Quiz("Which?", {"this": None, "that": "it is not"}).choose("that")
    (event,) = records.read(file).events
    assert Quiz(**event["question"]).options == {"this": None, "that": "it is not"}


def test_the_first_guess_counts_and_a_better_one_with_the_result_known_does_not(file):
    guess = Prediction("Accuracy?", low=0, high=100)
    guess.record(90)
    guess.record(80)
    guess.reveal(50, "Measured.")
    guess.record(50)
    guess.reveal(50)
    (event,) = records.read(file).events
    assert (event["kind"], event["right"], event["given"]) == ("prediction", False, 80)
    again = Quiz(**event["question"])
    assert "your guess before the experiment" in again.choose("80")
    assert "is right" in again.choose("55")


def test_where_the_whole_lesson_was_run_first_the_guess_made_then_counts(file):
    late = Prediction("Loss?", ["low", "high"])
    late.reveal("high")
    late.record("low")
    late.record("high")
    (event,) = records.read(file).events
    assert event["given"] == "low"


@pytest.mark.parametrize(("guess", "right"), [(60, True), (61, False), (40, True)])
def test_a_guess_within_a_tenth_of_the_range_is_near(file, guess, right):
    question = Prediction("Accuracy?", low=0, high=100)
    question.record(guess)
    question.reveal(50)
    assert records.read(file).events[0]["right"] is right


def _write(file, writer):
    for number in range(EACH):
        records.append([records.event("quiz", "c", id=f"{writer}-{number}", right=True, question=ASKED)], file)


def test_several_kernels_lose_nothing(file):
    starting = multiprocessing.get_context("spawn")
    jobs = [starting.Process(target=_write, args=(file, writer)) for writer in range(WRITERS)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    found = records.read(file)
    assert {event["id"] for event in found.events} == {f"{w}-{n}" for w in range(WRITERS) for n in range(EACH)}
    assert (len(found.events), found.trouble) == (WRITERS * EACH, "")


def test_damaged_lines_stay_and_are_told(file):
    records.keep("quiz", ASKED, True, "4")
    answer = b'"at": "2026-01-01", "kind": "quiz", "chapter": "c", "id": "q", "right": 1, "question"'
    checked = b'"at": "2026-01-01", "kind": "check", "chapter": "c", "points": 1, "max_points": 1, "exercises"'
    lines = [b'{"kind": "quiz"}', b"{%b: 2}" % answer, b"{%b: {}}" % answer, b'{%b: {"ex1": "passed"}}' % checked]
    lines += [b"\xff\xfe[1, 2]", b"[3]", b'{"at": "yesterday", "kind": "quiz", "chapter": "c"}', b'{"cut off']
    lost = b"\n".join(lines)
    file.write_bytes(file.read_bytes() + lost)
    records.keep("quiz", ASKED, False, "5")
    found = records.read(file)
    assert [event["right"] for event in found.events] == [True, False]
    assert found.trouble.startswith("8 of 10 lines of ")
    assert lost in file.read_bytes()


def test_what_a_newer_version_wrote_is_no_damage(file):
    records.append([records.event("seminar", "c", room=7)], file)
    assert records.read(file).trouble == ""


def test_where_nothing_can_be_written_a_sentence_says_so_and_the_quiz_goes_on(chapter, file):
    file.parent.touch()  # a file where the folder should be
    trouble = records.keep("quiz", ASKED, True, "4")
    assert trouble.startswith("Your progress cannot be kept: ") and "cannot be written" in trouble
    assert "is right" in Quiz("2 + 2?", answer=4).choose("4")
    file.parent.unlink()
    file.mkdir(parents=True)
    assert "cannot be read" in records.read(file).trouble


def test_a_full_disk_cuts_one_line_and_costs_no_other(file, monkeypatch):
    records.keep("quiz", ASKED, True, "4")

    class FullDisk:
        def __init__(self, log):
            self.log = log

        def __getattr__(self, name):
            return getattr(self.log, name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.log.close()

        def write(self, data):
            return self.log.write(data[:20])

    kind, opened = type(file), type(file).open
    monkeypatch.setattr(kind, "open", lambda *words, **options: FullDisk(opened(*words, **options)))
    assert "No space left" in records.keep("quiz", ASKED, False, "5")
    monkeypatch.undo()
    records.append([records.event("review", "c", id="x", right=True)], file)
    found = records.read(file)
    assert [event["kind"] for event in found.events] == ["quiz", "review"]
    assert found.trouble.startswith("1 of 3 lines")


def test_two_machines_are_merged_once(file, tmp_path):
    other = tmp_path / "other.jsonl"
    for right in (True, False):
        records.keep("quiz", ASKED, right, "4")
    other.write_bytes(file.read_bytes())
    records.append([records.event("quiz", "c", id="theirs", right=True, question=ASKED)], other)
    assert records.merge(file, other) == (1, "")
    assert records.merge(file, other) == (0, "")
    assert len(records.read(file).events) == 3


def test_listeners_hear_of_each_event(file, monkeypatch):
    heard = []
    monkeypatch.setattr(records, "listeners", [lambda: heard.append(len(records.read(file).events))])
    records.keep("quiz", ASKED, True, "4")
    assert heard == [1]


def test_the_notebook_is_known_where_a_program_tells_it(monkeypatch, chapter):
    assert records.notebook_file() is None  # no notebook runs here
    monkeypatch.setenv("JPY_SESSION_NAME", str(chapter / "a.ipynb"))
    assert records.notebook_file() is None  # a script started from a notebook is none
    IPython = pytest.importorskip("IPython")
    monkeypatch.setattr(IPython, "get_ipython", lambda: type("Shell", (), {"user_ns": {}})())
    assert records.notebook_file() == chapter / "a.ipynb"
    monkeypatch.delenv("JPY_SESSION_NAME")
    told = {"__vsc_ipynb_file__": str(chapter / "b.ipynb")}
    monkeypatch.setattr(IPython, "get_ipython", lambda: type("Shell", (), {"user_ns": told})())
    assert records.notebook_file() == chapter / "b.ipynb"


def test_the_file_is_plain_json_lines(file):
    records.keep("quiz", {"question": "é < 2?", "answer": 1.0}, True, "1")
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert list(json.loads(line)) == ["at", "kind", "chapter", "id", "right", "given", "question"]
