"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="where, float32")
def dropout(x, rate, rng, training):
    if training:
        x = x.astype(np.float32)
        x = np.where(rng.random(x.shape) < rate, 0, x / np.float32(1 - rate))
    return x


@right("ex1", style="a coin for every number, in a loop")
def dropout(x, rate, rng, training):
    result = np.array(x, dtype=float)
    if training:
        for index in np.ndindex(*x.shape):
            result[index] = 0.0 if rng.random() < rate else x[index] / (1 - rate)
    return result


@right("ex1", style="binomial draws")
def dropout(x, rate, rng, training):
    mask = rng.binomial(1, 1 - rate, size=x.shape) / (1 - rate) if training else 1.0
    return x * mask


@right("ex1", style="choice among 0 and the scale")
def dropout(x, rate, rng, training):
    if not training:
        return x.copy()
    return x * rng.choice([0.0, 1 / (1 - rate)], size=x.shape, p=[rate, 1 - rate])


@right("ex2", style="where")
def dropout_backward(grad_output, mask, rate):
    return np.where(mask, grad_output / (1 - rate), 0)


@right("ex2", style="einsum, float32")
def dropout_backward(grad_output, mask, rate):
    mask = np.broadcast_to(mask, grad_output.shape)
    return np.einsum("...,...->...", grad_output.astype(np.float32), mask.astype(np.float32)) / np.float32(1 - rate)


@right("ex2", style="a copy filled in")
def dropout_backward(grad_output, mask, rate):
    kept = np.broadcast_to(mask, grad_output.shape).astype(bool)
    result = np.zeros_like(grad_output)
    result[kept] = grad_output[kept] / (1 - rate)
    return result


@right("ex3", style="loop over pictures and channels")
def spatial_dropout(x, rate, rng):
    result = np.zeros(x.shape)
    for n in range(x.shape[0]):
        for channel in range(x.shape[-1]):
            if rng.random() >= rate:
                result[n, :, :, channel] = x[n, :, :, channel] / (1 - rate)
    return result


@right("ex3", style="einsum")
def spatial_dropout(x, rate, rng):
    factors = rng.binomial(1, 1 - rate, size=(x.shape[0], x.shape[3])) / (1 - rate)
    return np.einsum("nhwc,nc->nhwc", x, factors)


@right("ex3", style="swapped axes, float32")
def spatial_dropout(x, rate, rng):
    maps = np.moveaxis(x, -1, 1).astype(np.float32)  # (N, C, H, W)
    kept = (rng.uniform(size=maps.shape[:2]) > rate)[:, :, None, None]
    return np.moveaxis(np.where(kept, maps / np.float32(1 - rate), 0), 1, -1)


@right("ex4", style="loop with a total")
def l1_l2_penalty(layers, l1, l2):
    total = 0.0
    for layer in layers:
        for w in np.ravel(layer["kernel"]):
            total += l1 * abs(w) + l2 * w * w
    return total


@right("ex4", style="norms")
def l1_l2_penalty(layers, l1, l2):
    vectors = [layer["kernel"].ravel() for layer in layers]
    lengths = [np.linalg.norm(v, 1) for v in vectors]
    return l1 * sum(lengths) + l2 * sum(np.linalg.norm(v) ** 2 for v in vectors)


@right("ex4", style="one long vector")
def l1_l2_penalty(layers, l1, l2):
    weights = np.concatenate([np.zeros(0), *[layer["kernel"].ravel() for layer in layers]])
    return float(l1 * np.sum(np.abs(weights)) + l2 * weights @ weights)


@right("ex4", style="cases")
def l1_l2_gradient(kernel, l1, l2):
    return np.select([kernel > 0, kernel < 0], [l1, -l1], 0.0) + 2 * l2 * kernel


@right("ex4", style="two comparisons, float32")
def l1_l2_gradient(kernel, l1, l2):
    kernel = kernel.astype(np.float32)
    direction = (kernel > 0).astype(np.float32) - (kernel < 0).astype(np.float32)
    return np.float32(l1) * direction + np.float32(2 * l2) * kernel


@right("ex5", style="as Keras writes it, with a small number beside the length")
def max_norm(W, c, axis):
    lengths = np.sqrt(np.sum(np.square(W), axis=axis, keepdims=True))
    return W * np.clip(lengths, 0, c) / (1e-7 + lengths)


@right("ex5", style="where, with a length of 1 in place of 0")
def max_norm(W, c, axis):
    lengths = np.sqrt((W * W).sum(axis=axis, keepdims=True))
    safe = np.where(lengths > 0, lengths, 1)
    return np.where(lengths > c, W * c / safe, W)


@right("ex5", style="a copy, float32")
def max_norm(W, c, axis):
    lengths = np.sqrt((W.astype(np.float32) ** 2).sum(axis=axis, keepdims=True))
    factor = np.ones_like(lengths)
    factor[lengths > c] = c / lengths[lengths > c]
    return W.astype(np.float32) * factor


@right("ex6", style="counting the epochs without progress")
def early_stopping(history, patience):
    least, best, wait = float("inf"), 0, 0
    for epoch in range(len(history)):
        if history[epoch] < least:
            least, best, wait = history[epoch], epoch, 0
        else:
            wait += 1
            if wait == patience:
                return best, epoch
    return best, len(history) - 1


@right("ex6", style="look for the first stop, then for the best before it")
def early_stopping(history, patience):
    losses = np.array(history)
    best_so_far = [int(np.argmin(losses[: epoch + 1])) for epoch in range(len(losses))]
    last = next((e for e, b in enumerate(best_so_far) if e - b >= patience), len(losses) - 1)
    return np.array([best_so_far[last], last])


@right("ex6", style="recursion")
def early_stopping(history, patience):
    def go(best, epoch):
        if epoch == len(history):
            return best, epoch - 1
        best = epoch if history[epoch] < history[best] else best
        return (best, epoch) if epoch - best >= patience else go(best, epoch + 1)

    return list(go(0, 0))


@right("ex7", style="every k-th of a shuffled order, lists")
def kfold_indices(n, k, rng):
    order = rng.permutation(n).tolist()
    pairs = []
    for i in range(k):
        fold = order[i::k]
        pairs.append((sorted(set(order) - set(fold)), fold))
    return pairs


@right("ex7", style="a fold number for every example")
def kfold_indices(n, k, rng):
    number = rng.permutation(np.arange(n) % k)
    return [(np.flatnonzero(number != fold), np.flatnonzero(number == fold)) for fold in range(k)]


@right("ex7", style="bounds, shuffled in place")
def kfold_indices(n, k, rng):
    order = np.arange(n)
    rng.shuffle(order)
    bounds = [n * i // k for i in range(k + 1)]
    return [
        (np.r_[order[:low], order[high:]], order[low:high]) for low, high in zip(bounds[:-1], bounds[1:], strict=True)
    ]


@right("ex8", style="refusal first, in two steps")
def keep_prob_to_rate(keep_prob):
    if keep_prob <= 0:
        raise ValueError("KEEP_PROB must be positive")
    if keep_prob > 1:
        raise ValueError("keep_prob must not exceed 1")
    return 1.0 - keep_prob


@right("ex8", style="an exception of its own kind, float32")
def keep_prob_to_rate(keep_prob):
    class NotAShare(ValueError):
        pass

    if 0 < keep_prob <= 1:
        return np.float32(1) - np.float32(keep_prob)
    raise NotAShare(f"keep_prob = {keep_prob} is no share")


@right("ex8", style="rounded at the twelfth decimal")
def keep_prob_to_rate(keep_prob):
    rate = round(1 - keep_prob, 12)
    if not 0 <= rate < 1:
        raise ValueError("keep_prob is out of range")
    return rate
