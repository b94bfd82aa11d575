"""Right answers, each written in another style than the reference; all of them earn everything."""

import numpy as np

from classroom.catalogue import right


@right("ex1", style="whole division")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    exponent = step // decay_steps if staircase else step / decay_steps
    return lr0 * rate**exponent


@right("ex1", style="logarithm, float32")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    exponent = np.asarray(step, dtype=np.float32) / np.float32(decay_steps)
    if staircase:
        exponent = np.floor(exponent)
    return np.float32(lr0) * np.exp(exponent * np.float32(np.log(rate)))


@right("ex1", style="one step after the other, nested lists")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    if np.ndim(step):
        return [exponential_decay(each, lr0, decay_steps, rate, staircase) for each in step]
    if not staircase:
        return lr0 * rate ** (step / decay_steps)
    lr = lr0
    for t in range(1, int(step) + 1):
        if t % decay_steps == 0:
            lr *= rate
    return lr


@right("ex2", style="sine of the half angle")
def cosine_decay(step, lr0, decay_steps, alpha):
    angle = np.pi / 2 * np.clip(step / decay_steps, 0, 1)
    return lr0 * (1 - (1 - alpha) * np.sin(angle) ** 2)


@right("ex2", style="where, after the end a constant")
def cosine_decay(step, lr0, decay_steps, alpha):
    low = alpha * lr0
    return np.where(
        np.asarray(step) < decay_steps, low + (lr0 - low) * 0.5 * (1 + np.cos(np.pi * step / decay_steps)), low
    )


@right("ex2", style="math, number by number")
def cosine_decay(step, lr0, decay_steps, alpha):
    import math

    def one(t):
        if t >= decay_steps:
            return lr0 * alpha
        return lr0 * ((1 - alpha) * (1 + math.cos(math.pi * t / decay_steps)) / 2 + alpha)

    return one(step) if np.ndim(step) == 0 else np.reshape([one(t) for t in step.flat], step.shape)


@right("ex3", style="weighted mean of start and goal")
def warmup_then(step, warmup_steps, schedule, start):
    if step >= warmup_steps:
        return schedule(step - warmup_steps)
    share = step / warmup_steps
    return (1 - share) * start + share * schedule(0)


@right("ex3", style="interpolation")
def warmup_then(step, warmup_steps, schedule, start):
    if warmup_steps > 0 and step <= warmup_steps:
        return np.interp(step, [0, warmup_steps], [start, schedule(0)])
    return schedule(step - warmup_steps)


@right("ex3", style="rise added up step by step")
def warmup_then(step, warmup_steps, schedule, start):
    rate = start
    for _ in range(min(step, warmup_steps)):
        rate += (schedule(0) - start) / warmup_steps
    return rate if step < warmup_steps else schedule(max(step - warmup_steps, 0))


@right("ex4", style="copies changed in place")
def momentum_step(w, v, g, lr, momentum):
    w, v = w.copy(), v.copy()
    v *= momentum
    v -= lr * g
    w += v
    return w, v


@right("ex4", style="float32, a list")
def momentum_step(w, v, g, lr, momentum):
    w, v, g = (array.astype(np.float32) for array in (w, v, g))
    velocity = np.subtract(np.float32(momentum) * v, np.float32(lr) * g)
    return [np.add(w, velocity), velocity]


@right("ex4", style="velocity with the other sign inside")
def momentum_step(w, v, g, lr, momentum):
    downhill = lr * g - momentum * v
    return w - downhill, -downhill


@right("ex5", style="means moved towards the gradient")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, steps = state
    b1, b2 = betas
    steps = steps + 1
    m = m + (1 - b1) * (g - m)
    v = v + (1 - b2) * (g * g - v)
    corrected = m / (1 - b1**steps), v / (1 - b2**steps)
    w = w - lr * corrected[0] / (corrected[1] ** 0.5 + epsilon)
    return w, (m, v, steps)


@right("ex5", style="corrections in the learning rate and in epsilon")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state[0].copy(), state[1].copy(), state[2] + 1
    m *= betas[0]
    m += (1 - betas[0]) * g
    v *= betas[1]
    v += (1 - betas[1]) * np.square(g)
    root = np.sqrt(1 - betas[1] ** t)
    return w - lr * root / (1 - betas[0] ** t) * m / (np.sqrt(v) + epsilon * root), [m, v, t]


@right("ex5", style="helper inside")
def adam_step(w, g, state, lr, betas, epsilon):
    t = 1 + state[2]

    def average(old, new, beta):
        mean = beta * old + (1 - beta) * new
        return mean, mean / (1 - beta**t)

    m, m_hat = average(state[0], g, betas[0])
    v, v_hat = average(state[1], g**2, betas[1])
    return w - np.divide(lr * m_hat, np.sqrt(v_hat) + epsilon), (m, v, t)


@right("ex6", style="matrix of weights")
def ema(values, decay, debias):
    t = np.arange(1, len(values) + 1)
    weights = np.tril((1 - decay) * decay ** np.abs(t[:, None] - t))
    if debias:
        weights = weights / (1 - decay**t)[:, None]
    return np.tensordot(weights, values, axes=1)


@right("ex6", style="array filled in a loop")
def ema(values, decay, debias):
    averages = np.zeros(np.shape(values))
    averages[0] = (1 - decay) * values[0]
    for t in range(1, len(values)):
        averages[t] = decay * averages[t - 1] + (1 - decay) * values[t]
    if debias:
        for t in range(len(values)):
            averages[t] /= 1 - decay ** (t + 1)
    return averages


@right("ex6", style="recursion")
def ema(values, decay, debias):
    if debias:
        return [a / (1 - decay ** (t + 1)) for t, a in enumerate(ema(values, decay, False))]
    if len(values) == 1:
        return [(1 - decay) * values[0]]
    before = ema(values[:-1], decay, False)
    return [*before, decay * before[-1] + (1 - decay) * values[-1]]


@right("ex7", style="one long vector")
def clip_by_global_norm(grads, c):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    if norm <= c:
        return [g.copy() for g in grads]
    return [c / norm * g for g in grads]


@right("ex7", style="norms of norms, a tuple")
def clip_by_global_norm(grads, c):
    import math

    norm = math.hypot(*(np.linalg.norm(g.ravel()) for g in grads))
    factor = min(1.0, c / norm) if norm > 0 else 1.0
    return tuple(factor * g for g in grads)


@right("ex7", style="vdot, float32")
def clip_by_global_norm(grads, c):
    singles = [np.asarray(g, dtype=np.float32) for g in grads]
    norm = np.sqrt(np.float32(sum(np.vdot(g, g) for g in singles)))
    return [g / np.maximum(norm / np.float32(c), np.float32(1)) for g in singles]


@right("ex7", style="the same arrays where nothing is to be done")
def clip_by_global_norm(grads, c):
    norm = np.linalg.norm(np.concatenate([g.ravel() for g in grads]))
    return grads if norm <= c else [c / norm * g for g in grads]


@right("ex8", style="loop over the pairs")
def best_lr(lrs, losses):
    steepest, best = np.inf, None
    for i in range(len(lrs) - 1):
        if np.isfinite(losses[i]) and np.isfinite(losses[i + 1]):
            slope = (losses[i + 1] - losses[i]) / (np.log(lrs[i + 1]) - np.log(lrs[i]))
            if slope < steepest:
                steepest, best = slope, (lrs[i] * lrs[i + 1]) ** 0.5
    return best


@right("ex8", style="nanargmin; NumPy warns, the number is right")
def best_lr(lrs, losses):
    losses = np.where(np.isfinite(losses), losses, np.nan)
    logs = np.log(lrs)
    place = np.nanargmin((losses[1:] - losses[:-1]) / (logs[1:] - logs[:-1]))
    return np.exp((logs[place] + logs[place + 1]) / 2)


@right("ex8", style="smallest of pairs, decimal logarithms")
def best_lr(lrs, losses):
    pairs = [
        ((after - before) / np.log10(high / low), low * high)
        for low, high, before, after in zip(lrs[:-1], lrs[1:], losses[:-1], losses[1:], strict=True)
        if np.isfinite([before, after]).all()
    ]
    return float(np.sqrt(min(pairs)[1]))
