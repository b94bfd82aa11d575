"""Embedding: a table with a learned row of numbers for every word, symbol or category."""

from __future__ import annotations

import numpy as np

from nnkit.layers.base import Layer
from nnkit.validation import require_count


class Embedding(Layer):
    """Looks up a row of a table for every index: embeddings[inputs].

    The same as one-hot vectors times the table, without the multiplications. People give the number of words as
    `input_dim` and then use it as an index; the largest index is input_dim - 1.

    Args:
        input_dim: number of rows, the size of the vocabulary.
        output_dim: numbers per row, D_out.
        embeddings_initializer: default "random_uniform", between -0.05 and 0.05.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...) integers from 0 to input_dim - 1
        output: (N, ..., D_out)
        embeddings: (input_dim, D_out)

    Raises:
        ValueError: a size is below 1; an index outside the table (Keras on a CPU fails deep inside
            TensorFlow, on a GPU it gives zeros).
        TypeError: fractions in place of indices; a size is not a whole number.

    Example:
        >>> layer = Embedding(4, 2, embeddings_initializer="ones")
        >>> layer.forward([[0, 3]]).shape
        (1, 2, 2)

    Source: Bengio et al. (2003), A neural probabilistic language model, JMLR 3, section 2 (the matrix C).
    Checked against: keras.layers.Embedding
    Taught in: chapters/11_sequences
    """

    input_axes = ("N", "...")
    input_kind = "integer"

    def __init__(self, input_dim, output_dim, embeddings_initializer="random_uniform", **options):
        super().__init__(**options)
        self.input_dim = require_count(input_dim, "input_dim")
        self.output_dim = require_count(output_dim, "output_dim")
        self.embeddings_initializer = embeddings_initializer

    def make_params(self, input_shape, rng):
        """Create the table."""
        self.add_weight("embeddings", (self.input_dim, self.output_dim), self.embeddings_initializer, rng)

    def output_shape(self, input_shape):
        """Input shape with D_out appended."""
        return (*input_shape, self.output_dim)

    def forward(self, inputs, training=False):
        """embeddings[inputs]."""
        x = self.cache = self.check_inputs(inputs)
        if x.min() < 0 or x.max() >= self.input_dim:
            raise ValueError(
                f"{self.label} received indices from {x.min()} to {x.max()}, expected 0 to {self.input_dim - 1}; "
                "make input_dim the largest index plus one, or clean the data."
            )
        return self.params["embeddings"][x]

    def backward(self, grad_output):
        """Rows that were looked up collect their gradients; indices have none, so zeros are returned."""
        grad_output = self.check_grad(grad_output)
        grad = np.zeros_like(self.params["embeddings"])
        np.add.at(grad, self.cache.ravel(), grad_output.reshape(-1, self.output_dim))
        self.grads["embeddings"] = grad
        return np.zeros(self.cache.shape, dtype=grad.dtype)
