"""How `nnkit.checks` calls an answer: quietly, its exceptions in words, nothing secret in a hint."""

import math
import pickle
import sys
import warnings

import numpy as np
import pytest

from nnkit import checks
from nnkit.checks import AnswerRaised, CheckFailed, NotSolvedYet

SECRET = 0.123456789  # an input that no hint may show


def identity(x):
    return x


def returns(value):
    return lambda *args, **kwargs: value


def raising(error):
    def answer(x):
        raise error

    return answer


def failure(check, *args, **kwargs) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


class TestCall:
    def test_prints_and_warnings(self, capfd):
        def chatty(x):
            print("shape", np.shape(x))
            warnings.warn("careful", stacklevel=1)
            return np.exp(1000.0 * x)

        wrong = failure(checks.compare, chatty, np.ones(2), expected=1.0)
        assert capfd.readouterr() == ("", "")
        assert "it printed: shape (2,)" in wrong.detail
        assert "careful" in wrong.detail

    def test_descriptors_are_silent(self, capfd):
        import os

        def low_level(x):
            os.write(1, b"out")
            os.write(2, b"error")
            return x

        checks.compare(low_level, 1.0, expected=1.0)
        assert capfd.readouterr() == ("", "")
        os.write(1, b"back")
        assert capfd.readouterr().out == "back"

    def test_endless_output_is_cut(self):
        def flood(x):
            for _ in range(2000):
                print("x" * 1000)
            return x

        assert len(str(failure(checks.compare, flood, 1.0, expected=2.0))) < 5000

    def test_not_solved(self):
        def stub(x):
            raise NotImplementedError()

        wrong = failure(checks.compare, stub, 1.0, expected=1.0)
        assert isinstance(wrong, NotSolvedYet)
        assert "Not solved yet" in wrong.hint

    @pytest.mark.parametrize(
        "error", [ZeroDivisionError, IndexError, SystemExit, RecursionError, np.linalg.LinAlgError]
    )
    def test_an_exception_is_named_with_its_traceback(self, error):
        def breaks(x):
            raise error(f"at {x}")

        wrong = failure(checks.compare, breaks, SECRET, expected=1.0)
        assert isinstance(wrong, AnswerRaised)
        assert error.__name__ in wrong.hint
        assert "in breaks" in wrong.detail and str(SECRET) in wrong.detail
        assert "observe" not in wrong.detail
        assert wrong.__cause__ is None and wrong.__suppress_context__

    @pytest.mark.parametrize(
        ("answer", "advice"),
        [
            (lambda x: 1.0 if x > 0 else 0.0, "`if` needs a single True or False"),
            (lambda x: x + np.ones(3), "shapes do not fit"),
            (lambda x: x @ np.ones((3, 2)), "shapes do not fit"),
            (lambda x: __import__("math").exp(x), "with NumPy alone"),
            (lambda x: math.exp(x), "`math.exp` takes a single number"),
            (lambda x: math.exp(1000.0 + x[0]), "no large positive argument"),
            (lambda: 1.0, "another number of arguments"),
            (lambda x: x.sum(axis=3), "axis is asked for"),
            (lambda x: np.arange(3).__isub__(x[0] / 2), "Fractions do not go into"),
            (
                raising(ValueError("f was called more than 9 times: call it on whole arrays")),
                "not once for each number",
            ),
            (lambda x: x.reshape(3, 1), "keeps how many numbers"),
            (
                raising(ValueError("expected ndim=3, found ndim=2. Full shape received: (None, 4)")),
                "every step, got one",
            ),
            (lambda x: np.array([x, [1.0]]), "Rows of different lengths"),
            (lambda x: x.tolist().shape, "a list has no `.shape`"),
            (lambda x: print(x).shape, "so does a tape that did not watch"),
            (raising(ValueError("Passed in object of type 'ndarray', not tf.Tensor")), "`tf.constant` of it first"),
            (raising(RuntimeError("A non-persistent GradientTape can only be used once")), "A tape answers once"),
            (lambda x: nothing, "misspelling"),  # noqa: F821
        ],
    )
    def test_an_exception_comes_with_advice(self, answer, advice):
        assert advice in failure(checks.compare, answer, np.ones(2), expected=1.0).hint

    def test_a_few_calls_are_granted(self):
        assert [checks.few_calls(abs, most=2)(-1.0) for _ in range(3)] == [1.0] * 3  # each counts its own
        twice = checks.few_calls(abs, most=2)
        assert twice(-1.0) == twice(-1.0) == 1.0
        with pytest.raises(ValueError, match="more than 2 times: call it on whole arrays"):
            twice(-1.0)

    @pytest.mark.keras
    def test_two_types_of_tensors(self):
        tf = pytest.importorskip("tensorflow")
        mixed = failure(checks.call, lambda x: tf.constant(1.0) * tf.constant(x), (np.ones(2),), allow=("tensorflow",))
        assert mixed.hint.startswith("Your function raised InvalidArgumentError. Tensors of two types meet")

    def test_an_unprintable_exception(self):
        class OddError(Exception):
            def __str__(self):
                raise ValueError

        def breaks():
            raise OddError

        assert "exception of its own" in failure(checks.compare, breaks, expected=1.0).hint

    def test_keyboard_interrupt_passes(self):
        def stops():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            checks.call(stops)

    def test_a_proxy_makes_the_call_itself(self):
        class Proxy:
            def __checked_call__(self, args, kwargs, allow):
                return args, kwargs, allow

        assert checks.call(Proxy(), (1,), {"a": 2}, ("keras",)) == ((1,), {"a": 2}, ("keras",))

    def test_failures_cross_a_process_boundary(self):
        for wrong in (CheckFailed("h", "d"), NotSolvedYet(), AnswerRaised(("ValueError", "Exception"), "text", "d")):
            copy = pickle.loads(pickle.dumps(wrong))
            assert type(copy) is type(wrong)
            assert str(copy) == str(wrong)
            assert copy.__dict__ == wrong.__dict__

    def test_a_notebook_shows_the_message_alone(self):
        from IPython.core.interactiveshell import InteractiveShell
        from IPython.utils.capture import capture_output

        source = "def f(x):\n    return x\nfrom nnkit import checks\nchecks.compare(f, 1.0, expected=2.0)"
        with capture_output() as shown:
            InteractiveShell().run_cell(source)
        assert shown.stdout.startswith("CheckFailed: It is not the right number.\n\nyour call: f(1.0)\nreceived: 1.0\n")
        assert "Traceback" not in shown.stdout

    def test_the_profiler_is_put_back(self):
        before = sys.getprofile()
        failure(checks.compare, returns(1), expected=2)
        assert sys.getprofile() is before


class TestHints:
    def test_no_input_and_nothing_received_stands_in_a_hint(self):
        def leaks_type(x):
            raise type(f"X{x}", (Exception,), {"__module__": "builtins"})

        def leaks_name(x):
            raise NameError(f"{x}")

        answers = [
            identity,
            leaks_type,
            leaks_name,
            str,
            lambda x: {str(x): x},
            lambda x: [x] * 3,
            lambda x: (x, str(x)),
        ]
        for answer in answers:
            for expected in (1.0, [1.0, 2.0], (1, 2), {"a": 1}, "a"):
                wrong = failure(checks.compare, answer, SECRET, expected=expected)
                assert "123" not in wrong.hint
                assert str(wrong) == f"{wrong.hint}\n\n{wrong.detail}"
                assert "\n" not in wrong.hint
