"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "1 · What does the layer compute?",
    "ex2": "2 · Whose mean, after training?",
    "ex3": "2 · Whose mean, after training?",
    "ex4": "3 · What comes back?",
    "ex5": "Which axis?",
    "ex6": "2 · Whose mean, after training?",
    "ex7": "5 · When does it fail, and where does it stand?",
}


@wrong("ex1", hint="The wrong axis")
def batch_norm_train(x, gamma, beta, eps):
    # over the features of an example
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean[..., 0], variance[..., 0]


@wrong("ex1", hint="ddof=1")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes, ddof=1)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance


@wrong("ex1", hint="Epsilon stands outside the root")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    return gamma * (x - mean) / (np.sqrt(variance) + eps) + beta, mean, variance


@wrong("ex1", hint="Every pixel has a mean")
def batch_norm_train(x, gamma, beta, eps):
    # right for dense layers; a picture's places share one mean
    mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance


@wrong("ex1", hint="channels are taken to be axis 1")
def batch_norm_train(x, gamma, beta, eps):
    axes = (0, *range(2, x.ndim))
    mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    y = gamma * (x - mean) / np.sqrt(variance + eps) + beta
    return y, x.mean(axis=axes), x.var(axis=axes)


@wrong("ex1", hint="for the whole array")
def batch_norm_train(x, gamma, beta, eps):
    mean, variance = x.mean(), x.var()
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance


@wrong("ex1", hint="Epsilon is left out")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, deviation = x.mean(axis=axes), x.std(axis=axes)
    return gamma * (x - mean) / deviation + beta, mean, deviation**2


@wrong("ex1", hint="third result is its root")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, deviation = x.mean(axis=axes), x.std(axis=axes)
    return gamma * (x - mean) / np.sqrt(deviation**2 + eps) + beta, mean, deviation


@wrong("ex1", hint="x hat came back")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    return (x - mean) / np.sqrt(variance + eps), mean, variance


@wrong("ex1", hint="first axes of a picture")
def batch_norm_train(x, gamma, beta, eps):
    # hard coded: right for (N, C) and (N, H, W, C), wrong for (N, T, C)
    axes = (0,) if x.ndim == 2 else (0, 1, 2)
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance


@wrong("ex1", hint="changes its first argument")
def batch_norm_train(x, gamma, beta, eps):
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    x -= mean
    x /= np.sqrt(variance + eps)
    return gamma * x + beta, mean, variance


@wrong("ex1", hint="the variance that came back is divided by m - 1")
def batch_norm_train(x, gamma, beta, eps):
    # as the paper keeps it for inference, for a batch of at least two
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    m = x.size // x.shape[-1]
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta, mean, variance * m / (m - 1)


@wrong("ex2", hint="turned round")
def update_moving(m, batch_value, momentum):
    return (1 - momentum) * m + momentum * batch_value


@wrong("ex2", hint="velocity of an optimizer")
def update_moving(m, batch_value, momentum):
    return momentum * m + batch_value


@wrong("ex2", hint="plain mean")
def update_moving(m, batch_value, momentum):
    return (m + batch_value) / 2


@wrong("ex2", hint="moves towards the batch")
def update_moving(m, batch_value, momentum):
    return m - (1 - momentum) * (batch_value - m)


@wrong("ex2", hint="old value is not scaled")
def update_moving(m, batch_value, momentum):
    return m + (1 - momentum) * batch_value


@wrong("ex2", hint="number of your own")
def update_moving(m, batch_value, momentum):
    return 0.9 * m + 0.1 * batch_value


@wrong("ex2", hint="turned round: it is the share of the old value that stays. Or: The larger share")
def update_moving(m, batch_value, momentum):
    # for those who do not know which way round it is
    keep = max(momentum, 1 - momentum)
    return keep * m + (1 - keep) * batch_value


@wrong("ex2", hint="changes its first argument")
def update_moving(m, batch_value, momentum):
    m *= momentum
    m += (1 - momentum) * batch_value
    return m


@wrong("ex2", hint="channels are averaged")
def update_moving(m, batch_value, momentum):
    return momentum * m + (1 - momentum) * np.mean(batch_value)


@wrong("ex3", hint="batch's statistics are used: at inference the moving averages take their place")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps) + beta


@wrong("ex3", hint="batch's mean with the moving variance")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - x.mean(axis=axes)) / np.sqrt(moving_variance + eps) + beta


@wrong("ex3", hint="moving mean with the batch's variance")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - moving_mean) / np.sqrt(x.var(axis=axes) + eps) + beta


@wrong("ex3", hint="Epsilon stands outside the root")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    return gamma * (x - moving_mean) / (np.sqrt(moving_variance) + eps) + beta


@wrong("ex3", hint="root is missing")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    return gamma * (x - moving_mean) / (moving_variance + eps) + beta


@wrong("ex3", hint="used as a standard deviation")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    return gamma * (x - moving_mean) / np.sqrt(moving_variance**2 + eps) + beta


@wrong("ex3", hint="updated first, by this batch")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    axes = tuple(range(x.ndim - 1))
    mean = 0.99 * moving_mean + 0.01 * x.mean(axis=axes)
    variance = 0.99 * moving_variance + 0.01 * x.var(axis=axes)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


@wrong("ex3", hint="Gamma and beta are left out")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    return (x - moving_mean) / np.sqrt(moving_variance + eps)


@wrong("ex3", hint="in place")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    # a training layer's habit: the averages move with every call
    y = gamma * (x - moving_mean) / np.sqrt(moving_variance + eps) + beta
    axes = tuple(range(x.ndim - 1))
    moving_mean += 0.01 * (x.mean(axis=axes) - moving_mean)
    moving_variance += 0.01 * (x.var(axis=axes) - moving_variance)
    return y


@wrong("ex3", hint="output depends on its own input only")
def batch_norm_infer(x, gamma, beta, moving_mean, moving_variance, eps):
    # "for batches the batch is better, and one example has no statistics" - the other way round
    axes = tuple(range(x.ndim - 1))
    if x.size == x.shape[-1]:
        return gamma * (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps) + beta
    return gamma * (x - moving_mean) / np.sqrt(moving_variance + eps) + beta


@wrong("ex4", hint="treated as constants")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    return gamma * grad_y / root, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="variance is treated as a constant")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=axes)) / root
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="mean is treated as a constant")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - x_hat * (grad_hat * x_hat).mean(axis=axes)) / root
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="Sums stand where means should")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.sum(axis=axes) - x_hat * (grad_hat * x_hat).sum(axis=axes)) / root
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="Gamma is left out")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_x = (grad_y - grad_y.mean(axis=axes) - x_hat * (grad_y * x_hat).mean(axis=axes)) / root
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="it is g times x hat")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=axes) - x_hat * (grad_hat * x_hat).mean(axis=axes)) / root
    return grad_x, (grad_y * x).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="they are sums")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=axes) - x_hat * (grad_hat * x_hat).mean(axis=axes)) / root
    return grad_x, (grad_y * x_hat).mean(axis=axes), grad_y.mean(axis=axes)


@wrong("ex4", hint="sign of the last term")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=axes) + x_hat * (grad_hat * x_hat).mean(axis=axes)) / root
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="Divided by the variance")
def batch_norm_backward(grad_y, x, gamma, eps):
    axes = tuple(range(x.ndim - 1))
    root = np.sqrt(x.var(axis=axes) + eps)
    x_hat = (x - x.mean(axis=axes)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=axes) - x_hat * (grad_hat * x_hat).mean(axis=axes)) / root**2
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex4", hint="over the examples alone")
def batch_norm_backward(grad_y, x, gamma, eps):
    # right for dense layers
    root = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / root
    grad_hat = gamma * grad_y
    grad_x = (grad_hat - grad_hat.mean(axis=0) - x_hat * (grad_hat * x_hat).mean(axis=0)) / root
    axes = tuple(range(x.ndim - 1))
    return grad_x, (grad_y * x_hat).sum(axis=axes), grad_y.sum(axis=axes)


@wrong("ex5", hint="All four are counted as trained")
def bn_params(channels, center=True, scale=True):
    return 4 * channels, 0


@wrong("ex5", hint="moving averages are forgotten")
def bn_params(channels, center=True, scale=True):
    return (center + scale) * channels, 0


@wrong("ex5", hint="One number for the whole layer")
def bn_params(channels, center=True, scale=True):
    return center + scale, 2


@wrong("ex5", hint="not looked at")
def bn_params(channels, center=True, scale=True):
    return 2 * channels, 2 * channels


@wrong("ex5", hint="averages go with gamma and beta")
def bn_params(channels, center=True, scale=True):
    return (center + scale) * channels, (center + scale) * channels


@wrong("ex5", hint="Trained and not trained are added up")
def bn_params(channels, center=True, scale=True):
    return (center + scale + 2) * channels


@wrong("ex5", hint="have changed places")
def bn_params(channels, center=True, scale=True):
    return 2 * channels, (center + scale) * channels


@wrong("ex5", hint="There are two")
def bn_params(channels, center=True, scale=True):
    # one moving value in mind, that of the mean
    return (center + scale) * channels, channels


@wrong("ex6", hint="rows of W are scaled")
def fold_into_dense(W, b, bn):
    # runs only where the kernel is square
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    return W * s[:, None], ((0 if b is None else b) - bn["moving_mean"]) * s + bn["beta"]


@wrong("ex6", hint="moving mean is subtracted after scaling")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    return W * s, (0 if b is None else b) * s - bn["moving_mean"] + bn["beta"]


@wrong("ex6", hint="Beta is scaled")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    return W * s, ((0 if b is None else b) - bn["moving_mean"] + bn["beta"]) * s


@wrong("ex6", hint="old bias is forgotten")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    return W * s, bn["beta"] - bn["moving_mean"] * s


@wrong("ex6", hint="Epsilon is left out")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"])
    return W * s, ((0 if b is None else b) - bn["moving_mean"]) * s + bn["beta"]


@wrong("ex6", hint="Epsilon stands outside the root")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / (np.sqrt(bn["moving_variance"]) + bn["epsilon"])
    return W * s, ((0 if b is None else b) - bn["moving_mean"]) * s + bn["beta"]


@wrong("ex6", hint="No bias came back")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    return W * s, None if b is None else (b - bn["moving_mean"]) * s + bn["beta"]


@wrong("ex6", hint="The bias is returned as it was")
def fold_into_dense(W, b, bn):
    return W * bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"]), b


@wrong("ex6", hint="in place")
def fold_into_dense(W, b, bn):
    s = bn["gamma"] / np.sqrt(bn["moving_variance"] + bn["epsilon"])
    W *= s
    return W, ((0 if b is None else b) - bn["moving_mean"]) * s + bn["beta"]


@wrong("ex7", hint="standardized by itself")
def group_norm(x, groups, gamma, beta, eps):
    # batch normalization
    axes = tuple(range(x.ndim - 1))
    return gamma * (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps) + beta


@wrong("ex7", hint="order of memory")
def group_norm(x, groups, gamma, beta, eps):
    # right for channels first, (N, C, H, W), and for features
    grouped = x.reshape(len(x), groups, -1)
    mean, variance = grouped.mean(axis=2, keepdims=True), grouped.var(axis=2, keepdims=True)
    return gamma * ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape) + beta


@wrong("ex7", hint="One group, whatever")
def group_norm(x, groups, gamma, beta, eps):
    axes = tuple(range(1, x.ndim))
    mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


@wrong("ex7", hint="taken in turn")
def group_norm(x, groups, gamma, beta, eps):
    grouped = x.reshape(len(x), -1, x.shape[-1] // groups, groups)
    mean, variance = grouped.mean(axis=(1, 2), keepdims=True), grouped.var(axis=(1, 2), keepdims=True)
    return gamma * ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape) + beta


@wrong("ex7", hint="places of the map are standardized one by one")
def group_norm(x, groups, gamma, beta, eps):
    grouped = x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups)
    mean, variance = grouped.mean(axis=-1, keepdims=True), grouped.var(axis=-1, keepdims=True)
    return gamma * ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape) + beta


@wrong("ex7", hint="number of channels in a group")
def group_norm(x, groups, gamma, beta, eps):
    grouped = x.reshape(len(x), -1, x.shape[-1] // groups, groups)
    mean, variance = grouped.mean(axis=(1, 3), keepdims=True), grouped.var(axis=(1, 3), keepdims=True)
    return gamma * ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape) + beta


@wrong("ex7", hint="whatever `groups` is: this is instance")
def group_norm(x, groups, gamma, beta, eps):
    axes = tuple(range(1, x.ndim - 1))
    mean, variance = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return gamma * (x - mean) / np.sqrt(variance + eps) + beta


@wrong("ex7", hint="Gamma and beta are left out")
def group_norm(x, groups, gamma, beta, eps):
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)
    mean, variance = grouped.mean(axis=(1, 3), keepdims=True), grouped.var(axis=(1, 3), keepdims=True)
    return ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape)


@wrong("ex7", hint="ddof=1")
def group_norm(x, groups, gamma, beta, eps):
    grouped = x.reshape(len(x), -1, groups, x.shape[-1] // groups)
    mean, variance = grouped.mean(axis=(1, 3), keepdims=True), grouped.var(axis=(1, 3), keepdims=True, ddof=1)
    return gamma * ((grouped - mean) / np.sqrt(variance + eps)).reshape(x.shape) + beta
