"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "Two traps",
    "ex2": "2 · Where does the gradient go?",
    "ex3": "A slope on the left",
    "ex4": "A slope on the left",
    "ex5": "Stable, along the right axis",
    "ex6": "Do sigmoid networks vanish within five layers?",
    "ex7": "3 · When does a unit die?",
    "ex8": "Which last layer for which question?",
}


@wrong("ex1", hint="overflow")
def sigmoid(x):
    # right on paper; e^1000 is inf, and inf / inf is nan
    return np.exp(x) / (1 + np.exp(x))


@wrong("ex1", hint="sign of the exponent")
def sigmoid(x):
    return 1 / (1 + np.exp(x))


@wrong("ex1", hint="This is tanh")
def sigmoid(x):
    return np.tanh(x)


@wrong("ex1", hint="an array has many: choose with `np.where`")
def sigmoid(x):
    # the branch is decided once for the whole array
    if x >= 0:
        return 1 / (1 + np.exp(-x))
    return np.exp(x) / (1 + np.exp(x))


@wrong("ex1", hint="`math.exp` takes a single number")
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x))


@wrong("ex1", hint="clipped too early")
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -10, 10)))


@wrong("ex1", hint="pair of brackets")
def sigmoid(x):
    return 1 / 1 + np.exp(-x)


@wrong("ex1", hint="overflow")
def sigmoid(x):
    # both branches are computed everywhere, and the product keeps the nan of the one that is not wanted
    return (x >= 0) * (1 / (1 + np.exp(-x))) + (x < 0) * (np.exp(x) / (1 + np.exp(x)))


@wrong("ex1", hint="in another shape")
def sigmoid(x):
    return np.array([1 / (1 + np.exp(-value)) for value in x.ravel()])


@wrong("ex1", hint="with NumPy alone")
def sigmoid(x):
    from nnkit import activations

    return activations.sigmoid(x)


@wrong("ex1", hint="`return` is missing")
def sigmoid(x):
    y = 1 / (1 + np.exp(-x))
    print(y)


@wrong("ex2", hint="derivative at the output")
def sigmoid_grad(x):
    # the formula in terms of the output, given the input
    return x * (1 - x)


@wrong("ex2", hint="applied twice")
def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-x))
    s = 1 / (1 + np.exp(-s))
    return s * (1 - s)


@wrong("ex2", hint="tanh's slope")
def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-x))
    return 1 - s**2


@wrong("ex2", hint="the sigmoid itself")
def sigmoid_grad(x):
    return 1 / (1 + np.exp(-x))


@wrong("ex2", hint="overflow")
def sigmoid_grad(x):
    # differentiated by hand, without an eye on its size
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


@wrong("ex2", hint="overflow")
def sigmoid_grad(x):
    s = np.exp(x) / (1 + np.exp(x))
    return s * (1 - s)


@wrong("ex2", hint="wrong sign")
def sigmoid_grad(x):
    s = 1 / (1 + np.exp(-x))
    return s * (s - 1)


@wrong("ex3", hint="on the positive side")
def leaky_relu(x, alpha):
    return np.where(x > 0, alpha * x, x)


@wrong("ex3", hint="plain ReLU")
def leaky_relu(x, alpha):
    return np.maximum(x, 0)


@wrong("ex3", hint="alpha itself comes back")
def leaky_relu(x, alpha):
    return np.where(x > 0, x, alpha)


@wrong("ex3", hint="on the positive side")
def leaky_relu(x, alpha):
    return np.minimum(x, alpha * x)


@wrong("ex3", hint="alpha is fixed at 0.1")
def leaky_relu(x, alpha):
    return np.where(x > 0, x, 0.1 * x)


@wrong("ex3", hint="in place")
def leaky_relu(x, alpha):
    # right numbers, but the caller's array is spoilt
    x[x < 0] *= alpha
    return x


@wrong("ex3", hint="on the positive side")
def leaky_relu_grad(x, alpha):
    return np.where(x > 0, alpha, 1.0)


@wrong("ex3", hint="the derivative of alpha x is alpha")
def leaky_relu_grad(x, alpha):
    return np.where(x > 0, 1.0, alpha * x)


@wrong("ex3", hint="not its slope")
def leaky_relu_grad(x, alpha):
    return np.where(x > 0, x, alpha * x)


@wrong("ex3", hint="slope of plain ReLU")
def leaky_relu_grad(x, alpha):
    return (x > 0).astype(float)


@wrong("ex3", hint="alpha^2")
def leaky_relu_grad(x, alpha):
    # the chain rule applied where there is no chain
    return np.where(x > 0, 1.0, alpha * alpha)


@wrong("ex4", hint="minus one is missing")
def elu(x, alpha):
    return np.where(x > 0, x, alpha * np.exp(x))


@wrong("ex4", hint="brackets")
def elu(x, alpha):
    return np.where(x > 0, x, alpha * np.exp(x) - 1)


@wrong("ex4", hint="alpha stands in the exponent")
def elu(x, alpha):
    return np.where(x > 0, x, np.exp(alpha * x) - 1)


@wrong("ex4", hint="Both sides")
def elu(x, alpha):
    return alpha * np.where(x > 0, x, np.exp(x) - 1)


@wrong("ex4", hint="alpha is left out")
def elu(x, alpha):
    return np.where(x > 0, x, np.exp(x) - 1)


@wrong("ex4", hint="0 * inf is nan")
def elu(x, alpha):
    return (x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1)


@wrong("ex4", hint="smaller of x and alpha")
def elu(x, alpha):
    # looks right in a plot with alpha = 2
    return np.minimum(x, alpha * (np.exp(x) - 1))


@wrong("ex4", hint="minus one is still there")
def elu_grad(x, alpha):
    return np.where(x > 0, 1.0, alpha * (np.exp(x) - 1))


@wrong("ex4", hint="alpha is left out")
def elu_grad(x, alpha):
    return np.where(x > 0, 1.0, np.exp(x))


@wrong("ex4", hint="derivative at the output")
def elu_grad(x, alpha):
    y = np.where(x > 0, x, alpha * (np.exp(x) - 1))
    return np.where(y > 0, 1.0, alpha * np.exp(y))


@wrong("ex4", hint="slope of leaky ReLU")
def elu_grad(x, alpha):
    return np.where(x > 0, 1.0, alpha)


@wrong("ex4", hint="1 is added")
def elu_grad(x, alpha):
    # f(x) + alpha is right; this is that rule learnt with alpha = 1
    return np.where(x > 0, 1.0, alpha * (np.exp(x) - 1) + 1)


@wrong("ex5", hint="whole array")
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@wrong("ex5", hint="axis is not used")
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@wrong("ex5", hint="wrong axis")
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


@wrong("ex5", hint="over the batch")
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=axis, keepdims=True)


@wrong("ex5", hint="keepdims")
def softmax(z, axis=-1):
    # for a square matrix NumPy does not complain
    e = np.exp(z - np.max(z, axis=axis))
    return e / np.sum(e, axis=axis)


@wrong("ex5", hint="exponential of a large logit is inf")
def softmax(z, axis=-1):
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)


@wrong("ex5", hint="whole array")
def softmax(z, axis=-1):
    e = np.exp(z - np.max(z))
    return e / np.sum(e, axis=axis, keepdims=True)


@wrong("ex5", hint="exponential is missing")
def softmax(z, axis=-1):
    return z / np.sum(z, axis=axis, keepdims=True)


@wrong("ex5", hint="sigmoid of each logit")
def softmax(z, axis=-1):
    return 1 / (1 + np.exp(-z))


@wrong("ex5", hint="argmax")
def softmax(z, axis=-1):
    return (z == np.max(z, axis=axis, keepdims=True)).astype(float)


@wrong("ex6", hint="added up")
def gradient_through_depth(f_grad, z, depth):
    return depth * f_grad(z)


@wrong("ex6", hint="derivative is put into the derivative")
def gradient_through_depth(f_grad, z, depth):
    for _ in range(depth):
        z = f_grad(z)
    return z


@wrong("ex6", hint="one layer too many")
def gradient_through_depth(f_grad, z, depth):
    gradient = f_grad(z)
    for _ in range(depth):
        gradient = gradient * f_grad(z)
    return gradient


@wrong("ex6", hint="one layer is missing")
def gradient_through_depth(f_grad, z, depth):
    gradient = np.ones_like(z)
    for _ in range(1, depth):
        gradient = gradient * f_grad(z)
    return gradient


@wrong("ex6", hint="product that starts at 0")
def gradient_through_depth(f_grad, z, depth):
    gradient = np.zeros_like(z)
    for _ in range(depth):
        gradient = gradient * f_grad(z)
    return gradient


@wrong("ex6", hint="each is a chain of its own")
def gradient_through_depth(f_grad, z, depth):
    # the product over the entries instead of over the layers
    return np.prod(f_grad(z)) ** depth * np.ones_like(z)


@wrong("ex6", hint="one layer too many")
def gradient_through_depth(f_grad, z, depth):
    # right except for no layer at all
    gradient = f_grad(z)
    for _ in range(depth - 1):
        gradient = gradient * f_grad(z)
    return gradient


@wrong("ex7", hint="share of zeros among all outputs")
def dead_fraction(W, b, X):
    return np.mean(np.maximum(0, X @ W + b) == 0)


@wrong("ex7", hint="as soon as one example")
def dead_fraction(W, b, X):
    return np.mean(np.any(X @ W + b <= 0, axis=0))


@wrong("ex7", hint="for each example")
def dead_fraction(W, b, X):
    return np.mean(np.all(X @ W + b <= 0, axis=1))


@wrong("ex7", hint="bias is left out")
def dead_fraction(W, b, X):
    return np.mean(np.all(X @ W <= 0, axis=0))


@wrong("ex7", hint="number of dead units")
def dead_fraction(W, b, X):
    return np.sum(np.all(X @ W + b <= 0, axis=0))


@wrong("ex7", hint="exactly 0")
def dead_fraction(W, b, X):
    return np.mean(np.all(X @ W + b < 0, axis=0))


@wrong("ex7", hint="negative mean")
def dead_fraction(W, b, X):
    return np.mean((X @ W + b).mean(axis=0) <= 0)


@wrong("ex7", hint="shapes do not fit")
def dead_fraction(W, b, X):
    return np.mean(np.all(W @ X + b <= 0, axis=0))


@wrong("ex8", hint="exclude one another")
def output_activation(task):
    # several labels taken for several classes
    return {"regression": "linear", "binary": "sigmoid"}.get(task, "softmax")


@wrong("ex8", hint="know nothing of one another")
def output_activation(task):
    return "linear" if task == "regression" else "sigmoid"


@wrong("ex8", hint="softmax of a single unit is always 1")
def output_activation(task):
    return {"regression": "linear", "multi-label": "sigmoid"}.get(task, "softmax")


@wrong("ex8", hint="ReLU gives nothing below 0")
def output_activation(task):
    # the hidden layers' activation, kept to the end
    return {"multi-class": "softmax", "regression": "relu"}.get(task, "sigmoid")


@wrong("ex8", hint="tanh runs from -1 to 1")
def output_activation(task):
    return {"regression": "linear", "multi-class": "softmax", "binary": "tanh"}.get(task, "sigmoid")


@wrong("ex8", hint="has a name in Keras")
def output_activation(task):
    return {"regression": None, "multi-class": "softmax"}.get(task, "sigmoid")
