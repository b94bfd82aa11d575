"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "2 · What does a wrong probability cost?",
    "ex2": "2 · What does a wrong probability cost?",
    "ex3": "Why not the squared error?",
    "ex4": "3 · Which way, and how far?",
    "ex5": "Is it right?",
    "ex6": "Two layers, a whole batch",
    "ex7": "5 · How many examples make a step?",
    "ex8": "When the gradient explodes",
}


@wrong("ex1", hint="mean over the rows is missing")
def cross_entropy(p, q):
    return -np.sum(p * np.log(q))


@wrong("ex1", hint="where p and q are both 0")
def cross_entropy(p, q):
    # 0 times the logarithm of 0 is nan
    return -np.mean(np.sum(p * np.log(q), axis=1))


@wrong("ex1", hint="base 10")
def cross_entropy(p, q):
    return -np.mean(np.sum(p * np.log10(np.where(p > 0, q, 1)), axis=1))


@wrong("ex1", hint="in bits")
def cross_entropy(p, q):
    return -np.mean(np.sum(p * np.log2(np.where(p > 0, q, 1)), axis=1))


@wrong("ex1", hint="p and q have changed places")
def cross_entropy(p, q):
    return -np.mean(np.sum(q * np.log(p), axis=1))


@wrong("ex1", hint="sign is wrong")
def cross_entropy(p, q):
    return np.mean(np.sum(p * np.log(np.where(p > 0, q, 1)), axis=1))


@wrong("ex1", hint="mean is taken over")
def cross_entropy(p, q):
    return -np.mean(p * np.log(np.where(p > 0, q, 1)))


@wrong("ex1", hint="binary cross-entropy")
def cross_entropy(p, q):
    q = np.clip(q, 1e-15, 1 - 1e-15)
    return -np.mean(np.sum(p * np.log(q) + (1 - p) * np.log(1 - q), axis=1))


@wrong("ex1", hint="is added to every q")
def cross_entropy(p, q):
    # saves the logarithm of 0, and changes all the others
    return -np.mean(np.sum(p * np.log(q + 1e-7), axis=1))


@wrong("ex1", hint="likeliest class of each row")
def cross_entropy(p, q):
    return -np.mean(np.log(q[np.arange(len(p)), p.argmax(axis=1)]))


@wrong("ex1", hint="Kullback-Leibler")
def cross_entropy(p, q):
    some = np.where(p > 0, p, 1)
    return np.mean(np.sum(p * np.log(some / np.where(p > 0, q, 1)), axis=1))


@wrong("ex1", hint="entries where p is not 0")
def cross_entropy(p, q):
    counted = p > 0
    return -np.mean(p[counted] * np.log(q[counted]))


@wrong("ex1", hint="p need not be one-hot")
def cross_entropy(p, q):
    return -np.mean(np.log(q[p == 1]))


@wrong("ex2", hint="Overflow or log(0)")
def softmax_cross_entropy(logits, labels):
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@wrong("ex2", hint="Overflow or log(0)")
def softmax_cross_entropy(logits, labels):
    # the softmax is stable, its logarithm is not
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@wrong("ex2", hint="probability is clipped")
def softmax_cross_entropy(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels] + 1e-12))


@wrong("ex2", hint="maximum of the whole batch")
def softmax_cross_entropy(logits, labels):
    z = logits - logits.max()
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


@wrong("ex2", hint="mean over the rows is missing")
def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


@wrong("ex2", hint="every named column of every row")
def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[:, labels])


@wrong("ex2", hint="sign is wrong")
def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1, keepdims=True)
    return np.mean(z[np.arange(len(labels)), labels] - np.log(np.exp(z).sum(axis=1)))


@wrong("ex2", hint="the likeliest class")
def softmax_cross_entropy(logits, labels):
    return np.mean(np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1)))


@wrong("ex2", hint="inside the sum only")
def softmax_cross_entropy(logits, labels):
    log_sum = np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
    return np.mean(log_sum - logits[np.arange(len(labels)), labels])


@wrong("ex2", hint="`return` stands inside the loop")
def softmax_cross_entropy(logits, labels):
    for z, label in zip(logits, labels, strict=True):
        z = z - z.max()
        return np.log(np.exp(z).sum()) - z[label]


@wrong("ex2", hint="keepdims=True is missing")
def softmax_cross_entropy(logits, labels):
    z = logits - logits.max(axis=1)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


@wrong("ex2", hint="logits are clipped")
def softmax_cross_entropy(logits, labels):
    z = np.clip(logits, -500, 500)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(labels)), labels])


@wrong("ex3", hint="division by the number of rows is missing")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]


@wrong("ex3", hint="sign is wrong")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (np.eye(logits.shape[1])[labels] - e / e.sum(axis=1, keepdims=True)) / len(labels)


@wrong("ex3", hint="every named column of every row")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[:, labels] -= 1
    return p / len(labels)


@wrong("ex3", hint="softmax alone")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) / len(labels)


@wrong("ex3", hint="with respect to the probabilities")
def softmax_cross_entropy_grad(logits, labels):
    # stops at the softmax
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.eye(logits.shape[1])[labels] / p / len(labels)


@wrong("ex3", hint="overflow")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits)
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]) / len(labels)


@wrong("ex3", hint="divided by the number of")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]) / logits.size


@wrong("ex3", hint="in place")
def softmax_cross_entropy_grad(logits, labels):
    logits -= logits.max(axis=1, keepdims=True)
    e = np.exp(logits)
    return (e / e.sum(axis=1, keepdims=True) - np.eye(logits.shape[1])[labels]) / len(labels)


@wrong("ex3", hint="the sum of the whole batch")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (e / e.sum() - np.eye(logits.shape[1])[labels]) / len(labels)


@wrong("ex3", hint="once more")
def softmax_cross_entropy_grad(logits, labels):
    # the slope of the softmax is in p - o already
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return (p - np.eye(logits.shape[1])[labels]) * p * (1 - p) / len(labels)


@wrong("ex3", hint="take row n and column labels[n]")
def softmax_cross_entropy_grad(logits, labels):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[labels] -= 1
    return p / len(labels)


@wrong("ex4", hint="walks uphill")
def gradient_descent(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] + lr * grad(path[-1]))
    return np.array(path)


@wrong("ex4", hint="every entry of the path is the last point")
def gradient_descent(grad, x0, lr, steps):
    # one array, stored again and again
    x, path = x0, [x0]
    for _ in range(steps):
        x -= lr * grad(x)
        path.append(x)
    return np.array(path)


@wrong("ex4", hint="start is missing")
def gradient_descent(grad, x0, lr, steps):
    x, path = x0.copy(), []
    for _ in range(steps):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path)


@wrong("ex4", hint="only the last point")
def gradient_descent(grad, x0, lr, steps):
    for _ in range(steps):
        x0 = x0 - lr * grad(x0)
    return x0


@wrong("ex4", hint="uses the gradient at the start")
def gradient_descent(grad, x0, lr, steps):
    slope = grad(x0)
    return np.array([x0 - lr * step * slope for step in range(steps + 1)])


@wrong("ex4", hint="one after the other")
def gradient_descent(grad, x0, lr, steps):
    x, path = x0.copy(), [x0.copy()]
    for _ in range(steps):
        for index in np.ndindex(x.shape):
            x[index] -= lr * grad(x)[index]
        path.append(x.copy())
    return np.array(path)


@wrong("ex4", hint="learning rate is missing")
def gradient_descent(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - grad(path[-1]))
    return np.array(path)


@wrong("ex4", hint="last step is missing")
def gradient_descent(grad, x0, lr, steps):
    path = [x0]
    for _ in range(1, steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


@wrong("ex4", hint="in place")
def gradient_descent(grad, x0, lr, steps):
    x, path = x0, [x0.copy()]
    for _ in range(steps):
        x -= lr * grad(x)
        path.append(x.copy())
    return np.array(path)


@wrong("ex4", hint="sets out from x0 again")
def gradient_descent(grad, x0, lr, steps):
    return np.array([x0] + [x0 - lr * grad(x0) for _ in range(steps)])


@wrong("ex5", hint="one-sided difference")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x)) / h
    return gradient


@wrong("ex5", hint="divide by 2h, not by h")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / h
    return gradient


@wrong("ex5", hint="divides by 2 and multiplies by h")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / 2 * h
    return gradient


@wrong("ex5", hint="single number")
def numerical_gradient(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


@wrong("ex5", hint="not moved back")
def numerical_gradient(f, x, h):
    moved = x.copy()
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        moved[index] += h
        above = f(moved)
        moved[index] -= 2 * h
        gradient[index] = (above - f(moved)) / (2 * h)
    return gradient


@wrong("ex5", hint="same array")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        above = below = x.copy()
        above[index] += h
        below[index] -= h
        gradient[index] = (f(above) - f(below)) / (2 * h)
    return gradient


@wrong("ex5", hint="step h is not used")
def numerical_gradient(f, x, h=1e-5):
    h = 1e-5
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@wrong("ex5", hint="only the first axis")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = h  # of a matrix, a whole row
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@wrong("ex5", hint="in place")
def numerical_gradient(f, x, h):
    # right results, and x is left where the last call was made
    start, gradient = x.copy(), np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[:] = start
        x[index] += h
        above = f(x)
        x[index] = start[index] - h
        gradient[index] = (above - f(x)) / (2 * h)
    return gradient


@wrong("ex5", hint="step of an earlier entry")
def numerical_gradient(f, x, h):
    gradient, step = np.zeros_like(x), np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step[index] = h
        gradient[index] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


@wrong("ex5", hint="h / 2 to either side")
def numerical_gradient(f, x, h):
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h / 2
        gradient[index] = (f(x + step) - f(x - step)) / h
    return gradient


@wrong("ex6", hint="derivative of the activation is forgotten")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = delta_2 @ W2.T
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="taken at its output")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - np.tanh(h) ** 2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="division by the number of rows is missing")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]
    delta_1 = (delta_2 @ W2.T) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="number of rows twice")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.mean(axis=0), "W2": h.T @ delta_2, "b2": delta_2.mean(axis=0)}


@wrong("ex6", hint="sign of delta_2")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (np.eye(len(b2))[y] - e / e.sum(axis=1, keepdims=True)) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="sigmoid's slope")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2.T) * h * (1 - h)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="one-hot truth is not subtracted")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = e / e.sum(axis=1, keepdims=True) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="W2 is not transposed")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="the square is missing")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1 + b1)
    e = np.exp(h @ W2 + b2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - h)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex6", hint="left out on the way forward")
def backprop_two_layer(X, y, W1, b1, W2, b2):
    h = np.tanh(X @ W1)
    e = np.exp(h @ W2)
    delta_2 = (e / e.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]) / len(X)
    delta_1 = (delta_2 @ W2.T) * (1 - h**2)
    return {"W1": X.T @ delta_1, "b1": delta_1.sum(axis=0), "W2": h.T @ delta_2, "b2": delta_2.sum(axis=0)}


@wrong("ex7", hint="last, smaller batch is dropped")
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    count = len(X) // size
    parts = [order[k * size : (k + 1) * size] for k in range(count)]
    return [(X[part], y[part]) for part in parts]


@wrong("ex7", hint="labels stay in the old order")
def minibatches(X, y, size, rng):
    X = rng.permutation(X)
    return [(X[start : start + size], y[start : start + size]) for start in range(0, len(X), size)]


@wrong("ex7", hint="permuted separately")
def minibatches(X, y, size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    return [(X[start : start + size], y[start : start + size]) for start in range(0, len(X), size)]


@wrong("ex7", hint="draw from the generator")
def minibatches(X, y, size, rng):
    order = np.random.permutation(len(X))
    return [(X[order[start : start + size]], y[order[start : start + size]]) for start in range(0, len(X), size)]


@wrong("ex7", hint="without replacement")
def minibatches(X, y, size, rng):
    order = rng.integers(0, len(X), len(X))
    return [(X[order[start : start + size]], y[order[start : start + size]]) for start in range(0, len(X), size)]


@wrong("ex7", hint="order is not random")
def minibatches(X, y, size, rng):
    return [(X[start : start + size], y[start : start + size]) for start in range(0, len(X), size)]


@wrong("ex7", hint="not the number of batches")
def minibatches(X, y, size, rng):
    return [(X[part], y[part]) for part in np.array_split(rng.permutation(len(X)), size)]


@wrong("ex7", hint="order of the batches")
def minibatches(X, y, size, rng):
    starts = rng.permutation(np.arange(0, len(X), size))
    starts = [start for start in starts if start + size <= len(X)] + [s for s in starts if s + size > len(X)]
    return [(X[start : start + size], y[start : start + size]) for start in starts]


@wrong("ex7", hint="in place")
def minibatches(X, y, size, rng):
    state = rng.bit_generator.state
    rng.shuffle(X)
    rng.bit_generator.state = state  # the same order for the labels
    rng.shuffle(y)
    return [(X[start : start + size], y[start : start + size]) for start in range(0, len(X), size)]


@wrong("ex7", hint="a generator")
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        yield X[order[start : start + size]], y[order[start : start + size]]


@wrong("ex7", hint="spread evenly")
def minibatches(X, y, size, rng):
    parts = np.array_split(rng.permutation(len(X)), -(-len(X) // size))
    return [(X[part], y[part]) for part in parts]


@wrong("ex7", hint="empty batch")
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    parts = [order[k * size : (k + 1) * size] for k in range(len(X) // size + 1)]
    return [(X[part], y[part]) for part in parts]


@wrong("ex7", hint="must be one pair")
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    cuts = np.arange(size, len(X), size)
    return np.split(X[order], cuts), np.split(y[order], cuts)


@wrong("ex8", hint="each element is clipped by itself")
def clip_by_norm(g, c):
    return np.clip(g, -c, c)


@wrong("ex8", hint="stretched")
def clip_by_norm(g, c):
    return g * c / np.sqrt(np.sum(g**2))


@wrong("ex8", hint="brought to 1")
def clip_by_norm(g, c):
    norm = np.sqrt(np.sum(g**2))
    return g / norm if norm > c else g


@wrong("ex8", hint="row is clipped by itself")
def clip_by_norm(g, c):
    norm = np.linalg.norm(g, axis=-1, keepdims=True)
    return g * np.minimum(1, c / np.maximum(norm, 1e-12))


@wrong("ex8", hint="largest singular value")
def clip_by_norm(g, c):
    norm = np.linalg.norm(g, 2)
    return g * (c / norm) if norm > c else g


@wrong("ex8", hint="root is missing")
def clip_by_norm(g, c):
    norm = np.sum(g**2)
    return g * (c / norm) if norm > c else g


@wrong("ex8", hint="sum of the sizes")
def clip_by_norm(g, c):
    norm = np.sum(np.abs(g))
    return g * (c / norm) if norm > c else g


@wrong("ex8", hint="in place")
def clip_by_norm(g, c):
    norm = np.sqrt(np.sum(g**2))
    if norm > c:
        g *= c / norm
    return g


@wrong("ex8", hint="mean of the squares")
def clip_by_norm(g, c):
    norm = np.sqrt(np.mean(g**2))
    return g * (c / norm) if norm > c else g
