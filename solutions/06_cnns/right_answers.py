"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="the formulas with ceil, as in TensorFlow's guide")
def conv_output_size(n, k, s, padding, dilation):
    import math

    if padding == "same":
        return math.ceil(n / s)
    before, after = (0, 0) if padding == "valid" else padding
    places = math.ceil((n + before + after - dilation * (k - 1)) / s)
    if places < 1 or n + before + after < dilation * (k - 1) + 1:
        raise ValueError("the window does not fit")
    return places


@right("ex1", style="counts the places one by one")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return len(range(0, n, s))
    if padding == "valid":
        padding = [0, 0]
    span = 1 + dilation * (k - 1)
    length = padding[0] + n + padding[1]
    count = 0
    start = 0
    while start + span <= length:
        count += 1
        start += s
    if count == 0:
        raise ValueError(f"a window of {span} on {length}")
    return count


@right("ex1", style="range and NumPy, a whole number of NumPy's")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return np.int64((n + s - 1) // s)
    zeros = 0 if padding == "valid" else sum(padding)
    starts = np.arange(0, n + zeros - dilation * (k - 1), s)
    if not starts.size:
        raise ValueError("no place for the window")
    return np.int64(starts.size)


@right("ex2", style="the formula in one line")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return int(np.prod(kernel_size)) * channels_in * filters // groups + (filters if use_bias else 0)


@right("ex2", style="the sizes of the arrays")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    kernel = np.zeros((*kernel_size, channels_in // groups, filters))
    bias = np.zeros(filters) if use_bias else np.zeros(0)
    return kernel.size + bias.size


@right("ex2", style="group by group, filter by filter")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    total = 0
    for _ in range(groups):
        for _ in range(filters // groups):
            total += kernel_size[0] * kernel_size[1] * (channels_in // groups)
            if use_bias:
                total += 1
    return total


@right("ex3", style="loops over the places")
def conv2d(x, k, stride, padding):
    import math

    N, H, W, _ = x.shape
    K_h, K_w, _, C_out = k.shape
    top = left = 0
    rows, columns = (H - K_h) // stride + 1, (W - K_w) // stride + 1
    if padding == "same":
        rows, columns = math.ceil(H / stride), math.ceil(W / stride)
        high = max((rows - 1) * stride + K_h - H, 0)
        wide = max((columns - 1) * stride + K_w - W, 0)
        top, left = high // 2, wide // 2
        larger = np.zeros((N, H + high, W + wide, x.shape[3]))
        larger[:, top : top + H, left : left + W] = x
        x = larger
    y = np.zeros((N, rows, columns, C_out))
    for i in range(rows):
        for j in range(columns):
            window = x[:, i * stride : i * stride + K_h, j * stride : j * stride + K_w, :]
            for f in range(C_out):
                y[:, i, j, f] = (window * k[..., f]).sum(axis=(1, 2, 3))
    return y


@right("ex3", style="a sum of shifted pictures, one matrix product for each weight of the window")
def conv2d(x, k, stride, padding):
    K_h, K_w = k.shape[:2]
    if padding == "same":
        zeros = [max((-(-n // stride) - 1) * stride + size - n, 0) for n, size in zip(x.shape[1:3], (K_h, K_w))]
        x = np.pad(x, [(0, 0), *((z // 2, z - z // 2) for z in zeros), (0, 0)])
    rows, columns = (x.shape[1] - K_h) // stride + 1, (x.shape[2] - K_w) // stride + 1
    y = 0
    for u in range(K_h):
        for v in range(K_w):
            shifted = x[:, u : u + (rows - 1) * stride + 1 : stride, v : v + (columns - 1) * stride + 1 : stride]
            y = y + shifted @ k[u, v]
    return y


@right("ex3", style="windows as columns (im2col), float32")
def conv2d(x, k, stride, padding):
    x, k = x.astype(np.float32), k.astype(np.float32)
    if padding == "same":
        for axis in (1, 2):
            n, size = x.shape[axis], k.shape[axis - 1]
            zeros = max((-(-n // stride) - 1) * stride + size - n, 0)
            pads = [(0, 0)] * 4
            pads[axis] = (zeros // 2, zeros - zeros // 2)
            x = np.pad(x, pads)
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    N, rows, columns = windows.shape[:3]
    matrix = windows.transpose(0, 1, 2, 4, 5, 3).reshape(N * rows * columns, -1)
    return (matrix @ k.reshape(-1, k.shape[3])).reshape(N, rows, columns, -1)


@right("ex4", style="loops over the places")
def max_pool(x, size, stride):
    rows, columns = ((n - size) // stride + 1 for n in x.shape[1:3])
    y = np.empty((x.shape[0], rows, columns, x.shape[3]))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            y[:, i, j, :] = x[:, top : top + size, left : left + size, :].max(axis=(1, 2))
    return y


@right("ex4", style="a maximum over shifted pictures")
def max_pool(x, size, stride):
    rows, columns = ((n - size) // stride + 1 for n in x.shape[1:3])
    y = np.full((len(x), rows, columns, x.shape[-1]), -np.inf)
    for u in range(size):
        for v in range(size):
            y = np.maximum(y, x[:, u::stride, v::stride][:, :rows, :columns])
    return y


@right("ex4", style="one axis after the other, float32, nested lists")
def max_pool(x, size, stride):
    x = x.astype(np.float32)
    rows = [x[:, i : i + size].max(axis=1) for i in range(0, x.shape[1] - size + 1, stride)]
    x = np.stack(rows, axis=1)
    columns = [x[:, :, j : j + size].max(axis=2) for j in range(0, x.shape[2] - size + 1, stride)]
    return np.stack(columns, axis=2).tolist()


@right("ex5", style="layer by layer, written out")
def lenet5_table(size, channels, num_classes):
    a = size - 4
    b = a // 2
    c = b - 4
    d = c // 2
    return {
        "C1": ((a, a, 6), 25 * channels * 6 + 6),
        "S2": ((b, b, 6), 0),
        "C3": ((c, c, 16), 25 * 6 * 16 + 16),
        "S4": ((d, d, 16), 0),
        "C5": ((120,), d * d * 16 * 120 + 120),
        "F6": ((84,), 120 * 84 + 84),
        "output": ((num_classes,), 84 * num_classes + num_classes),
    }


@right("ex5", style="two helpers, lists for tuples")
def lenet5_table(size, channels, num_classes):
    def conv(shape, filters):
        return [shape[0] - 4, shape[1] - 4, filters], filters * (25 * shape[2] + 1)

    def dense(inputs, units):
        return [units], units * (inputs + 1)

    def pool(shape):
        return [shape[0] // 2, shape[1] // 2, shape[2]], 0

    table = {"C1": conv([size, size, channels], 6)}
    table["S2"] = pool(table["C1"][0])
    table["C3"] = conv(table["S2"][0], 16)
    table["S4"] = pool(table["C3"][0])
    table["C5"] = dense(int(np.prod(table["S4"][0])), 120)
    table["F6"] = dense(120, 84)
    table["output"] = dense(84, num_classes)
    return table


@right("ex6", style="the last layer back to the first")
def receptive_field(layers):
    field = 1
    for k, s, d in reversed(layers):
        field = (field - 1) * s + d * (k - 1) + 1
    return field


@right("ex6", style="the formula, products and all")
def receptive_field(layers):
    import math

    strides = [layer[1] for layer in layers]
    return 1 + sum(d * (k - 1) * math.prod(strides[:index]) for index, (k, s, d) in enumerate(layers))


@right("ex6", style="follows the inputs that an output reads")
def receptive_field(layers):
    seen = {0}
    for k, s, d in layers[::-1]:
        seen = {place * s + d * step for place in (min(seen), max(seen)) for step in (0, k - 1)}
    return max(seen) - min(seen) + 1


@right("ex7", style="loops over the places")
def dense_to_conv(W, b, shape):
    height, width, channels = shape
    kernel = np.zeros((height, width, channels, W.shape[1]))
    row = 0
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                kernel[i, j, c] = W[row]
                row += 1
    return kernel, np.array(b)


@right("ex7", style="unit by unit, lists")
def dense_to_conv(W, b, shape):
    kernels = [W[:, unit].reshape(shape) for unit in range(len(b))]
    return np.stack(kernels, axis=-1).tolist(), list(b)


@right("ex7", style="the place of every number, float32")
def dense_to_conv(W, b, shape):
    place = np.arange(W.shape[0]).reshape(shape)
    return W.astype(np.float32)[place], b.astype(np.float32)


@right("ex8", style="functional")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    from keras import Input, Model, layers

    inputs = x = Input(shape=input_shape)
    for block in blocks:
        for filters in block:
            x = layers.Conv2D(filters, (3, 3), strides=1, padding="same", activation="relu")(x)
        x = layers.MaxPooling2D((2, 2), strides=2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(dense_units, activation="relu")(x)
    return Model(inputs, layers.Dense(num_classes, activation="softmax")(x))


@right("ex8", style="activations as layers of their own, add by add")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    model = keras.models.Sequential()
    model.add(keras.layers.InputLayer(shape=input_shape))
    for block in blocks:
        for filters in block:
            model.add(keras.layers.Conv2D(filters, kernel_size=3, padding="same"))
            model.add(keras.layers.ReLU())
        model.add(keras.layers.MaxPool2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(dense_units))
    model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(num_classes))
    model.add(keras.layers.Activation("softmax"))
    return model


@right("ex8", style="built afterwards, through tensorflow")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import tensorflow as tf

    model = tf.keras.Sequential()
    for block in blocks:
        for filters in block:
            model.add(tf.keras.layers.Conv2D(filters, 3, padding="same", activation=tf.nn.relu))
        model.add(tf.keras.layers.MaxPooling2D(2, 2))
    model.add(tf.keras.layers.Flatten())
    model.add(tf.keras.layers.Dense(dense_units, activation="relu"))
    model.add(tf.keras.layers.Dense(num_classes, activation="softmax"))
    model.build((None, *input_shape))
    return model
