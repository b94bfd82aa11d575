"""Benchmarks: each measures the course beside its alternative in the same run and prints the ratio with its spread."""

BENCHES = ("nnkit",)


def run_bench(what, rounds, out):
    """Run one bench and print its table.

    Args:
        what: one of `BENCHES`.
        rounds: timings of each side, at least 3.
        out: a rich `Console`.
    """
    from classroom.bench import mathematics, pairs

    timings = [pairs.run(contest, rounds) for contest in mathematics.contests()]
    pairs.show(timings, (what, "Keras"), out)
