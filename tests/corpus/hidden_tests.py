"""The tests of the corpus' assignment. The word of MARKER stands in hidden tests alone."""

MARKER = "QUOKKA-"

RELU_VISIBLE = """# both signs
checks.compare(relu, np.array([-2.0, 3.0]), expected=[0.0, 3.0],
               mistakes={"Both signs come through: take the larger of x and 0.": [-2.0, 3.0]})
assert relu(2.0) == 2.0"""
RELU_HIDDEN = """# drawn numbers
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
quokka = rng.normal(size=(3, 7))  # QUOKKA-11111111
wanted = np.where(quokka > 0, quokka, 0.0)
checks.compare(relu, quokka, expected=wanted, mistakes={"Both signs come through.": quokka})
received = np.asarray(relu(quokka.copy()))
assert np.allclose(received, wanted), "QUOKKA-22222222"
single = float(rng.uniform(1, 2))
assert abs(relu(single) - single) < 1e-12
### END HIDDEN TESTS"""

DESCEND_VISIBLE = """# two steps
places = []


def gradient(x):
    places.append(float(x))
    return 2.0 * (x - 3.0)


end = descend(gradient, 0.0, 0.1, 2)
assert abs(end - 1.08) < 1e-12
assert np.allclose(places, [0.0, 0.6])"""
DESCEND_HIDDEN = """# drawn valleys
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
for steps in (1, 5):
    bottom, start = rng.normal(size=4), rng.normal(size=4)
    calls = []

    def gradient(x):
        calls.append(np.array(x))
        return x - bottom

    wanted = bottom + (start - bottom) * 0.5**steps  # QUOKKA-33333333
    end = descend(gradient, start.copy(), 0.5, steps)
    assert len(calls) == steps, "QUOKKA-44444444"
    assert np.allclose(calls[0], start)
    assert isinstance(end, np.ndarray) and end.shape == (4,)
    assert np.max(np.abs(end - wanted)) < 1e-9
### END HIDDEN TESTS"""

POLYNOMIAL_VISIBLE = """# a parabola
parabola = polynomial([1, 2, 3])
assert parabola(2) == 17
assert parabola(0) == 1"""
POLYNOMIAL_HIDDEN = """# two polynomials at once
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
first, second = rng.normal(size=3), rng.normal(size=4)
wanted = [float(np.polynomial.polynomial.polyval(1.5, c)) for c in (first, second)]  # QUOKKA-55555555
one, other = polynomial(first.tolist()), polynomial(second.tolist())
for function, right in zip((one, other), wanted, strict=True):
    found = function(1.5)
    assert abs(found - right) < 1e-9, "QUOKKA-66666666"
    assert not found < right - 1e-9 and not found > right + 1e-9
### END HIDDEN TESTS"""

BATCHES_VISIBLE = """# five values, two at a time
assert [list(batch) for batch in batches([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]"""
BATCHES_HIDDEN = """# any number of values
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
for size in (1, 3):
    values = [int(number) for number in rng.integers(0, 1000, 7)]
    wanted = [values[at : at + size] for at in range(0, 7, size)]  # QUOKKA-77777777
    iterator = iter(batches(list(values), size))
    assert list(next(iterator)) == wanted[0], "QUOKKA-88888888"
    rest = [list(batch) for batch in iterator]
    assert len(rest) == len(wanted) - 1
    assert rest == wanted[1:]
assert list(batches([], 2)) == []
### END HIDDEN TESTS"""

MEAN_VISIBLE = """# two values
running = RunningMean()
running.add(2.0)
running.add(4.0)
assert running.mean == 3.0
assert len(running) == 2"""
MEAN_HIDDEN = """# two objects at once
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
one, other = RunningMean(), RunningMean()
values = rng.normal(size=6).tolist()
for value in values:
    one.add(value)
    other.add(2 * value)
average = sum(values) / 6  # QUOKKA-99999999
assert abs(one.mean - average) < 1e-12, "QUOKKA-aaaaaaaa"
assert abs(other.mean - 2 * average) < 1e-12
assert (len(one), len(other)) == (6, 6)
both = one + other
assert isinstance(both, RunningMean) and len(both) == 12
assert abs(both.mean - 1.5 * average) < 1e-12
assert one != other and not one == other
### END HIDDEN TESTS"""

MINIMUM_VISIBLE = """# a number
assert isinstance(minimum, float) and loss(minimum) < 2.1"""
MINIMUM_HIDDEN = """# the right one
### BEGIN HIDDEN TESTS
assert abs(minimum - 1.625) < 1e-9, "QUOKKA-bbbbbbbb"
assert loss(minimum) <= loss(minimum + 0.001)
assert 1.6 < minimum < 1.7
assert table == {"lowest": 2.0, "at zero": 4.640625}
### END HIDDEN TESTS"""

SLOPE_VISIBLE = """# the given loss
assert abs(slope(loss, 3.0) - 2.75) < 1e-4"""
SLOPE_HIDDEN = """# any function
### BEGIN HIDDEN TESTS
rng = checks.hidden_rng()
for _ in range(3):
    x = float(rng.uniform(-1, 1))
    wanted = 3 * x * x  # QUOKKA-cccccccc
    assert abs(slope(lambda t: t**3, x) - wanted) < 1e-4, "QUOKKA-dddddddd"
    found = slope(np.sin, x)
    assert np.isclose(found, np.cos(x), atol=1e-4)
### END HIDDEN TESTS"""
