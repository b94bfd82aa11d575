"""How far the learner is in a chapter: quizzes, predictions, exercises, counted from the events."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

QUIZ, PREDICTION = re.compile(r"\bQuiz\("), re.compile(r"\bPrediction\(")


@dataclass
class Standing:
    """What was done in one chapter.

    Args:
        quizzes: question -> whether it was answered rightly at last.
        at_once: questions that were answered rightly at the first try.
        predictions: question -> whether the first guess was near.
        points: of the last check; None before the first one.
        best: the most points that a check ever gave.
        max_points: that can be earned.
        exercises: exercise -> verdict of the last check.
        words: question -> its words, of quizzes and predictions.
    """

    quizzes: dict[str, bool] = field(default_factory=dict)
    at_once: set[str] = field(default_factory=set)
    predictions: dict[str, bool] = field(default_factory=dict)
    points: float | None = None
    best: float = 0
    max_points: float = 0
    exercises: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def not_right(self) -> list[str]:
        """The quizzes that were never answered rightly, in words."""
        return [self.words[name] for name, right in self.quizzes.items() if not right]

    @property
    def off(self) -> list[str]:
        """The predictions that were off, in words."""
        return [self.words[name] for name, near in self.predictions.items() if not near]

    @property
    def right(self) -> int:
        """How many quizzes were answered rightly at last."""
        return sum(self.quizzes.values())

    @property
    def solved(self) -> int:
        """How many exercises passed in the last check."""
        return sum(verdict == "passed" for verdict in self.exercises.values())

    def add(self, event: dict) -> None:
        """Count one event."""
        kind = event["kind"]
        if kind in ("quiz", "prediction"):
            self.words[event["id"]] = str(event["question"]["question"])
        if kind == "quiz":
            if event["right"] and event["id"] not in self.quizzes:
                self.at_once.add(event["id"])
            self.quizzes[event["id"]] = self.quizzes.get(event["id"], False) or event["right"]
        elif kind == "prediction":
            self.predictions.setdefault(event["id"], event["right"])
        elif kind == "check":
            self.points, self.max_points = event["points"], event["max_points"]
            self.best = max(self.best, self.points)
            self.exercises = {name: result["verdict"] for name, result in event["exercises"].items()}


def standings(events: Iterable[dict]) -> dict[str, Standing]:
    """Return the standing in each chapter in which anything was done.

    Args:
        events: in the order of their times.
    """
    found: dict[str, Standing] = {}
    for event in events:
        found.setdefault(event["chapter"], Standing()).add(event)
    return found


def asked_in(folder: Path) -> tuple[int, int]:
    """Return how many quizzes and how many predictions the lesson in a chapter's folder has."""
    lesson = folder / f"{re.sub(r'^[0-9]+_', '', folder.name)}.ipynb"
    try:
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return len(QUIZ.findall(code)), len(PREDICTION.findall(code))
