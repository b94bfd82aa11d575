"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="one-hot vectors times the table")
def embed(ids, E):
    return (ids[..., None] == np.arange(len(E))) @ E


@right("ex1", style="a row of zeros behind the table")
def embed(ids, E):
    table = np.vstack([E, np.zeros(E.shape[1])])
    return table[np.where((ids < 0) | (ids >= len(E)), len(E), ids)]


@right("ex1", style="loop over the ids, float32")
def embed(ids, E):
    rows = np.zeros((*ids.shape, E.shape[1]), dtype=np.float32)
    for place in np.ndindex(ids.shape):
        if 0 <= ids[place] < len(E):
            rows[place] = E[ids[place]]
    return rows


@right("ex1", style="copy, clip, then zeros by a mask")
def embed(ids, E):
    rows = np.take(E, ids, axis=0, mode="clip").copy()
    rows[(ids < 0) | (ids > E.shape[0] - 1)] = 0
    return rows


@right("ex2", style="by the definition; NumPy warns, the numbers are right")
def lstm_step(x, h, c, W, U, b):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    units = h.shape[1]
    z = np.dot(x, W) + np.dot(h, U) + b
    i = sigmoid(z[:, :units])
    f = sigmoid(z[:, units : 2 * units])
    g = np.tanh(z[:, 2 * units : 3 * units])
    o = sigmoid(z[:, 3 * units :])
    c_new = f * c + i * g
    return o * np.tanh(c_new), c_new


@right("ex2", style="gates on an axis of their own, einsum")
def lstm_step(x, h, c, W, U, b):
    units = c.shape[-1]
    kernels = (part.reshape(-1, 4, units) for part in (W, U))
    z = sum(np.einsum("nd,dgu->gnu", given, kernel) for given, kernel in zip((x, h), kernels)) + b.reshape(4, 1, units)
    i, f, o = 0.5 + 0.5 * np.tanh(z[[0, 1, 3]] / 2)
    new = f * c + i * np.tanh(z[2])
    return [o * np.tanh(new), new]


@right("ex2", style="one matrix for input and hidden state, float32")
def lstm_step(x, h, c, W, U, b):
    joined = np.hstack([x, h, np.ones((len(x), 1))]).astype(np.float32)
    z = joined @ np.vstack([W, U, b]).astype(np.float32)
    i, f, g, o = np.hsplit(z, 4)
    small = [np.exp(-np.abs(gate)) for gate in (i, f, o)]
    i, f, o = (np.where(gate >= 0, 1, e) / (1 + e) for gate, e in zip((i, f, o), small))
    new = f * c.astype(np.float32) + i * np.tanh(g)
    return o * np.tanh(new), new


@right("ex2", style="loop over examples and units")
def lstm_step(x, h, c, W, U, b):
    import math

    def gate(z):
        return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))

    size, hidden, cell = c.shape[1], np.empty(h.shape), np.empty(c.shape)
    for n, u in np.ndindex(c.shape):
        i, f, g, o = (x[n] @ W[:, k * size + u] + h[n] @ U[:, k * size + u] + b[k * size + u] for k in range(4))
        cell[n, u] = gate(f) * c[n, u] + gate(i) * math.tanh(g)
        hidden[n, u] = gate(o) * math.tanh(cell[n, u])
    return hidden, cell


@right("ex3", style="loop, gate by gate")
def lstm_params(input_dim, units):
    total, below = 0, input_dim
    for size in units:
        for _ in ("input", "forget", "candidate", "output"):
            total += below * size + size * size + size
        below = size
    return total


@right("ex3", style="recursion")
def lstm_params(input_dim, units):
    if not units:
        return 0
    first, *rest = units
    return 4 * first * (input_dim + first + 1) + lstm_params(first, rest)


@right("ex3", style="shapes of the arrays")
def lstm_params(input_dim, units):
    total = 0
    for layer in range(len(units)):
        below = units[layer - 1] if layer > 0 else input_dim
        shapes = [(below, 4 * units[layer]), (units[layer], 4 * units[layer]), (4 * units[layer],)]
        total += sum(int(np.prod(shape)) for shape in shapes)
    return total


@right("ex4", style="the places, counted")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    last_tap = dilation_rate * (kernel_size - 1) if padding == "valid" else 0
    return len([start for start in range(0, length, strides) if start + last_tap < length])


@right("ex4", style="rounded up: ceil((T - s + 1) / strides)")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    import math

    if padding == "valid":
        length = length - dilation_rate * (kernel_size - 1)
    return max(0, math.ceil(length / strides))


@right("ex4", style="the padding written out")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    span = dilation_rate * (kernel_size - 1) + 1
    if padding in {"same", "causal"}:
        length += span - 1
    if length < span:
        return 0
    return int(np.floor((length - span) / strides)) + 1


@right("ex5", style="loop over the sequences")
def global_average_pool_1d(x, mask=None):
    result = np.zeros((x.shape[0], x.shape[2]))
    for n in range(len(x)):
        steps = x[n] if mask is None else x[n][mask[n]]
        if len(steps):
            result[n] = steps.mean(axis=0)
    return result


@right("ex5", style="mean with where")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        mask = np.ones(x.shape[:2], dtype=bool)
    with np.errstate(invalid="ignore"):
        average = np.divide(
            np.sum(x, axis=1, where=mask[..., None]),
            mask.sum(axis=1, keepdims=True),
            where=mask.any(axis=1, keepdims=True),
            out=np.zeros((len(x), x.shape[2])),
        )
    return average


@right("ex5", style="einsum over what nan_to_num leaves, float32")
def global_average_pool_1d(x, mask=None):
    real = np.ones(x.shape[:2]) if mask is None else mask.astype(float)
    clean = np.where(real[..., None] > 0, x, 0).astype(np.float32)
    weights = (real / np.maximum(real.sum(axis=1, keepdims=True), 1)).astype(np.float32)
    return np.einsum("ntc,nt->nc", clean, weights)


@right("ex6", style="cumprod of the later gates, turned round twice")
def gradient_through_time(forget):
    later = np.vstack([forget[1:], np.ones((1, forget.shape[1]))])
    return np.flip(np.cumprod(np.flip(later, 0), axis=0), 0)


@right("ex6", style="a product for every step")
def gradient_through_time(forget):
    return np.array([np.prod(forget[t + 1 :], axis=0) for t in range(forget.shape[0])])


@right("ex6", style="a list, filled from behind, float32")
def gradient_through_time(forget):
    slopes = [np.ones(forget.shape[1], dtype=np.float32)]
    for gate in forget[:0:-1].astype(np.float32):
        slopes.insert(0, slopes[0] * gate)
    return slopes


@right("ex7", style="functional API")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras
    from keras import layers

    ids = keras.Input(shape=(None,), dtype="int32")
    x = layers.Embedding(input_dim=vocabulary_size, output_dim=output_dim, mask_zero=True)(ids)
    for position, size in enumerate(units, 1):
        x = layers.LSTM(size, return_sequences=position < len(units))(x)
    return keras.Model(inputs=ids, outputs=layers.Dense(num_classes, activation="softmax")(x))


@right("ex7", style="a list of layers, softmax as a layer of its own")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    from tensorflow import keras

    *lower, top = units
    return keras.Sequential(
        [
            keras.layers.Input(shape=(None,)),
            keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True),
            *[keras.layers.LSTM(size, return_sequences=True) for size in lower],
            keras.layers.LSTM(top),
            keras.layers.Dense(num_classes),
            keras.layers.Softmax(),
        ]
    )


@right("ex7", style="built at the end by build")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential()
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for above, size in zip(range(len(units) - 1, -1, -1), units):
        model.add(keras.layers.LSTM(size, return_sequences=bool(above)))
    model.add(keras.layers.Dense(num_classes, activation=keras.activations.softmax))
    model.build((None, None))
    return model
