"""Demands other than one right result: properties, types, refusals, arguments left alone, random results."""

from typing import ClassVar

import numpy as np
import pytest

from nnkit import checks
from nnkit.checks import CheckFailed, NotSolvedYet


def identity(x):
    return x


def returns(value):
    return lambda *args, **kwargs: value


def failure(check, *args, **kwargs) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


class TestHolds:
    RULES: ClassVar = {
        "It must sum to 1.": lambda p: abs(p.sum() - 1) < 1e-9,
        "It must be positive.": lambda p: (p > 0).all(),
    }

    def test_the_first_broken_rule_is_told(self):
        checks.holds(returns([0.25, 0.75]), rules=self.RULES)
        assert failure(checks.holds, returns([0.5, 0.7]), rules=self.RULES).hint == "It must sum to 1."
        assert failure(checks.holds, returns((1.5, -0.5)), rules=self.RULES).hint == "It must be positive."

    def test_a_rule_that_cannot_be_applied_is_broken(self):
        wrong = failure(checks.holds, returns("text"), rules=self.RULES)
        assert wrong.hint == "It must sum to 1."
        assert "could not be applied: AttributeError" in wrong.detail

    def test_a_number_reaches_the_rule_as_an_array(self):
        checks.holds(returns(1.0), rules={"Not one.": lambda p: p.sum() == 1})


class TestKind:
    def test_kinds(self):
        for value, expected in [(3, int), (np.int64(3), int), (np.array([True]), bool), (0.5, float), ("a", str)]:
            checks.kind(returns(value), expected=expected)
        for value, expected in [(3.0, int), (1, bool), (3, float), (3, str), ([1.0], np.ndarray)]:
            assert "must be" in failure(checks.kind, returns(value), expected=expected).hint


class TestRaises:
    def test_the_right_exception(self):
        def refuses(rate):
            raise ValueError(f"rate must be below 1; received {rate}")

        checks.raises(refuses, 2, error=ValueError, mentions="Rate")
        assert "must mention 'shape'" in failure(checks.raises, refuses, 2, mentions="shape").hint
        assert "another exception" in failure(checks.raises, refuses, 2, error=TypeError).hint
        wrong = failure(checks.raises, identity, 2, because="A rate lies below 1.")
        assert wrong.hint.endswith("returned a result instead. A rate lies below 1.")

    def test_a_derived_exception_will_do(self):
        class MineError(ValueError):
            pass

        def refuses(x):
            raise MineError

        checks.raises(refuses, 1, error=ValueError)

    def test_a_stub_is_not_a_refusal(self):
        def stub(x):
            raise NotImplementedError

        assert isinstance(failure(checks.raises, stub, 1, error=RuntimeError), NotSolvedYet)


class TestUnchanged:
    def test_arrays_lists_and_keywords(self):
        def spoils(a, b, c=None):
            (b if c is None else c)[0] = 9.0
            return a

        checks.unchanged(identity, np.ones(2))
        assert "second argument" in failure(checks.unchanged, spoils, [1.0], np.ones(2)).hint
        assert "second argument" in failure(checks.unchanged, spoils, [1.0], [1.0, 2.0]).hint
        assert "argument c" in failure(checks.unchanged, spoils, [1.0], [1.0], c={0: 1.0}).hint


class TestRandom:
    @pytest.mark.parametrize("seed", range(20))
    def test_the_right_distribution_passes_and_the_mistake_is_named(self, seed):
        mistakes = {"Variance as standard deviation.": {"variance": 0.25}}
        wanted = {"mean": 1.0, "variance": 0.5}
        rng = np.random.default_rng(seed)
        checks.statistics(lambda g: g.normal(1, np.sqrt(0.5), (50, 100)), rng, expected=wanted, mistakes=mistakes)
        wrong = failure(checks.statistics, lambda g: g.normal(1, 0.5, 5000), rng, expected=wanted, mistakes=mistakes)
        assert wrong.hint == "Variance as standard deviation."

    def test_mean_bounds_and_kind(self):
        rng = np.random.default_rng(0)
        bounds = {"low": -1.0, "high": 1.0}
        checks.statistics(lambda g: g.uniform(-1, 1, 1000), rng, expected=bounds)
        assert "high of the" in failure(checks.statistics, lambda g: g.uniform(0, 2, 999), rng, expected=bounds).hint
        assert "low of the" in failure(checks.statistics, lambda g: g.uniform(-2, 0, 999), rng, expected=bounds).hint
        shifted = failure(checks.statistics, lambda g: g.normal(1, 1, 9999), rng, expected={"mean": 0.0})
        assert "mean of the random numbers is too large" in shifted.hint
        assert "nan" in failure(checks.statistics, returns([np.nan, 1.0]), rng, expected=bounds).hint
        assert "something else came" in failure(checks.statistics, returns("a"), rng, expected=bounds).hint

    def test_reproducible(self):
        rng = np.random.default_rng(0)
        checks.reproducible(lambda rng: rng.normal(size=3), rng)
        checks.reproducible(lambda rng: rng.normal(size=3), rng=rng)
        assert "np.random" in failure(checks.reproducible, lambda rng: np.random.rand(3), rng).hint
        assert "same result" in failure(checks.reproducible, lambda rng: np.ones(3), rng).hint

    def test_hidden_rng(self, monkeypatch):
        monkeypatch.setenv("NNKIT_HIDDEN_SEED", "7")
        assert checks.hidden_rng().random() == checks.hidden_rng().random() == np.random.default_rng(7).random()
        monkeypatch.delenv("NNKIT_HIDDEN_SEED")
        assert checks.hidden_rng().random() != checks.hidden_rng().random()
