"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="loop over the entries")
def cross_entropy(p, q):
    import math

    total = 0.0
    for truth, forecast in zip(p, q, strict=True):
        total -= sum(a * math.log(b) for a, b in zip(truth, forecast, strict=True) if a > 0)
    return total / len(p)


@right("ex1", style="clipped far below what matters")
def cross_entropy(p, q):
    return -(p * np.log(np.clip(q, 1e-15, 1.0))).sum(axis=1).mean()


@right("ex1", style="nan to zero; NumPy warns, the numbers are right")
def cross_entropy(p, q):
    return -np.nan_to_num(p * np.log(q)).sum() / p.shape[0]


@right("ex1", style="einsum, float32")
def cross_entropy(p, q):
    logs = np.log(np.where(p == 0, 1, q), dtype=np.float32)
    return -np.einsum("nk,nk->", p.astype(np.float32), logs) / np.float32(len(p))


@right("ex2", style="logaddexp")
def softmax_cross_entropy(logits, labels):
    return float(np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(labels)), labels]))


@right("ex2", style="loop over the rows")
def softmax_cross_entropy(logits, labels):
    losses = []
    for z, label in zip(logits, labels, strict=True):
        largest = max(z)
        losses.append(largest + np.log(sum(np.exp(value - largest) for value in z)) - z[label])
    return sum(losses) / len(losses)


@right("ex2", style="one-hot truth and log-softmax")
def softmax_cross_entropy(logits, labels):
    z = logits - np.max(logits, axis=1)[:, None]
    log_p = z - np.log(np.exp(z).sum(axis=1))[:, None]
    one_hot = np.eye(logits.shape[1])[labels]
    return -(one_hot * log_p).sum() / len(labels)


@right("ex2", style="take_along_axis, from the right logit")
def softmax_cross_entropy(logits, labels):
    gaps = logits - np.take_along_axis(logits, labels[:, None], axis=1)
    top = gaps.max(axis=1)
    return np.mean(top + np.log(np.exp(gaps - top[:, None]).sum(axis=1)))


@right("ex3", style="one-hot matrix")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]) / logits.shape[0]


@right("ex3", style="loop over the rows, a list")
def softmax_cross_entropy_grad(logits, labels):
    rows = []
    for z, label in zip(logits, labels, strict=True):
        p = np.exp(z - np.logaddexp.reduce(z))
        p[label] -= 1.0
        rows.append(list(p / len(logits)))
    return rows


@right("ex3", style="comparison as one-hot, float32")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp((logits - logits.max(axis=1, keepdims=True)).astype(np.float32))
    one_hot = labels[:, None] == np.arange(logits.shape[1])
    return (e / e.sum(axis=1, keepdims=True) - one_hot) / np.float32(len(labels))


@right("ex4", style="a path made beforehand")
def gradient_descent(grad, x0, lr, steps):
    path = np.empty((steps + 1, *x0.shape))
    path[0] = x0
    for step in range(steps):
        path[step + 1] = path[step] - lr * np.asarray(grad(path[step]))
    return path


@right("ex4", style="copies, a list")
def gradient_descent(grad, x0, lr, steps):
    x = x0.copy()
    path = [x.copy()]
    for _ in range(steps):
        x -= lr * grad(x)
        path.append(x.copy())
    return path


@right("ex4", style="recursion")
def gradient_descent(grad, x0, lr, steps):
    if steps == 0:
        return np.array([x0])
    rest = gradient_descent(grad, x0 - lr * grad(x0), lr, steps - 1)
    return np.concatenate([[x0], rest])


@right("ex4", style="accumulate")
def gradient_descent(grad, x0, lr, steps):
    from itertools import accumulate

    return np.stack(list(accumulate(range(steps), lambda x, _: x - lr * grad(x), initial=x0)))


@right("ex5", style="copies")
def numerical_gradient(f, x, h):
    gradient = np.empty(x.shape)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


@right("ex5", style="rows of the identity")
def numerical_gradient(f, x, h):
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.reshape([(f(x + step) - f(x - step)) / (2 * h) for step in steps], x.shape)


@right("ex5", style="moved and moved back on a copy")
def numerical_gradient(f, x, h):
    x = np.array(x, dtype=float)
    flat, result = x.reshape(-1), []
    for i in range(flat.size):
        here = flat[i]
        flat[i] = here + h
        above = f(x)
        flat[i] = here - h
        below = f(x)
        flat[i] = here
        result.append((above - below) / h / 2)
    return np.array(result).reshape(x.shape)


@right("ex6", style="index in place of one-hot rows")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    delta = np.exp(h @ W2 + b2)
    delta /= delta.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    back = delta @ W2.T / np.cosh(X @ W1 + b1) ** 2
    return {"W2": h.T @ delta, "b2": delta.sum(axis=0), "W1": X.T @ back, "b1": back.sum(axis=0)}


@right("ex6", style="one example at a time")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    grads = {"W1": np.zeros_like(W1), "b1": np.zeros_like(b1), "W2": np.zeros_like(W2), "b2": np.zeros_like(b2)}
    for x, label in zip(X, y, strict=True):
        h = np.tanh(x @ W1 + b1)
        z = h @ W2 + b2
        d2 = np.exp(z - np.logaddexp.reduce(z))
        d2[label] -= 1
        d1 = (W2 @ d2) * (1 - h * h)
        for name, part in (("W1", np.outer(x, d1)), ("b1", d1), ("W2", np.outer(h, d2)), ("b2", d2)):
            grads[name] += part / len(X)
    return grads


@right("ex6", style="einsum, a column of ones for the biases")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    ones = np.ones((len(X), 1))
    X1 = np.hstack([X, ones])
    h = np.tanh(X1 @ np.vstack([W1, b1]))
    h1 = np.hstack([h, ones])
    e = np.exp(h1 @ np.vstack([W2, b2]))
    d2 = e / e.sum(axis=1, keepdims=True) - (y[:, None] == np.arange(len(b2)))
    d1 = np.einsum("nk,hk->nh", d2, W2) * (1 - h**2)
    second = np.einsum("nh,nk->hk", h1, d2) / len(X)
    first = np.einsum("nd,nh->dh", X1, d1) / len(X)
    return {"W1": first[:-1], "b1": first[-1], "W2": second[:-1], "b2": second[-1]}


@right("ex7", style="shuffled in one go, then cut")
def minibatches(X, y, size, rng):
    order = rng.permutation(len(y))
    X, y = X[order], y[order]
    batches = []
    for start in range(0, len(y), size):
        batches.append((X[start : start + size], y[start : start + size]))
    return batches


@right("ex7", style="cut places")
def minibatches(X, y, size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    cuts = np.arange(size, len(X), size)
    return list(zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True))


@right("ex7", style="sorted by random numbers, lists as pairs")
def minibatches(X, y, size, rng):
    order = np.argsort(rng.random(len(X)))
    result = []
    while len(order):
        part, order = order[:size], order[size:]
        result.append([X[part], y[part]])
    return result


@right("ex7", style="drawn without replacement")
def minibatches(X, y, size, rng):
    order = rng.choice(len(X), len(X), replace=False)
    return [(X[order[k : k + size]].copy(), y[order[k : k + size]].copy()) for k in range(0, len(X), size)]


@right("ex8", style="smaller of two factors, guarded")
def clip_by_norm(g, c):
    return g * min(1.0, c / max(np.linalg.norm(g), 1e-12))


@right("ex8", style="c / max(norm, c)")
def clip_by_norm(g, c):
    return g * c / max(np.sqrt((g * g).sum()), c)


@right("ex8", style="a small number in the denominator, as in PyTorch")
def clip_by_norm(g, c):
    factor = c / (np.linalg.norm(g.ravel()) + 1e-6)
    return g * np.clip(factor, 0, 1)


@right("ex8", style="float32, if and else")
def clip_by_norm(g, c):
    g = g.astype(np.float32)
    norm = np.sqrt(np.vdot(g, g))
    if norm <= c:
        return g
    else:
        return g / norm * np.float32(c)
