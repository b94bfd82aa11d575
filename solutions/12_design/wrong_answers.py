"""Wrong answers that people really write, and the words that the hint must contain for each."""

import tempfile
from pathlib import Path

import numpy as np

from classroom.catalogue import wrong

# The section of the lesson that treats what each exercise asks for.
SECTIONS = {
    "ex1": "Three parts",
    "ex2": "Three parts",
    "ex3": "The number to beat",
    "ex4": "2 · Deep or wide?",
    "ex5": "Schedule and regularization",
    "ex6": "A rule for choosing",
    "ex7": "5 · What is handed over?",
    "ex8": "Loaded in a fresh process",
}


@wrong("ex1", hint="Not stratified")
def stratified_split(y, validation, test, rng):
    # shuffled and cut, whatever the classes
    order = rng.permutation(len(y))
    first = round(len(y) * validation)
    second = first + round(len(y) * test)
    return order[second:], order[:first], order[first:second]


@wrong("ex1", hint="A leak: some examples are in two parts")
def stratified_split(y, validation, test, rng):
    # each part is drawn by itself
    parts = []
    for share in (1 - validation - test, validation, test):
        rows = [rng.permutation(np.flatnonzero(y == c)) for c in np.unique(y)]
        parts.append(np.concatenate([row[: round(len(row) * share)] for row in rows]))
    return tuple(parts)


@wrong("ex1", hint="Not shuffled")
def stratified_split(y, validation, test, rng):
    parts = [], [], []
    for label in np.unique(y):
        rows = np.flatnonzero(np.asarray(y) == label)
        first = round(len(rows) * validation)
        second = first + round(len(rows) * test)
        for part, piece in zip(parts, (rows[second:], rows[:first], rows[first:second])):
            part.append(piece)
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex1", hint="both are shares of the whole class")
def stratified_split(y, validation, test, rng):
    # the test share is taken of what is left
    parts = [], [], []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(np.asarray(y) == label))
        first = round(len(rows) * validation)
        second = first + round((len(rows) - first) * test)
        for part, piece in zip(parts, (rows[second:], rows[:first], rows[first:second])):
            part.append(piece)
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex1", hint="labels need not be 0, 1, 2")
def stratified_split(y, validation, test, rng):
    parts = [], [], []
    for label in range(len(np.unique(y))):
        rows = rng.permutation(np.flatnonzero(np.asarray(y) == label))
        first = round(len(rows) * validation)
        second = first + round(len(rows) * test)
        for part, piece in zip(parts, (rows[second:], rows[:first], rows[first:second])):
            part.append(piece)
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex1", hint="The parts have changed places")
def stratified_split(y, validation, test, rng):
    parts = [], [], []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(np.asarray(y) == label))
        first = round(len(rows) * validation)
        second = first + round(len(rows) * test)
        for part, piece in zip(parts, (rows[:first], rows[first:second], rows[second:])):
            part.append(piece)
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex1", hint="These are labels, or a mask")
def stratified_split(y, validation, test, rng):
    y, parts = np.asarray(y), ([], [], [])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        first = round(len(rows) * validation)
        second = first + round(len(rows) * test)
        for part, piece in zip(parts, (rows[second:], rows[:first], rows[first:second])):
            part.append(y[piece])
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex1", hint="draw from the generator you are given")
def stratified_split(y, validation, test, rng):
    parts = [], [], []
    for label in np.unique(y):
        rows = np.random.permutation(np.flatnonzero(np.asarray(y) == label))
        first = round(len(rows) * validation)
        second = first + round(len(rows) * test)
        for part, piece in zip(parts, (rows[second:], rows[:first], rows[first:second])):
            part.append(piece)
    return tuple(np.concatenate(part) for part in parts)


@wrong("ex2", hint="A leak: each part is scaled by its own mean")
def standardize(train, validation, test):
    def scaled(part):
        spread = part.std(axis=0)
        return (part - part.mean(axis=0)) / np.where(spread > 0, spread, 1)

    return scaled(train), scaled(validation), scaled(test)


@wrong("ex2", hint="those of all three parts")
def standardize(train, validation, test):
    everything = np.concatenate([train, validation, test])
    mean, spread = everything.mean(axis=0), everything.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    return tuple((part - mean) / spread for part in (train, validation, test))


@wrong("ex2", hint="every column has its own")
def standardize(train, validation, test):
    mean, spread = train.mean(), train.std() or 1
    return tuple((part - mean) / spread for part in (train, validation, test))


@wrong("ex2", hint="Divided by 0")
def standardize(train, validation, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return tuple((part - mean) / spread for part in (train, validation, test))


@wrong("ex2", hint="blown up")
def standardize(train, validation, test):
    # the small number that is added everywhere
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return tuple((part - mean) / (spread + 1e-8) for part in (train, validation, test))


@wrong("ex2", hint="divided by N - 1")
def standardize(train, validation, test):
    mean, spread = train.mean(axis=0), train.std(axis=0, ddof=1)
    spread = np.where(spread > 0, spread, 1)
    return tuple((part - mean) / spread for part in (train, validation, test))


@wrong("ex2", hint="Scaled from 0 to 1")
def standardize(train, validation, test):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    width = np.where(width > 0, width, 1)
    return tuple((part - low) / width for part in (train, validation, test))


@wrong("ex2", hint="Whole numbers came back")
def standardize(train, validation, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread, scaled = np.where(spread > 0, spread, 1), []
    for part in (train, validation, test):
        scaled.append(np.empty_like(part))
        scaled[-1][:] = (part - mean) / spread
    return tuple(scaled)


@wrong("ex3", hint="positions in the list of classes")
def nearest_mean(X_train, y_train, X):
    means = np.stack([X_train[y_train == label].mean(axis=0) for label in np.unique(y_train)])
    return np.linalg.norm(X[:, None] - means, axis=2).argmin(axis=1)


@wrong("ex3", hint="The nearest training example decides")
def nearest_mean(X_train, y_train, X):
    return y_train[np.linalg.norm(X[:, None] - X_train, axis=2).argmin(axis=1)]


@wrong("ex3", hint="majority baseline")
def nearest_mean(X_train, y_train, X):
    labels, counts = np.unique(y_train, return_counts=True)
    return np.full(len(X), labels[counts.argmax()])


@wrong("ex3", hint="The farthest mean is taken")
def nearest_mean(X_train, y_train, X):
    labels = np.unique(y_train)
    means = np.stack([X_train[y_train == label].mean(axis=0) for label in labels])
    return labels[np.linalg.norm(X[:, None] - means, axis=2).argmax(axis=1)]


@wrong("ex3", hint="Absolute differences are added up")
def nearest_mean(X_train, y_train, X):
    labels = np.unique(y_train)
    means = np.stack([X_train[y_train == label].mean(axis=0) for label in labels])
    return labels[np.abs(X[:, None] - means).sum(axis=2).argmin(axis=1)]


@wrong("ex3", hint="The mean distance to the examples decides")
def nearest_mean(X_train, y_train, X):
    labels, distances = np.unique(y_train), np.linalg.norm(X[:, None] - X_train, axis=2)
    means = np.stack([distances[:, y_train == label].mean(axis=1) for label in labels])
    return labels[means.argmin(axis=0)]


@wrong("ex3", hint="comes first in the data")
def nearest_mean(X_train, y_train, X):
    # classes in the order in which they turn up
    labels = np.array(list(dict.fromkeys(y_train.tolist())))
    means = np.stack([X_train[y_train == label].mean(axis=0) for label in labels])
    return labels[np.linalg.norm(X[:, None] - means, axis=2).argmin(axis=1)]


@wrong("ex3", hint="The median of each class")
def nearest_mean(X_train, y_train, X):
    labels = np.unique(y_train)
    means = np.stack([np.median(X_train[y_train == label], axis=0) for label in labels])
    return labels[np.linalg.norm(X[:, None] - means, axis=2).argmin(axis=1)]


@wrong("ex4", hint="The biases are missing")
def width_for_budget(budget, inputs, outputs, depth):
    w = 0
    while inputs * (w + 1) + (depth - 1) * (w + 1) ** 2 + (w + 1) * outputs <= budget:
        w += 1
    if w == 0:
        raise ValueError("budget")
    return w


@wrong("ex4", hint="one layer between hidden units too many")
def width_for_budget(budget, inputs, outputs, depth):
    def cost(w):
        return (inputs + 1) * w + depth * (w + 1) * w + (w + 1) * outputs

    w = 0
    while cost(w + 1) <= budget:
        w += 1
    if w == 0:
        raise ValueError("budget")
    return w


@wrong("ex4", hint="`depth` is not used")
def width_for_budget(budget, inputs, outputs, depth):
    w = (budget - outputs) // (inputs + outputs + 1)
    if w < 1:
        raise ValueError("budget")
    return w


@wrong("ex4", hint="This is one too many")
def width_for_budget(budget, inputs, outputs, depth):
    # the first width that does not fit any more
    w = 1
    while (inputs + 1) * w + (depth - 1) * (w + 1) * w + (w + 1) * outputs <= budget:
        w += 1
    if w == 1:
        raise ValueError("budget")
    return w


@wrong("ex4", hint="A width that uses the whole budget is refused")
def width_for_budget(budget, inputs, outputs, depth):
    w = 0
    while (inputs + 1) * (w + 1) + (depth - 1) * (w + 2) * (w + 1) + (w + 2) * outputs < budget:
        w += 1
    if w == 0:
        raise ValueError("budget")
    return w


@wrong("ex4", hint="not one of width 0")
def width_for_budget(budget, inputs, outputs, depth):
    w = 0
    while (inputs + 1) * (w + 1) + (depth - 1) * (w + 2) * (w + 1) + (w + 2) * outputs <= budget:
        w += 1
    return w


@wrong("ex4", hint="grow with w squared")
def width_for_budget(budget, inputs, outputs, depth):
    w = 0
    while (inputs + 1) * (w + 1) + (depth - 1) * (w + 1) + (w + 2) * outputs <= budget:
        w += 1
    if w == 0:
        raise ValueError("budget")
    return w


@wrong("ex5", hint="weights of the last epoch")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    how = {"validation_data": validation, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="It never stops")
def train_and_stop(model, train, validation, rate, epochs, patience):
    # the training loss is watched, and it always falls
    belt = keras.callbacks.EarlyStopping("loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    how = {"validation_data": validation, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="These are training losses")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    how = {"validation_data": validation, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["loss"]


@wrong("ex5", hint="trained on the validation part, too")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    X, y = (np.concatenate(pair) for pair in zip(train, validation))
    how = {"validation_data": validation, "batch_size": len(y), "callbacks": [belt], "verbose": 0}
    history = model.fit(X, y, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="held back")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    how = {"validation_split": 0.2, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="Keras' own is 32")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    history = model.fit(*train, epochs=epochs, validation_data=validation, callbacks=[belt], verbose=0)
    return model, history.history["val_loss"]


@wrong("ex5", hint="This is Adam")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience, restore_best_weights=True)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    how = {"validation_data": validation, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="It stops one epoch late")
def train_and_stop(model, train, validation, rate, epochs, patience):
    belt = keras.callbacks.EarlyStopping("val_loss", patience=patience + 1, restore_best_weights=True)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    how = {"validation_data": validation, "batch_size": len(train[1]), "callbacks": [belt], "verbose": 0}
    history = model.fit(*train, epochs=epochs, **how)
    return model, history.history["val_loss"]


@wrong("ex5", hint="worse than the one before")
def train_and_stop(model, train, validation, rate, epochs, patience):
    # up is up; that another epoch was better still is forgotten
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    losses, kept, waited = [], [], 0
    for epoch in range(epochs):
        model.train_on_batch(*train)
        losses.append(model.evaluate(*validation, verbose=0))
        kept.append(model.get_weights())
        waited = waited + 1 if epoch and losses[-1] >= losses[-2] else 0
        if waited == patience:
            break
    model.set_weights(kept[int(np.argmin(losses))])
    return model, losses


@wrong("ex5", hint="not set back to 0")
def train_and_stop(model, train, validation, rate, epochs, patience):
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    losses, best, waited = [], np.inf, 0
    for _ in range(epochs):
        model.train_on_batch(*train)
        losses.append(model.evaluate(*validation, verbose=0))
        if losses[-1] < best:
            best, kept = losses[-1], model.get_weights()
        else:
            waited += 1
        if waited == patience:
            break
    model.set_weights(kept)
    return model, losses


@wrong("ex6", hint="The highest mean is taken")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    return int(accuracies.mean(axis=1).argmax())


@wrong("ex6", hint="The luckiest run is taken")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    return int(accuracies.max(axis=1).argmax())


@wrong("ex6", hint="divide by the root of the number of seeds")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    means, best = accuracies.mean(axis=1), accuracies.mean(axis=1).argmax()
    close = means >= means[best] - accuracies[best].std(ddof=1)
    return int(np.argmin(np.where(close, parameters, np.inf)))


@wrong("ex6", hint="divided by n, not by n - 1")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    means, best = accuracies.mean(axis=1), accuracies.mean(axis=1).argmax()
    close = means >= means[best] - accuracies[best].std() / np.sqrt(accuracies.shape[1])
    return int(np.argmin(np.where(close, parameters, np.inf)))


@wrong("ex6", hint="The first row within one standard error")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    means, best = accuracies.mean(axis=1), accuracies.mean(axis=1).argmax()
    error = accuracies[best].std(ddof=1) / np.sqrt(accuracies.shape[1])
    return int(np.argmax(means >= means[best] - error))


@wrong("ex6", hint="Each network's own error is used")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    means = accuracies.mean(axis=1)
    errors = accuracies.std(axis=1, ddof=1) / np.sqrt(accuracies.shape[1])
    return int(np.argmin(np.where(means + errors >= means.max(), parameters, np.inf)))


@wrong("ex6", hint="nobody can tell a lead from luck")
def choose(accuracies, parameters):
    means, best = accuracies.mean(axis=1), accuracies.mean(axis=1).argmax()
    error = accuracies[best].std(ddof=1) / np.sqrt(accuracies.shape[1]) if accuracies.shape[1] > 1 else 0
    return int(np.argmin(np.where(means >= means[best] - error, parameters, np.inf)))


@wrong("ex6", hint="The medians are compared")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    middle = np.median(accuracies, axis=1)
    best = middle.argmax()
    error = accuracies[best].std(ddof=1) / np.sqrt(accuracies.shape[1])
    return int(np.argmin(np.where(middle >= middle[best] - error, parameters, np.inf)))


@wrong("ex6", hint="exactly one standard error below")
def choose(accuracies, parameters):
    if accuracies.shape[1] < 2:
        raise ValueError("one seed")
    means, best = accuracies.mean(axis=1), accuracies.mean(axis=1).argmax()
    close = means > means[best] - accuracies[best].std(ddof=1) / np.sqrt(accuracies.shape[1])
    close[best] = True
    return int(np.argmin(np.where(close, parameters, np.inf)))


@wrong("ex7", hint="the truth belongs into the rows")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_pred, y_true), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=0), 1)
    precision = right / np.maximum(confusion.sum(axis=1), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1.mean()}


@wrong("ex7", hint="Pairs that occur more than once are counted once")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    confusion[y_true, y_pred] += 1
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1.mean()}


@wrong("ex7", hint="Recall and precision have changed places")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=0), 1)
    precision = right / np.maximum(confusion.sum(axis=1), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1.mean()}


@wrong("ex7", hint="This is the accuracy (micro F1)")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    macro_f1 = right.sum() / confusion.sum()
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": macro_f1}


@wrong("ex7", hint="F1 is taken of the mean precision and the mean recall")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    p, r = precision.mean(), recall.mean()
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": 2 * p * r / max(p + r, 1e-12)}


@wrong("ex7", hint="Precision and recall are averaged")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    f1 = (precision + recall) / 2
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1.mean()}


@wrong("ex7", hint="There is nan")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / confusion.sum(axis=1)
    precision = right / confusion.sum(axis=0)
    f1 = 2 * precision * recall / (precision + recall)
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1.mean()}


@wrong("ex7", hint="left out of the mean")
def evaluate(y_true, y_pred, num_classes):
    confusion = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(confusion, (y_true, y_pred), 1)
    right = np.diag(confusion)
    recall = right / np.maximum(confusion.sum(axis=1), 1)
    precision = right / np.maximum(confusion.sum(axis=0), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    seen = confusion.sum(axis=1) > 0
    return {"confusion": confusion, "recall": recall, "precision": precision, "macro_f1": f1[seen].mean()}


@wrong("ex8", hint="The scaling is missing")
def packed(model, mean, scale):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()


@wrong("ex8", hint="`scale` went in as the variance")
def packed(model, mean, scale):
    first = keras.layers.Normalization(mean=mean, variance=scale)
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *model.layers])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        whole.save(path)
        return path.read_bytes()


@wrong("ex8", hint="weights alone")
def packed(model, mean, scale):
    first = keras.layers.Normalization(mean=mean, variance=np.square(scale))
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *model.layers])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.weights.h5"
        whole.save_weights(path)
        return path.read_bytes()


@wrong("ex8", hint="A path came back")
def packed(model, mean, scale):
    first = keras.layers.Normalization(mean=mean, variance=np.square(scale))
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *model.layers])
    whole.save("model.keras")
    return "model.keras"


@wrong("ex8", hint="refuses to load, such as a Lambda")
def packed(model, mean, scale):
    first = keras.layers.Lambda(lambda x: (x - mean) / scale, output_shape=model.input_shape[1:])
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *model.layers])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        whole.save(path)
        return path.read_bytes()


@wrong("ex8", hint="The mean is subtracted after the division")
def packed(model, mean, scale):
    first = keras.layers.Rescaling(1 / scale, -mean)
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *model.layers])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        whole.save(path)
        return path.read_bytes()


@wrong("ex8", hint="The weights are not the trained ones")
def packed(model, mean, scale):
    # layers of the same kind, freshly made
    fresh = [type(layer).from_config(layer.get_config()) for layer in model.layers]
    first = keras.layers.Normalization(mean=mean, variance=np.square(scale))
    whole = keras.Sequential([keras.Input(model.input_shape[1:]), first, *fresh])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        whole.save(path)
        return path.read_bytes()
