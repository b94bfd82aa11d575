"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="by the definition; NumPy warns, the numbers are right")
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@right("ex1", style="loop over the numbers")
def sigmoid(x):
    import math

    result = np.empty(x.shape)
    for index, value in np.ndenumerate(x):
        if value >= 0:
            result[index] = 1 / (1 + math.exp(-value))
        else:
            result[index] = math.exp(value) / (1 + math.exp(value))
    return result


@right("ex1", style="tanh")
def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


@right("ex1", style="masks")
def sigmoid(x):
    positive = x >= 0
    result = np.zeros_like(x)
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    result[~positive] = np.exp(x[~positive]) / (1 + np.exp(x[~positive]))
    return result


@right("ex1", style="clipped where it no longer matters, float32")
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -80, 80).astype(np.float32)))


@right("ex1", style="nested lists")
def sigmoid(x):
    if np.ndim(x) == 0:
        return float(1 / (1 + np.exp(-x)))
    return [sigmoid(row) for row in x]


@right("ex2", style="s (1 - s)")
def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


@right("ex2", style="helper inside")
def sigmoid_grad(x):
    def s(t):
        return np.where(t >= 0, 1 / (1 + np.exp(-np.abs(t))), np.exp(-np.abs(t)) / (1 + np.exp(-np.abs(t))))

    return s(x) - s(x) ** 2


@right("ex2", style="tanh, float32")
def sigmoid_grad(x):
    return (1 - np.tanh(x.astype(np.float32) / 2) ** 2) / 4


@right("ex2", style="product with the mirror image")
def sigmoid_grad(x):
    return 1 / (1 + np.exp(-x)) / (1 + np.exp(x))


@right("ex3", style="larger of the two")
def leaky_relu(x, alpha):
    return np.maximum(x, alpha * x)


@right("ex3", style="copy and mask")
def leaky_relu(x, alpha):
    result = x.copy()
    result[result < 0] *= alpha
    return result


@right("ex3", style="sum of two ReLUs")
def leaky_relu(x, alpha):
    return np.maximum(x, 0) - alpha * np.maximum(-x, 0)


@right("ex3", style="comprehension, a list")
def leaky_relu(x, alpha):
    return [leaky_relu(row, alpha) if np.ndim(row) else (row if row > 0 else alpha * row) for row in x]


@right("ex3", style="masks as numbers")
def leaky_relu_grad(x, alpha):
    return (x > 0) + alpha * (x <= 0)


@right("ex3", style="full array, float32")
def leaky_relu_grad(x, alpha):
    slope = np.full_like(x, alpha, dtype=np.float32)
    slope[x > 0] = 1
    return slope


@right("ex4", style="where; NumPy warns, the numbers are right")
def elu(x, alpha):
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


@right("ex4", style="copy and mask")
def elu(x, alpha):
    result = np.array(x)
    below = x <= 0
    result[below] = alpha * np.expm1(x[below])
    return result


@right("ex4", style="sum of the two halves, float32")
def elu(x, alpha):
    x = x.astype(np.float32)
    return np.maximum(x, 0) + np.float32(alpha) * (np.exp(np.minimum(x, 0)) - 1)


@right("ex4", style="loop over the numbers")
def elu(x, alpha):
    import math

    flat = [value if value > 0 else alpha * (math.exp(value) - 1) for value in x.flat]
    return np.reshape(flat, x.shape)


@right("ex4", style="value plus alpha")
def elu_grad(x, alpha):
    value = np.where(x > 0, x, alpha * (np.exp(x) - 1))
    return np.where(x > 0, 1, value + alpha)


@right("ex4", style="select")
def elu_grad(x, alpha):
    return np.select([x > 0, x <= 0], [1.0, alpha * np.exp(x)])


@right("ex5", style="logarithm of the sum")
def softmax(z, axis=-1):
    return np.exp(z - np.logaddexp.reduce(z, axis=axis, keepdims=True))


@right("ex5", style="moveaxis and transposes")
def softmax(z, axis=-1):
    rows = np.moveaxis(z, axis, 0)
    e = np.exp(rows - rows.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, axis)


@right("ex5", style="apply_along_axis, float32")
def softmax(z, axis=-1):
    def one_row(row):
        e = np.exp((row - row.max()).astype(np.float32))
        return e / e.sum()

    return np.apply_along_axis(one_row, axis, z)


@right("ex5", style="einsum and expand_dims")
def softmax(z, axis=-1):
    last = np.swapaxes(z, axis, -1)
    e = np.exp(last - np.expand_dims(last.max(axis=-1), -1))
    shares = np.einsum("...i,...->...i", e, 1 / np.einsum("...i->...", e))
    return np.swapaxes(shares, axis, -1)


@right("ex6", style="loop over the layers")
def gradient_through_depth(f_grad, z, depth):
    gradient = np.ones_like(z)
    for _ in range(depth):
        gradient = gradient * f_grad(z)
    return gradient


@right("ex6", style="recursion")
def gradient_through_depth(f_grad, z, depth):
    if depth == 0:
        return np.ones(z.shape)
    return f_grad(z) * gradient_through_depth(f_grad, z, depth - 1)


@right("ex6", style="product over a stack of layers")
def gradient_through_depth(f_grad, z, depth):
    slopes = np.broadcast_to(f_grad(z), (depth, *z.shape))
    return np.prod(slopes, axis=0)


@right("ex6", style="float32")
def gradient_through_depth(f_grad, z, depth):
    return np.power(f_grad(z.astype(np.float32)), depth)


@right("ex7", style="largest output of each unit")
def dead_fraction(W, b, X):
    outputs = np.maximum(0, np.dot(X, W) + b)
    return float((outputs.max(axis=0) == 0).mean())


@right("ex7", style="loop over the units")
def dead_fraction(W, b, X):
    dead = 0
    for unit in range(W.shape[1]):
        if not any(x @ W[:, unit] + b[unit] > 0 for x in X):
            dead += 1
    return dead / W.shape[1]


@right("ex7", style="einsum, float32")
def dead_fraction(W, b, X):
    inputs = np.einsum("nd,du->nu", X.astype(np.float32), W.astype(np.float32)) + b.astype(np.float32)
    return np.float32(1) - np.mean((inputs > 0).any(axis=0), dtype=np.float32)


@right("ex8", style="if and elif")
def output_activation(task):
    if task == "regression":
        return "linear"
    elif task == "multi-class":
        return "softmax"
    else:
        return "sigmoid"


@right("ex8", style="match")
def output_activation(task):
    match task:
        case "regression":
            return "linear"
        case "binary" | "multi-label":
            return "sigmoid"
        case _:
            return "softmax"
