"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np
import tensorflow as tf

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "Broadcasting",
    "ex2": "1 · Which shapes fit together?",
    "ex3": "Broadcasting",
    "ex4": "1 · Which shapes fit together?",
    "ex5": "A tracer in ten lines",
    "ex6": "4 · Where does a gradient come from?",
    "ex7": "4 · Where does a gradient come from?",
}

NOT_COUNTED = ("Placeholder", "Const", "Identity", "NoOp")


@wrong("ex1", hint="0 / 0 is nan")
def standardize(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


@wrong("ex1", hint="rows are standardized")
def standardize(X):
    spread = X.std(axis=1, keepdims=True)
    return (X - X.mean(axis=1, keepdims=True)) / np.where(spread == 0, 1, spread)


@wrong("ex1", hint="One mean and one standard deviation serve the whole array")
def standardize(X):
    return (X - X.mean()) / X.std()


@wrong("ex1", hint="ddof=1")
def standardize(X):
    # the standard deviation as pandas takes it
    spread = X.std(axis=0, ddof=1)
    return (X - X.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong("ex1", hint="divided by their variance")
def standardize(X):
    spread = X.var(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong("ex1", hint="brackets is missing")
def standardize(X):
    spread = X.std(axis=0)
    return X - X.mean(axis=0) / np.where(spread == 0, 1, spread)


@wrong("ex1", hint="mean is rounded")
def standardize(X):
    # right on paper: the standard deviation of ten times 0.1 is not 0 in floating point
    spread = X.std(axis=0)
    spread[spread == 0] = 1
    return (X - X.mean(axis=0)) / spread


@wrong("ex1", hint="from 0 to 1")
def standardize(X):
    low, high = X.min(axis=0), X.max(axis=0)
    return (X - low) / np.where(high == low, 1, high - low)


@wrong("ex1", hint="in place")
def standardize(X):
    constant = np.ptp(X, axis=0) == 0
    X -= X.mean(axis=0)
    X[:, constant] = 0
    X /= np.where(constant, 1, X.std(axis=0))
    return X


@wrong("ex1", hint="fractions are lost")
def standardize(X):
    result = np.zeros_like(X)
    for j in range(X.shape[1]):
        if np.ptp(X[:, j]) > 0:
            result[:, j] = (X[:, j] - X[:, j].mean()) / X[:, j].std()
    return result


@wrong("ex1", hint="NumPy alone")
def standardize(X):
    from sklearn.preprocessing import StandardScaler

    return StandardScaler().fit_transform(X)


@wrong("ex1", hint="Fractions do not go into an array of whole numbers")
def standardize(X):
    # in place, which an array of whole numbers refuses
    X = X.copy()
    X -= X.mean(axis=0)
    return X / np.where(np.ptp(X, axis=0) == 0, 1, X.std(axis=0))


@wrong("ex1", hint="1e-08 is added to every divisor")
def standardize(X):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8)


@wrong("ex1", hint="small spread is taken for a constant")
def standardize(X):
    spread = X.std(axis=0)
    flat = spread < 0.01
    return np.where(flat, 0, (X - X.mean(axis=0)) / np.where(flat, 1, spread))


@wrong("ex1", hint="small spread keeps it")
def standardize(X):
    spread = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread < 0.01, 1, spread)


@wrong("ex2", hint="aligned at their beginnings")
def broadcast_shape(a, b):
    from itertools import zip_longest

    pairs = list(zip_longest(a, b, fillvalue=1))
    if any(m != n and 1 not in (m, n) for m, n in pairs):
        raise ValueError("do not fit")
    return tuple(n if m == 1 else m for m, n in pairs)


@wrong("ex2", hint="reversed")
def broadcast_shape(a, b):
    from itertools import zip_longest

    pairs = list(zip_longest(a[::-1], b[::-1], fillvalue=1))
    if any(m != n and 1 not in (m, n) for m, n in pairs):
        raise ValueError("do not fit")
    return tuple(n if m == 1 else m for m, n in pairs)


@wrong("ex2", hint="is lost")
def broadcast_shape(a, b):
    # zip stops at the end of the shorter one
    pairs = list(zip(a[::-1], b[::-1], strict=False))[::-1]
    if any(m != n and 1 not in (m, n) for m, n in pairs):
        raise ValueError("do not fit")
    return tuple(n if m == 1 else m for m, n in pairs)


@wrong("ex2", hint="The larger size is taken")
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + a, (1,) * (axes - len(b)) + b
    result = []
    for m, n in zip(a, b, strict=True):
        if m != n and 1 not in (m, n):
            raise ValueError("do not fit")
        result.append(None if None in (m, n) else max(m, n))
    return tuple(result)


@wrong("ex2", hint="a ValueError should be raised")
def broadcast_shape(a, b):
    # right where the shapes fit; it never refuses
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + a, (1,) * (axes - len(b)) + b
    return tuple(n if m == 1 else m for m, n in zip(a, b, strict=True))


@wrong("ex2", hint="Look at the type")
def broadcast_shape(a, b):
    # NumPy knows the rule, but no unknown axis
    return np.broadcast_shapes(a, b)


@wrong("ex2", hint="joined one behind the other")
def broadcast_shape(a, b):
    return (*a, *b)


@wrong("ex2", hint="b may also be the longer one")
def broadcast_shape(a, b):
    # a is taken for the longer one
    b = ((1,) * len(a) + tuple(b))[-len(a) :] if a else ()
    if any(m != n and 1 not in (m, n) for m, n in zip(a, b, strict=True)):
        raise ValueError("do not fit")
    return tuple(n if m == 1 else m for m, n in zip(a, b, strict=True))


@wrong("ex2", hint="None beside 1 stays None")
def broadcast_shape(a, b):
    # None is taken for "no axis here"
    axes = max(len(a), len(b))
    a, b = (None,) * (axes - len(a)) + a, (None,) * (axes - len(b)) + b
    result = []
    for m, n in zip(a, b, strict=True):
        if m is None or n is None:
            result.append(n if m is None else m)
        elif m != n and 1 not in (m, n):
            raise ValueError("do not fit")
        else:
            result.append(n if m == 1 else m)
    return tuple(result)


@wrong("ex2", hint="None is replaced by 1")
def broadcast_shape(a, b):
    # `or` meets None and 0 alike
    from itertools import zip_longest

    result = []
    for m, n in zip_longest(reversed(a), reversed(b)):
        m, n = m or 1, n or 1
        if m != n and 1 not in (m, n):
            raise ValueError("do not fit")
        result.append(max(m, n))
    return tuple(result[::-1])


@wrong("ex2", hint="a ValueError should be raised; your function returned a result instead. 0 fits 0 and 1 alone")
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + a, (1,) * (axes - len(b)) + b
    result = []
    for m, n in zip(a, b, strict=True):
        if 0 in (m, n):
            result.append(0)
        elif m == n or 1 in (m, n):
            result.append(n if m == 1 else m)
        else:
            raise ValueError("do not fit")
    return tuple(result)


@wrong("ex3", hint="the root is missing")
def pairwise_distances(A, B):
    return ((A[:, None] - B) ** 2).sum(axis=-1)


@wrong("ex3", hint="along the streets")
def pairwise_distances(A, B):
    return np.abs(A[:, None] - B).sum(axis=-1)


@wrong("ex3", hint="Subtract first, then square")
def pairwise_distances(A, B):
    # a² - 2ab + b²: fast, and right on paper
    return np.sqrt((A**2).sum(axis=1)[:, None] - 2 * A @ B.T + (B**2).sum(axis=1))


@wrong("ex3", hint="Subtract first, then square")
def pairwise_distances(A, B):
    squares = (A**2).sum(axis=1)[:, None] - 2 * A @ B.T + (B**2).sum(axis=1)
    return np.sqrt(np.maximum(squares, 0))


@wrong("ex3", hint="shapes do not fit")
def pairwise_distances(A, B):
    return np.sqrt(((A - B) ** 2).sum(axis=-1))


@wrong("ex3", hint="rows belong to B")
def pairwise_distances(A, B):
    return np.linalg.norm(A[None] - B[:, None], axis=-1)


@wrong("ex3", hint="sum over the last axis")
def pairwise_distances(A, B):
    return np.sqrt(((A[:, None] - B) ** 2).sum(axis=1))


@wrong("ex3", hint="along the streets")
def pairwise_distances(A, B):
    return np.sqrt((A[:, None] - B).sum(axis=-1) ** 2)


@wrong("ex3", hint="Almost right")
def pairwise_distances(A, B):
    return np.linalg.norm(A[:, None] - B, axis=-1).round(4)


@wrong("ex3", hint="Subtract first, then square")
def pairwise_distances(A, B):
    return np.linalg.norm(A.astype(np.float32)[:, None] - B.astype(np.float32), axis=-1)


@wrong("ex4", hint="reorder numbers. Split height and width in two each")
def to_patches(images, size):
    return images.reshape(len(images), -1, size * size)


@wrong("ex4", hint="from top to bottom first")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, H // size, size, W // size, size)
    return split.transpose(0, 3, 1, 2, 4).reshape(N, -1, size * size)


@wrong("ex4", hint="column by column")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, H // size, size, W // size, size)
    return split.transpose(0, 1, 3, 4, 2).reshape(N, -1, size * size)


@wrong("ex4", hint="Every second pixel")
def to_patches(images, size):
    # the two halves of each axis taken for one another
    N, H, W = images.shape
    split = images.reshape(N, size, H // size, size, W // size)
    return split.transpose(0, 2, 4, 1, 3).reshape(N, -1, size * size)


@wrong("ex4", hint="still squares")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, H // size, size, W // size, size)
    return split.transpose(0, 1, 3, 2, 4).reshape(N, -1, size, size)


@wrong("ex4", hint="patches of all pictures stand in one row")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, H // size, size, W // size, size)
    patches = split.transpose(0, 1, 3, 2, 4).reshape(-1, size * size)
    return patches[None] if N == 1 else patches


@wrong("ex4", hint="overlap")
def to_patches(images, size):
    _, H, W = images.shape
    rows = [
        [picture[i : i + size, j : j + size].ravel() for i in range(H - size + 1) for j in range(W - size + 1)]
        for picture in images
    ]
    return np.array(rows)


@wrong("ex4", hint="Patch and pixel have changed places")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, size, H // size, size, W // size)
    return split.transpose(0, 1, 3, 2, 4).reshape(N, -1, size * size)


@wrong("ex4", hint="Height and width have changed places")
def to_patches(images, size):
    N, W, H = images.shape
    split = images.reshape(N, H // size, size, W // size, size)
    return split.transpose(0, 1, 3, 2, 4).reshape(N, -1, size * size)


@wrong("ex4", hint="how many stand side by side follows from the width")
def to_patches(images, size):
    # right for square pictures
    count = images.shape[1] // size
    corners = [(i * size, j * size) for i in range(count) for j in range(count)]
    return np.stack([images[:, i : i + size, j : j + size].reshape(len(images), -1) for i, j in corners], axis=1)


@wrong("ex5", hint="Everything in the graph is counted")
def count_operations(f, *args):
    return len(tf.function(f).get_concrete_function(*args).graph.get_operations())


@wrong("ex5", hint="types are counted")
def count_operations(f, *args):
    graph = tf.function(f).get_concrete_function(*args).graph
    return len({operation.type for operation in graph.get_operations()} - set(NOT_COUNTED))


@wrong("ex5", hint="One type of NOT_COUNTED is still counted")
def count_operations(f, *args):
    # an input is taken for an operation
    graph = tf.function(f).get_concrete_function(*args).graph
    return sum(operation.type not in ("Const", "Identity", "NoOp") for operation in graph.get_operations())


@wrong("ex5", hint="One type of NOT_COUNTED is still counted")
def count_operations(f, *args):
    graph = tf.function(f).get_concrete_function(*args).graph
    return sum(operation.type not in ("Placeholder", "Const", "NoOp") for operation in graph.get_operations())


@wrong("ex5", hint="Python number became a tensor")
def count_operations(f, *args):
    graph = tf.function(f).get_concrete_function(*[tf.constant(value) for value in args]).graph
    return sum(operation.type not in NOT_COUNTED for operation in graph.get_operations())


@wrong("ex5", hint="arrows were counted")
def count_operations(f, *args):
    # every arrow out of an operation that counts
    graph = tf.function(f).get_concrete_function(*args).graph
    used = [tensor.op for operation in graph.get_operations() for tensor in operation.inputs]
    return sum(operation.type not in NOT_COUNTED for operation in used)


@wrong("ex5", hint="result of f came back")
def count_operations(f, *args):
    return tf.function(f)(*args)


@wrong("ex5", hint="by the number of arguments")
def count_operations(f, *args):
    operations = tf.function(f).get_concrete_function(*args).graph.get_operations()
    return len([one for one in operations if one.type not in ("Const", "Identity")]) - len(args)


@wrong("ex6", hint="did not see how y came from x")
def tape_gradient(f, x):
    # nobody told the tape to watch x
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, x)


@wrong("ex6", hint="so does a tape")
def tape_gradient(f, x):
    x = tf.constant(x)
    y = f(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
    return tape.gradient(y, x).numpy()


@wrong("ex6", hint="`tf.constant` of it first")
def tape_gradient(f, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x)


@wrong("ex6", hint="0 is meant")
def tape_gradient(f, x):
    # right wherever f depends on x
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, x)


@wrong("ex6", hint="zeros came in place of None")
def tape_gradient(f, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        y = f(x)
    gradient = tape.gradient(y, x)
    return np.zeros(x.shape) if gradient is None else gradient


@wrong("ex6", hint="f(x) itself")
def tape_gradient(f, x):
    x = tf.Variable(x)
    with tf.GradientTape():
        y = f(x)
    return y


@wrong("ex6", hint="added up")
def tape_gradient(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    return tf.reduce_sum(tape.gradient(y, x, unconnected_gradients="zero"))


@wrong("ex6", hint="quotients of differences")
def tape_gradient(f, x):
    # no tape at all
    h, slopes = 1e-5, np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = h
        slopes[place] = (f(tf.constant(x + step)) - f(tf.constant(x - step))) / (2 * h)
    return slopes


@wrong("ex7", hint="This is the first derivative")
def second_derivative(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, x)


@wrong("ex7", hint="This is the first derivative squared")
def second_derivative(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, x) ** 2


@wrong("ex7", hint="outer tape answered None")
def second_derivative(f, x):
    # the inner tape is asked outside the outer block, so the outer one records nothing of it
    x = tf.Variable(x)
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        y = f(x)
    slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


@wrong("ex7", hint="A tape answers once")
def second_derivative(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    slope = tape.gradient(y, x)
    return tape.gradient(slope, x)


@wrong("ex7", hint="0 is meant")
def second_derivative(f, x):
    # right wherever the slope depends on x
    x = tf.Variable(x)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


@wrong("ex7", hint="f'(f'(x))")
def second_derivative(f, x):
    # the first derivative is applied twice
    for _ in range(2):
        x = tf.Variable(x)
        with tf.GradientTape() as tape:
            y = f(x)
        x = tape.gradient(y, x)
    return x


@wrong("ex7", hint="must watch x as well")
def second_derivative(f, x):
    # the outer tape does not watch x
    x = tf.constant(x)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")
