"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "Counting inputs: fan-in and fan-out",
    "ex2": "The way back",
    "ex3": "What the cut takes away",
    "ex4": "1 · How large may the first weights be?",
    "ex5": "Solve for the scale",
    "ex6": "Diagnosis",
    "ex7": "How many units are left?",
}
from nnkit.initializers import compute_fans


@wrong("ex1", hint="have changed places")
def fans(shape):
    # as if the kernel had a row for each unit
    window = int(np.prod(shape[:-2]))
    return window * shape[-1], window * shape[-2]


@wrong("ex1", hint="window is left out")
def fans(shape):
    return shape[-2], shape[-1]


@wrong("ex1", hint="for fan-in alone")
def fans(shape):
    return int(np.prod(shape[:-1])), shape[-1]


@wrong("ex1", hint="One side of the window")
def fans(shape):
    # a square window taken for its side
    side = shape[0] if len(shape) > 2 else 1
    return side * shape[-2], side * shape[-1]


@wrong("ex1", hint="size of the window")
def fans(shape):
    # right for dense layers, where the first two numbers are also the last two
    return shape[0], shape[1]


@wrong("ex1", hint="1, 2 or 3")
def fans(shape):
    # dense layers and pictures, nothing else
    if len(shape) == 2:
        return shape
    return shape[0] * shape[1] * shape[-2], shape[0] * shape[1] * shape[-1]


@wrong("ex1", hint="sides of the window are added up")
def fans(shape):
    window = sum(shape[:-2]) or 1
    return window * shape[-2], window * shape[-1]


@wrong("ex1", hint="counts the weights")
def fans(shape):
    return int(np.prod(shape)), int(np.prod(shape))


@wrong("ex1", hint="number of all weights")
def fans(shape):
    return int(np.prod(shape[:-1])), int(np.prod(shape)) if len(shape) > 2 else shape[-1]


@wrong("ex1", hint="with NumPy alone")
def fans(shape):
    return compute_fans(shape)


@wrong("ex1", hint="size of the window")
def fans(shape):
    return shape[0], shape[1]


@wrong("ex2", hint="standard deviation is used as the limit")
def glorot_uniform(shape, rng):
    limit = np.sqrt(2 / sum(compute_fans(shape)))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="constant under the root is 3")
def glorot_uniform(shape, rng):
    limit = np.sqrt(3 / sum(compute_fans(shape)))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="constant under the root is 1")
def glorot_uniform(shape, rng):
    limit = np.sqrt(1 / sum(compute_fans(shape)))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="Fan-in alone")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / compute_fans(shape)[0])
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="Fan-out alone")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / compute_fans(shape)[1])
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="6 belongs to their sum")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / np.mean(compute_fans(shape)))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="root is missing")
def glorot_uniform(shape, rng):
    limit = 6 / sum(compute_fans(shape))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="used as the standard deviation: take its root")
def glorot_uniform(shape, rng):
    variance = 2 / sum(compute_fans(shape))
    limit = np.sqrt(3) * variance
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="lower limit is 0")
def glorot_uniform(shape, rng):
    return rng.uniform(0, np.sqrt(6 / sum(compute_fans(shape))), shape)


@wrong("ex2", hint="normally distributed")
def glorot_uniform(shape, rng):
    return rng.normal(0, np.sqrt(2 / sum(compute_fans(shape))), shape)


@wrong("ex2", hint="window is left out")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / (shape[-2] + shape[-1]))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="taken for the fans")
def glorot_uniform(shape, rng):
    fan_in, fan_out = shape[0], shape[1]
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape)


@wrong("ex2", hint="give the shape to the generator")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(compute_fans(shape)))
    return rng.uniform(-limit, limit)


@wrong("ex2", hint="same number stands in several places")
def glorot_uniform(shape, rng):
    # one row of weights, for every input the same
    limit = np.sqrt(6 / sum(compute_fans(shape)))
    return np.broadcast_to(rng.uniform(-limit, limit, shape[-1]), shape)


@wrong("ex2", hint="not from `np.random`")
def glorot_uniform(shape, rng):
    limit = np.sqrt(6 / sum(compute_fans(shape)))
    return np.random.uniform(-limit, limit, shape)


@wrong("ex3", hint="Truncated, and not corrected")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / compute_fans(shape)[0])


@wrong("ex3", hint="where you should divide")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / compute_fans(shape)[0]) * 0.87962566


@wrong("ex3", hint="applied to the variance")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / compute_fans(shape)[0] / 0.87962566)


@wrong("ex3", hint="beyond the cut")
def he_normal(shape, rng):
    # the variance is right; nothing is cut
    return rng.normal(0, np.sqrt(2 / compute_fans(shape)[0]), shape)


@wrong("ex3", hint="Clipped")
def he_normal(shape, rng):
    stddev = np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566
    return np.clip(rng.normal(0, stddev, shape), -2 * stddev, 2 * stddev)


@wrong("ex3", hint="set to 0")
def he_normal(shape, rng):
    # a mask in place of a second draw
    values = rng.normal(size=shape)
    values = np.where(np.abs(values) > 2, 0, values)
    return values * np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566


@wrong("ex3", hint="beyond the cut")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    values = np.where(np.abs(values) > 2, rng.normal(size=shape), values)
    return values * np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566


@wrong("ex3", hint="constant is 1")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(1 / compute_fans(shape)[0]) / 0.87962566


@wrong("ex3", hint="Fan-out is used for fan-in")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / compute_fans(shape)[1]) / 0.87962566


@wrong("ex3", hint="used as the standard deviation")
def he_normal(shape, rng):
    stddev = 2 / compute_fans(shape)[0] / 0.87962566
    values = rng.normal(0, stddev, shape)
    while (outside := np.abs(values) > 2 * stddev).any():
        values[outside] = rng.normal(0, stddev, outside.sum())
    return values


@wrong("ex3", hint="window is left out")
def he_normal(shape, rng):
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / shape[-2]) / 0.87962566


@wrong("ex3", hint="applied to the variance")
def he_normal(shape, rng):
    # cut at two standard deviations of what should come out, not of what is drawn
    target = np.sqrt(2 / compute_fans(shape)[0])
    values = rng.normal(0, target / 0.87962566, shape)
    while (outside := np.abs(values) > 2 * target).any():
        values[outside] = rng.normal(0, target / 0.87962566, outside.sum())
    return values


@wrong("ex3", hint="beyond the cut are to be drawn again, not left out")
def he_normal(shape, rng):
    # too many are drawn and the good ones kept, in one long row
    values = rng.normal(size=2 * np.prod(shape) + 100)
    values = values[np.abs(values) <= 2][: np.prod(shape)]
    return values * np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566


@wrong("ex3", hint="something in it fixes the seed")
def he_normal(shape, rng):
    rng = np.random.default_rng(0)
    values = rng.normal(size=shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.normal(size=outside.sum())
    return values * np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566


@wrong("ex4", hint="used as the standard deviation")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, scale / width, (width, width))
        variances.append(z.var())
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="not divided by the width")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(scale), (width, width))
        variances.append(z.var())
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="scale is outside the root")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, scale / np.sqrt(width), (width, width))
        variances.append(z.var())
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="f is not used")
def forward_variance(depth, width, scale, f, rng):
    z, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = z @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(z.var())
    return np.array(variances)


@wrong("ex4", hint="weighted sums z was asked for")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        a = f(a @ rng.normal(0, np.sqrt(scale / width), (width, width)))
        variances.append(a.var())
    return np.array(variances)


@wrong("ex4", hint="before the first layer")
def forward_variance(depth, width, scale, f, rng):
    z, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = f(z) @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(z.var())
    return np.array(variances)


@wrong("ex4", hint="Standard deviations came back")
def forward_variance(depth, width, scale, f, rng):
    a, spreads = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(scale / width), (width, width))
        spreads.append(z.std())
        a = f(z)
    return np.array(spreads)


@wrong("ex4", hint="over the examples for each unit")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(z.var(axis=0).mean())
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="Only the last layer")
def forward_variance(depth, width, scale, f, rng):
    a = rng.normal(size=(200, width))
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(scale / width), (width, width))
        a = f(z)
    return z.var()


@wrong("ex4", hint="spread evenly from 0 to 1")
def forward_variance(depth, width, scale, f, rng):
    a, variances = rng.random((200, width)), []
    for _ in range(depth):
        z = a @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(np.mean(z**2))
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="not from `np.random`")
def forward_variance(depth, width, scale, f, rng):
    a, variances = np.random.randn(200, width), []
    for _ in range(depth):
        z = a @ np.random.randn(width, width) * np.sqrt(scale / width)
        variances.append(z.var())
        a = f(z)
    return np.array(variances)


@wrong("ex4", hint="Every layer has the same weights")
def forward_variance(depth, width, scale, f, rng):
    # drawn once, before the loop
    inputs, W = rng.normal(size=(200, width)), rng.normal(0, np.sqrt(scale / width), (width, width))
    variances = []
    for _ in range(depth):
        z = inputs @ W
        variances.append(z.var())
        inputs = f(z)
    return np.array(variances)


@wrong("ex4", hint="over the units for each example")
def forward_variance(depth, width, scale, f, rng):
    inputs, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = inputs @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(z.var(axis=1).mean())
        inputs = f(z)
    return np.array(variances)


@wrong("ex4", hint="on a whole array, not once for each number")
def forward_variance(depth, width, scale, f, rng):
    inputs, variances = rng.normal(size=(200, width)), []
    for _ in range(depth):
        z = inputs @ rng.normal(0, np.sqrt(scale / width), (width, width))
        variances.append(z.var())
        inputs = np.array([[f(value) for value in row] for row in z])
    return np.array(variances)


@wrong("ex5", hint="variance of f(z) is used")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=300_000)
    return 1 / f(z).var()


@wrong("ex5", hint="E[f(z)^2] itself")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=300_000)
    return np.mean(f(z) ** 2)


@wrong("ex5", hint="root of the scale, a factor of standard deviations")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=300_000)
    return 1 / np.sqrt(np.mean(f(z) ** 2))


@wrong("ex5", hint="mean of |f(z)|")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=300_000)
    return 1 / np.mean(np.abs(f(z)))


@wrong("ex5", hint="square first")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=300_000)
    return 1 / np.mean(f(z)) ** 2


@wrong("ex5", hint="scale is 2 whatever f is")
def needed_scale(f):
    return 2.0


@wrong("ex5", hint="scale is 1 whatever f is")
def needed_scale(f):
    return 1.0


@wrong("ex5", hint="spread evenly from -1 to 1")
def needed_scale(f):
    z = np.random.default_rng(0).uniform(-1, 1, 300_000)
    return 1 / np.mean(f(z) ** 2)


@wrong("ex5", hint="density is left out")
def needed_scale(f):
    z = np.linspace(-10, 10, 2001)
    return 1 / np.mean(f(z) ** 2)


@wrong("ex5", hint="slope of f is used")
def needed_scale(f):
    # what the gradient needs; for ReLU it happens to be the same
    z, h = np.random.default_rng(0).normal(size=300_000), 1e-5
    slope = (f(z + h) - f(z - h)) / (2 * h)
    return 1 / np.mean(slope**2)


@wrong("ex5", hint="scale is 2 whatever f is: the negative half adds to the mean square")
def needed_scale(f):
    # only the positive half is integrated, doubling nothing
    z = np.linspace(0, 10, 20_001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return 1 / np.trapezoid(density * f(z) ** 2, z)


@wrong("ex5", hint="on a whole array, not once for each number")
def needed_scale(f):
    rng = np.random.default_rng(0)
    return 1 / np.mean([f(rng.normal()) ** 2 for _ in range(200_000)])


@wrong("ex5", hint="Near, but not right to 3 %")
def needed_scale(f):
    # the integral is cut off too early
    z = np.linspace(-2.5, 2.5, 1001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return 1 / np.trapezoid(f(z) ** 2 * density, z)


@wrong("ex6", hint="signal alone is looked at")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "symmetric"
    change = stats["forward"][-1] / stats["forward"][0]
    if not np.isfinite(change) or change > 1000:
        return "exploding"
    return "vanishing" if change < 0.001 else "healthy"


@wrong("ex6", hint="gradient alone is looked at")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "symmetric"
    change = stats["backward"][0] / stats["backward"][-1]
    if not np.isfinite(change) or change > 1000:
        return "exploding"
    return "vanishing" if change < 0.001 else "healthy"


@wrong("ex6", hint="the wrong way round")
def diagnose(stats):
    # the gradient read in the direction of the signal
    if min(stats["distinct"]) == 1:
        return "symmetric"
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "exploding"
    for values in (stats["backward"], stats["forward"]):
        if values[-1] / values[0] > 1000:
            return "exploding"
        if values[-1] / values[0] < 0.001:
            return "vanishing"
    return "healthy"


@wrong("ex6", hint="Judge the change, not the size")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "symmetric"
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "exploding"
    for value in (stats["backward"][0], stats["forward"][-1]):
        if value > 1000:
            return "exploding"
        if value < 0.001:
            return "vanishing"
    return "healthy"


@wrong("ex6", hint="comparison with nan is False")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "symmetric"
    for change in (stats["backward"][0] / stats["backward"][-1], stats["forward"][-1] / stats["forward"][0]):
        if change > 1000:
            return "exploding"
        if change < 0.001:
            return "vanishing"
    return "healthy"


@wrong("ex6", hint="Symmetry is asked for too late")
def diagnose(stats):
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "exploding"
    for change in (stats["backward"][0] / stats["backward"][-1], stats["forward"][-1] / stats["forward"][0]):
        if change > 1000:
            return "exploding"
        if change < 0.001:
            return "vanishing"
    return "symmetric" if min(stats["distinct"]) == 1 else "healthy"


@wrong("ex6", hint="the gradient decides")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "symmetric"
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "exploding"
    changes = [stats["forward"][-1] / stats["forward"][0], stats["backward"][0] / stats["backward"][-1]]
    if max(changes) > 1000:
        return "exploding"
    return "vanishing" if min(changes) < 0.001 else "healthy"


@wrong("ex6", hint="One symmetric layer is enough")
def diagnose(stats):
    if max(stats["distinct"]) == 1:
        return "symmetric"
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "exploding"
    for change in (stats["backward"][0] / stats["backward"][-1], stats["forward"][-1] / stats["forward"][0]):
        if change > 1000:
            return "exploding"
        if change < 0.001:
            return "vanishing"
    return "healthy"


@wrong("ex6", hint="mind capitals")
def diagnose(stats):
    if min(stats["distinct"]) == 1:
        return "Symmetric"
    if not np.isfinite([*stats["forward"], *stats["backward"]]).all():
        return "Exploding"
    for change in (stats["backward"][0] / stats["backward"][-1], stats["forward"][-1] / stats["forward"][0]):
        if change > 1000:
            return "Exploding"
        if change < 0.001:
            return "Vanishing"
    return "Healthy"


@wrong("ex6", hint="comparison with nan is False")
def diagnose(stats):
    # np.isinf does not see nan
    forward, backward = stats["forward"], stats["backward"]
    if min(stats["distinct"]) == 1:
        return "symmetric"
    if np.isinf([*forward, *backward]).any():
        return "exploding"
    for change in (backward[0] / backward[-1], forward[-1] / forward[0]):
        if change > 1000:
            return "exploding"
        if change < 1 / 1000:
            return "vanishing"
    return "healthy"


@wrong("ex6", hint="in place")
def diagnose(stats):
    # `reverse` turns the caller's list round
    forward, backward = stats["forward"], stats["backward"]
    backward.reverse()
    if min(stats["distinct"]) == 1:
        return "symmetric"
    if not np.isfinite([*forward, *backward]).all():
        return "exploding"
    for way in (backward, forward):
        if way[-1] / way[0] > 1000:
            return "exploding"
        if way[-1] / way[0] < 1 / 1000:
            return "vanishing"
    return "healthy"


@wrong("ex7", hint="outgoing weights are left out: where they differ, the units part")
def distinct_units(W_in, b, W_out):
    return np.unique(np.vstack([W_in, b]), axis=1).shape[1]


@wrong("ex7", hint="bias is left out")
def distinct_units(W_in, b, W_out):
    return np.unique(np.vstack([W_in, W_out.T]), axis=1).shape[1]


@wrong("ex7", hint="rows of W_in are counted")
def distinct_units(W_in, b, W_out):
    return len({tuple(row) for row in W_in})


@wrong("ex7", hint="superfluous units")
def distinct_units(W_in, b, W_out):
    units = np.vstack([W_in, b, W_out.T])
    return units.shape[1] - np.unique(units, axis=1).shape[1]


@wrong("ex7", hint="Only units without a twin")
def distinct_units(W_in, b, W_out):
    units = np.vstack([W_in, b, W_out.T])
    _, counts = np.unique(units, axis=1, return_counts=True)
    return int(np.sum(counts == 1))


@wrong("ex7", hint="sorted or added up")
def distinct_units(W_in, b, W_out):
    # a fingerprint that two different units can share
    return len({(W_in[:, k].sum(), b[k], W_out[k].sum()) for k in range(len(b))})


@wrong("ex7", hint="Nearly equal numbers")
def distinct_units(W_in, b, W_out):
    units = np.round(np.vstack([W_in, b, W_out.T]), 6)
    return np.unique(units, axis=1).shape[1]


@wrong("ex7", hint="group of twins counts as one")
def distinct_units(W_in, b, W_out):
    # each unit is taken to be another one
    return W_in.shape[1]


@wrong("ex7", hint="Every pair of twins is taken off")
def distinct_units(W_in, b, W_out):
    units = np.vstack([W_in, b, W_out.T]).T
    twins = 0
    for k in range(len(units)):
        for other in range(k):
            twins += (units[k] == units[other]).all()
    return len(units) - twins


@wrong("ex7", hint="bias is left out")
def distinct_units(W_in, b, W_out):
    return np.unique(W_in, axis=1).shape[1]
