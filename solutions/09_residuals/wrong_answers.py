"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "2 · What should a block learn?",
    "ex2": "When the shapes differ",
    "ex3": "When the shapes differ",
    "ex4": "3 · What comes back through it?",
    "ex5": "5 · A ResNet, counted and trained",
    "ex6": "4 · Which block?",
    "ex7": "A bundle of paths",
}


@wrong("ex1", hint="ReLU is put on the branch alone")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed) + kept


@wrong("ex1", hint="an activation on the shortcut")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed + np.maximum(0, kept))


@wrong("ex1", hint="both parts before the sum")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed) + np.maximum(0, kept)


@wrong("ex1", hint="ReLU after the sum is missing")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("the shapes differ")
    return changed + kept


@wrong("ex1", hint="The shortcut is missing")
def residual_forward(x, block, shortcut):
    return np.maximum(0, block(x))


@wrong("ex1", hint="The shortcut function is not used")
def residual_forward(x, block, shortcut):
    return np.maximum(0, block(x) + x)


@wrong("ex1", hint="NumPy spreads an axis of size 1")
def residual_forward(x, block, shortcut):
    # leaves it to NumPy to complain
    return np.maximum(0, block(x) + (x if shortcut is None else shortcut(x)))


@wrong("ex1", hint="NumPy spreads an axis of size 1")
def residual_forward(x, block, shortcut):
    # compares the features alone
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape[-1] != kept.shape[-1]:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed + kept)


@wrong("ex1", hint="NumPy spreads an axis of size 1")
def residual_forward(x, block, shortcut):
    # leaves out the axis of the examples
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape[1:] != kept.shape[1:]:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed + kept)


@wrong("ex1", hint="NumPy spreads an axis of size 1")
def residual_forward(x, block, shortcut):
    # compares how many numbers there are
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.size != kept.size:
        raise ValueError("the shapes differ")
    return np.maximum(0, changed + kept)


@wrong("ex1", hint="changes its first argument")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("the shapes differ")
    kept += changed
    return np.maximum(0, kept)


@wrong("ex1", hint="must mention 'shape'")
def residual_forward(x, block, shortcut):
    changed, kept = block(x), x if shortcut is None else shortcut(x)
    if changed.shape != kept.shape:
        raise ValueError("this does not fit")
    return np.maximum(0, changed + kept)


@wrong("ex2", hint="A projection always")
def needs_projection(channels_in, filters, strides):
    return True


@wrong("ex2", hint="Strides are forgotten")
def needs_projection(channels_in, filters, strides):
    return channels_in != filters


@wrong("ex2", hint="also with strides 1")
def needs_projection(channels_in, filters, strides):
    return strides != 1 and strides != (1, 1)


@wrong("ex2", hint="also with strides 1")
def needs_projection(channels_in, filters, strides):
    return channels_in != filters and strides != 1


@wrong("ex2", hint="Fewer channels than before")
def needs_projection(channels_in, filters, strides):
    return filters > channels_in or strides not in (1, (1, 1))


@wrong("ex2", hint="Strides may be a pair")
def needs_projection(channels_in, filters, strides):
    return channels_in != filters or strides != 1


@wrong("ex2", hint="compared with 2")
def needs_projection(channels_in, filters, strides):
    return channels_in != filters or 2 in np.atleast_1d(strides)


@wrong("ex2", hint="compared with 2")
def needs_projection(channels_in, filters, strides):
    return bool(channels_in != filters or np.any(np.equal(strides, 2)))


@wrong("ex2", hint="not how many numbers")
def needs_projection(channels_in, filters, strides):
    rows, columns = np.broadcast_to(strides, 2)
    return bool(channels_in * rows * columns != filters)


@wrong("ex3", hint="The stride is missing on the shortcut")
def projection_shortcut(x, kernel, strides):
    return x @ kernel


@wrong("ex3", hint="along the rows alone")
def projection_shortcut(x, kernel, strides):
    return x[:, ::strides] @ kernel


@wrong("ex3", hint="along the rows alone")
def projection_shortcut(x, kernel, strides):
    # forgets the axis of the examples
    return x[::strides, ::strides] @ kernel


@wrong("ex3", hint="The first pixel is skipped")
def projection_shortcut(x, kernel, strides):
    return x[:, strides - 1 :: strides, strides - 1 :: strides] @ kernel


@wrong("ex3", hint="pixels of a window are averaged")
def projection_shortcut(x, kernel, strides):
    # as an average pooling, then a 1x1 convolution
    s, (N, H, W, C) = strides, x.shape
    kept = x[:, : H // s * s, : W // s * s].reshape(N, H // s, s, W // s, s, C)
    return kept.mean(axis=(2, 4)) @ kernel


@wrong("ex3", hint="an activation on the shortcut")
def projection_shortcut(x, kernel, strides):
    return np.maximum(0, x[:, ::strides, ::strides] @ kernel)


@wrong("ex3", hint="The last row and column are lost")
def projection_shortcut(x, kernel, strides):
    H, W = x.shape[1] // strides, x.shape[2] // strides
    return x[:, : H * strides : strides, : W * strides : strides] @ kernel


@wrong("ex3", hint="The kernel is transposed")
def projection_shortcut(x, kernel, strides):
    # whichever way fits
    kept = x[:, ::strides, ::strides]
    return kept @ (kernel.T if kernel.shape[1] == x.shape[-1] else kernel)


@wrong("ex3", hint="Equal channels do not make the")
def projection_shortcut(x, kernel, strides):
    kept = x[:, ::strides, ::strides]
    return kept if kernel.shape[0] == kernel.shape[1] else kept @ kernel


@wrong("ex3", hint="The stride is always 2")
def projection_shortcut(x, kernel, strides):
    return x @ kernel if strides == 1 else x[:, ::2, ::2] @ kernel


@wrong("ex4", hint="product without the plus one")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in jacobians[::-1]:
        grads.append(J.T @ grads[-1])
    return np.array(grads[::-1])


@wrong("ex4", hint="transpose is missing")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in jacobians[::-1]:
        grads.append(grads[-1] + J @ grads[-1])
    return np.array(grads[::-1])


@wrong("ex4", hint="from the first to the last")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in jacobians:
        grads.append(grads[-1] + J.T @ grads[-1])
    return np.array(grads[::-1])


@wrong("ex4", hint="The right numbers in the wrong order")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in jacobians[::-1]:
        grads.append(grads[-1] + J.T @ grads[-1])
    return np.array(grads)


@wrong("ex4", hint="once for the whole stack")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output]
    for J in jacobians[::-1]:
        grads.append(J.T @ grads[-1])
    return np.array([g + grad_output for g in grads[:0:-1]] + [grad_output])


@wrong("ex4", hint="ones on its diagonal alone")
def residual_gradient(jacobians, grad_output):
    # right for a single feature
    grads = [grad_output]
    for J in jacobians[::-1]:
        grads.append((1 + J).T @ grads[-1])
    return np.array(grads[::-1])


@wrong("ex4", hint="The slopes are added up")
def residual_gradient(jacobians, grad_output):
    grads = []
    for start in range(len(jacobians) + 1):
        grads.append(grad_output + jacobians[start:].sum(axis=0).T @ grad_output)
    return np.array(grads)


@wrong("ex4", hint="The gradient at the end is missing")
def residual_gradient(jacobians, grad_output):
    grads, g = [], grad_output
    for J in jacobians[::-1]:
        g = g + J.T @ g
        grads.append(g)
    return np.array(grads[::-1])


@wrong("ex4", hint="along the shortcuts alone")
def residual_gradient(jacobians, grad_output):
    return np.tile(grad_output, (len(jacobians) + 1, 1))


@wrong("ex4", hint="changes its second argument")
def residual_gradient(jacobians, grad_output):
    grads = [grad_output.copy()]
    for J in jacobians[::-1]:
        grad_output += J.T @ grad_output
        grads.append(grad_output.copy())
    return np.array(grads[::-1])


@wrong("ex5", hint="A projection always: only the first block of stage 2 and of stage 3 has one")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="first block of every stage")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for block in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and block == 0:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="The projections are forgotten")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="counted with a bias")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 3 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="four trained parameters a channel")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    # as Keras' summary counts in all
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 4 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="Batch normalization is forgotten")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="moving means and variances of the projections")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total[0] += before * stage + 2 * stage
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="counted as 3x3")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(3, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="`projection` is not looked at")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="All blocks of a stage read the filters")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    # `before` moves on too late
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
        if projection and before != stage:
            total += convolution(1, before, stage)
        before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="batch normalization of the projections")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total[0] += before * stage
            before = stage
    trained, kept = total.tolist()
    return trained + (before + 1) * num_classes, kept


@wrong("ex5", hint="changed places")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return kept, trained + (before + 1) * num_classes


@wrong("ex5", hint="dense layer's bias")
def resnet_params(blocks, filters, channels_in, num_classes, projection):
    def convolution(size, c_in, c_out):
        return np.array([size * size * c_in * c_out + 2 * c_out, 2 * c_out])

    total, before = convolution(3, channels_in, filters[0]), filters[0]
    for stage in filters:
        for _ in range(blocks):
            total += convolution(3, before, stage) + convolution(3, stage, stage)
            if projection and before != stage:
                total += convolution(1, before, stage)
            before = stage
    trained, kept = total.tolist()
    return trained + before * num_classes, kept


@wrong("ex6", hint="on the shortcut, before its projection")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h, kept = x, keras.layers.ReLU()(x)
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="on the shortcut, before its projection")
def pre_activation_block(input_shape, filters, strides):
    # around the projection alone
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(keras.layers.ReLU()(kept))
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="A projection always")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="You normalize after the convolutions")
def pre_activation_block(input_shape, filters, strides):
    # the order of 2015
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="after the sum, or on the shortcut behind its projection")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.ReLU()(keras.layers.Add()([h, kept])))


@wrong("ex6", hint="starts behind the first normalization")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = kept = keras.layers.BatchNormalization()(x)
    for step in (strides, 1):
        h = h if step is strides and h is kept else keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="reads what is normalized")
def pre_activation_block(input_shape, filters, strides):
    # as in the programs of 2016: the projection shares the first normalization and activation
    import keras

    x = kept = keras.Input(input_shape)
    h, starts = x, []
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        start = h if len(starts) == 0 else starts[0]
        starts.append(start)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(starts[0])
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="ReLU comes before the normalization")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.ReLU()(h)
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="ReLU is missing in the branch")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="strides are in the second convolution")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (1, strides):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="A convolution has a bias")
def pre_activation_block(input_shape, filters, strides):
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same")(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="raised ValueError")
def pre_activation_block(input_shape, filters, strides):
    # the stride is missing on the shortcut: Keras cannot add the two
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex6", hint="leave its momentum and epsilon alone")
def pre_activation_block(input_shape, filters, strides):
    # as in the lesson's networks
    import keras

    x = kept = keras.Input(input_shape)
    h = x
    for step in (strides, 1):
        h = keras.layers.BatchNormalization(momentum=0.9)(h)
        h = keras.layers.ReLU()(h)
        h = keras.layers.Conv2D(filters, 3, step, padding="same", use_bias=False)(h)
    if strides != 1 or input_shape[-1] != filters:
        kept = keras.layers.Conv2D(filters, 1, strides, use_bias=False)(kept)
    return keras.Model(x, keras.layers.Add()([h, kept]))


@wrong("ex7", hint="One path of each length")
def effective_paths(n, c):
    powers = c ** np.arange(n + 1.0)
    return np.ones(n + 1), powers / powers.sum()


@wrong("ex7", hint="should sum to 1")
def effective_paths(n, c):
    paths = np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1, 1])
    return paths, paths * c ** np.arange(n + 1.0)


@wrong("ex7", hint="shares of the number of paths: each brings a power of c")
def effective_paths(n, c):
    paths = np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1, 1])
    return paths, paths / paths.sum()


@wrong("ex7", hint="those of a single path")
def effective_paths(n, c):
    paths = np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1, 1])
    return paths, c ** np.arange(n + 1.0) / (1 + c) ** n


@wrong("ex7", hint="product without the plus one")
def effective_paths(n, c):
    through_all = np.zeros(n + 1)
    through_all[n] = 1
    return through_all, through_all


@wrong("ex7", hint="The order is turned round")
def effective_paths(n, c):
    paths = np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1, 1])
    return paths, paths * c ** np.arange(n, -1.0, -1) / (1 + c) ** n


@wrong("ex7", hint="taken for a probability")
def effective_paths(n, c):
    paths, share = np.ones(1), np.ones(1)
    for _ in range(n):
        paths, share = np.convolve(paths, [1, 1]), np.convolve(share, [1 - c, c])
    return paths, share


@wrong("ex7", hint="logarithm of c does not exist")
def effective_paths(n, c):
    # by logarithms, which a factor of 0 does not have
    paths = np.ones(1)
    for _ in range(n):
        paths = np.convolve(paths, [1, 1])
    with np.errstate(all="ignore"):
        return paths, paths * np.exp(np.arange(n + 1) * np.log(c)) / (1 + c) ** n + 0 * np.log(c)


@wrong("ex7", hint="does not fit into 64 bits")
def effective_paths(n, c):
    factorials = np.cumprod([1, *range(1, n + 1)])
    paths = factorials[n] // (factorials * factorials[::-1])
    return paths, paths * c ** np.arange(n + 1.0) / (1 + c) ** n
