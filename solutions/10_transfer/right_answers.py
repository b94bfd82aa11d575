"""Right answers, each written in another style than the reference; all of them earn everything."""

import re

import numpy as np

from classroom.catalogue import right


@right("ex1", style="one pass with a switch that turns behind the named layer")
def freeze_until(model, name):
    model.get_layer(name)  # a ValueError with the name, if there is none
    behind = False
    for layer in model.layers:
        layer.trainable = behind
        if layer.name == name:
            behind = True
    return model


@right("ex1", style="position by position, the whole model switched on first")
def freeze_until(model, name):
    place = [i for i, layer in enumerate(model.layers) if layer.name == name]
    if not place:
        raise ValueError("no layer is called " + name)
    model.trainable = True
    for i in range(len(model.layers)):
        model.layers[i].trainable = i > place[0]
    return model


@right("ex1", style="a new model of the same layers")
def freeze_until(model, name):
    import keras

    layers = list(model.layers)
    names = [layer.name for layer in layers]
    if name not in names:
        raise ValueError(f"{name}: not among {', '.join(names)}")
    for i, layer in enumerate(layers):
        layer.trainable = i > names.index(name)
    return keras.Sequential([keras.Input(model.input_shape[1:]), *layers])


@right("ex2", style="predict of a model without the head")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Sequential([keras.Input(model.input_shape[1:]), *model.layers[:-1]])
    return body.predict(X, batch_size=batch, verbose=0)


@right("ex2", style="a functional model up to the head's input, batch by batch")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Model(model.inputs, model.layers[-1].input)
    found = [body(X[i : i + batch], training=False).numpy() for i in range(0, len(X), batch)]
    return np.vstack(found) if found[0].ndim == 2 else np.concatenate(found, axis=0)


@right("ex2", style="an array filled part by part, predict_on_batch")
def bottleneck_features(model, X, batch):
    import keras

    body = keras.Model(model.inputs, model.layers[-2].output)
    features = np.empty((len(X), *body.output_shape[1:]), dtype="float32")
    for first in range(0, len(X), batch):
        features[first : first + batch] = body.predict_on_batch(np.asarray(X[first : first + batch]))
    return features


@right("ex3", style="numpy sizes of the trainable variables")
def trainable_count(model):
    return sum(variable.numpy().size for variable in model.trainable_variables)


@right("ex3", style="a whole number of NumPy's, product by product")
def trainable_count(model):
    count = np.int64(0)
    for weight in model.trainable_weights:
        count += np.prod([int(extent) for extent in weight.shape], dtype=np.int64)
    return count


@right("ex3", style="all weights less those that are not trained")
def trainable_count(model):
    kept = sum(array.numpy().size for array in model.non_trainable_weights)
    return model.count_params() - kept


@right("ex4", style="functional, on the output of the last layer but one")
def replace_head(model, n):
    import keras

    outputs = keras.layers.Dense(n, activation="softmax", name="new_head")(model.layers[-2].output)
    return keras.Model(model.inputs, outputs)


@right("ex4", style="an empty Sequential, filled layer by layer")
def replace_head(model, n):
    import keras

    made = keras.Sequential()
    made.add(keras.Input(shape=model.input_shape[1:]))
    for layer in model.layers[:-1]:
        made.add(layer)
    made.add(keras.layers.Dense(units=n, activation=keras.activations.softmax, name="new_head"))
    return made


@right("ex4", style="a copy of the model, popped, its weights set")
def replace_head(model, n):
    import keras

    body = keras.models.clone_model(model)
    body.set_weights(model.get_weights())
    body.pop()
    body.add(keras.layers.Dense(n, "softmax", name="new_head"))
    return body


@right("ex5", style="over the dict, asking the model for each name")
def restore_matching(model, weights, pattern):
    layers = {layer.name: layer for layer in model.layers}
    for name, arrays in weights.items():
        if name not in layers or re.fullmatch(pattern, name) is None:
            continue
        own = layers[name].get_weights()
        if len(own) != len(arrays) or any(a.shape != b.shape for a, b in zip(own, arrays)):
            raise ValueError(f"the arrays for {name} do not fit")
        layers[name].set_weights(arrays)
    return model


@right("ex5", style="compiled pattern, variable by variable")
def restore_matching(model, weights, pattern):
    matcher = re.compile(pattern)
    for layer in model.layers:
        arrays = weights.get(layer.name)
        if arrays is None or not matcher.fullmatch(layer.name):
            continue
        if [tuple(v.shape) for v in layer.weights] != [tuple(np.shape(a)) for a in arrays]:
            raise ValueError("shapes of layer " + layer.name)
        for variable, array in zip(layer.weights, arrays):
            variable.assign(array)
    return model


@right("ex6", style="sums by hand, lists")
def should_transfer(scratch, transfer):
    n = len(scratch)
    if n < 2:
        raise ValueError("at least two seeds are needed")
    d = [float(t) - float(s) for s, t in zip(scratch, transfer)]
    mean = sum(d) / n
    error = (sum((one - mean) ** 2 for one in d) / (n - 1) / n) ** 0.5
    if mean > 2 * error:
        return "transfer"
    if mean < -2 * error:
        return "scratch"
    return "undecided"


@right("ex6", style="np.var and one chain of conditions")
def should_transfer(scratch, transfer):
    d = np.subtract(transfer, scratch)
    if len(d) <= 1:
        raise ValueError(f"{len(d)} seeds")
    limit = 2 * np.sqrt(np.var(d, ddof=1) / len(d))
    return "transfer" if d.mean() > limit else "scratch" if -d.mean() > limit else "undecided"


@right("ex7", style="train_on_batch, the momentum of SGD named")
def two_stages(model, X, y, head_rate, body_rate):
    import keras

    head = model.layers[-1]
    head.trainable = True
    for layer in model.layers[:-1]:
        layer.trainable = False
    model.compile(optimizer=keras.optimizers.SGD(head_rate, momentum=0.0), loss="sparse_categorical_crossentropy")
    model.train_on_batch(X, y)
    for layer in model.layers[:-1]:
        if "BatchNorm" not in type(layer).__name__:
            layer.trainable = True
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=body_rate), loss=loss)
    model.train_on_batch(X, y)
    return model


@right("ex7", style="a tape, the variables chosen by hand")
def two_stages(model, X, y, head_rate, body_rate):
    import keras
    import tensorflow as tf

    body = [one for one in model.layers[:-1] if not isinstance(one, keras.layers.BatchNormalization)]
    head = [model.layers[-1]]
    for layers, rate in ((head, head_rate), (body + head, body_rate)):
        variables = []
        for layer in layers:
            layer.trainable = True
            variables += layer.trainable_weights
        with tf.GradientTape() as tape:
            p = model(X, training=False)
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, p))
        for variable, grad in zip(variables, tape.gradient(loss, variables)):
            variable.assign(variable - rate * grad)
    return model
