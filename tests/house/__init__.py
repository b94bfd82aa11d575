"""The rules of the house, each a plain function from a file to the violations it finds there."""

from tests.house import (
    answer_rules,
    code_rules,
    docstring_rules,
    exercise_rules,
    lesson_rules,
    notebook_rules,
    repository_rules,
)
from tests.house.core import RULES, Source, violations_of

__all__ = [
    "RULES",
    "Source",
    "answer_rules",
    "code_rules",
    "docstring_rules",
    "exercise_rules",
    "lesson_rules",
    "notebook_rules",
    "repository_rules",
    "violations_of",
]
