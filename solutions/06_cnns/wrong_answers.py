"""Wrong answers that people really write, and the words that the hint must contain for each."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "3 · How large, how many, how far?",
    "ex2": "3 · How large, how many, how far?",
    "ex3": "Channels are added, the kernel is not turned",
    "ex4": "Max, average, or no pooling at all?",
    "ex5": "Counting a whole network",
    "ex6": "How far does an output see?",
    "ex7": "A dense head is a convolution too",
    "ex8": "The same in Keras",
}


@wrong("ex1", hint="ceil for floor")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return -(-n // s)
    before, after = (0, 0) if padding == "valid" else padding
    room = n + before + after - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too small")
    return -(-room // s) + 1


@wrong("ex1", hint="floor for ceil")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return n // s
    before, after = (0, 0) if padding == "valid" else padding
    room = n + before + after - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too small")
    return room // s + 1


@wrong("ex1", hint="only where the stride is 1")
def conv_output_size(n, k, s, padding, dilation):
    # "same" taken at its word
    if padding == "same":
        return n
    before, after = (0, 0) if padding == "valid" else padding
    room = n + before + after - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too small")
    return room // s + 1


@wrong("ex1", hint="the first place counts too")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return -(-n // s)
    before, after = (0, 0) if padding == "valid" else padding
    room = n + before + after - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too small")
    return room // s


@wrong("ex1", hint="too many for an even window")
def conv_output_size(n, k, s, padding, dilation):
    # one formula for everything, half a kernel on both sides
    window = dilation * (k - 1) + 1
    before, after = {"valid": (0, 0), "same": (window // 2, window // 2)}.get(padding, padding)
    if n + before + after < window:
        raise ValueError("too small")
    return (n + before + after - window) // s + 1


@wrong("ex1", hint="counted twice")
def conv_output_size(n, k, s, padding, dilation):
    # the formula with 2p
    if padding == "same":
        return -(-n // s)
    p = 0 if padding == "valid" else padding[0]
    room = n + 2 * p - dilation * (k - 1) - 1
    if room < 0:
        raise ValueError("too small")
    return room // s + 1


@wrong("ex1", hint="dilation is left out")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return -(-n // s)
    before, after = (0, 0) if padding == "valid" else padding
    if n + before + after < k:
        raise ValueError("too small")
    return (n + before + after - k) // s + 1


@wrong("ex1", hint="d k numbers long")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return -(-n // s)
    before, after = (0, 0) if padding == "valid" else padding
    room = n + before + after - dilation * k
    if room < 0:
        raise ValueError("too small")
    return room // s + 1


@wrong("ex1", hint="should be raised")
def conv_output_size(n, k, s, padding, dilation):
    # no window at all, and nobody hears of it
    if padding == "same":
        return -(-n // s)
    before, after = (0, 0) if padding == "valid" else padding
    return max(0, (n + before + after - dilation * (k - 1) - 1) // s + 1)


@wrong("ex1", hint="This is a fraction")
def conv_output_size(n, k, s, padding, dilation):
    if padding == "same":
        return n / s
    before, after = (0, 0) if padding == "valid" else padding
    return (n + before + after - dilation * (k - 1) - 1) / s + 1


@wrong("ex2", hint="biases are forgotten")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return kernel_size[0] * kernel_size[1] * channels_in // groups * filters


@wrong("ex2", hint="input channels are left out")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    # a 3 by 3 kernel has nine weights
    return filters * (kernel_size[0] * kernel_size[1] + use_bias)


@wrong("ex2", hint="once for the layer")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return kernel_size[0] * kernel_size[1] * channels_in // groups * filters + use_bias


@wrong("ex2", hint="A bias for each input channel")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return kernel_size[0] * kernel_size[1] * channels_in // groups * filters + use_bias * channels_in


@wrong("ex2", hint="A bias for each slice")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return (kernel_size[0] * kernel_size[1] + use_bias) * channels_in // groups * filters


@wrong("ex2", hint="taken as square")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return filters * (kernel_size[0] ** 2 * channels_in // groups + use_bias)


@wrong("ex2", hint="use_bias is ignored")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return filters * (kernel_size[0] * kernel_size[1] * channels_in // groups + 1)


@wrong("ex2", hint="groups is ignored")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return filters * (kernel_size[0] * kernel_size[1] * channels_in + use_bias)


@wrong("ex2", hint="Filters are divided by groups as well")
def conv_params(channels_in, filters, kernel_size, groups=1, use_bias=True):
    return kernel_size[0] * kernel_size[1] * (channels_in // groups) * (filters // groups) + use_bias * filters


@wrong("ex3", hint="turned round by 180 degrees")
def conv2d(x, k, stride, padding):
    # convolution as in a mathematics book
    k = k[::-1, ::-1]
    rows = (x.shape[1] - k.shape[0]) // stride + 1
    columns = (x.shape[2] - k.shape[1]) // stride + 1
    y = np.zeros((len(x), rows, columns, k.shape[3]))
    for i in range(rows):
        for j in range(columns):
            patch = x[:, i * stride : i * stride + k.shape[0], j * stride : j * stride + k.shape[1]]
            y[:, i, j] = np.tensordot(patch, k, axes=3)
    return y


@wrong("ex3", hint="Only the first channel is read")
def conv2d(x, k, stride, padding):
    windows = np.lib.stride_tricks.sliding_window_view(x[..., 0], k.shape[:2], axis=(1, 2))
    return np.einsum("nijuv,uvf->nijf", windows[:, ::stride, ::stride], k[:, :, 0])


@wrong("ex3", hint="added up into one map")
def conv2d(x, k, stride, padding):
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvcf->nij", windows, k)[..., None]


@wrong("ex3", hint="last filter is missing")
def conv2d(x, k, stride, padding):
    # one map too few: range(C_out - 1)
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    maps = [np.einsum("nijcuv,uvc->nij", windows, k[..., f]) for f in range(max(1, k.shape[3] - 1))]
    return np.stack(maps, axis=-1)


@wrong("ex3", hint="channels of the input stay apart")
def conv2d(x, k, stride, padding):
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvc->nijc", windows, k[..., 0])


@wrong("ex3", hint="The stride is on the output")
def conv2d(x, k, stride, padding):
    rows, columns = x.shape[1] - k.shape[0] + 1, x.shape[2] - k.shape[1] + 1
    y = np.zeros((len(x), rows, columns, k.shape[3]))
    for i in range(0, rows, stride):
        for j in range(0, columns, stride):
            y[:, i, j] = np.tensordot(x[:, i : i + k.shape[0], j : j + k.shape[1]], k, axes=3)
    return y


@wrong("ex3", hint="only in the number of outputs")
def conv2d(x, k, stride, padding):
    rows, columns = ((n - size) // stride + 1 for n, size in zip(x.shape[1:3], k.shape))
    y = np.zeros((len(x), rows, columns, k.shape[3]))
    for i in range(rows):
        for j in range(columns):
            y[:, i, j] = np.tensordot(x[:, i : i + k.shape[0], j : j + k.shape[1]], k, axes=3)
    return y


@wrong("ex3", hint="padding is left out")
def conv2d(x, k, stride, padding):
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvcf->nijf", windows, k)


@wrong("ex3", hint="the extra one comes below and to the right")
def conv2d(x, k, stride, padding):
    if padding == "same":
        pairs = []
        for n, size in zip(x.shape[1:3], k.shape[:2]):
            zeros = max((-(-n // stride) - 1) * stride + size - n, 0)
            pairs.append((zeros - zeros // 2, zeros // 2))
        x = np.pad(x, ((0, 0), *pairs, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvcf->nijf", windows, k)


@wrong("ex3", hint="the extra one comes below and to the right. Or: The zeros are put as for stride 1")
def conv2d(x, k, stride, padding):
    # pad as for stride 1, then keep every stride-th output
    if padding == "same":
        pairs = [((size - 1) // 2, size // 2) for size in k.shape[:2]]
        x = np.pad(x, ((0, 0), *pairs, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvcf->nijf", windows, k)


@wrong("ex3", hint="too many for an even kernel")
def conv2d(x, k, stride, padding):
    if padding == "same":
        pairs = [(size // 2, size // 2) for size in k.shape[:2]]
        x = np.pad(x, ((0, 0), *pairs, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nijcuv,uvcf->nijf", windows, k)


@wrong("ex4", hint="average pooling")
def max_pool(x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].mean(axis=(-2, -1))


@wrong("ex4", hint="stride without a maximum")
def max_pool(x, size, stride):
    return x[:, : x.shape[1] - size + 1 : stride, : x.shape[2] - size + 1 : stride]


@wrong("ex4", hint="stride is ignored")
def max_pool(x, size, stride):
    # the reshape trick, which knows windows side by side only
    rows, columns = x.shape[1] // size, x.shape[2] // size
    cut = x[:, : rows * size, : columns * size]
    return cut.reshape(len(x), rows, size, columns, size, -1).max(axis=(2, 4))


@wrong("ex4", hint="do not touch")
def max_pool(x, size, stride):
    rows, columns = x.shape[1] // size, x.shape[2] // size
    cut = x[:, : rows * size, : columns * size]
    return cut.reshape(len(x), size, rows, size, columns, -1).max(axis=(1, 3))


@wrong("ex4", hint="sticks out over the edge")
def max_pool(x, size, stride):
    # a slice over the edge is only shorter: NumPy does not complain
    rows, columns = (-(-(n - size) // stride) + 1 for n in x.shape[1:3])
    y = np.zeros((len(x), rows, columns, x.shape[3]))
    for i in range(rows):
        for j in range(columns):
            window = x[:, i * stride : i * stride + size, j * stride : j * stride + size]
            y[:, i, j] = window.max(axis=(1, 2))
    return y


@wrong("ex4", hint="began at 0")
def max_pool(x, size, stride):
    rows, columns = ((n - size) // stride + 1 for n in x.shape[1:3])
    y = np.zeros((len(x), rows, columns, x.shape[3]))
    for u in range(size):
        for v in range(size):
            y = np.maximum(
                y, x[:, u : u + stride * rows : stride, v : v + stride * columns : stride][:, :rows, :columns]
            )
    return y


@wrong("ex4", hint="over the channels too")
def max_pool(x, size, stride):
    rows, columns = ((n - size) // stride + 1 for n in x.shape[1:3])
    y = np.zeros((len(x), rows, columns, x.shape[3]))
    for n in range(len(x)):
        for i in range(rows):
            for j in range(columns):
                y[n, i, j] = x[n, i * stride : i * stride + size, j * stride : j * stride + size].max()
    return y


@wrong("ex4", hint="in place")
def max_pool(x, size, stride):
    # right numbers, but the caller's picture is spoilt
    rows, columns = ((n - size) // stride + 1 for n in x.shape[1:3])
    windows = np.lib.stride_tricks.sliding_window_view(x.copy(), (size, size), axis=(1, 2))
    x[:, :rows, :columns] = windows[:, ::stride, ::stride].max(axis=(-2, -1))
    return x[:, :rows, :columns]


@wrong("ex5", hint="not 128")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * (25 * channels + 1)
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 0
    table["C5"] = (120,), 120 * (size * size * channels + 1)
    table["F6"] = (84,), 128 * 84 + 84
    table["output"] = (num_classes,), num_classes * 85
    return table


@wrong("ex5", hint="biases are forgotten")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * 25 * channels
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 0
    features = size * size * channels
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * features), units
    return table


@wrong("ex5", hint="C3 reads only one map")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * 26
        size = size // 2
        table[pool] = (size, size, filters), 0
    features = size * size * 16
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * (features + 1)), units
    return table


@wrong("ex5", hint="C5 reads 16 numbers")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * (25 * channels + 1)
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 0
    features = channels
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * (features + 1)), units
    return table


@wrong("ex5", hint="C1 keeps 32 rows")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        table[conv] = (size, size, filters), filters * (25 * channels + 1)
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 0
    features = size * size * channels
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * (features + 1)), units
    return table


@wrong("ex5", hint="pooling layers have no parameters")
def lenet5_table(size, channels, num_classes):
    # as published in 1998: a weight and a bias for each map
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * (25 * channels + 1)
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 2 * filters
    features = size * size * channels
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * (features + 1)), units
    return table


@wrong("ex5", hint="compute them from the arguments")
def lenet5_table(size, channels, num_classes):
    return {
        "C1": ((28, 28, 6), 156),
        "S2": ((14, 14, 6), 0),
        "C3": ((10, 10, 16), 2416),
        "S4": ((5, 5, 16), 0),
        "C5": ((120,), 48120),
        "F6": ((84,), 10164),
        "output": ((10,), 850),
    }


@wrong("ex5", hint="always reads 5 * 5 * 16")
def lenet5_table(size, channels, num_classes):
    table = {}
    for conv, pool, filters in (("C1", "S2", 6), ("C3", "S4", 16)):
        size = size - 4
        table[conv] = (size, size, filters), filters * (25 * channels + 1)
        size, channels = size // 2, filters
        table[pool] = (size, size, filters), 0
    features = 400
    for dense, units in (("C5", 120), ("F6", 84), ("output", num_classes)):
        table[dense], features = ((units,), units * (features + 1)), units
    return table


@wrong("ex6", hint="strides are left out")
def receptive_field(layers):
    return 1 + sum(d * (k - 1) for k, s, d in layers)


@wrong("ex6", hint="own stride is counted")
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, d in layers:
        apart *= s
        field += d * (k - 1) * apart
    return field


@wrong("ex6", hint="Only the stride of the layer before")
def receptive_field(layers):
    field, before = 1, 1
    for k, s, d in layers:
        field += d * (k - 1) * before
        before = s
    return field


@wrong("ex6", hint="kernel sizes are added up: neighbouring windows overlap")
def receptive_field(layers):
    return sum(k for k, s, d in layers)


@wrong("ex6", hint="as if windows never overlapped")
def receptive_field(layers):
    field = 1
    for k, _, _ in layers:
        field *= k
    return field


@wrong("ex6", hint="dilation is left out")
def receptive_field(layers):
    field, apart = 1, 1
    for k, s, _ in layers:
        field += (k - 1) * apart
        apart *= s
    return field


@wrong("ex6", hint="here it runs forwards")
def receptive_field(layers):
    field = 1
    for k, s, d in layers:
        field = (field - 1) * s + d * (k - 1) + 1
    return field


@wrong("ex6", hint="r = r s + k")
def receptive_field(layers):
    field = 1
    for k, s, d in reversed(layers):
        field = field * s + d * (k - 1) + 1
    return field


@wrong("ex7", hint="channels-first")
def dense_to_conv(W, b, shape):
    height, width, channels = shape
    return W.reshape(channels, height, width, -1).transpose(1, 2, 0, 3), b


@wrong("ex7", hint="W was transposed first")
def dense_to_conv(W, b, shape):
    return W.T.reshape(*shape, -1), b


@wrong("ex7", hint="turned round by 180 degrees")
def dense_to_conv(W, b, shape):
    return W.reshape(*shape, -1)[::-1, ::-1], b


@wrong("ex7", hint="1 by 1 kernel")
def dense_to_conv(W, b, shape):
    # what network-in-network does behind global pooling
    return W[None, None], b


@wrong("ex7", hint="Columns are read before rows")
def dense_to_conv(W, b, shape):
    height, width, channels = shape
    return W.reshape(width, height, channels, -1).swapaxes(0, 1), b


@wrong("ex7", hint="Height and width have changed places")
def dense_to_conv(W, b, shape):
    height, width, channels = shape
    return W.reshape(width, height, channels, -1), b


@wrong("ex7", hint="bias is missing")
def dense_to_conv(W, b, shape):
    return W.reshape(*shape, -1), np.zeros_like(b)


@wrong("ex7", hint="divided among the pixels")
def dense_to_conv(W, b, shape):
    return W.reshape(*shape, -1), b / (shape[0] * shape[1])


@wrong("ex8", hint="padding same keeps their size")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="pooling after every convolution")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        for filters in block:
            stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="does not halve the maps")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(3, strides=2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="Flatten is missing")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="convolutions have no activation")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="last layer has no softmax")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes)])


@wrong("ex8", hint="fixed in your function")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    # the network of the example, whatever was asked for
    import keras

    stack = [keras.Input(input_shape)]
    for filters in (32, 64):
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(2)]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(256, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(10, "softmax")])


@wrong("ex8", hint="not built")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = []
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="before the convolutions of its block")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.MaxPooling2D(2)]
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    return keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex8", hint="should not be compiled")
def build_vgg_like(input_shape, blocks, dense_units, num_classes):
    import keras

    stack = [keras.Input(input_shape)]
    for block in blocks:
        stack += [keras.layers.Conv2D(filters, 3, padding="same", activation="relu") for filters in block]
        stack += [keras.layers.MaxPooling2D(2)]
    stack += [keras.layers.Flatten(), keras.layers.Dense(dense_units, "relu")]
    model = keras.Sequential([*stack, keras.layers.Dense(num_classes, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
