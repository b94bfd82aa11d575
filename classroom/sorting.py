"""Which chapter and notebook a handed-in file is: by its name, by its folder, or by what stands in it."""

import json
import re
from functools import cached_property

from classroom.intake import MOST_PARTS, instructor_sources, matches
from classroom.origins import chapter_sources


class Chapters:
    """The chapters of a course, as files may be told apart.

    Args:
        course: a `Course`.
    """

    def __init__(self, course):
        self.course = course

    @cached_property
    def notebooks(self):
        """The chapter of each notebook's name, longest names first."""
        found = {}
        for chapter in self.course.chapters:
            own = self.course.solutions(chapter) if self.course.has_solutions(chapter) else []
            found |= dict.fromkeys((path.stem for path in own), chapter) or {chapter.notebook: chapter}
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    @cached_property
    def sources(self):
        """The prompts and tests of every chapter, see `chapter_sources`."""
        return chapter_sources(self.course)

    def meant(self, told, data, chapter=None):
        """The chapter and the notebook's name of a file.

        Args:
            told: what its name tells, a `Told`.
            data: its bytes.
            chapter: the `Chapter` it is expected to be of; any if None.

        Returns:
            Chapter, name and "", or None, "" and why it is foreign.
        """
        found, name = self._by_name(told) or self._by_content(data) or (chapter, "")
        if found is None:
            return None, "", "is no exercises notebook of this course"
        if chapter and found != chapter:
            return None, "", f"belongs to {found.name}, not to {chapter.name}"
        names = [one for one, owner in self.notebooks.items() if owner == found]
        if not name and len(names) > 1:
            return None, "", f"is none of {', '.join(sorted(names))}, the notebooks of {found.name}; rename it"
        if not name and not _is_broken(data):
            return None, "", f"holds none of the exercises of {found.name}"
        return found, name or names[0], ""

    def without_notebook(self, stem):
        """What else stands in a file's name.

        Args:
            stem: the name without its ending.

        Returns:
            The rest, as `ada` of `ada_losses_exercises`; "" where it is the notebook's name alone.
        """
        for name in self.notebooks:
            if name in stem:
                return stem.replace(name, "").strip("_- ")
        return stem

    def _by_name(self, told):
        for name, chapter in self.notebooks.items():
            if re.search(rf"(^|[_\- ]){re.escape(name)}($|[_\- ])", told.stem):
                return chapter, name
        return None

    def _by_content(self, data):
        """The chapter whose prompts and tests stand in the notebook, if any do."""
        try:
            found = instructor_sources({"cells": [_joined(cell) for cell in _content(data)["cells"]]})
        except (KeyError, TypeError, AttributeError):
            return None
        counts = {name: matches(found, sources) for name, sources in self.sources.items()}
        best = max(counts, key=counts.get, default=None)
        if best is None or not counts[best]:
            return None
        chapter = self.course.chapter(best)
        return chapter, self.course.solution(chapter).stem if self.course.has_solutions(chapter) else chapter.notebook


def _joined(cell):
    """A cell whose source is one text; files hold it line by line."""
    source = cell.get("source", "")
    return {**cell, "source": "".join(source) if isinstance(source, list) else source}


def _content(data):
    """The notebook in these bytes, unchecked; None where they are no JSON, or more than any notebook."""
    if sum(data.count(sign) for sign in b"[{,") > MOST_PARTS:
        return None
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _is_broken(data):
    """Whether grading will say what is wrong with it, because it is no notebook at all."""
    return not isinstance(_content(data), dict)
