"""How a cell ends, and what a submission may use until it does."""

from dataclasses import dataclass

RAN, RAISED, NOT_RUN = "ran", "raised", "not run"
OUT_OF_TIME, OUT_OF_MEMORY, DIED = "out of time", "out of memory", "process died"
MEGABYTE = 10**6


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Args:
        cell_seconds: wall time of one cell.
        grace_seconds: how long an interrupted cell may take to give in before its process is killed.
        seconds: wall time of the whole submission.
        memory_bytes: of the student's process, and of the one of the tests.
        output_bytes: of one cell; what comes after is dropped, the cell goes on.
        restarts: processes that a submission may use up.
    """

    cell_seconds: float = 60
    grace_seconds: float = 3
    seconds: float = 600
    memory_bytes: int = 3_000 * MEGABYTE
    output_bytes: int = 200_000
    restarts: int = 12


@dataclass
class Ending:
    """How a cell ended.

    Args:
        kind: RAN, RAISED, OUT_OF_TIME, OUT_OF_MEMORY, DIED or NOT_RUN.
        error: nbformat's error output where there is one.
    """

    kind: str
    error: dict | None = None
