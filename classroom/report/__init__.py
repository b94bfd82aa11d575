"""`classroom report`: what a class understood and what it missed, as one HTML page and CSV files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classroom.errors import ClassroomError
from classroom.gradebook import graded_chapters, open_gradebook
from classroom.writing import write_whole

FOLDER = "reports"
WHOLE = "course"  # how the report on all chapters is called


@dataclass(frozen=True)
class Written:
    """What a report left.

    Args:
        page: the HTML file.
        tables: the CSV files.
        chapters: its `ChapterReport`s.
        risks: the `AtRisk`s.
    """

    page: Path
    tables: list
    chapters: list
    risks: list


def write_report(course, chapter=None, folder=None):
    """Write the report on a chapter, or on everything that is graded.

    Args:
        course: a `Course`.
        chapter: a `Chapter`; all that are graded if None.
        folder: where; `reports/` in the course folder if None.

    Returns:
        A `Written`.

    Raises:
        ClassroomError: where nothing is graded, or the folder cannot be written.
    """
    from classroom.report.charts import day
    from classroom.report.page import page
    from classroom.report.risk import at_risk
    from classroom.report.tables import write_tables

    chapters = [_chapter(course, chapter)] if chapter else _all_graded(course)
    risks = at_risk([one.facts for one in chapters])
    name = chapter.name if chapter else WHOLE
    folder = Path(folder or course.root / FOLDER)
    title = f"Report on {name}" if chapter else "Report on the course"
    path = folder / f"{name}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, page(title, chapters, risks, day(datetime.now(UTC))).encode())
        return Written(path, write_tables(folder, name, chapters, risks), chapters, risks)
    except OSError as error:
        raise ClassroomError(
            f"The report cannot be written to {folder} ({error.strerror}); correct that, or choose another folder "
            "with --to DIR."
        ) from error


def _all_graded(course):
    with open_gradebook(course) as gradebook:
        graded = graded_chapters(gradebook)
    chosen = [chapter for chapter in course.chapters if chapter.name in graded and course.has_solutions(chapter)]
    if not chosen:
        raise ClassroomError("Nothing is graded yet; run: classroom grade CHAPTER")
    return [_chapter(course, chapter) for chapter in chosen]


def _chapter(course, chapter):
    from classroom.report.facts import gather
    from classroom.report.measures import measure_exercises, measure_tests
    from classroom.report.misconceptions import known, sightings
    from classroom.report.sections import ChapterReport

    facts = gather(course, chapter)
    seen = sightings(facts, known(course, chapter))
    return ChapterReport(facts, measure_exercises(facts), measure_tests(facts), seen)
