"""Benchmarks: each measures the course beside its alternative in the same run and prints the ratio with its spread.

`term` stands alone: it is the whole of an instructor's term, timed and checked.
"""

BENCHES = ("nnkit", "explorers", "grading", "term")
NUMPY_CHAPTER = "activations"  # whose known answers make a class


def run_bench(what, rounds, out):
    """Run one bench and print its table; a term is run by `run_term`.

    Args:
        what: one of `BENCHES`.
        rounds: timings of each side, at least 3; of the explorers a dozen key presses each.
        out: a rich `Console`.
    """
    if what == "explorers":
        from classroom.bench import explorers
        from classroom.course import find_course

        chosen = explorers.names(find_course().chapters_folder / "explorers.ipynb")
        explorers.show(explorers.measure(chosen, rounds * explorers.PRESSES), out)
        return
    if what == "grading":
        from classroom.bench import grading
        from classroom.course import find_course

        course = find_course()
        groups = (grading.numpy_class(course, course.chapter(NUMPY_CHAPTER)), grading.keras_class())
        grading.show(grading.measure(groups, rounds, course), out)
        return
    from classroom.bench import mathematics, pairs

    timings = [pairs.run(contest, rounds) for contest in mathematics.contests()]
    pairs.show(timings, (what, "Keras"), out)


def run_term(students, words, out):
    """Run a generated term and print what came of it.

    Args:
        students: how many.
        words: names of chapters; all that have a solution if empty.
        out: a rich `Console`.

    Returns:
        Whether all of it is as it must be.
    """
    from classroom.bench import term
    from classroom.course import find_course

    course = find_course()
    chosen = [course.chapter(word) for word in words] or [one for one in course.chapters if course.has_solutions(one)]
    found = term.run_term(course, chosen, students)
    term.show(found, out)
    return not found.faults
