"""Wrong answers that people really write, each with words that the hint of its failing test must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "1 · What is a token to a network?",
    "ex2": "3 · What does an LSTM do in one step?",
    "ex3": "Which gates do they need?",
    "ex4": "A window of three",
    "ex5": "The same in Keras",
    "ex6": "4 · How far back does a gradient reach?",
    "ex7": "5 · Which one when?",
}


@wrong("ex1", hint="counts from the end")
def embed(ids, E):
    # too large ids are seen to; NumPy reads negative ones without a word
    known = ids < len(E)
    return np.where(known[..., None], E[np.where(known, ids, 0)], 0.0)


@wrong("ex1", hint="np.clip")
def embed(ids, E):
    return E[np.clip(ids, 0, len(E) - 1)]


@wrong("ex1", hint="modulo")
def embed(ids, E):
    return np.take(E, ids, axis=0, mode="wrap")


@wrong("ex1", hint="nothing is subtracted")
def embed(ids, E):
    # ids taken for row numbers that begin at 1
    inside = (ids >= 0) & (ids < len(E))
    return np.where(inside[..., None], E[np.where(inside, ids, 1) - 1], 0.0)


@wrong("ex1", hint="index lies beyond the end")
def embed(ids, E):
    return E[ids]


@wrong("ex1", hint="product with the table is missing")
def embed(ids, E):
    return (ids[..., None] == np.arange(len(E))).astype(float)


@wrong("ex1", hint="in place")
def embed(ids, E):
    # right numbers, but the caller's ids are spoilt
    outside = (ids < 0) | (ids >= len(E))
    ids[outside] = 0
    rows = E[ids]
    rows[outside] = 0
    return rows


@wrong("ex1", hint="has a row of its own")
def embed(ids, E):
    # zeros for the padding, which this table does have a row for
    rows = E[np.clip(ids, 0, len(E) - 1)]
    rows[(ids <= 0) | (ids >= len(E))] = 0
    return rows


@wrong("ex1", hint="only -1 finds it")
def embed(ids, E):
    # a row of zeros for the unknown; -1 happens to meet it, -2 does not
    return np.vstack([E, np.zeros((1, E.shape[1]))])[np.minimum(ids, len(E))]


@wrong("ex2", hint="the third block is the candidate g")
def lstm_step(x, h, c, W, U, b):
    # the order in which the gates are usually explained: i, f, o, g
    i, f, o, g = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="the second the forget gate f")
def lstm_step(x, h, c, W, U, b):
    # the forget gate first, as in many drawings
    f, i, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="TensorFlow 1's i, g, f, o")
def lstm_step(x, h, c, W, U, b):
    i, g, f, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="Forget bias: 1 is added")
def lstm_step(x, h, c, W, U, b):
    # TensorFlow 1's BasicLSTMCell(forget_bias=1.0) added it in every step
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f + 1.0, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="not through the sigmoid")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(1 / (1 + np.exp(-(x @ W + h @ U + b))), 4, axis=1)
    c = f * c + i * g
    return o * np.tanh(c), c


@wrong("ex2", hint="tanh around the new cell state is missing")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * c, c


@wrong("ex2", hint="coupled gate")
def lstm_step(x, h, c, W, U, b):
    i, _, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, o = (1 / (1 + np.exp(-z)) for z in (i, o))
    c = (1 - i) * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="reads the old cell state")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    return o * np.tanh(c), f * c + i * np.tanh(g)


@wrong("ex2", hint="multiplies the cell state; the gates see the hidden state")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + c @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="results have changed places")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return c, o * np.tanh(c)


@wrong("ex2", hint="blocks of columns")
def lstm_step(x, h, c, W, U, b):
    # all four gates of the first unit, then of the second, ...
    z = (x @ W + h @ U + b).reshape(len(x), -1, 4)
    i, f, o = (1 / (1 + np.exp(-z[..., k])) for k in (0, 1, 3))
    c = f * c + i * np.tanh(z[..., 2])
    return o * np.tanh(c), c


@wrong("ex2", hint="overflow")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (np.exp(z) / (1 + np.exp(z)) for z in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex2", hint="in place")
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W + h @ U + b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    c *= f
    c += i * np.tanh(g)
    return o * np.tanh(c), c


@wrong("ex3", hint="three gates")
def lstm_params(input_dim, units):
    # the candidate is no gate by name, and is left out
    total = 0
    for size in units:
        total += 3 * (input_dim * size + size * size + size)
        input_dim = size
    return total


@wrong("ex3", hint="recurrent kernel is left out")
def lstm_params(input_dim, units):
    total = 0
    for size in units:
        total += 4 * (input_dim * size + size)
        input_dim = size
    return total


@wrong("ex3", hint="so counts PyTorch")
def lstm_params(input_dim, units):
    total = 0
    for size in units:
        total += 4 * (input_dim * size + size * size + 2 * size)
        input_dim = size
    return total


@wrong("ex3", hint="once for the layer")
def lstm_params(input_dim, units):
    total = 0
    for size in units:
        total += 4 * (input_dim * size + size * size) + 1
        input_dim = size
    return total


@wrong("ex3", hint="as if it read the inputs")
def lstm_params(input_dim, units):
    return sum(4 * size * (input_dim + size + 1) for size in units)


@wrong("ex3", hint="not its cell states as well")
def lstm_params(input_dim, units):
    # two states a layer, so two states go up
    total = 0
    for size in units:
        total += 4 * size * (input_dim + size + 1)
        input_dim = 2 * size
    return total


@wrong("ex3", hint="This is one gate")
def lstm_params(input_dim, units):
    # a dense layer of the input and the hidden state
    total = 0
    for size in units:
        total += size * (input_dim + size + 1)
        input_dim = size
    return total


@wrong("ex3", hint="The number of layers is fixed")
def lstm_params(input_dim, units):
    total = 4 * units[0] * (input_dim + units[0] + 1)
    if len(units) > 1:
        total += 4 * units[1] * (units[0] + units[1] + 1)
    return total


@wrong("ex3", hint="as if it read the lowest one")
def lstm_params(input_dim, units):
    total = 4 * units[0] * (input_dim + units[0] + 1)
    for size in units[1:]:
        total += 4 * size * (units[0] + size + 1)
    return total


@wrong("ex4", hint="plus one is missing")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return -(-length // strides)
    return max(0, (length - dilation_rate * (kernel_size - 1) - 1) // strides)


@wrong("ex4", hint="T / strides is rounded up")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return length // strides
    return max(0, (length - dilation_rate * (kernel_size - 1) - 1) // strides + 1)


@wrong("ex4", hint="The stride is left out: same keeps the length only where the stride is 1")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    # "same" taken by its name
    if padding != "valid":
        return length
    return max(0, (length - dilation_rate * (kernel_size - 1) - 1) // strides + 1)


@wrong("ex4", hint="dilation is left out")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return -(-length // strides)
    return max(0, (length - kernel_size) // strides + 1)


@wrong("ex4", hint="behind the last tap there is no gap")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return -(-length // strides)
    return max(0, (length - dilation_rate * kernel_size) // strides + 1)


@wrong("ex4", hint="T / strides is rounded up")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding == "same":
        return -(-length // strides)
    return max(0, (length - dilation_rate * (kernel_size - 1) - 1) // strides + 1)


@wrong("ex4", hint="never negative")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return -(-length // strides)
    return (length - dilation_rate * (kernel_size - 1) - 1) // strides + 1


@wrong("ex4", hint="Division towards zero")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    if padding != "valid":
        return -(-length // strides)
    return max(0, int((length - dilation_rate * (kernel_size - 1) - 1) / strides) + 1)


@wrong("ex4", hint="The stride is left out")
def conv1d_output_length(length, kernel_size, strides=1, padding="valid", dilation_rate=1):
    # stride and dilation are mixed up
    if padding != "valid":
        return -(-length // strides)
    return max(0, length - dilation_rate * (kernel_size - 1))


@wrong("ex5", hint="mask is ignored")
def global_average_pool_1d(x, mask=None):
    return x.mean(axis=1)


@wrong("ex5", hint="divided by T")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return (x * mask[:, :, None]).mean(axis=1)


@wrong("ex5", hint="mean over the features")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        mask = np.ones(x.shape[:2])
    return x.mean(axis=2)


@wrong("ex5", hint="mask is turned round")
def global_average_pool_1d(x, mask=None):
    # NumPy's masked arrays hide what is True
    if mask is None:
        return x.mean(axis=1)
    hidden = np.ma.array(x, mask=np.broadcast_to(mask[..., None], x.shape))
    return hidden.mean(axis=1).filled(0)


@wrong("ex5", hint="all sequences are averaged together")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return x[mask].mean(axis=0)


@wrong("ex5", hint="whole batch")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return (x * mask[..., None]).sum(axis=1) / mask.sum()


@wrong("ex5", hint="0 / 0 is nan")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return np.where(mask[..., None], x, 0).sum(axis=1) / mask.sum(axis=1)[:, None]


@wrong("ex5", hint="nan times 0 is nan")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return (x * mask[..., None]).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


@wrong("ex5", hint="inf times 0 is nan")
def global_average_pool_1d(x, mask=None):
    # nan is seen to, and nothing else
    if mask is None:
        return x.mean(axis=1)
    kept = np.where(np.isnan(x), 0.0, x) * mask[..., None]
    return kept.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


@wrong("ex5", hint="the mask is taken for a length")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    return np.array([row[: real.sum()].mean(axis=0) if real.any() else row[0] * 0 for row, real in zip(x, mask)])


@wrong("ex5", hint="Steps of zeros are taken for padding")
def global_average_pool_1d(x, mask=None):
    if mask is None:
        return x.mean(axis=1)
    mask = mask & (x != 0).any(axis=2)
    return np.where(mask[..., None], x, 0.0).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]


@wrong("ex6", hint="own gate as well")
def gradient_through_time(forget):
    return forget[::-1].cumprod(axis=0)[::-1]


@wrong("ex6", hint="The products run forward")
def gradient_through_time(forget):
    return forget.cumprod(axis=0)


@wrong("ex6", hint="The products run forward")
def gradient_through_time(forget):
    # shifted by one as asked, but from the wrong end
    return np.vstack([np.ones_like(forget[:1]), forget[:-1].cumprod(axis=0)])


@wrong("ex6", hint="slopes multiply")
def gradient_through_time(forget):
    slopes = np.zeros_like(forget)
    for t in range(len(forget) - 1):
        slopes[t] = forget[t + 1 :].sum(axis=0)
    return slopes


@wrong("ex6", hint="Only the next gate")
def gradient_through_time(forget):
    return np.vstack([forget[1:], np.ones_like(forget[:1])])


@wrong("ex6", hint="wrong order")
def gradient_through_time(forget):
    # gathered on the way back and not turned round
    slopes = [np.ones_like(forget[0])]
    for gate in forget[:0:-1]:
        slopes.append(slopes[-1] * gate)
    return np.array(slopes)


@wrong("ex6", hint="starts at 0")
def gradient_through_time(forget):
    slopes = np.zeros_like(forget)
    for t in reversed(range(len(forget) - 1)):
        slopes[t] = slopes[t + 1] * forget[t + 1]
    return slopes


@wrong("ex6", hint="the whole product divided")
def gradient_through_time(forget):
    return forget.prod(axis=0) / forget.cumprod(axis=0)


@wrong("ex6", hint="raised to a power")
def gradient_through_time(forget):
    # one gate for all steps, as in the calculation with the bias alone
    return forget.mean(axis=0) ** np.arange(len(forget) - 1, -1, -1)[:, None]


@wrong("ex7", hint="return_sequences=True")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    layers = [keras.Input((None,)), keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True)]
    layers += [keras.layers.LSTM(size) for size in units]
    return keras.Sequential([*layers, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex7", hint="hands on its last hidden state alone")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    # the error of the stack silenced: the last state, repeated
    import keras

    model = keras.Sequential(
        [keras.Input((None,)), keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True)]
    )
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size))
        model.add(keras.layers.RepeatVector(10))
    model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="time axis")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    layers = [keras.Input((None,)), keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True)]
    layers += [keras.layers.LSTM(size, return_sequences=True) for size in units]
    return keras.Sequential([*layers, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex7", hint="mask_zero")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,)), keras.layers.Embedding(vocabulary_size, output_dim)])
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True))
    model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="a row too many")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    # a row more for the padding, which vocabulary_size holds already
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size + 1, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True))
    model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="should be probabilities")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True))
    model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes))
    return model


@wrong("ex7", hint="number of LSTMs is fixed")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    # two layers for "stacked", whatever the list says
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    model.add(keras.layers.LSTM(units[0], return_sequences=True))
    model.add(keras.layers.LSTM(units[-1], return_sequences=len(units) > 2))
    if len(units) > 2:
        model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="forget biases do not start at 1")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True, unit_forget_bias=False))
    model.add(keras.layers.LSTM(units[-1], unit_forget_bias=False))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="an option that Keras does not set")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True, activation="relu"))
    model.add(keras.layers.LSTM(units[-1], activation="relu"))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="an option that Keras does not set")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True, dropout=0.2))
    model.add(keras.layers.LSTM(units[-1], dropout=0.2))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="bottom first")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in reversed(units[1:]):
        model.add(keras.layers.LSTM(size, return_sequences=True))
    model.add(keras.layers.LSTM(units[0]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    return model


@wrong("ex7", hint="should not be compiled")
def build_stacked_lstm(vocabulary_size, output_dim, units, num_classes):
    import keras

    model = keras.Sequential([keras.Input((None,))])
    model.add(keras.layers.Embedding(vocabulary_size, output_dim, mask_zero=True))
    for size in units[:-1]:
        model.add(keras.layers.LSTM(size, return_sequences=True))
    model.add(keras.layers.LSTM(units[-1]))
    model.add(keras.layers.Dense(num_classes, "softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
