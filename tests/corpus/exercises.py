"""The assignment of the corpus: seven exercises of ten points, one for each way in which values cross."""

from tests.corpus import hidden_tests as tests

CELLS = [
    ("md", "title", None, "# Corpus\n\nSeven exercises and a question."),
    ("code", "setup", None, "import numpy as np\n\nfrom nnkit import checks"),
    ("prompt", "ex1-prompt", None, "## Exercise 1: relu (10 points)\n\n`relu(x)` is x where x > 0, else 0."),
    (
        "solution",
        "ex1-solution",
        None,
        """
def relu(x):
    ### BEGIN SOLUTION
    return np.maximum(x, 0.0)
    ### END SOLUTION
""",
    ),
    ("tests", "ex1-tests", 3, tests.RELU_VISIBLE),
    ("tests", "ex1-hidden", 7, tests.RELU_HIDDEN),
    (
        "prompt",
        "ex2-prompt",
        None,
        """
## Exercise 2: descend (10 points)

Walk `steps` steps down; return the end.
""",
    ),
    (
        "solution",
        "ex2-solution",
        None,
        """
def descend(gradient, x0, learning_rate, steps):
    ### BEGIN SOLUTION
    x = x0
    for _ in range(steps):
        x = x - learning_rate * gradient(x)
    return x
    ### END SOLUTION
""",
    ),
    ("tests", "ex2-tests", 3, tests.DESCEND_VISIBLE),
    ("tests", "ex2-hidden", 7, tests.DESCEND_HIDDEN),
    (
        "prompt",
        "ex3-prompt",
        None,
        """
## Exercise 3: polynomial (10 points)

Return the function c[0] + c[1] x + ...
""",
    ),
    (
        "solution",
        "ex3-solution",
        None,
        """
def polynomial(coefficients):
    ### BEGIN SOLUTION
    return lambda x: sum(c * x**power for power, c in enumerate(coefficients))
    ### END SOLUTION
""",
    ),
    ("tests", "ex3-tests", 3, tests.POLYNOMIAL_VISIBLE),
    ("tests", "ex3-hidden", 7, tests.POLYNOMIAL_HIDDEN),
    (
        "prompt",
        "ex4-prompt",
        None,
        """
## Exercise 4: batches (10 points)

A generator of lists of `size` values.
""",
    ),
    (
        "solution",
        "ex4-solution",
        None,
        """
def batches(values, size):
    ### BEGIN SOLUTION
    for at in range(0, len(values), size):
        yield values[at : at + size]
    ### END SOLUTION
""",
    ),
    ("tests", "ex4-tests", 3, tests.BATCHES_VISIBLE),
    ("tests", "ex4-hidden", 7, tests.BATCHES_HIDDEN),
    ("prompt", "ex5-prompt", None, "## Exercise 5: a running mean (10 points)\n\n`add`, `mean`, `len`, `+`."),
    (
        "solution",
        "ex5-solution",
        None,
        """
class RunningMean:
    ### BEGIN SOLUTION
    def __init__(self, values=()):
        self.values = list(values)

    def add(self, value):
        self.values.append(value)

    @property
    def mean(self):
        return sum(self.values) / len(self.values)

    def __len__(self):
        return len(self.values)

    def __add__(self, other):
        return RunningMean(self.values + other.values)
    ### END SOLUTION
""",
    ),
    ("tests", "ex5-tests", 3, tests.MEAN_VISIBLE),
    ("tests", "ex5-hidden", 7, tests.MEAN_HIDDEN),
    ("given", "given-loss", None, "def loss(w):\n    return (w - 1.625) ** 2 + 2.0"),
    (
        "prompt",
        "ex6-prompt",
        None,
        """
## Exercise 6: lowest (10 points)

Set `minimum` and `table` for `loss`.
""",
    ),
    (
        "solution",
        "ex6-solution",
        None,
        """
### BEGIN SOLUTION
minimum = 1.625
table = {"lowest": loss(minimum), "at zero": loss(0.0)}
### END SOLUTION
""",
    ),
    ("tests", "ex6-tests", 3, tests.MINIMUM_VISIBLE),
    ("tests", "ex6-hidden", 7, tests.MINIMUM_HIDDEN),
    (
        "prompt",
        "ex7-prompt",
        None,
        """
## Exercise 7: slope (10 points)

The central difference of `function` at x.
""",
    ),
    (
        "solution",
        "ex7-solution",
        None,
        """
def slope(function, x):
    ### BEGIN SOLUTION
    return (function(x + 1e-5) - function(x - 1e-5)) / 2e-5
    ### END SOLUTION
""",
    ),
    ("tests", "ex7-tests", 3, tests.SLOPE_VISIBLE),
    ("tests", "ex7-hidden", 7, tests.SLOPE_HIDDEN),
    ("prompt", "ex8-prompt", None, "## Exercise 8: why? (4 points)"),
    ("manual", "ex8-answer", 4, "Because."),
]

# Right answers, as short as students write them.
RIGHT = {
    "ex1": "def relu(x):\n    return np.where(x > 0, x, 0.0)",
    "ex2": """
def descend(gradient, x0, learning_rate, steps):
    x = x0
    for _ in range(steps):
        x = x - learning_rate * gradient(x)
    return x
""",
    "ex3": """
def polynomial(coefficients):
    def value(x):
        return sum(c * x**k for k, c in enumerate(coefficients))
    return value
""",
    "ex4": """
def batches(values, size):
    for at in range(0, len(values), size):
        yield values[at:at + size]
""",
    "ex5": """
class RunningMean:
    def __init__(self):
        self.total, self.count = 0.0, 0
    def add(self, value):
        self.total += value
        self.count += 1
    @property
    def mean(self):
        return self.total / self.count
    def __len__(self):
        return self.count
    def __add__(self, other):
        both = RunningMean()
        both.total = self.total + other.total
        both.count = self.count + other.count
        return both
""",
    "ex6": "minimum = 1.625\ntable = {'lowest': 2.0, 'at zero': loss(0)}",
    "ex7": """
def slope(function, x):
    h = 1e-5
    return (function(x + h) - function(x - h)) / (2 * h)
""",
}
EXERCISES = tuple(RIGHT)
FULL = dict.fromkeys(EXERCISES, 10)
NOTHING = dict.fromkeys(EXERCISES, 0)
