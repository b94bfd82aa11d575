"""Wrong answers that people really write, each with words that the hint of its failure must contain."""

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "4 · Should the steps shrink?",
    "ex2": "4 · Should the steps shrink?",
    "ex3": "Which shape?",
    "ex4": "1 · What should a step remember?",
    "ex5": "Adam",
    "ex6": "Averaging the weights",
    "ex7": "Clipping",
    "ex8": "Which rate, then?",
}


@wrong("ex1", hint="rounded to the nearest")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    periods = step / decay_steps
    return lr0 * rate ** (np.round(periods) if staircase else periods)


@wrong("ex1", hint="rounded up")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    periods = step / decay_steps
    return lr0 * rate ** (np.ceil(periods) if staircase else periods)


@wrong("ex1", hint="again and again")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    # each step decays what the step before has decayed already
    lr = lr0
    for t in range(1, np.max(step) + 1):
        lr = lr * rate ** (t / decay_steps)
    return lr


@wrong("ex1", hint="at every step")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    return lr0 * rate**step


@wrong("ex1", hint="stairs where none were asked for")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    return lr0 * rate ** (step // decay_steps)


@wrong("ex1", hint="no stairs")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    return lr0 * rate ** (step / decay_steps)


@wrong("ex1", hint="upside down")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    periods = decay_steps / step
    return lr0 * rate ** (np.floor(periods) if staircase else periods)


@wrong("ex1", hint="rate itself is the base of the power")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    # the decay of physics
    periods = step / decay_steps
    return lr0 * np.exp(-rate * (np.floor(periods) if staircase else periods))


@wrong("ex1", hint="the same amount away")
def exponential_decay(step, lr0, decay_steps, rate, staircase):
    periods = step / decay_steps
    return np.maximum(0, lr0 * (1 - (1 - rate) * (np.floor(periods) if staircase else periods)))


@wrong("ex2", hint="never negative")
def cosine_decay(step, lr0, decay_steps, alpha):
    fraction = np.minimum(step, decay_steps) / decay_steps
    return lr0 * ((1 - alpha) * np.cos(np.pi * fraction) + alpha)


@wrong("ex2", hint="comes up again")
def cosine_decay(step, lr0, decay_steps, alpha):
    # right until decay_steps
    return lr0 * ((1 - alpha) * (1 + np.cos(np.pi * step / decay_steps)) / 2 + alpha)


@wrong("ex2", hint="share of lr0")
def cosine_decay(step, lr0, decay_steps, alpha):
    # PyTorch's eta_min
    fraction = np.minimum(step, decay_steps) / decay_steps
    return alpha + (lr0 - alpha) * (1 + np.cos(np.pi * fraction)) / 2


@wrong("ex2", hint="After decay_steps the rate is 0")
def cosine_decay(step, lr0, decay_steps, alpha):
    cosine = lr0 * ((1 - alpha) * (1 + np.cos(np.pi * step / decay_steps)) / 2 + alpha)
    return np.where(step <= decay_steps, cosine, 0)


@wrong("ex2", hint="quarter of the wave")
def cosine_decay(step, lr0, decay_steps, alpha):
    fraction = np.minimum(step, decay_steps) / decay_steps
    return lr0 * ((1 - alpha) * np.cos(np.pi / 2 * fraction) + alpha)


@wrong("ex2", hint="squeezed")
def cosine_decay(step, lr0, decay_steps, alpha):
    fraction = np.minimum(step, decay_steps) / decay_steps
    return lr0 * np.maximum(alpha, (1 + np.cos(np.pi * fraction)) / 2)


@wrong("ex2", hint="added on top")
def cosine_decay(step, lr0, decay_steps, alpha):
    fraction = np.minimum(step, decay_steps) / decay_steps
    return lr0 * ((1 + np.cos(np.pi * fraction)) / 2 + alpha)


@wrong("ex2", hint="degrees")
def cosine_decay(step, lr0, decay_steps, alpha):
    fraction = np.minimum(step, decay_steps) / decay_steps
    return lr0 * ((1 - alpha) * (1 + np.cos(180 * fraction)) / 2 + alpha)


@wrong("ex2", hint="an array has many")
def cosine_decay(step, lr0, decay_steps, alpha):
    if step > decay_steps:
        return alpha * lr0
    return lr0 * ((1 - alpha) * (1 + np.cos(np.pi * step / decay_steps)) / 2 + alpha)


@wrong("ex3", hint="gone on during the warm-up")
def warmup_then(step, warmup_steps, schedule, start):
    # the commonest one: the schedule never hears of the warm-up
    if step < warmup_steps:
        return start + (schedule(0) - start) * step / warmup_steps
    return schedule(step)


@wrong("ex3", hint="its goal is schedule(0)")
def warmup_then(step, warmup_steps, schedule, start):
    # a ramp that multiplies the schedule
    if step < warmup_steps:
        return start + (schedule(step) - start) * step / warmup_steps
    return schedule(step - warmup_steps)


@wrong("ex3", hint="start is left out")
def warmup_then(step, warmup_steps, schedule, start):
    if step < warmup_steps:
        return schedule(0) * step / warmup_steps
    return schedule(step - warmup_steps)


@wrong("ex3", hint="start is added on top")
def warmup_then(step, warmup_steps, schedule, start):
    if step < warmup_steps:
        return start + schedule(0) * step / warmup_steps
    return schedule(step - warmup_steps)


@wrong("ex3", hint="one step too high")
def warmup_then(step, warmup_steps, schedule, start):
    if step < warmup_steps:
        return start + (schedule(0) - start) * (step + 1) / warmup_steps
    return schedule(step - warmup_steps)


@wrong("ex3", hint="rise goes to schedule(warmup_steps)")
def warmup_then(step, warmup_steps, schedule, start):
    if step < warmup_steps:
        return start + (schedule(warmup_steps) - start) * step / warmup_steps
    return schedule(step - warmup_steps)


@wrong("ex3", hint="which input makes the denominator zero")
def warmup_then(step, warmup_steps, schedule, start):
    # right but for no rise at all
    share = min(1.0, step / warmup_steps)
    return start + (schedule(0) - start) * share if share < 1 else schedule(step - warmup_steps)


@wrong("ex3", hint="The schedule starts one step early")
def warmup_then(step, warmup_steps, schedule, start):
    if step < warmup_steps:
        return start + (schedule(0) - start) * step / warmup_steps
    return schedule(step - warmup_steps + 1)


@wrong("ex3", hint="something else came back")
def warmup_then(step, warmup_steps, schedule, start):
    # a function in place of the number
    def rate(t):
        if t < warmup_steps:
            return start + (schedule(0) - start) * t / warmup_steps
        return schedule(t - warmup_steps)

    return rate


@wrong("ex4", hint="points uphill, along the gradient")
def momentum_step(w, v, g, lr, momentum):
    v = momentum * v + lr * g
    return w + v, v


@wrong("ex4", hint="other texts write it so")
def momentum_step(w, v, g, lr, momentum):
    v = momentum * v + lr * g
    return w - v, v


@wrong("ex4", hint="minus sign is in the velocity already")
def momentum_step(w, v, g, lr, momentum):
    v = momentum * v - lr * g
    return w - v, v


@wrong("ex4", hint="by the old velocity")
def momentum_step(w, v, g, lr, momentum):
    return w + v, momentum * v - lr * g


@wrong("ex4", hint="learning rate stands outside")
def momentum_step(w, v, g, lr, momentum):
    # PyTorch's convention
    v = momentum * v - g
    return w + lr * v, v


@wrong("ex4", hint="moving average")
def momentum_step(w, v, g, lr, momentum):
    v = momentum * v - (1 - momentum) * lr * g
    return w + v, v


@wrong("ex4", hint="Nesterov")
def momentum_step(w, v, g, lr, momentum):
    v = momentum * v - lr * g
    return w + momentum * v - lr * g, v


@wrong("ex4", hint="in place")
def momentum_step(w, v, g, lr, momentum):
    v *= momentum
    v -= lr * g
    w += v
    return w, v


@wrong("ex5", hint="no bias correction")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, steps = state
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    return w - lr * m / (np.sqrt(v) + epsilon), (m, v, steps + 1)


@wrong("ex5", hint="Only m is corrected")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, steps = state
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    return w - lr * m / (1 - betas[0] ** (steps + 1)) / (np.sqrt(v) + epsilon), (m, v, steps + 1)


@wrong("ex5", hint="inside the root")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state[0], state[1], state[2] + 1
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return w - lr * m_hat / np.sqrt(v_hat + epsilon), (m, v, t)


@wrong("ex5", hint="before v is corrected")
def adam_step(w, g, state, lr, betas, epsilon):
    # as Keras does it
    m, v, t = state[0], state[1], state[2] + 1
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    rate = lr * np.sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
    return w - rate * m / (np.sqrt(v) + epsilon), (m, v, t)


@wrong("ex5", hint="with t = 0 the correction divides by")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    with np.errstate(all="ignore"):
        m_hat, v_hat = m / np.float64(1 - betas[0] ** t), v / np.float64(1 - betas[1] ** t)
        return w - lr * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t + 1)


@wrong("ex5", hint="that of the first step")
def adam_step(w, g, state, lr, betas, epsilon):
    # 1 - beta in place of 1 - beta ** t: right in the first step
    m, v, steps = state
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    m_hat, v_hat = m / (1 - betas[0]), v / (1 - betas[1])
    return w - lr * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, steps + 1)


@wrong("ex5", hint="hats are for this step alone")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state[0], state[1], state[2] + 1
    m = (betas[0] * m + (1 - betas[0]) * g) / (1 - betas[0] ** t)
    v = (betas[1] * v + (1 - betas[1]) * g**2) / (1 - betas[1] ** t)
    return w - lr * m / (np.sqrt(v) + epsilon), (m, v, t)


@wrong("ex5", hint="root is missing")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state[0], state[1], state[2] + 1
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return w - lr * m_hat / (v_hat + epsilon), (m, v, t)


@wrong("ex5", hint="goes uphill")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, t = state[0], state[1], state[2] + 1
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return w + lr * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


@wrong("ex5", hint="in place")
def adam_step(w, g, state, lr, betas, epsilon):
    m, v, steps = state
    m += (1 - betas[0]) * (g - m)
    v += (1 - betas[1]) * (g**2 - v)
    t = steps + 1
    return w - lr * m / (1 - betas[0] ** t) / (np.sqrt(v / (1 - betas[1] ** t)) + epsilon), (m, v, t)


@wrong("ex6", hint="shares have changed places")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for t, value in enumerate(values, 1):
        average = (1 - decay) * average + decay * value
        averages.append(average / (1 - (1 - decay) ** t) if debias else average)
    return np.array(averages)


@wrong("ex6", hint="starts at the first value")
def ema(values, decay, debias):
    average, averages = values[0], []
    for value in values:
        average = decay * average + (1 - decay) * value
        averages.append(average)
    return np.array(averages)


@wrong("ex6", hint="debias is not used")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for value in values:
        average = decay * average + (1 - decay) * value
        averages.append(average)
    return np.array(averages)


@wrong("ex6", hint="The power is one too small")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for t, value in enumerate(values):
        average = decay * average + (1 - decay) * value
        with np.errstate(all="ignore"):
            averages.append(average / np.float64(1 - decay**t) if debias else average)
    return np.array(averages)


@wrong("ex6", hint="fed back")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for t, value in enumerate(values, 1):
        average = decay * average + (1 - decay) * value
        if debias:
            average = average / (1 - decay**t)
        averages.append(average)
    return np.array(averages)


@wrong("ex6", hint="Divided by decay^t")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for t, value in enumerate(values, 1):
        average = decay * average + (1 - decay) * value
        averages.append(average / decay**t if debias else average)
    return np.array(averages)


@wrong("ex6", hint="fractions are cut off")
def ema(values, decay, debias):
    averages, average = np.zeros_like(values), 0.0
    for t, value in enumerate(values):
        average = decay * average + (1 - decay) * value
        averages[t] = average / (1 - decay ** (t + 1)) if debias else average
    return averages


@wrong("ex6", hint="Only the last average")
def ema(values, decay, debias):
    average = 0.0
    for value in values:
        average = decay * average + (1 - decay) * value
    return average / (1 - decay ** len(values)) if debias else average


@wrong("ex6", hint="its share is 1 - decay")
def ema(values, decay, debias):
    average, averages = 0.0, []
    for t, value in enumerate(values, 1):
        average = decay * average + value
        averages.append(average / (1 - decay**t) if debias else average)
    return np.array(averages)


@wrong("ex7", hint="its own norm")
def clip_by_global_norm(grads, c):
    return [g * min(1, c / (np.linalg.norm(g) or 1)) for g in grads]


@wrong("ex7", hint="Each number is clipped")
def clip_by_global_norm(grads, c):
    return [np.clip(g, -c, c) for g in grads]


@wrong("ex7", hint="Short gradients are stretched")
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g * c / norm if norm else g for g in grads]


@wrong("ex7", hint="0 / 0 is nan")
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    return [g / norm * min(norm, c) for g in grads]


@wrong("ex7", hint="norms of the arrays are added")
def clip_by_global_norm(grads, c):
    norm = sum(np.linalg.norm(g) for g in grads)
    return [g * min(1, c / norm) if norm else g for g in grads]


@wrong("ex7", hint="root is missing")
def clip_by_global_norm(grads, c):
    norm = sum(np.sum(g**2) for g in grads)
    return [g * c / max(norm, c) for g in grads]


@wrong("ex7", hint="largest singular value")
def clip_by_global_norm(grads, c):
    # numpy's norm with ord=2 is the spectral norm of a matrix
    norm = np.sqrt(sum(np.linalg.norm(g, 2) ** 2 if g.ndim < 3 else np.sum(g**2) for g in grads))
    return [g * c / max(norm, c) for g in grads]


@wrong("ex7", hint="in place")
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    for g in grads:
        g *= c / max(norm, c)
    return grads


@wrong("ex8", hint="smallest loss")
def best_lr(lrs, losses):
    return lrs[np.nanargmin(losses)]


@wrong("ex8", hint="nan wins every search")
def best_lr(lrs, losses):
    # right as long as no run diverges
    i = np.argmin(np.diff(losses) / np.diff(np.log(lrs)))
    return np.sqrt(lrs[i] * lrs[i + 1])


@wrong("ex8", hint="are replaced, as by 0")
def best_lr(lrs, losses):
    losses = np.where(np.isfinite(losses), losses, 0)
    i = np.argmin(np.diff(losses) / np.diff(np.log(lrs)))
    return np.sqrt(lrs[i] * lrs[i + 1])


@wrong("ex8", hint="nan came back")
def best_lr(lrs, losses):
    slopes = np.diff(losses) / np.diff(np.log(lrs))
    weights = slopes == slopes.min()
    return np.sqrt(np.nan if not weights.any() else (lrs[:-1] * lrs[1:])[weights][0])


@wrong("ex8", hint="on a logarithmic axis the distance is ln of one minus ln of the other")
def best_lr(lrs, losses):
    finite = np.isfinite(losses)
    i = np.argmin(np.diff(losses[finite]) / np.diff(lrs[finite]))
    return np.sqrt(lrs[i] * lrs[i + 1])


@wrong("ex8", hint="losses is not divided by the distance of the rates")
def best_lr(lrs, losses):
    i = np.argmin(np.diff(losses[np.isfinite(losses)]))
    return np.sqrt(lrs[i] * lrs[i + 1])


@wrong("ex8", hint="steepest rise")
def best_lr(lrs, losses):
    finite = np.isfinite(losses)
    i = np.argmax(np.diff(losses[finite]) / np.diff(np.log(lrs[finite])))
    return np.sqrt(lrs[i] * lrs[i + 1])


@wrong("ex8", hint="arithmetic mean")
def best_lr(lrs, losses):
    finite = np.isfinite(losses)
    i = np.argmin(np.diff(losses[finite]) / np.diff(np.log(lrs[finite])))
    return (lrs[i] + lrs[i + 1]) / 2


@wrong("ex8", hint="left end")
def best_lr(lrs, losses):
    finite = np.isfinite(losses)
    return lrs[np.argmin(np.diff(losses[finite]) / np.diff(np.log(lrs[finite])))]


@wrong("ex8", hint="first rise ends your search")
def best_lr(lrs, losses):
    steepest, best = 0.0, None
    for i in range(len(lrs) - 1):
        slope = (losses[i + 1] - losses[i]) / np.log(lrs[i + 1] / lrs[i])
        if not slope <= 0:
            break
        if slope < steepest:
            steepest, best = slope, np.sqrt(lrs[i] * lrs[i + 1])
    return best
