"""Benchmarks: each measures the course beside its alternative in the same run and prints the ratio with its spread."""

BENCHES = ("nnkit", "explorers", "grading")
NUMPY_CHAPTER = "activations"  # whose known answers make a class


def run_bench(what, rounds, out):
    """Run one bench and print its table.

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
