"""How a box ended and what it used: what the guard tells its caller."""

import json
from dataclasses import asdict, dataclass

RUNNING = "running"
ENDED = "ended"  # by itself, or by a signal of its own making
TOLD = "killed"  # by the caller
MEMORY, PROCESSES, CPU, DISK = "memory", "processes", "cpu", "disk"  # this budget was spent
REFUSED = "refused"  # the box could not be made or the program not be found: nothing has run
LOST = "lost"  # the guard died; what was in the box may still run in the tier `limits`


@dataclass(frozen=True)
class Usage:
    """What the processes of a box have used together.

    Args:
        cpu_seconds: processor time.
        peak_bytes: the most memory seen at once.
    """

    cpu_seconds: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True)
class Ending:
    """How a box ended.

    Args:
        reason: one of the words above.
        status: exit status, or minus the number of the signal; None if it is not known.
        detail: what there is to say besides; "" if nothing.
        usage: what was used.
    """

    reason: str
    status: int | None = None
    detail: str = ""
    usage: Usage = Usage()

    def to_line(self) -> bytes:
        """This ending as a line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Ending":
        """The ending that a line of JSON holds.

        Args:
            line: what `to_line` gave.

        Returns:
            An `Ending`.
        """
        values = json.loads(line)
        return cls(**{**values, "usage": Usage(**values["usage"])})
