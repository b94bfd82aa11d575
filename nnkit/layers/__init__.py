"""Layers: what a network is built of, each with its forward and backward pass.

Every class is registered when its module is imported here; nothing else has to be told of a new one.
"""

from nnkit.layers.base import Layer
from nnkit.layers.batch_normalization import BatchNormalization
from nnkit.layers.convolution import Conv1D, Conv2D, DepthwiseConv2D
from nnkit.layers.core import Activation, Dense, Input
from nnkit.layers.dropout import Dropout, SpatialDropout1D, SpatialDropout2D
from nnkit.layers.embedding import Embedding
from nnkit.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from nnkit.layers.merging import Add, Concatenate, Maximum, Subtract
from nnkit.layers.normalization import GroupNormalization, LayerNormalization
from nnkit.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from nnkit.layers.recurrent import LSTM, SimpleRNN
from nnkit.layers.reshaping import Flatten, Reshape
from nnkit.layers.residual import Residual

__all__ = [
    "LSTM",
    "Activation",
    "Add",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GroupNormalization",
    "Input",
    "Layer",
    "LayerNormalization",
    "MaxPooling1D",
    "MaxPooling2D",
    "Maximum",
    "Reshape",
    "Residual",
    "SimpleRNN",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "Subtract",
]
