"""Checks of random results, and the random inputs of hidden tests."""

import os

import numpy as np

from nnkit.checks.calling import fresh, observe
from nnkit.checks.comparing import difference, plain
from nnkit.checks.failures import CheckFailed, render_call

STANDARD_ERRORS = 6.0  # how far a sample's mean or variance may lie off: by chance once in five hundred million runs
SEED_VARIABLE = "NNKIT_HIDDEN_SEED"


def hidden_rng() -> np.random.Generator:
    """Make the generator that a hidden test draws its inputs from.

    Returns:
        A generator seeded by the environment's NNKIT_HIDDEN_SEED, or a different one each time where that is not set.

    Example:
        >>> inputs = hidden_rng().uniform(-5, 5, 100)
        >>> bool((abs(inputs) <= 5).all())
        True
    """
    seed = os.environ.get(SEED_VARIABLE, "")
    return np.random.default_rng(int(seed) if seed else None)


def statistics(function, *args, expected: dict, mistakes: dict | None = None, allow=(), **kwargs) -> None:
    """Check mean, variance and bounds of a random sample that the student's function returns.

    The sample should have some thousand elements: the mean may be six standard errors off, sd / sqrt(n), and the
    variance six of its own, sd^2 sqrt(2 / n), as for a normal distribution (a flat one keeps closer).

    Args:
        function: The student's function.
        *args: Its arguments, among them a generator.
        expected: Any of "mean", "variance", "low", "high" -> number. With "mean" alone, the sample's own variance tells
            how far it may be off.
        mistakes: Sentence that names a misconception -> the "mean" or "variance" (or both) that it gives.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: A statistic is off; the hint names the mistake where it is a known one.

    Example:
        >>> squared = {"The variance is used as the standard deviation.": {"variance": 0.01**2}}
        >>> sample = lambda rng: rng.normal(0, 0.01, 10_000)
        >>> statistics(sample, np.random.default_rng(0), expected={"mean": 0, "variance": 0.01}, mistakes=squared)
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: The variance is used as the standard deviation.
        ...
    """
    received = plain(observe(function, fresh(args), fresh(kwargs), allow).result)
    call = f"your call: {render_call(function, args, kwargs)}"
    if not isinstance(received, np.ndarray) or received.dtype.kind not in "biuf" or received.size < 2:
        raise CheckFailed("An array of random numbers should come back; something else came.", call)
    sample = received.astype(float)
    off = _off(sample, expected)
    if not off:
        return
    known = (
        text for text, given in (mistakes or {}).items() if not _off(sample, given) and _apart(sample, given, expected)
    )
    lines = [call, f"a sample of {sample.size}:", *(f"{name}: {_statistic(sample, name):.6g}" for name in expected)]
    wanted = ", ".join(f"{name} {value:.6g}" for name, value in expected.items())
    raise CheckFailed(next(known, off), "\n".join([*lines, f"expected: {wanted}"]))


def _off(sample: np.ndarray, expected: dict) -> str:
    """Say which statistic is not as expected; "" where all are."""
    if not np.isfinite(sample).all():
        return "There is nan or inf among the random numbers."
    for name, value in expected.items():
        found = _statistic(sample, name)
        if abs(found - value) > _leeway(sample, name, expected) and (
            name not in ("low", "high") or _beyond(name, found, value)
        ):
            return f"The {name} of the random numbers is too {'large' if found > value else 'small'}."
    return ""


def _apart(sample: np.ndarray, mistaken: dict, expected: dict) -> bool:
    """Whether a mistake can be told from the right distribution by a sample of this size."""
    shared = [name for name in mistaken if name in expected]
    return any(abs(mistaken[name] - expected[name]) > _leeway(sample, name, expected) for name in shared)


def _statistic(sample: np.ndarray, name: str) -> float:
    return float({"mean": np.mean, "variance": np.var, "low": np.min, "high": np.max}[name](sample))


def _beyond(name: str, found: float, bound: float) -> bool:
    return found < bound if name == "low" else found > bound


def _leeway(sample: np.ndarray, name: str, expected: dict) -> float:
    variance = expected.get("variance", float(np.var(sample)))
    if name in ("low", "high"):
        return 1e-6 * (1.0 + abs(expected[name]))  # float32 rounds a bound
    error = np.sqrt(variance / sample.size) if name == "mean" else variance * np.sqrt(2.0 / sample.size)
    return STANDARD_ERRORS * float(error)


def reproducible(function, *args, allow=(), **kwargs) -> None:
    """Check that all chance comes from the generator among the arguments: same state same result, another one another.

    Args:
        function: The student's function.
        *args: Its arguments, among them a generator, by position or by name.
        allow: Dotted names that the answer may use.
        **kwargs: Keyword arguments of the student's function.

    Raises:
        CheckFailed: Two equal generators gave different results, or two different ones the same.

    Example:
        >>> reproducible(lambda n, rng: np.random.rand(n), 5, np.random.default_rng(0))
        Traceback (most recent call last):
        nnkit.checks.failures.CheckFailed: Two runs with equal generators differ: draw from the generator ...
        ...
    """

    def run(generators: int | None):
        again = fresh(args) if generators is None else _with_generator(fresh(args), generators)
        named = fresh(kwargs) if generators is None else _with_generator(fresh(kwargs), generators)
        return plain(observe(function, again, named, allow).result)

    call = f"your call, made twice: {render_call(function, args, kwargs)}"
    first = run(None)
    if difference(run(None), first):
        hint = "Two runs with equal generators differ: draw from the generator you are given, not from `np.random`."
        raise CheckFailed(hint, call)
    if not difference(run(1), run(2)):
        hint = "Different generators give the same result: something in it fixes the seed, or draws nothing at all."
        raise CheckFailed(hint, call)


def _with_generator(arguments, seed: int):
    """Put a newly seeded generator in the place of every generator."""
    if isinstance(arguments, np.random.Generator):
        return np.random.default_rng(seed)
    if isinstance(arguments, dict):
        return {name: _with_generator(value, seed) for name, value in arguments.items()}
    return tuple(_with_generator(value, seed) for value in arguments) if isinstance(arguments, tuple) else arguments
