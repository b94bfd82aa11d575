"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np
import tensorflow as tf

from classroom.catalogue import right

NOT_COUNTED = ("Placeholder", "Const", "Identity", "NoOp")


@right("ex1", style="column by column")
def standardize(X):
    Z = np.zeros(X.shape)
    for j, column in enumerate(X.T):
        if column.min() < column.max():
            Z[:, j] = (column - column.mean()) / np.sqrt(((column - column.mean()) ** 2).mean())
    return Z


@right("ex1", style="small spreads count as none")
def standardize(X):
    centred = X - np.mean(X, axis=0, keepdims=True)
    spread = np.sqrt(np.mean(centred**2, axis=0))
    spread[spread < 1e-9] = np.inf
    return centred / spread


@right("ex1", style="a tiny number in the divisor")
def standardize(X):
    return (X - X.mean(axis=0)) / (X.std(axis=0) + 1e-9) * (np.ptp(X, axis=0) > 0)


@right("ex1", style="lists in single precision")
def standardize(X):
    first = X[0]
    shifted = (X - first).astype(np.float32)
    spread = shifted.std(axis=0)
    return ((shifted - shifted.mean(axis=0)) / np.where(spread > 0, spread, 1)).tolist()


@right("ex2", style="from the end, then turned round")
def broadcast_shape(a, b):
    from itertools import zip_longest

    result = []
    for m, n in zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m == 1:
            result.append(n)
        elif n in (1, m):
            result.append(m)
        else:
            raise ValueError(f"{m} meets {n}")
    return tuple(result[::-1])


@right("ex2", style="recursion")
def broadcast_shape(a, b):
    if not a or not b:
        return tuple(a) + tuple(b)
    if a[-1] != b[-1] and a[-1] != 1 and b[-1] != 1:
        raise ValueError("do not fit")
    return (*broadcast_shape(a[:-1], b[:-1]), b[-1] if a[-1] == 1 else a[-1])


@right("ex2", style="sets, a list as result")
def broadcast_shape(a, b):
    axes = max(len(a), len(b))
    result = []
    for place in range(-axes, 0):
        sizes = {shape[place] for shape in (a, b) if -place <= len(shape)} - {1}
        if len(sizes) > 1:
            raise ValueError(f"sizes {sizes} at axis {place}")
        result += list(sizes) or [1]
    return result


@right("ex3", style="norm of the differences")
def pairwise_distances(A, B):
    return np.linalg.norm(A[:, np.newaxis] - B, axis=2)


@right("ex3", style="einsum")
def pairwise_distances(A, B):
    gap = np.expand_dims(A, 1) - np.expand_dims(B, 0)
    return np.sqrt(np.einsum("nmd,nmd->nm", gap, gap))


@right("ex3", style="two loops")
def pairwise_distances(A, B):
    return [[float(np.sqrt(np.sum((a - b) ** 2))) for b in B] for a in A]


@right("ex3", style="repeat in place of broadcasting")
def pairwise_distances(A, B):
    pairs = np.repeat(A, len(B), axis=0) - np.tile(B, (len(A), 1))
    return np.hypot.reduce(pairs, axis=1).reshape(len(A), len(B))


@right("ex4", style="loops over the corners")
def to_patches(images, size):
    N, H, W = images.shape
    patches = [images[:, i : i + size, j : j + size] for i in range(0, H, size) for j in range(0, W, size)]
    return np.stack([patch.reshape(N, size * size) for patch in patches], axis=1)


@right("ex4", style="swapaxes")
def to_patches(images, size):
    N, H, W = images.shape
    split = images.reshape(N, H // size, size, W // size, size).swapaxes(2, 3)
    return split.reshape(N, (H // size) * (W // size), size**2)


@right("ex4", style="split and lists")
def to_patches(images, size):
    result = []
    for picture in images:
        bands = np.split(picture, picture.shape[0] // size)
        result.append([p.flatten() for band in bands for p in np.split(band, band.shape[1] // size, axis=1)])
    return result


@right("ex5", style="the graph as a protocol buffer")
def count_operations(f, *args):
    nodes = tf.function(f).get_concrete_function(*args).graph.as_graph_def().node
    return len([node for node in nodes if node.op not in NOT_COUNTED])


@right("ex5", style="an explicit graph, as in TensorFlow 1")
def count_operations(f, *args):
    graph = tf.Graph()
    with graph.as_default():
        f(*[tf.constant(value) if isinstance(value, np.ndarray) else value for value in args])
    counted = 0
    for operation in graph.get_operations():
        if operation.type in NOT_COUNTED:
            continue
        counted += 1
    return counted


@right("ex5", style="types and shapes in place of arrays")
def count_operations(f, *args):
    specs = [tf.TensorSpec(value.shape, value.dtype) if isinstance(value, np.ndarray) else value for value in args]
    types = [operation.type for operation in tf.function(f).get_concrete_function(*specs).graph.get_operations()]
    return len(types) - sum(types.count(name) for name in NOT_COUNTED)


@right("ex6", style="a variable, which a tape watches by itself")
def tape_gradient(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = f(x)
    gradient = tape.gradient(y, x)
    return np.zeros(x.shape) if gradient is None else gradient.numpy()


@right("ex6", style="single precision, a tensor as result")
def tape_gradient(f, x):
    x = tf.convert_to_tensor(x, dtype=tf.float32)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x, unconnected_gradients="zero")


@right("ex6", style="traced")
def tape_gradient(f, x):
    @tf.function
    def slope(t):
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = f(t)
        return tape.gradient(y, t, unconnected_gradients="zero")

    return slope(tf.constant(x)).numpy().tolist()


@right("ex7", style="a variable; None replaced")
def second_derivative(f, x):
    x = tf.Variable(x)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        slope = inner.gradient(y, x)
    found = outer.gradient(slope, x)
    return np.zeros(x.shape) if found is None else found


@right("ex7", style="one function used twice")
def second_derivative(f, x):
    def derivative(g):
        def slope(t):
            with tf.GradientTape() as tape:
                tape.watch(t)
                y = g(t)
            return tape.gradient(y, t, unconnected_gradients="zero")

        return slope

    return derivative(derivative(f))(tf.constant(x)).numpy()


@right("ex7", style="the jacobian's diagonal")
def second_derivative(f, x):
    flat = tf.reshape(tf.constant(x), [-1])
    with tf.GradientTape() as outer:
        outer.watch(flat)
        with tf.GradientTape() as inner:
            inner.watch(flat)
            y = tf.reduce_sum(f(flat))
        slope = inner.gradient(y, flat) + 0.0 * flat
    jacobian = outer.jacobian(slope, flat).numpy()
    return np.diag(jacobian).reshape(np.shape(x))
