"""Generated sequences of tokens: four questions, each of which another kind of network can answer."""

import numpy as np

from nnkit.data.split import split
from nnkit.validation import require_choice, require_count

TOKEN_TASKS = ("first", "majority", "order", "pattern")
PADDING = 0
A, B = 1, 2  # the two tokens that the tasks are about; tokens from 3 on are filler


def token_sequences(task="order", num_sequences=1000, length=20, vocabulary_size=12, test_fraction=0.2, seed=0):
    """Sequences of token ids with a label 0 or 1; half the labels are 1, short ones are padded with 0 at the end.

    - "first": is the first token B rather than A? Both occur later as well: a network has to remember the start.
    - "majority": does B occur more often than A? Counting is enough, order says nothing.
    - "order": A and B occur once each; does B come before A? A plain average of embeddings cannot tell.
    - "pattern": does "A B" stand side by side? Both occur either way: a window of two tokens can tell.

    Args:
        task: "first", "majority", "order" or "pattern".
        num_sequences: sequences in both parts together.
        length: number of steps T, padding included, at least 6; a sequence has between T // 2 and T tokens, at least 4.
        vocabulary_size: number of ids, padding (0), A (1) and B (2) included, at least 4.
        test_fraction: share of the sequences that is held out, strictly between 0 and 1.
        seed: the same seed, the same sequences.

    Shapes:
        x: `(N, T)`, int64; y: `(N,)`, int64.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: for another task, or counts below their least.

    Example:
        >>> (x_train, y_train), _ = token_sequences("order", num_sequences=10, length=8)
        >>> x_train.shape, bool(((x_train == 1).sum(axis=1) == 1).all())
        ((8, 8), True)

    Source: the memory task after Hochreiter and Schmidhuber (1997), section 5.

    Taught in: 11.
    """
    require_choice(task, "task", TOKEN_TASKS)
    require_count(num_sequences, "num_sequences", low=2)
    require_count(length, "length", low=6)
    require_count(vocabulary_size, "vocabulary_size", low=4)
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(num_sequences) % 2).astype(np.int64)
    x = np.full((num_sequences, length), PADDING, dtype=np.int64)
    for row, label in zip(x, y, strict=True):
        num_tokens = rng.integers(max(4, length // 2), length + 1)
        filler = rng.integers(3, vocabulary_size, size=num_tokens)
        row[:num_tokens] = WRITERS[task](filler, label, rng)
    return split(x, y, test_fraction, rng)


def _first(tokens, label, rng):
    """Write A or B at the start and both once more later, so that counting does not give the answer away."""
    other_places = rng.choice(np.arange(1, len(tokens)), size=3, replace=False)
    start = B if label else A
    tokens[0] = start
    tokens[other_places] = (A + B - start, A, B) if rng.random() < 0.5 else (A + B - start, start, A + B - start)
    return tokens


def _majority(tokens, label, rng):
    """Write one token more of the winner than of the loser, or several more, in random places."""
    fewer = rng.integers(0, (len(tokens) - 1) // 2 + 1)
    more = rng.integers(fewer + 1, len(tokens) - fewer + 1)
    places = rng.permutation(len(tokens))[: fewer + more]
    winner = B if label else A
    tokens[places[:more]], tokens[places[more:]] = winner, A + B - winner
    return tokens


def _order(tokens, label, rng):
    """Write A and B once each, B first where the label is 1."""
    places = np.sort(rng.choice(len(tokens), size=2, replace=False))
    tokens[places] = (B, A) if label else (A, B)
    return tokens


def _pattern(tokens, label, rng):
    """Write A and B once each: side by side where the label is 1, else apart or the other way round."""
    start = rng.integers(0, len(tokens) - 1)
    if label:
        tokens[start : start + 2] = (A, B)
    elif rng.random() < 0.5:
        tokens[start : start + 2] = (B, A)
    else:
        place_a, place_b = _apart(len(tokens), rng)
        tokens[place_a], tokens[place_b] = A, B
    return tokens


def _apart(num_tokens, rng):
    """Return two places with at least one token between them, in random order."""
    first = rng.integers(0, num_tokens - 2)
    second = rng.integers(first + 2, num_tokens)
    return rng.permutation([first, second])


WRITERS = {"first": _first, "majority": _majority, "order": _order, "pattern": _pattern}
