"""Answers that take the function from a library are refused; what the exercise allows is not."""

import numpy as np
import pytest

from nnkit import activations, checks
from nnkit.checks import CheckFailed


def failure(check, *args, **kwargs) -> CheckFailed:
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return caught.value


class TestOwnWork:
    def test_a_global_module(self):
        namespace = {}
        exec("import nnkit\ndef f(x):\n    return nnkit.activations.sigmoid(x)", namespace)
        assert "uses nnkit" in failure(checks.compare, namespace["f"], 0.0, expected=0.5).hint

    @pytest.mark.parametrize(
        "source",
        [
            "def f(x):\n    from nnkit import activations\n    return activations.sigmoid(x)",
            "def f(x):\n    import scipy.special as s\n    return s.expit(x)",
            "from scipy.special import expit\ndef f(x):\n    return expit(x)",
            "from scipy.special import expit as f",
            "from nnkit.activations import sigmoid as f",
            "import nnkit\nf = nnkit.activations.sigmoid.derivative",
            "import nnkit\ndef helper(x):\n    return nnkit.activations.sigmoid(x)\ndef f(x):\n    return helper(x)",
            "import nnkit\nf = lambda x, g=nnkit.activations.sigmoid: g(x)",
            "import nnkit\ntable = {'s': nnkit.activations.sigmoid}\ndef f(x):\n    return table['s'](x)",
            "import nnkit\ndef outer(g):\n    return lambda x: g(x)\nf = outer(nnkit.activations.sigmoid)",
            "import nnkit, functools\nf = functools.partial(lambda g, x: g(x), nnkit.activations.sigmoid)",
            "import nnkit, numpy as np\nf = np.vectorize(nnkit.activations.sigmoid)",
            "import nnkit\nclass A:\n    def go(self, x):\n        return nnkit.activations.sigmoid(x)\n"
            "def f(x):\n    return A().go(x)",
            "import nnkit\nclass A:\n    def __call__(self, x):\n        return nnkit.activations.sigmoid(x)\nf = A()",
            "def f(x):\n    return __import__('nnkit').activations.sigmoid(x)",
            "import importlib\ndef f(x):\n    return importlib.import_module('nnkit').activations.sigmoid(x)",
            "def f(x):\n    return eval('1 / 2')",
            "import sys\ndef f(x):\n    return sys.modules['nn' + 'kit'].activations.sigmoid(x)",
            "import builtins\ndef f(x):\n    return getattr(builtins, 'ev' + 'al')('1 / 2')",
            "import nnkit\ndef f(x):\n    try:\n        return nnkit.activations.relu(x)\n    except Exception:\n"
            "        return 1",
        ],
    )
    def test_borrowed(self, source):
        namespace = {"__name__": "__main__"}
        exec(source, namespace)
        assert "with NumPy alone" in failure(checks.compare, namespace["f"], 0.0, expected=0.5).hint

    @pytest.mark.parametrize(
        "source",
        [
            "import nnkit\ndef f(x):\n    return 1 / (1 + np.exp(-x))",  # imported, not used
            "import math\ndef f(x):\n    return np.vectorize(lambda v: 1 / (1 + math.exp(-v)))(x)",
            "def f(x):\n    mode = 'eval'\n    return 1 / (1 + np.exp(-x)) if mode == 'eval' else 0",
            "def exec(x):\n    return 0.5\ndef f(x):\n    return exec(x)",
            "from collections import namedtuple\ndef f(x):\n    return namedtuple('P', 'a')(0.5).a",
            "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: float\ndef f(x):\n    return P(0.5).a",
            "f = np.frompyfunc(lambda v: 0.5, 1, 1)\ng = f\ndef f(x):\n    return float(g(x))",
        ],
    )
    def test_own(self, source):
        namespace = {"__name__": "__main__", "np": np}
        exec(source, namespace)
        checks.compare(namespace["f"], 0.0, expected=0.5)

    def test_what_the_test_hands_over_may_be_called(self):
        from nnkit import activations

        handed = [activations.sigmoid.derivative, activations.sigmoid, lambda x: activations.sigmoid.derivative(x)]
        for function in handed:
            checks.call(lambda f, x: f(x), (function, np.zeros(2)))
            checks.call(lambda f, x: f[0](x), ([function], np.zeros(2)))

    def test_allowed_names_only(self):
        import nnkit

        def uses_sigmoid(x):
            return nnkit.activations.sigmoid(x)

        checks.compare(uses_sigmoid, 0.0, expected=0.5, allow=("nnkit.activations.sigmoid",))
        checks.compare(uses_sigmoid, 0.0, expected=0.5, allow=("nnkit",))
        failure(checks.compare, uses_sigmoid, 0.0, expected=0.5, allow=("nnkit.activations.relu",))
        failure(checks.compare, uses_sigmoid, 0.0, expected=0.5, allow=("nnkit.activations.sig",))

    def test_an_allowed_function_may_call_its_own_library(self):
        from nnkit.initializers import compute_fans

        def uses_fans(shape):
            return compute_fans(shape)

        checks.compare(uses_fans, (3, 2), expected=(3, 2), allow=("nnkit.initializers.base.compute_fans",))
        failure(checks.compare, uses_fans, (3, 2), expected=(3, 2), allow=("nnkit.initializers.base.Initializer",))


def test_a_captured_argument_is_not_the_global_of_the_same_name():
    namespace = {"f_grad": activations.sigmoid.derivative}  # a test cell's loop variable, in the student's kernel
    exec("def power(f_grad, depth):\n    return [f_grad(0.0) for _ in range(depth)][0] ** depth", namespace)
    assert checks.call(namespace["power"], (lambda z: 0.5, 2)) == 0.25
    exec("def borrowed(depth):\n    return f_grad(0.0) ** depth", namespace)
    with pytest.raises(checks.CheckFailed, match="Your answer uses nnkit"):
        checks.call(namespace["borrowed"], (2,))
