"""Wrong answers that people really write, and the words that the hint must contain for each."""

import re

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "2 · What does freezing freeze?",
    "ex2": "Once is enough",
    "ex3": "2 · What does freezing freeze?",
    "ex4": "A head from scratch",
    "ex5": "5 · How are only some layers restored?",
    "ex6": "4 · When does transfer not help?",
    "ex7": "Two learning rates",
}


@wrong("ex1", hint="The named layer itself is still trainable")
def freeze_until(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    model.trainable = True
    for layer in model.layers:
        if layer.name == name:
            break
        layer.trainable = False
    return model


@wrong("ex1", hint="turned round")
def freeze_until(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    for place, layer in enumerate(model.layers):
        layer.trainable = place <= names.index(name)
    return model


@wrong("ex1", hint="Only the named layer is frozen")
def freeze_until(model, name):
    model.trainable = True
    model.get_layer(name).trainable = False
    return model


@wrong("ex1", hint="The whole model is switched off")
def freeze_until(model, name):
    # everything off, then the upper layers on: but the model itself stays off
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    model.trainable = False
    for layer in model.layers[names.index(name) + 1 :]:
        layer.trainable = True
    return model


@wrong("ex1", hint="were frozen when the model came")
def freeze_until(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    for layer in model.layers[: names.index(name) + 1]:
        layer.trainable = False
    return model


@wrong("ex1", hint="were frozen when the model came")
def freeze_until(model, name):
    # the model's own flag is True already: Keras takes that for done
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    model.trainable = True
    for layer in model.layers[: names.index(name) + 1]:
        layer.trainable = False
    return model


@wrong("ex1", hint="A misspelled name froze every layer")
def freeze_until(model, name):
    behind = False
    for layer in model.layers:
        layer.trainable = behind
        behind = behind or layer.name == name
    return model


@wrong("ex1", hint="A misspelled name froze every layer")
def freeze_until(model, name):
    # takes a part of the name
    found = [place for place, layer in enumerate(model.layers) if name in layer.name]
    if not found:
        raise ValueError(name)
    for place, layer in enumerate(model.layers):
        layer.trainable = place > found[0]
    return model


@wrong("ex1", hint="left in training mode")
def freeze_until(model, name):
    # "batch normalization needs no freezing"
    import keras

    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    for place, layer in enumerate(model.layers):
        layer.trainable = place > names.index(name) or isinstance(layer, keras.layers.BatchNormalization)
    return model


@wrong("ex1", hint="set trainable on the layers")
def freeze_until(model, name):
    # on the variables, so that no layer knows
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    for layer in model.layers[: names.index(name) + 1]:
        for array in layer.weights:
            array.trainable = False
    return model


@wrong("ex1", hint="return the model")
def freeze_until(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    for place, layer in enumerate(model.layers):
        layer.trainable = place > names.index(name)


@wrong("ex1", hint="weights are others than before")
def freeze_until(model, name):
    # a copy of the structure alone
    import keras

    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(name)
    copy = keras.models.clone_model(model)
    for place, layer in enumerate(copy.layers):
        layer.trainable = place > names.index(name)
    return copy


@wrong("ex2", hint="Dropout was active")
def bottleneck_features(model, X, batch):
    parts = []
    for start in range(0, len(X), batch):
        part = X[start : start + batch]
        for layer in model.layers[:-1]:
            part = layer(part, training=True)
        parts.append(part.numpy())
    return np.concatenate(parts)


@wrong("ex2", hint="Batch normalization was left in training mode")
def bottleneck_features(model, X, batch):
    # dropout is left out by hand, and batch normalization is forgotten
    parts = []
    for start in range(0, len(X), batch):
        part = X[start : start + batch]
        for layer in model.layers[:-1]:
            part = part if "Dropout" in type(layer).__name__ else layer(part, training=True)
        parts.append(np.asarray(part))
    return np.concatenate(parts)


@wrong("ex2", hint="outputs of the head")
def bottleneck_features(model, X, batch):
    return model.predict(X, batch_size=batch, verbose=0)


@wrong("ex2", hint="the last batch counts")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    parts = [body(X[i * batch : (i + 1) * batch]).numpy() for i in range(len(X) // batch)]
    return np.concatenate(parts)


@wrong("ex2", hint="go through the model at a time")
def bottleneck_features(model, X, batch):
    # in portions of 32, whatever was asked for
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    return body.predict(X, verbose=0)


@wrong("ex2", hint="go through the model at a time")
def bottleneck_features(model, X, batch):
    # so many batches, not batches of so many
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    parts = [part for part in np.array_split(X, batch) if len(part)]
    return np.concatenate([body(part, training=False).numpy() for part in parts])


@wrong("ex2", hint="maps were flattened")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    return body.predict(X, batch_size=batch, verbose=0).reshape(len(X), -1)


@wrong("ex2", hint="must be of type ndarray")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    return keras.ops.concatenate([body(X[i : i + batch], training=False) for i in range(0, len(X), batch)])


@wrong("ex3", hint="Moving averages are counted")
def trainable_count(model):
    return sum(layer.count_params() for layer in model.layers if layer.trainable)


@wrong("ex3", hint="Frozen layers are counted as well")
def trainable_count(model):
    return model.count_params()


@wrong("ex3", hint="weight arrays are counted")
def trainable_count(model):
    return len(model.trainable_weights)


@wrong("ex3", hint="frozen layer inside an inner model")
def trainable_count(model):
    # an inner model is asked as a whole
    count = 0
    for layer in model.layers:
        if layer.trainable:
            arrays = layer.weights if hasattr(layer, "layers") else layer.trainable_weights
            count += sum(int(np.prod(array.shape)) for array in arrays)
    return count


@wrong("ex3", hint="what is frozen")
def trainable_count(model):
    return sum(int(np.prod(array.shape)) for array in model.non_trainable_weights)


@wrong("ex3", hint="What an inner model trains is left out")
def trainable_count(model):
    own = [layer for layer in model.layers if not hasattr(layer, "layers")]
    return sum(int(np.prod(array.shape)) for layer in own for array in layer.trainable_weights)


@wrong("ex3", hint="biases and batch normalization are trained, too")
def trainable_count(model):
    return sum(int(np.prod(array.shape)) for array in model.trainable_weights if len(array.shape) > 1)


@wrong("ex3", hint="whole number")
def trainable_count(model):
    return float(sum(np.prod(array.shape) for array in model.trainable_weights))


@wrong("ex4", hint="not reinitialised")
def replace_head(model, n):
    # as many classes as before: nothing to do
    import keras

    old = model.layers[-1]
    head = keras.layers.Dense(n, "softmax", name="new_head")
    made = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1], head])
    if n == old.units:
        head.set_weights(old.get_weights())
    return made


@wrong("ex4", hint="not reinitialised")
def replace_head(model, n):
    # what fits of the old columns is kept
    import keras

    old_kernel, old_bias = model.layers[-1].get_weights()
    head = keras.layers.Dense(n, "softmax", name="new_head")
    made = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1], head])
    kernel, bias = head.get_weights()
    shared = min(n, old_kernel.shape[1])
    kernel[:, :shared], bias[:shared] = old_kernel[:, :shared], old_bias[:shared]
    head.set_weights([kernel, bias])
    return made


@wrong("ex4", hint="The old head is still there")
def replace_head(model, n):
    import keras

    head = keras.layers.Dense(n, "softmax", name="new_head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers, head])


@wrong("ex4", hint="The body has lost what it learned")
def replace_head(model, n):
    import keras

    body = keras.models.clone_model(model)
    head = keras.layers.Dense(n, "softmax", name="new_head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *body.layers[:-1], head])


@wrong("ex4", hint="moving averages of batch normalization are lost")
def replace_head(model, n):
    import keras

    body = keras.models.clone_model(model)
    for new, old in zip(body.trainable_weights, model.trainable_weights):
        new.assign(old)
    head = keras.layers.Dense(n, "softmax", name="new_head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *body.layers[:-1], head])


@wrong("ex4", hint="softmax on the head")
def replace_head(model, n):
    import keras

    head = keras.layers.Dense(n, name="new_head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1], head])


@wrong("ex4", hint="A layer of the body is lost")
def replace_head(model, n):
    # cuts one layer too many: dropout goes with the head
    import keras

    head = keras.layers.Dense(n, "softmax", name="new_head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-2], head])


@wrong("ex4", hint="should not be compiled")
def replace_head(model, n):
    import keras

    head = keras.layers.Dense(n, "softmax", name="new_head")
    made = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1], head])
    made.compile("adam", "sparse_categorical_crossentropy")
    return made


@wrong("ex4", hint="called new_head")
def replace_head(model, n):
    import keras

    head = keras.layers.Dense(n, "softmax", name="head")
    return keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1], head])


@wrong("ex5", hint="by their place, not by their name")
def restore_matching(model, weights, pattern):
    for layer, arrays in zip([one for one in model.layers if one.weights], weights.values()):
        if re.fullmatch(pattern, layer.name):
            own = [array.shape for array in layer.get_weights()]
            if own != [array.shape for array in arrays]:
                raise ValueError(layer.name)
            layer.set_weights(arrays)
    return model


@wrong("ex5", hint="the whole name must match")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if re.match(pattern, layer.name) and layer.name in weights:
            if [a.shape for a in layer.get_weights()] != [a.shape for a in weights[layer.name]]:
                raise ValueError(layer.name)
            layer.set_weights(weights[layer.name])
    return model


@wrong("ex5", hint="the whole name must match")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if re.search(pattern, layer.name) and layer.name in weights:
            if [a.shape for a in layer.get_weights()] != [a.shape for a in weights[layer.name]]:
                raise ValueError(layer.name)
            layer.set_weights(weights[layer.name])
    return model


@wrong("ex5", hint="the whole name must match")
def restore_matching(model, weights, pattern):
    # of two alternatives each gets one end
    for layer in model.layers:
        if re.match("^" + pattern + "$", layer.name) and layer.name in weights:
            if [a.shape for a in layer.get_weights()] != [a.shape for a in weights[layer.name]]:
                raise ValueError(layer.name)
            layer.set_weights(weights[layer.name])
    return model


@wrong("ex5", hint="reshaped to fit")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if re.fullmatch(pattern, layer.name) and layer.name in weights:
            own = layer.get_weights()
            if [a.size for a in own] != [a.size for a in weights[layer.name]]:
                raise ValueError(layer.name)
            layer.set_weights([a.reshape(b.shape) for a, b in zip(weights[layer.name], own)])
    return model


@wrong("ex5", hint="the pattern does not name")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if layer.name in weights:
            if [a.shape for a in layer.get_weights()] != [a.shape for a in weights[layer.name]]:
                raise ValueError(layer.name)
            layer.set_weights(weights[layer.name])
    return model


@wrong("ex5", hint="moving averages were not restored")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if re.fullmatch(pattern, layer.name) and layer.name in weights:
            if [a.shape for a in layer.get_weights()] != [a.shape for a in weights[layer.name]]:
                raise ValueError(layer.name)
            for variable, array in zip(layer.trainable_weights, weights[layer.name]):
                variable.assign(array)
    return model


@wrong("ex5", hint="passed over in silence")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        arrays = weights.get(layer.name, [])
        fits = [a.shape for a in layer.get_weights()] == [a.shape for a in arrays]
        if fits and re.fullmatch(pattern, layer.name):
            layer.set_weights(arrays)
    return model


@wrong("ex5", hint="KeyError")
def restore_matching(model, weights, pattern):
    for layer in model.layers:
        if re.fullmatch(pattern, layer.name):
            arrays = weights[layer.name]
            if [a.shape for a in layer.get_weights()] != [a.shape for a in arrays]:
                raise ValueError(layer.name)
            layer.set_weights(arrays)
    return model


@wrong("ex6", hint="sign is turned round")
def should_transfer(scratch, transfer):
    d = np.asarray(scratch) - np.asarray(transfer)
    if d.size < 2:
        raise ValueError("too few seeds")
    limit = 2 * d.std(ddof=1) / np.sqrt(d.size)
    return "transfer" if d.mean() > limit else "scratch" if d.mean() < -limit else "undecided"


@wrong("ex6", hint="means are compared without their spread")
def should_transfer(scratch, transfer):
    if len(scratch) < 2:
        raise ValueError("too few seeds")
    return "transfer" if np.mean(transfer) > np.mean(scratch) else "scratch"


@wrong("ex6", hint="luckiest run")
def should_transfer(scratch, transfer):
    if len(scratch) < 2:
        raise ValueError("too few seeds")
    return "transfer" if np.max(transfer) > np.max(scratch) else "scratch"


@wrong("ex6", hint="pairs are torn apart")
def should_transfer(scratch, transfer):
    scratch, transfer = np.asarray(scratch), np.asarray(transfer)
    n = len(scratch)
    if n < 2:
        raise ValueError("too few seeds")
    mean = transfer.mean() - scratch.mean()
    limit = 2 * np.sqrt(scratch.var(ddof=1) / n + transfer.var(ddof=1) / n)
    return "transfer" if mean > limit else "scratch" if mean < -limit else "undecided"


@wrong("ex6", hint="divide by the root of the number of seeds")
def should_transfer(scratch, transfer):
    d = np.asarray(transfer) - np.asarray(scratch)
    if d.size < 2:
        raise ValueError("too few seeds")
    limit = 2 * d.std(ddof=1)
    return "transfer" if d.mean() > limit else "scratch" if d.mean() < -limit else "undecided"


@wrong("ex6", hint="not by n - 1")
def should_transfer(scratch, transfer):
    d = np.asarray(transfer) - np.asarray(scratch)
    if d.size < 2:
        raise ValueError("too few seeds")
    limit = 2 * d.std() / np.sqrt(d.size)
    return "transfer" if d.mean() > limit else "scratch" if d.mean() < -limit else "undecided"


@wrong("ex6", hint="nobody can tell the spread")
def should_transfer(scratch, transfer):
    d = np.asarray(transfer, float) - np.asarray(scratch, float)
    with np.errstate(all="ignore"):
        error = d.std(ddof=1) / np.sqrt(d.size) if d.size > 1 else 0.0
    mean = d.mean() if d.size else 0.0
    return "transfer" if mean > 2 * error else "scratch" if mean < -2 * error else "undecided"


@wrong("ex6", hint="No seed gains anything")
def should_transfer(scratch, transfer):
    d = np.asarray(transfer) - np.asarray(scratch)
    if d.size < 2:
        raise ValueError("too few seeds")
    limit = 2 * d.std(ddof=1) / np.sqrt(d.size)
    return "transfer" if d.mean() >= limit else "scratch" if d.mean() <= -limit else "undecided"


@wrong("ex6", hint="More than two standard errors")
def should_transfer(scratch, transfer):
    d = np.asarray(transfer) - np.asarray(scratch)
    if d.size < 2:
        raise ValueError("too few seeds")
    limit = 3 * d.std(ddof=1) / np.sqrt(d.size)
    return "transfer" if d.mean() > limit else "scratch" if d.mean() < -limit else "undecided"


@wrong("ex6", hint="Every seed gains the same")
def should_transfer(scratch, transfer):
    # without spread it does not dare to divide
    d = np.asarray(transfer) - np.asarray(scratch)
    if d.size < 2:
        raise ValueError("too few seeds")
    error = d.std(ddof=1) / np.sqrt(d.size)
    ratio = d.mean() / error if error > 0 else 0
    return "transfer" if ratio > 2 else "scratch" if ratio < -2 else "undecided"


@wrong("ex7", hint="changed after compile")
def two_stages(model, X, y, head_rate, body_rate):
    # the flags are set, and compile is not called again
    import keras

    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(keras.optimizers.SGD(head_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    for layer in model.layers[:-1]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    model.optimizer.learning_rate = body_rate
    model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="frozen too late or not at all, or it learned at the head's rate")
def two_stages(model, X, y, head_rate, body_rate):
    # frozen after a train function was made for everything
    import keras

    model.compile(keras.optimizers.SGD(head_rate), "sparse_categorical_crossentropy")
    model.make_train_function()
    model.optimizer.build(model.trainable_variables)
    for layer in model.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    model.fit(X, y, batch_size=len(X), verbose=0)
    model.compile(keras.optimizers.SGD(body_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="left in training mode")
def two_stages(model, X, y, head_rate, body_rate):
    import keras

    for frozen, rate in ((True, head_rate), (False, body_rate)):
        for layer in model.layers[:-1]:
            layer.trainable = not frozen
        model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
        model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="frozen too late or not at all, or it learned at the head's rate")
def two_stages(model, X, y, head_rate, body_rate):
    import keras

    for frozen in (True, False):
        for layer in model.layers[:-1]:
            layer.trainable = not frozen and not isinstance(layer, keras.layers.BatchNormalization)
        model.compile(keras.optimizers.SGD(head_rate), "sparse_categorical_crossentropy")
        model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="first stage is missing")
def two_stages(model, X, y, head_rate, body_rate):
    import keras

    for layer in model.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    model.compile(keras.optimizers.SGD(body_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="The head stood still in the second stage")
def two_stages(model, X, y, head_rate, body_rate):
    import keras

    for stage, rate in enumerate((head_rate, body_rate)):
        for layer in model.layers[:-1]:
            layer.trainable = stage == 1 and not isinstance(layer, keras.layers.BatchNormalization)
        model.layers[-1].trainable = stage == 0
        model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
        model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="The head came frozen and was never switched on")
def two_stages(model, X, y, head_rate, body_rate):
    # gives back the flags that it found
    import keras

    found = [layer.trainable and not isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers]
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(keras.optimizers.SGD(head_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    for layer, flag in zip(model.layers, found):
        layer.trainable = flag
    model.compile(keras.optimizers.SGD(body_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="A layer that came frozen was never switched on")
def two_stages(model, X, y, head_rate, body_rate):
    # freezes for the first stage what was free, and frees that alone for the second
    import keras

    free = [one for one in model.layers[:-1] if one.trainable and not isinstance(one, keras.layers.BatchNormalization)]
    for layer in model.layers:
        layer.trainable = layer is model.layers[-1]
    model.compile(keras.optimizers.SGD(head_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    for layer in free:
        layer.trainable = True
    model.compile(keras.optimizers.SGD(body_rate), "sparse_categorical_crossentropy")
    model.fit(X, y, batch_size=len(X), verbose=0)
    return model


@wrong("ex7", hint="for the head alone, in one batch")
def two_stages(model, X, y, head_rate, body_rate):
    # in batches of 32, as fit has it
    import keras

    for stage, rate in enumerate((head_rate, body_rate)):
        for layer in model.layers[:-1]:
            layer.trainable = stage == 1 and not isinstance(layer, keras.layers.BatchNormalization)
        model.layers[-1].trainable = True
        model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
        model.fit(X, y, verbose=0)
    return model
