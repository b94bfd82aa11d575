"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "3 · What does dropout do?",
    "ex2": "3 · What does dropout do?",
    "ex3": "Spatial dropout",
    "ex4": "5 · What should a large weight cost?",
    "ex5": "Max-norm: a limit in place of a price",
    "ex6": "Reading two curves",
    "ex7": "How far can one validation set be trusted?",
    "ex8": "When it goes wrong",
}


@wrong("ex1", hint="no rescale")
def dropout(x, rate, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape) >= rate)


@wrong("ex1", hint="Rescale at test")
def dropout(x, rate, rng, training):
    # the two forms mixed: scaled in training and at test
    if not training:
        return x * (1 - rate)
    return x * (rng.random(x.shape) >= rate) / (1 - rate)


@wrong("ex1", hint="no rescale")
def dropout(x, rate, rng, training):
    # the form of the first paper
    if not training:
        return x * (1 - rate)
    return x * (rng.random(x.shape) >= rate)


@wrong("ex1", hint="One mask for the batch")
def dropout(x, rate, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape[1:]) >= rate) / (1 - rate)


@wrong("ex1", hint="One draw for each example")
def dropout(x, rate, rng, training):
    if not training:
        return x
    kept = rng.random((len(x),) + (1,) * (x.ndim - 1)) >= rate
    return x * kept / (1 - rate)


@wrong("ex1", hint="divided by rate")
def dropout(x, rate, rng, training):
    # rate read as tf.nn.dropout's keep_prob of TensorFlow 1
    if not training:
        return x
    return x * (rng.random(x.shape) < rate) / rate


@wrong("ex1", hint="keep probability is used for rate")
def dropout(x, rate, rng, training):
    # the comparison turned round
    if not training:
        return x
    return x * (rng.random(x.shape) < rate) / (1 - rate)


@wrong("ex1", hint="although training is False")
def dropout(x, rate, rng, training):
    return x * (rng.random(x.shape) >= rate) / (1 - rate)


@wrong("ex1", hint="multiplied by 1 - rate")
def dropout(x, rate, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape) >= rate) * (1 - rate)


@wrong("ex1", hint="divided by rate")
def dropout(x, rate, rng, training):
    if not training:
        return x
    return x * (rng.random(x.shape) >= rate) / rate


@wrong("ex1", hint="happened to keep")
def dropout(x, rate, rng, training):
    if not training:
        return x
    kept = rng.random(x.shape) >= rate
    return x * kept / kept.mean()


@wrong("ex1", hint="in place")
def dropout(x, rate, rng, training):
    # right numbers, but the caller's array is spoilt
    if training:
        x[rng.random(x.shape) < rate] = 0
        x /= 1 - rate
    return x


@wrong("ex1", hint="not from `np.random`")
def dropout(x, rate, rng, training):
    if not training:
        return x
    return x * (np.random.rand(*x.shape) >= rate) / (1 - rate)


@wrong("ex1", hint="`return` is missing")
def dropout(x, rate, rng, training):
    if training:
        return x * (rng.random(x.shape) >= rate) / (1 - rate)


@wrong("ex2", hint="No rescale on the way back")
def dropout_backward(grad_output, mask, rate):
    return grad_output * mask


@wrong("ex2", hint="mask is turned round")
def dropout_backward(grad_output, mask, rate):
    # the mask read as "what is dropped"
    return grad_output * (1 - mask) / (1 - rate)


@wrong("ex2", hint="Multiplied by 1 - rate")
def dropout_backward(grad_output, mask, rate):
    return grad_output * mask * (1 - rate)


@wrong("ex2", hint="Divided by rate")
def dropout_backward(grad_output, mask, rate):
    return grad_output * mask / rate


@wrong("ex2", hint="mask is not used")
def dropout_backward(grad_output, mask, rate):
    return grad_output / (1 - rate)


@wrong("ex2", hint="as if there were no dropout")
def dropout_backward(grad_output, mask, rate):
    # dropout has no parameters, so nothing seems to be left to do
    return grad_output


@wrong("ex2", hint="in place")
def dropout_backward(grad_output, mask, rate):
    grad_output *= mask
    return grad_output / (1 - rate)


@wrong("ex3", hint="Single pixels are dropped")
def spatial_dropout(x, rate, rng):
    return x * (rng.random(x.shape) >= rate) / (1 - rate)


@wrong("ex3", hint="One mask for the batch")
def spatial_dropout(x, rate, rng):
    return x * (rng.random(x.shape[-1]) >= rate) / (1 - rate)


@wrong("ex3", hint="in all channels at once")
def spatial_dropout(x, rate, rng):
    N, H, W, _ = x.shape
    return x * (rng.random((N, H, W, 1)) >= rate) / (1 - rate)


@wrong("ex3", hint="Axis 1 is taken for the channels")
def spatial_dropout(x, rate, rng):
    # channels first, as in PyTorch
    return x * (rng.random((x.shape[0], x.shape[1], 1, 1)) >= rate) / (1 - rate)


@wrong("ex3", hint="all of its maps or none")
def spatial_dropout(x, rate, rng):
    return x * (rng.random((len(x), 1, 1, 1)) >= rate) / (1 - rate)


@wrong("ex3", hint="No rescale")
def spatial_dropout(x, rate, rng):
    return x * (rng.random((len(x), 1, 1, x.shape[-1])) >= rate)


@wrong("ex3", hint="keep probability is used for rate")
def spatial_dropout(x, rate, rng):
    return x * (rng.random((len(x), 1, 1, x.shape[-1])) < rate) / (1 - rate)


@wrong("ex3", hint="in place")
def spatial_dropout(x, rate, rng):
    for picture in x:
        for channel in range(x.shape[-1]):
            picture[:, :, channel] *= (rng.random() >= rate) / (1 - rate)
    return x


@wrong("ex4", hint="bias is penalised")
def l1_l2_penalty(layers, l1, l2):
    total = 0.0
    for layer in layers:
        for weights in layer.values():
            total += l1 * np.abs(weights).sum() + l2 * (weights**2).sum()
    return total


@wrong("ex4", hint="absolute value is missing")
def l1_l2_penalty(layers, l1, l2):
    return sum(l1 * layer["kernel"].sum() + l2 * (layer["kernel"] ** 2).sum() for layer in layers)


@wrong("ex4", hint="squares are halved")
def l1_l2_penalty(layers, l1, l2):
    # the form whose gradient has no 2
    kernels = [layer["kernel"] for layer in layers]
    return sum(l1 * np.abs(W).sum() + l2 / 2 * (W**2).sum() for W in kernels)


@wrong("ex4", hint="root is taken")
def l1_l2_penalty(layers, l1, l2):
    kernels = [layer["kernel"] for layer in layers]
    return sum(l1 * np.abs(W).sum() + l2 * np.linalg.norm(W) for W in kernels)


@wrong("ex4", hint="mean is taken")
def l1_l2_penalty(layers, l1, l2):
    kernels = [layer["kernel"] for layer in layers]
    return sum(l1 * np.abs(W).mean() + l2 * (W**2).mean() for W in kernels)


@wrong("ex4", hint="Only the first layer pays")
def l1_l2_penalty(layers, l1, l2):
    total = 0.0
    for layer in layers:
        total += l1 * np.abs(layer["kernel"]).sum() + l2 * (layer["kernel"] ** 2).sum()
        return total
    return total


@wrong("ex4", hint="changed places")
def l1_l2_penalty(layers, l1, l2):
    kernels = [layer["kernel"] for layer in layers]
    return sum(l2 * np.abs(W).sum() + l1 * (W**2).sum() for W in kernels)


@wrong("ex4", hint="The 2 is missing")
def l1_l2_gradient(kernel, l1, l2):
    return l1 * np.sign(kernel) + l2 * kernel


@wrong("ex4", hint="sign is missing")
def l1_l2_gradient(kernel, l1, l2):
    return l1 + 2 * l2 * kernel


@wrong("ex4", hint="same size, 1, for every w")
def l1_l2_gradient(kernel, l1, l2):
    return l1 * kernel + 2 * l2 * kernel


@wrong("ex4", hint="not its slope")
def l1_l2_gradient(kernel, l1, l2):
    return l1 * np.abs(kernel) + l2 * kernel**2


@wrong("ex4", hint="slope of |w| counts as 0")
def l1_l2_gradient(kernel, l1, l2):
    # weights that L1 has brought to 0 are pushed away again
    return l1 * np.where(kernel >= 0, 1, -1) + 2 * l2 * kernel


@wrong("ex4", hint="0 / 0")
def l1_l2_gradient(kernel, l1, l2):
    return l1 * kernel / np.abs(kernel) + 2 * l2 * kernel


@wrong("ex5", hint="norm is over the wrong axis")
def max_norm(W, c, axis):
    other = 1 if axis == 0 else 0
    return W * np.minimum(1, c / np.linalg.norm(W, axis=other, keepdims=True))


@wrong("ex5", hint="One norm is taken of the whole kernel")
def max_norm(W, c, axis):
    norm = np.linalg.norm(W)
    return W * min(1, c / norm)


@wrong("ex5", hint="stretched")
def max_norm(W, c, axis):
    return W * c / np.sqrt((W**2).sum(axis=axis, keepdims=True))


@wrong("ex5", hint="clipped by itself")
def max_norm(W, c, axis):
    return np.clip(W, -c, c)


@wrong("ex5", hint="sum of the absolute values")
def max_norm(W, c, axis):
    return W * c / np.maximum(np.abs(W).sum(axis=axis, keepdims=True), c)


@wrong("ex5", hint="root is missing")
def max_norm(W, c, axis):
    return W * c / np.maximum((W**2).sum(axis=axis, keepdims=True), c)


@wrong("ex5", hint="norm is over the wrong axis: the axis that you are given runs over one vector. Or: axis")
def max_norm(W, c, axis):
    return W * c / np.maximum(np.sqrt((W**2).sum(axis=0, keepdims=True)), c)


@wrong("ex5", hint="gives nan")
def max_norm(W, c, axis):
    lengths = np.sqrt((W**2).sum(axis=axis, keepdims=True))
    return W * np.minimum(lengths, c) / lengths


@wrong("ex5", hint="in place")
def max_norm(W, c, axis):
    W *= c / np.maximum(np.sqrt((W**2).sum(axis=axis, keepdims=True)), c)
    return W


@wrong("ex6", hint="best epoch is off by one")
def early_stopping(history, patience):
    best = 0
    for epoch, loss in enumerate(history):
        if loss < history[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best + 1, epoch


@wrong("ex6", hint="Both epochs are counted from 1")
def early_stopping(history, patience):
    best, least = 0, float("inf")
    for epoch, loss in enumerate(history, start=1):
        if loss < least:
            best, least = epoch, loss
        if epoch - best >= patience:
            break
    return best, epoch


@wrong("ex6", hint="best of the whole history")
def early_stopping(history, patience):
    best = 0
    for epoch, loss in enumerate(history):
        if loss < history[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return int(np.argmin(history)), epoch


@wrong("ex6", hint="one epoch too late")
def early_stopping(history, patience):
    best = 0
    for epoch, loss in enumerate(history):
        if loss < history[best]:
            best = epoch
        if epoch - best > patience:
            break
    return best, epoch


@wrong("ex6", hint="sets the count back to 0")
def early_stopping(history, patience):
    best, wait = 0, 0
    for epoch in range(1, len(history)):
        if history[epoch] < history[best]:
            best = epoch
        else:
            wait += 1
        if wait >= patience:
            return best, epoch
    return best, len(history) - 1


@wrong("ex6", hint="epoch before is compared with")
def early_stopping(history, patience):
    wait = 0
    for epoch in range(1, len(history)):
        wait = 0 if history[epoch] < history[epoch - 1] else wait + 1
        if wait >= patience:
            return int(np.argmin(history[: epoch + 1])), epoch
    return int(np.argmin(history)), len(history) - 1


@wrong("ex6", hint="first epoch without progress")
def early_stopping(history, patience):
    for epoch in range(1, len(history)):
        if history[epoch] >= min(history[:epoch]):
            return epoch - 1, epoch
    return len(history) - 1, len(history) - 1


@wrong("ex6", hint="equal loss is taken for progress")
def early_stopping(history, patience):
    best = 0
    for epoch, loss in enumerate(history):
        if loss <= history[best]:
            best = epoch
        if epoch - best >= patience:
            break
    return best, epoch


@wrong("ex7", hint="folds overlap")
def kfold_indices(n, k, rng):
    # shuffled anew for every fold
    pairs = []
    for _ in range(k):
        order = rng.permutation(n)
        pairs.append((order[n // k :], order[: n // k]))
    return pairs


@wrong("ex7", hint="Examples are lost")
def kfold_indices(n, k, rng):
    order, size = rng.permutation(n), n // k
    folds = [order[i * size : (i + 1) * size] for i in range(k)]
    return [(np.setdiff1d(order, fold), fold) for fold in folds]


@wrong("ex7", hint="goes into one fold")
def kfold_indices(n, k, rng):
    order, size = rng.permutation(n), n // k
    folds = [order[i * size : (i + 1) * size if i < k - 1 else n] for i in range(k)]
    return [(np.setdiff1d(order, fold), fold) for fold in folds]


@wrong("ex7", hint="Not shuffled")
def kfold_indices(n, k, rng):
    folds = np.array_split(np.arange(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]


@wrong("ex7", hint="Training and validation overlap")
def kfold_indices(n, k, rng):
    order = rng.permutation(n)
    return [(order, fold) for fold in np.array_split(order, k)]


@wrong("ex7", hint="not one of them")
def kfold_indices(n, k, rng):
    folds = np.array_split(rng.permutation(n), k)
    return [(folds[i - 1], folds[i]) for i in range(k)]


@wrong("ex7", hint="changed places")
def kfold_indices(n, k, rng):
    order = rng.permutation(n)
    return [(fold, np.setdiff1d(order, fold)) for fold in np.array_split(order, k)]


@wrong("ex7", hint="fixes the seed")
def kfold_indices(n, k, rng):
    order = np.random.default_rng(0).permutation(n)
    return [(np.setdiff1d(order, fold), fold) for fold in np.array_split(order, k)]


@wrong("ex8", hint="comes back as the rate")
def keep_prob_to_rate(keep_prob):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be above 0 and at most 1")
    return keep_prob


@wrong("ex8", hint="scale 1 / keep_prob")
def keep_prob_to_rate(keep_prob):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be above 0 and at most 1")
    return 1 / keep_prob


@wrong("ex8", hint="ValueError should be raised")
def keep_prob_to_rate(keep_prob):
    # clipped where it should complain: 80, meant as a percentage, becomes a rate of 0
    return 1 - min(max(keep_prob, 0.0), 1.0)


@wrong("ex8", hint="ValueError should be raised")
def keep_prob_to_rate(keep_prob):
    # a keep_prob of 0 keeps nothing
    if not 0 <= keep_prob <= 1:
        raise ValueError("keep_prob must lie between 0 and 1")
    return 1 - keep_prob


@wrong("ex8", hint="percentage")
def keep_prob_to_rate(keep_prob):
    if not 0 < keep_prob <= 1:
        raise ValueError("keep_prob must be above 0 and at most 1")
    return 100 * (1 - keep_prob)


@wrong("ex8", hint="ValueError should be raised")
def keep_prob_to_rate(keep_prob):
    assert 0 < keep_prob <= 1, "keep_prob"
    return 1 - keep_prob
