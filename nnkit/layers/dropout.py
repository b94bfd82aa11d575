"""Dropout, SpatialDropout1D and SpatialDropout2D: random silence against overfitting."""

from __future__ import annotations

import numpy as np

from nnkit.layers.base import Layer


class Dropout(Layer):
    """In training each input is set to 0 with probability `rate` and the others are divided by 1 - rate.

    So the expected value stays the same, and outside training the layer does nothing. People scale at prediction as
    well; with this ("inverted") form nothing is left to scale.

    Args:
        rate: probability of dropping, 0 <= rate < 1. Keras also takes 1 (everything dropped), which trains nothing.
        seed: of the masks. Default None: from the model's or layer's own generator.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, ...)
        output: (N, ...)

    Raises:
        ValueError: `rate` is not in [0, 1).

    Example:
        >>> Dropout(0.5).forward([[1.0, 2.0]])
        array([[1., 2.]])
        >>> Dropout(0.5, seed=1).forward([[1.0, 1.0, 1.0, 1.0]], training=True)
        array([[2., 2., 0., 2.]])

    Source: Srivastava et al. (2014), JMLR 15, section 4; scaled in training ("inverted"), not at test time.
    Checked against: keras.layers.Dropout (the masks differ: another random generator)
    Taught in: chapters/08_regularization
    """

    input_axes = ("N", "...")

    def __init__(self, rate, seed=None, **options):
        super().__init__(**options)
        if isinstance(rate, bool) or not isinstance(rate, (int, float, np.number)) or not 0 <= rate < 1:
            raise ValueError(
                f"{type(self).__name__} received rate={rate!r}, expected 0 <= rate < 1: the share that is dropped, "
                "not the share that is kept."
            )
        self.rate, self.seed = float(rate), seed

    def make_params(self, input_shape, rng):
        """No parameters; only the generator of the masks."""
        if self.seed is not None:
            self.rng = np.random.default_rng(self.seed)

    def mask_shape(self, shape: tuple) -> tuple:
        """Shape of the mask that is drawn; 1 where an axis is dropped as a whole.

        Args:
            shape: of the inputs.

        Returns:
            Here the same shape.
        """
        return shape

    def forward(self, inputs, training=False):
        """Inputs * mask / (1 - rate) in training, inputs otherwise."""
        x = self.check_inputs(inputs)
        if not training or self.rate == 0:
            self.cache = 1.0
            return x
        kept = self.rng.random(self.mask_shape(x.shape)) >= self.rate
        self.cache = kept.astype(x.dtype) / x.dtype.type(1 - self.rate)
        return x * self.cache

    def backward(self, grad_output):
        """grad_output * mask / (1 - rate): what was silent learns nothing in this step."""
        return self.check_grad(grad_output) * self.cache


class SpatialDropout1D(Dropout):
    """Dropout that silences whole channels of a sequence: neighbouring steps say nearly the same.

    Args:
        rate: probability of dropping a channel, 0 <= rate < 1.
        seed: of the masks. Default None: from the model's or layer's own generator.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, T, C)
        output: (N, T, C)

    Raises:
        ValueError: `rate` is not in [0, 1).

    Example:
        >>> SpatialDropout1D(0.5, seed=1).forward(np.ones((1, 2, 3)), training=True)
        array([[[2., 2., 0.],
                [2., 2., 0.]]])

    Source: Tompson et al. (2015), Efficient object localization using convolutional networks, section 3.2.
    Checked against: keras.layers.SpatialDropout1D (the masks differ: another random generator)
    Taught in: chapters/08_regularization
    """

    input_axes = ("N", "T", "C")

    def mask_shape(self, shape):
        """One draw for an example and channel: (N, 1, C)."""
        return (shape[0], 1, shape[2])


class SpatialDropout2D(Dropout):
    """Dropout that silences whole feature maps: neighbouring pixels say nearly the same.

    Args:
        rate: probability of dropping a feature map, 0 <= rate < 1.
        seed: of the masks. Default None: from the model's or layer's own generator.
        **options: name, dtype, trainable, as for every `Layer`.

    Shapes:
        inputs: (N, H, W, C)
        output: (N, H, W, C)

    Raises:
        ValueError: `rate` is not in [0, 1).

    Example:
        >>> dropped = SpatialDropout2D(0.5, seed=1).forward(np.ones((1, 4, 4, 3)), training=True)
        >>> dropped[0, :, :, 2].max()
        np.float64(0.0)

    Source: Tompson et al. (2015), Efficient object localization using convolutional networks, section 3.2.
    Checked against: keras.layers.SpatialDropout2D (the masks differ: another random generator)
    Taught in: chapters/08_regularization
    """

    input_axes = ("N", "H", "W", "C")

    def mask_shape(self, shape):
        """One draw for an example and feature map: (N, 1, 1, C)."""
        return (shape[0], 1, 1, shape[3])
