"""What exercise tests are written with: checks that name the misconception instead of saying "wrong".

A test cell states one behaviour, the right result, and what known mistakes would give instead:

    checks.compare(
        leaky_relu, np.array([-2.0, 3.0]), 0.1,
        expected=[-0.2, 3.0],
        mistakes={"The slope alpha stands on the positive side; it belongs to the negative one.": [-2.0, 0.3]},
    )

A failure is a `CheckFailed` with two parts. The *hint* is one paragraph in words; nothing that the test put in or the
answer gave out stands in it, so that it may be shown for hidden tests too. The *detail* has the numbers: call,
received, expected, first difference; it is for visible tests.

| to check | use |
|---|---|
| the result: numbers, arrays, strings, tuples or dicts of them | `compare` |
| a property where many results are right | `holds` |
| its type, say a whole number or an array of booleans | `kind` |
| that bad input is refused | `raises` |
| that the arguments are left as they were | `unchanged` |
| random results: mean, variance, bounds | `statistics` |
| random results: all chance comes from the given generator | `reproducible` |
| a single call, to judge by hand | `call` |
| that a function is called on whole arrays, not once a number | `few_calls` |
| fresh inputs for a hidden test | `hidden_rng` |
"""

from nnkit.checks.calling import call, few_calls
from nnkit.checks.comparing import TOLERANCES, compare, difference
from nnkit.checks.demanding import holds, kind, raises, unchanged
from nnkit.checks.failures import AnswerRaised, CheckFailed, NotSolvedYet
from nnkit.checks.ownwork import FORBIDDEN
from nnkit.checks.sampling import hidden_rng, reproducible, statistics

__all__ = [
    "FORBIDDEN",
    "TOLERANCES",
    "AnswerRaised",
    "CheckFailed",
    "NotSolvedYet",
    "call",
    "compare",
    "difference",
    "few_calls",
    "hidden_rng",
    "holds",
    "kind",
    "raises",
    "reproducible",
    "statistics",
    "unchanged",
]
