"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="the identity as a function, where in place of maximum")
def residual_forward(x, block, shortcut):
    shortcut = shortcut or (lambda same: same)
    total = [block(x), shortcut(x)]
    if np.shape(total[0]) != np.shape(total[1]):
        raise ValueError("block and shortcut have different shapes")
    total = total[0] + total[1]
    return np.where(total > 0, total, 0)


@right("ex1", style="a copy, changed in place")
def residual_forward(x, block, shortcut):
    y = np.array(x if shortcut is None else shortcut(x), dtype=float)
    change = block(x)
    if y.shape != change.shape:
        raise ValueError(f"Shape {y.shape} does not fit shape {change.shape}")
    y += change
    y[y < 0] = 0
    return y


@right("ex1", style="float32, clip")
def residual_forward(x, block, shortcut):
    changed = block(x).astype("float32")
    kept = x.astype("float32") if shortcut is None else np.asarray(shortcut(x), dtype="float32")
    if changed.shape == kept.shape:
        return (changed + kept).clip(min=0)
    raise ValueError("shapes: {} and {}".format(changed.shape, kept.shape))  # noqa: UP032  an older style


@right("ex2", style="NumPy, any of the strides")
def needs_projection(channels_in, filters, strides):
    return bool(np.any(np.asarray(strides) != 1)) or channels_in != filters


@right("ex2", style="turned round: what is the same?")
def needs_projection(channels_in, filters, strides):
    same_size = strides in (1, (1, 1), [1, 1])
    same_channels = channels_in == filters
    return not (same_size and same_channels)


@right("ex2", style="by the product, as a NumPy bool")
def needs_projection(channels_in, filters, strides):
    return np.prod(strides) > 1 or np.not_equal(channels_in, filters)


@right("ex3", style="einsum, then the strides")
def projection_shortcut(x, kernel, strides):
    return np.einsum("nhwc,cf->nhwf", x, kernel)[:, ::strides, ::strides, :]


@right("ex3", style="loops over the output")
def projection_shortcut(x, kernel, strides):
    N, H, W, _ = x.shape
    y = np.zeros((N, -(-H // strides), -(-W // strides), kernel.shape[1]))
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            y[:, i, j] = x[:, i * strides, j * strides].dot(kernel)
    return y


@right("ex3", style="picked by index, float32")
def projection_shortcut(x, kernel, strides):
    rows, columns = (np.arange(0, size, strides) for size in x.shape[1:3])
    kept = x.take(rows, axis=1).take(columns, axis=2)
    return np.tensordot(kept, kernel, axes=1).astype(np.float32)


@right("ex4", style="identity plus Jacobian, rows")
def residual_gradient(jacobians, grad_output):
    B, D = len(jacobians), len(grad_output)
    grads = np.empty((B + 1, D))
    grads[B] = grad_output
    for block in range(B - 1, -1, -1):
        grads[block] = grads[block + 1] @ (np.eye(D) + jacobians[block])
    return grads


@right("ex4", style="einsum, a list put together from the front")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in reversed(list(jacobians)):
        grads = [grads[0] + np.einsum("ij,i->j", J, grads[0]), *grads]
    return grads


@right("ex4", style="recursion, float32")
def residual_gradient(jacobians, grad_output):
    if len(jacobians) == 0:
        return np.array([grad_output], dtype=np.float32)
    later = residual_gradient(jacobians[1:], grad_output).astype(float)
    return np.vstack([later[0] + jacobians[0].T.dot(later[0]), later]).astype(np.float32)


@right("ex5", style="stage by stage, in formulas")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    kernels = 9 * channels_in * filters[0]
    channels = filters[0]  # of all batch normalizations
    kernels += sum(9 * f * f * (2 * blocks - 1) for f in filters)
    channels += sum(2 * blocks * f for f in filters)
    kernels += 9 * filters[0] ** 2 + sum(9 * a * b for a, b in zip(filters[:-1], filters[1:]))
    if projection:
        kernels += sum(a * b for a, b in zip(filters[:-1], filters[1:]))
        channels += sum(filters[1:])
    return kernels + 2 * channels + filters[-1] * num_classes + num_classes, 2 * channels


@right("ex5", style="a list of layers first")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    layers, c = [(3, channels_in, filters[0])], filters[0]
    for f in filters:
        for block in range(blocks):
            layers.append((3, c, f))
            layers.append((3, f, f))
            if block == 0 and c != f and projection:
                layers.append((1, c, f))
            c = f
    outputs = np.array([f for _, _, f in layers])
    return [int(sum(k**2 * a * b for k, a, b in layers) + 2 * outputs.sum() + (c + 1) * num_classes), 2 * outputs.sum()]


@right("ex5", style="Keras' summary as the plan: all parameters, then those that are not trained")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    total = kept = 0
    previous = channels_in
    for stage, f in enumerate([filters[0], *filters]):
        repeats = 1 if stage == 0 else 2 * blocks
        for _ in range(repeats):
            total += 3 * 3 * previous * f + 4 * f
            kept += 2 * f
            previous = f
        if stage > 1 and projection:
            total += filters[stage - 2] * f + 4 * f
            kept += 2 * f
    total += previous * num_classes + num_classes
    return total - kept, kept


@right("ex6", style="ReLU as a layer, sums by plus")
def pre_activation_block(input_shape, filters, strides):
    import keras

    layers = keras.layers
    x = keras.Input(shape=input_shape)
    shortcut = x
    if input_shape[2] != filters or strides > 1:
        shortcut = layers.Conv2D(filters, kernel_size=(1, 1), strides=(strides, strides), use_bias=False)(x)
    h = layers.ReLU()(layers.BatchNormalization()(x))
    h = layers.Conv2D(filters, (3, 3), strides=strides, padding="same", use_bias=False)(h)
    h = layers.ReLU()(layers.BatchNormalization()(h))
    h = layers.Conv2D(filters, (3, 3), padding="same", use_bias=False)(h)
    return keras.Model(inputs=x, outputs=layers.add([shortcut, h]))


@right("ex6", style="a Sequential as branch")
def pre_activation_block(input_shape, filters, strides):
    from tensorflow import keras

    def part(step):
        yield keras.layers.BatchNormalization()
        yield keras.layers.Activation(keras.activations.relu)
        yield keras.layers.Conv2D(filters, 3, strides=step, padding="same", use_bias=False)

    x = h = keras.layers.Input(input_shape)
    for layer in (*part(strides), *part(1)):
        h = layer(h)
    same = strides == 1 and filters == input_shape[-1]
    kept = x if same else keras.layers.Conv2D(filters, 1, strides, padding="same", use_bias=False)(x)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@right("ex6", style="names for all layers")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = keras.Input(input_shape, name="maps")
    h = keras.layers.BatchNormalization(axis=-1, name="first_norm")(x)
    h = keras.layers.ReLU(name="first_relu")(h)
    h = keras.layers.Conv2D(filters, 3, (strides, strides), "same", use_bias=False, name="first")(h)
    h = keras.layers.BatchNormalization(name="second_norm")(h)
    h = keras.layers.ReLU(name="second_relu")(h)
    h = keras.layers.Conv2D(filters, 3, 1, "same", use_bias=False, name="second")(h)
    if (strides, filters) != (1, input_shape[-1]):
        x_shortcut = keras.layers.Conv2D(filters, 1, strides, "same", use_bias=False, name="projection")(x)
    else:
        x_shortcut = x
    return keras.Model(x, keras.layers.Add(name="sum")([x_shortcut, h]))


@right("ex7", style="binomial numbers of the library, whole numbers")
def effective_paths(n, c):
    from math import comb

    paths = [comb(n, k) for k in range(n + 1)]
    return paths, [count * c**k / (1 + c) ** n for k, count in enumerate(paths)]


@right("ex7", style="convolutions of a block's two ways")
def effective_paths(n, c):
    paths, share = np.ones(1), np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1.0, 1.0])
        share = np.convolve(share, [1 / (1 + c), c / (1 + c)])
    return paths, share


@right("ex7", style="each number from the one before")
def effective_paths(n, c):
    paths = [1]
    for k in range(n):
        paths.append(paths[-1] * (n - k) // (k + 1))
    paths = np.array(paths, dtype=float)
    weights = paths * np.power(float(c), np.arange(n + 1))
    return paths, weights / weights.sum()
