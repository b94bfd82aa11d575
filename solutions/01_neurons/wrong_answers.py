"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "1 · What does one neuron compute?",
    "ex2": "3 · What is a layer?",
    "ex3": "How many numbers are there to learn?",
    "ex4": "4 · What does a hidden layer add?",
    "ex5": "2 · How does a neuron find its weights?",
    "ex6": "XOR with two hidden units",
    "ex7": "5 · How does one build a network in Keras?",
}


@wrong("ex1", hint="activation comes before the bias")
def neuron(x, w, b, f):
    return f(np.sum(x * w)) + b


@wrong("ex1", hint="bias is left out")
def neuron(x, w, b, f):
    return f(np.sum(x * w))


@wrong("ex1", hint="bias is added to every product")
def neuron(x, w, b, f):
    return f(np.sum(x * w + b))


@wrong("ex1", hint="activation is applied to every product")
def neuron(x, w, b, f):
    # the sum of the activations in place of the activation of the sum
    return np.sum(f(x * w)) + b


@wrong("ex1", hint="activation is missing")
def neuron(x, w, b, f):
    return x @ w + b


@wrong("ex1", hint="The products are not added up")
def neuron(x, w, b, f):
    return f(x * w + b)


@wrong("ex1", hint="bias is subtracted")
def neuron(x, w, b, f):
    # a threshold: the sum must exceed b
    return f(x @ w - b)


@wrong("ex1", hint="Only the first two inputs count")
def neuron(x, w, b, f):
    return f(sum(x[i] * w[i] for i in range(min(2, len(x)))) + b) if len(x) != 3 else f(x @ w + b)


@wrong("ex1", hint="Only the first two inputs count")
def neuron(x, w, b, f):
    return f(x[0] * w[0] + x[1] * w[1] + b)


@wrong("ex1", hint="activation is applied after every product")
def neuron(x, w, b, f):
    z = b
    for i in range(len(x)):
        z = f(z + x[i] * w[i])
    return z


@wrong("ex2", hint="weights are transposed")
def dense(X, W, b, f):
    return f(X @ W.T + b)


@wrong("ex2", hint="product has the wrong order")
def dense(X, W, b, f):
    return f(W @ X + b)


@wrong("ex2", hint="bias is left out")
def dense(X, W, b, f):
    return f(X @ W)


@wrong("ex2", hint="activation comes before the bias")
def dense(X, W, b, f):
    return f(X @ W) + b


@wrong("ex2", hint="one an example")
def dense(X, W, b, f):
    # columns and rows confused: one bias for each example
    return f(X @ W + b[:, None])


@wrong("ex2", hint="first bias serves the whole layer")
def dense(X, W, b, f):
    return f(X @ W + b[0])


@wrong("ex2", hint="biases are added up")
def dense(X, W, b, f):
    return f(X @ W + np.sum(b))


@wrong("ex2", hint="entry by entry")
def dense(X, W, b, f):
    return f(X * W + b)


@wrong("ex2", hint="axis of")
def dense(X, W, b, f):
    return np.squeeze(f(X @ W + b))


@wrong("ex2", hint="activation is missing")
def dense(X, W, b, f):
    return X @ W + b


@wrong("ex2", hint="Rows and columns have changed places")
def dense(X, W, b, f):
    return np.array([[f(x @ column + bias) for x in X] for column, bias in zip(W.T, b, strict=True)])


@wrong("ex3", hint="counted once a layer")
def count_params(sizes):
    return sum(a * b + 1 for a, b in zip(sizes, sizes[1:]))


@wrong("ex3", hint="biases are left out")
def count_params(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


@wrong("ex3", hint="counted per weight")
def count_params(sizes):
    return sum(2 * a * b for a, b in zip(sizes, sizes[1:]))


@wrong("ex3", hint="inputs are given biases")
def count_params(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes)


@wrong("ex3", hint="units that a layer reads from")
def count_params(sizes):
    return sum(a * (b + 1) for a, b in zip(sizes, sizes[1:]))


@wrong("ex3", hint="output units have no biases")
def count_params(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes[1:-1])


@wrong("ex3", hint="these are the units")
def count_params(sizes):
    return sum(sizes)


@wrong("ex3", hint="visible tests only")
def count_params(sizes):
    # the expected numbers, read off the tests
    return {2: 650, 1: 0}.get(len(sizes), 26)


@wrong("ex3", hint="All sizes are multiplied")
def count_params(sizes):
    from math import prod

    return prod(sizes) + sum(sizes[1:])


@wrong("ex4", hint="biases are added up")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = W @ next_W, b + next_b
    return W, b


@wrong("ex4", hint="Only the last bias is kept")
def collapse_linear(layers):
    W = layers[0][0]
    for next_W, _ in layers[1:]:
        W = W @ next_W
    return W, layers[-1][1]


@wrong("ex4", hint="wrong order")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, b @ next_W + next_b
    return W, b


@wrong("ex4", hint="wrong order")
def collapse_linear(layers):
    # as f(g(x)) is written: the last one first
    W, b = layers[-1]
    for next_W, next_b in layers[-2::-1]:
        W, b = W @ next_W, b @ next_W + next_b
    return W, b


@wrong("ex4", hint="multiplied entry by entry")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = W * next_W, b @ next_W + next_b
    return W, b


@wrong("ex4", hint="Only the first two layers")
def collapse_linear(layers):
    if len(layers) == 1:
        return layers[0]
    (W1, b1), (W2, b2) = layers[:2]
    return W1 @ W2, b1 @ W2 + b2


@wrong("ex4", hint="weights and the biases are added")
def collapse_linear(layers):
    return sum(W for W, _ in layers), sum(b for _, b in layers)


@wrong("ex4", hint="transposed weights")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = W @ next_W, next_W @ b + next_b
    return W, b


@wrong("ex4", hint="counted twice")
def collapse_linear(layers):
    if len(layers) == 1:
        (W, b) = layers[0]
        return W @ W, b @ W + b
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = W @ next_W, b @ next_W + next_b
    return W, b


@wrong("ex4", hint="in place")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        next_b += b @ next_W
        W, b = W @ next_W, next_b
    return W, b


@wrong("ex4", hint="belong to inputs that are columns")
def collapse_linear(layers):
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, next_W @ b + next_b
    return W, b


@wrong("ex4", hint="goes through both layers' weights")
def collapse_linear(layers):
    # the product of all weights so far is one factor too many
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W = W @ next_W
        b = b @ W + next_b
    return W, b


@wrong("ex4", hint="those between them count, too")
def collapse_linear(layers):
    if len(layers) == 1:
        return layers[0]
    (W1, b1), (W2, b2) = layers[0], layers[-1]
    return W1 @ W2, b1 @ W2 + b2


@wrong("ex5", hint="learning rate is left out")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b > 0)
            w, b = w + error * x, b + error
    return w, b


@wrong("ex5", hint="learning rate is left out of the bias' step")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b > 0)
            w, b = w + lr * error * x, b + error
    return w, b


@wrong("ex5", hint="gets right are corrected too")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            direction = 2 * target - 1
            w, b = w + lr * direction * x, b + lr * direction
    return w, b


@wrong("ex5", hint="goes the wrong way")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = (x @ w + b > 0) - float(target)
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex5", hint="bias is never corrected")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            w = w + lr * (target - (x @ w + b > 0)) * x
    return w, b


@wrong("ex5", hint="correct at once")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        errors = y - (X @ w + b > 0)
        w, b = w + lr * errors @ X, b + lr * errors.sum()
    return w, b


@wrong("ex5", hint="exactly 0 counts as class 1")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b >= 0)
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex5", hint="raw sum")
def perceptron_fit(X, y, lr, epochs):
    # the delta rule of Widrow and Hoff
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b)
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex5", hint="One epoch only")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b > 0)
            w, b = w + lr * error * x, b + lr * error
        return w, b
    return w, b


@wrong("ex5", hint="Only examples of class 1 are corrected")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            if target == 1 and x @ w + b <= 0:
                w, b = w + lr * x, b + lr
    return w, b


@wrong("ex5", hint="start at 1")
def perceptron_fit(X, y, lr, epochs):
    if epochs == 0:
        return np.ones(X.shape[1]), 0.0
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            error = target - (x @ w + b > 0)
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex5", hint="in place")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for i in range(len(X)):
            error = y[i] - (X[i] @ w + b > 0)
            w, b = w + lr * error * X[i], b + lr * error
    X *= lr
    return w, b


@wrong("ex5", hint="without shuffling they agree")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for i in np.random.permutation(len(X)):
            error = y[i] - (X[i] @ w + b > 0)
            w, b = w + lr * error * X[i], b + lr * error
    return w, b


@wrong("ex5", hint="ends at the first example that is right")
def perceptron_fit(X, y, lr, epochs):
    # `break` where `continue` is meant
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            error = target - int(x @ w + b > 0)
            if error == 0:
                break
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex5", hint="twice too large")
def perceptron_fit(X, y, lr, epochs):
    signs, w, b = 2 * y - 1, np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, sign in zip(X, signs, strict=True):
            said = 1 if x @ w + b > 0 else -1
            w, b = w + lr * (sign - said) * x, b + lr * (sign - said)
    return w, b


@wrong("ex5", hint="The bias plays no part")
def perceptron_fit(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y, strict=True):
            error = target - int(x @ w > 0)
            w, b = w + lr * error * x, b + lr * error
    return w, b


@wrong("ex6", hint="This is OR")
def xor_weights():
    # both hidden units are added up: OR or AND
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.ones((2, 1)), np.array([-0.5])


@wrong("ex6", hint="weights are transposed")
def xor_weights():
    # OR in the first row, NAND in the second
    W1 = np.array([[1.0, 1.0], [-1.0, -1.0]])
    return W1, np.array([-0.5, 1.5]), np.array([[1.0], [1.0]]), np.array([-1.5])


@wrong("ex6", hint="upside down")
def xor_weights():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([[-1.0], [1.0]]), np.array([0.5])


@wrong("ex6", hint="boundary passes through a corner")
def xor_weights():
    # right at the corners, as a sum of exactly 0 is not above 0
    return np.ones((2, 2)), np.array([0.0, -1.0]), np.array([[1.0], [-1.0]]), np.array([0.0])


@wrong("ex6", hint="shape (2, 1)")
def xor_weights():
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), np.array([-0.5])


@wrong("ex6", hint="its own bias")
def xor_weights():
    # one bias a layer
    return np.ones((2, 2)), np.array([-0.5]), np.array([[1.0], [-1.0]]), np.array([-0.5])


@wrong("ex6", hint="0 everywhere")
def xor_weights():
    return np.zeros((2, 2)), np.zeros(2), np.zeros((2, 1)), np.zeros(1)


@wrong("ex6", hint="This is AND")
def xor_weights():
    # OR and AND, joined by AND
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.ones((2, 1)), np.array([-1.5])


@wrong("ex6", hint="its own bias")
def xor_weights():
    # the biases as a column: right corners, wrong shape
    return [[1.0, 1.0], [1.0, 1.0]], [[-0.5], [-1.5]], [[1.0], [-1.0]], [-0.5]


@wrong("ex7", hint="This is a Sequential model")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    layers = [keras.layers.Dense(units, activation) for units in hidden]
    return keras.Sequential([keras.Input((num_inputs,)), *layers, keras.layers.Dense(num_classes, "softmax")])


@wrong("ex7", hint="hidden layers have no activation")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))


@wrong("ex7", hint="no softmax")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units, activation)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))


@wrong("ex7", hint="hidden layers' activation: it should have softmax")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in [*hidden, num_classes]:
        x = keras.layers.Dense(units, activation)(x)
    return keras.Model(inputs, x)


@wrong("ex7", hint="give every layer what the one before returned")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units, activation)(inputs)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))


@wrong("ex7", hint="number of hidden layers is fixed")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = keras.Input((num_inputs,))
    x = keras.layers.Dense((hidden + [1, 1])[0], activation)(inputs)
    x = keras.layers.Dense((hidden + [1, 1])[1], activation)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))


@wrong("ex7", hint="activation is fixed")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units, "relu")(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))


@wrong("ex7", hint="Keras adds the axis of the batch itself")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((None, num_inputs))
    for units in hidden:
        x = keras.layers.Dense(units, activation)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))


@wrong("ex7", hint="biases are missing")
def build_mlp(num_inputs, hidden, num_classes, activation):
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units, activation, use_bias=False)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax", use_bias=False)(x))


@wrong("ex7", hint="One hidden layer has no activation")
def build_mlp(num_inputs, hidden, num_classes, activation):
    # the activation stands behind the loop
    import keras

    inputs = x = keras.Input((num_inputs,))
    for units in hidden:
        x = keras.layers.Dense(units)(x)
    x = keras.layers.Activation(activation)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, "softmax")(x))
