"""Which chapter a notebook stems from, and what students were given in each."""

from classroom.errors import ClassroomError
from classroom.intake import instructor_sources, matches
from classroom.student_copy import Markers, read_notebook, skeleton, without_hidden


def chapter_sources(course):
    """The prompts and tests of every chapter, as students have them.

    Args:
        course: a `Course`.

    Returns:
        `{chapter's name: {grade_id: source}}`; chapters without exercises are left out.
    """
    sources, markers = {}, Markers.of(course)
    for chapter in course.chapters:
        try:
            if course.has_solutions(chapter):
                solution = read_notebook(course.solution(chapter))
                sources[chapter.name] = instructor_sources(without_hidden(skeleton(solution, markers), markers))
            else:
                sources[chapter.name] = instructor_sources(read_notebook(course.student_copy(chapter)))
        except ClassroomError:
            continue
    return {name: found for name, found in sources.items() if found}


def chapter_of(course, path, notebook):
    """The chapter of an exercises notebook: by its folder, by its name, or by what stands in it.

    Args:
        course: a `Course`.
        path: its file.
        notebook: its content.

    Returns:
        A `Chapter`.

    Raises:
        ClassroomError: where it belongs to none.
    """
    for chapter in course.chapters:
        if chapter.name in (path.parent.name, path.stem.removesuffix("_exercises")) or chapter.notebook == path.stem:
            return chapter
    found = instructor_sources(notebook)
    counts = {name: matches(found, sources) for name, sources in chapter_sources(course).items()}
    best = max(counts, key=counts.get, default=None)
    if best is None or not counts[best]:
        listed = ", ".join(chapter.name for chapter in course.chapters) or "none"
        raise ClassroomError(
            f"{path.name} belongs to no chapter of {course.root} (chapters: {listed}); give the exercises notebook."
        )
    return course.chapter(best)


def given_files(course, chapter):
    """What students are given beside the exercises notebook, as data files.

    Args:
        course: a `Course`.
        chapter: a `Chapter`.

    Returns:
        A sorted list of paths.
    """
    import fnmatch

    from classroom.course import PRIVATE_FILES

    ignored = [*course.setting("CourseDirectory", "ignore", ["*.pyc", ".*"]), *PRIVATE_FILES, "*.ipynb"]
    folder = course.step("source", ".", chapter)
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return [path for path in files if not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)]
