"""What a test holds in place of a student's things answers as they would, and cannot lie about the test's values."""

import inspect

import numpy as np
import pytest

from classroom.engine.remote import RemoteObject


class Vector:
    """A class as an exercise asks for it."""

    kind = "vector"

    def __init__(self, x, y):
        self.x, self.y = x, y

    @property
    def length(self):
        return (self.x**2 + self.y**2) ** 0.5

    @staticmethod
    def zero():
        return Vector(0, 0)

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, number):
        return Vector(self.x * number, self.y * number) if isinstance(number, int | float) else NotImplemented

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __iter__(self):
        return iter((self.x, self.y))

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __setitem__(self, index, value):
        setattr(self, "xy"[index], value)

    def __contains__(self, number):
        return number in (self.x, self.y)

    def __bool__(self):
        return bool(self.x or self.y)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __abs__(self):
        return self.length

    def __lt__(self, other):
        return abs(self) < (other if isinstance(other, int | float) else abs(other))

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __call__(self, t):
        return [self.x * t, self.y * t]

    def __float__(self):
        return float(self.x)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.x = "closed"


class Liar(Vector):
    """An object of that class that says what a test wants to hear."""

    def __init__(self, *_):
        pass

    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0

    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __matmul__ = __truediv__ = __mod__ = __pow__ = __sub__

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __contains__ = __lt__


Liar.__name__ = "Vector"
Liar.__module__ = Vector.__module__ = "__main__"


@pytest.fixture
def vector(two):
    """The class `Vector` as a test has it."""
    examiner, _ = two({"Vector": Vector}, classes=["Vector"])
    return examiner.looked_up("Vector")


class TestObjects:
    """An object of a class that the exercise asks for is used as in one process."""

    def test_attributes_methods_and_operators(self, vector):
        v, w = vector(3, 4), vector(1, 1)
        assert (v.x, v.length, v.kind, vector.kind, vector.zero().x) == (3, 5.0, "vector", "vector", 0)
        assert list(v + w) == [4, 5] and list(2 * v) == [6, 8] and list(-v) == [-3, -4]
        assert v == vector(3, 4) and v != w and w < v
        assert len(v) == 2 and v[1] == 4 and 4 in v and 5 not in v and abs(v) == 5.0 and float(v) == 3.0
        assert repr(v) == str(v) == "Vector(3, 4)" and v(2) == [6, 8]
        assert bool(v) and not vector(0, 0)
        v.x = 7
        v[1] = 8
        assert list(v) == [7, 8]
        with v:
            pass
        assert v.x == "closed"

    def test_it_is_an_instance_of_its_class(self, vector):
        assert isinstance(vector(1, 2), vector) and not isinstance(5, vector)
        assert repr(vector) == "<class Vector>"

    def test_it_can_be_handed_back(self, two):
        examiner, _ = two({"Vector": Vector, "x_of": lambda v: v.x}, classes=["Vector"])
        assert examiner.looked_up("x_of")(examiner.looked_up("Vector")(9, 1)) == 9

    def test_it_has_no_attribute_that_it_does_not_have(self, vector):
        with pytest.raises(AttributeError, match="no attribute 'z'"):
            vector(1, 2).z  # noqa: B018
        assert not hasattr(vector(1, 2), "__array__") and not hasattr(vector(1, 2), "z")
        with pytest.raises(TypeError):
            vector(1, 2) - 5

    def test_an_object_of_another_class_does_not_cross(self, remote):
        with pytest.raises(TypeError, match="came where plain data was expected"):
            remote(type("Matrix", (), {"__module__": "__main__"})(), classes=["Vector"])


@pytest.fixture
def lie(remote):
    """An answer's result that is such a liar."""
    return remote(lambda: Liar(), classes=["Vector"])()


JUDGEMENTS = {
    "equal": lambda lie: lie == 3,
    "equal turned": lambda lie: lie == 3,
    "equal array": lambda lie: np.array_equal(lie, [1.0, 2.0]),
    "in a list": lambda lie: [lie] == [3],
    "in a set": lambda lie: lie in {3},
    "close": lambda lie: abs(lie - 3) < 1e-9,
    "close turned": lambda lie: abs(3 - lie) < 1e-9,
    "close array": lambda lie: np.max(np.abs(lie - np.ones(2))) < 1e-9,
    "less": lambda lie: lie < 3,
    "between": lambda lie: 2 <= lie <= 4,
    "greater": lambda lie: not lie <= 4,
    "ratio": lambda lie: abs(lie / 3 - 1) < 1e-9 or abs(lie % 3) < 1e-9,
    "contains": lambda lie: 3 in lie,
    "sum": lambda lie: lie + 3 == 6,
    "product": lambda lie: lie @ np.ones(2) == 0,
    "allclose": lambda lie: np.allclose(lie, [1.0, 2.0]),
}


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_a_result_cannot_judge_the_tests_values(name, lie):
    assert isinstance(lie, RemoteObject)
    try:
        fooled = bool(JUDGEMENTS[name](lie))
    except Exception:
        fooled = False
    assert not fooled


def test_a_class_under_another_name_makes_results_not_objects_of_the_tests(two):
    examiner, _ = two({"relu": Liar, "Vector": Vector}, classes=["Vector"])
    with pytest.raises(TypeError, match="compare its numbers, lists or texts instead"):
        examiner.looked_up("relu")(5) - 5


class TestFunctions:
    """A function looks like one."""

    def test_signature_name_and_docstring(self, remote):
        def relu(x, /, alpha=0.1, *rest, kind, **more):
            """The positive part."""

        function = remote(relu)
        assert function.__name__ == "relu" and function.__doc__ == "The positive part."
        assert repr(function) == "<function relu>"
        shown = [(one.name, one.kind) for one in inspect.signature(function).parameters.values()]
        assert shown == [(one.name, one.kind) for one in inspect.signature(relu).parameters.values()]

    def test_attributes_are_asked_for(self, remote):
        def counted():
            counted.calls += 1

        counted.calls = 0
        function = remote(counted)
        function()
        assert function.calls == 1

    def test_compiled_functions_have_no_signature(self, remote):
        assert remote(np.sin)(0.0) == 0.0 and remote(max)(3, 4) == 4

    def test_it_equals_nothing_else(self, remote):
        function = remote(abs)
        assert function != 5 and function not in [5, abs] and {function: 1}[function] == 1


class TestIterators:
    """Items come one at a time."""

    def test_a_generator(self, remote):
        drawn = []

        def count():
            for number in range(3):
                drawn.append(number)
                yield [number]

        iterator = remote(count)()
        assert next(iterator) == [0] and drawn == [0]
        assert list(iterator) == [[1], [2]] and list(iterator) == []

    def test_its_errors_come_through(self, remote):
        def broken():
            yield 1
            raise KeyError("x")

        with pytest.raises(KeyError):
            list(remote(broken)())
