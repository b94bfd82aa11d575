"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right
from nnkit.initializers import compute_fans


@right("ex1", style="loop")
def fans(shape):
    window = 1
    for size in shape[:-2]:
        window *= size
    return window * shape[-2], window * shape[-1]


@right("ex1", style="from the number of weights, as a list")
def fans(shape):
    weights = np.prod(shape)
    return [weights // shape[-1], weights // shape[-2]]


@right("ex1", style="unpacking, an array of floats")
def fans(shape):
    *window, c_in, c_out = shape
    return np.prod(window) * np.array([c_in, c_out])


@right("ex2", style="unit interval, stretched")
def glorot_uniform(shape, rng):
    fan_in, fan_out = compute_fans(shape)
    return (2 * rng.random(shape) - 1) * (6 / (fan_in + fan_out)) ** 0.5


@right("ex2", style="own fans, float32")
def glorot_uniform(shape, rng):
    window = np.prod(shape[:-2])
    limit = np.sqrt(3 / (window * (shape[-2] + shape[-1]) / 2))
    return rng.uniform(-limit, limit, size=shape).astype(np.float32)


@right("ex2", style="from the variance, one number after the other")
def glorot_uniform(shape, rng):
    variance = 2 / sum(compute_fans(shape))
    limit = np.sqrt(3 * variance)
    return np.array([rng.uniform(-limit, limit) for _ in range(np.prod(shape))]).reshape(shape)


@right("ex3", style="s first, then np.where")
def he_normal(shape, rng):
    s = np.sqrt(2 / compute_fans(shape)[0]) / 0.87962566
    values = rng.normal(0, s, shape)
    while np.any(np.abs(values) > 2 * s):
        values = np.where(np.abs(values) > 2 * s, rng.normal(0, s, shape), values)
    return values


@right("ex3", style="one number after the other")
def he_normal(shape, rng):
    def one():
        while True:
            value = rng.standard_normal()
            if abs(value) <= 2:
                return value

    spread = (2 / compute_fans(shape)[0]) ** 0.5 / 0.87962566
    return spread * np.array([one() for _ in range(np.prod(shape))]).reshape(shape)


@right("ex3", style="a long row, the good ones kept; float32, own fan-in")
def he_normal(shape, rng):
    count, kept = int(np.prod(shape)), np.empty(0)
    while len(kept) < count:
        drawn = rng.normal(size=count)
        kept = np.append(kept, drawn[np.abs(drawn) <= 2])
    values = kept[:count].reshape(shape) * np.sqrt(2 / np.prod(shape[:-1])) / 0.87962566
    return values.astype(np.float32)


@right("ex4", style="all weights drawn first, a list")
def forward_variance(depth, width, scale, f, rng):
    weights = rng.standard_normal((depth, width, width)) * (scale / width) ** 0.5
    sums = [rng.standard_normal((200, width)) @ weights[0]]
    for layer in weights[1:]:
        sums.append(f(sums[-1]) @ layer)
    return [float(np.var(z)) for z in sums]


@right("ex4", style="mean square, since the sums have mean 0")
def forward_variance(depth, width, scale, f, rng):
    result = np.zeros(depth)
    signal = rng.normal(size=(200, width))
    for layer in range(depth):
        z = signal @ rng.normal(scale=np.sqrt(scale / width), size=(width, width))
        result[layer] = np.mean(z**2)
        signal = f(z)
    return result


@right("ex4", style="recursion, units down the rows")
def forward_variance(depth, width, scale, f, rng):
    def go(signal, left):
        if left == 0:
            return []
        z = rng.normal(0, (scale / width) ** 0.5, (width, width)) @ signal
        return [z.var(), *go(f(z), left - 1)]

    return np.array(go(rng.normal(size=(width, 200)), depth))


@right("ex5", style="random numbers")
def needed_scale(f):
    z = np.random.default_rng(0).normal(size=200_000)
    return 1 / np.mean(f(z) ** 2)


@right("ex5", style="random numbers, another seed each time")
def needed_scale(f):
    z = np.random.default_rng().standard_normal((1000, 1000))
    return float(1 / np.square(f(z)).mean())


@right("ex5", style="Gauss and Hermite")
def needed_scale(f):
    points, weights = np.polynomial.hermite_e.hermegauss(100)
    return weights.sum() / np.sum(weights * f(points) ** 2)


@right("ex5", style="trapezoids")
def needed_scale(f):
    z = np.linspace(-8, 8, 4001)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return 1 / np.trapezoid(f(z) ** 2 * density, z)


@right("ex6", style="helper for both ways")
def diagnose(stats):
    def judged(change):
        return "exploding" if change > 1e3 else "vanishing" if change < 1e-3 else None

    if 1 in stats["distinct"]:
        return "symmetric"
    forward, backward = np.array(stats["forward"]), np.array(stats["backward"])
    if not (np.isfinite(forward).all() and np.isfinite(backward).all()):
        return "exploding"
    return judged(backward[0] / backward[-1]) or judged(forward[-1] / forward[0]) or "healthy"


@right("ex6", style="logarithms, a branch for each rule")
def diagnose(stats):
    import math

    if any(count < 2 for count in stats["distinct"]):
        return "symmetric"
    if any(not math.isfinite(value) for value in stats["forward"] + stats["backward"]):
        return "exploding"

    def power(end, start):
        return -math.inf if end == 0 else math.log10(end) - math.log10(start)

    gradient = power(stats["backward"][0], stats["backward"][-1])
    signal = power(stats["forward"][-1], stats["forward"][0])
    if abs(gradient) > 3:
        return "exploding" if gradient > 0 else "vanishing"
    if abs(signal) > 3:
        return "exploding" if signal > 0 else "vanishing"
    return "healthy"


@right("ex6", style="products in place of fractions")
def diagnose(stats):
    forward, backward = stats["forward"], stats["backward"]
    if np.any(np.array(stats["distinct"]) == 1):
        return "symmetric"
    if not np.all(np.isfinite(forward)) or not np.all(np.isfinite(backward)):
        return "exploding"
    if backward[0] > 1000 * backward[-1]:
        return "exploding"
    if 1000 * backward[0] < backward[-1]:
        return "vanishing"
    if forward[-1] > 1000 * forward[0]:
        return "exploding"
    return "vanishing" if 1000 * forward[-1] < forward[0] else "healthy"


@right("ex7", style="set of tuples")
def distinct_units(W_in, b, W_out):
    return len({(*W_in[:, k], b[k], *W_out[k]) for k in range(len(b))})


@right("ex7", style="rows, np.unique")
def distinct_units(W_in, b, W_out):
    rows = np.hstack([W_in.T, b.reshape(-1, 1), W_out])
    return len(np.unique(rows, axis=0))


@right("ex7", style="every pair compared")
def distinct_units(W_in, b, W_out):
    different = []
    for k in range(W_in.shape[1]):
        twin = any(
            np.array_equal(W_in[:, k], W_in[:, j]) and b[k] == b[j] and np.array_equal(W_out[k], W_out[j])
            for j in different
        )
        if not twin:
            different.append(k)
    return len(different)
