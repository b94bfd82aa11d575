"""Data for the course: what runs offline, what is generated, and the public sets where they can be had.

Three families, one rule: the same seed gives the same data, labels are int64 of shape (N,), pictures lie in [0, 1].

- bundled with scikit-learn: `digits`, `photograph`, and `painted_digits` made of them
- generated: `xor`, `logic_gate`, `spirals`, `moons`, `blobs`, `shapes`, `token_sequences`
- public sets: `mnist`, `fashion_mnist`, `cifar10`, from the folder `NNKIT_DATA`, from Keras' cache or by its download
"""

from nnkit.data.bundled import digits, photograph
from nnkit.data.painted import INK_NAMES, painted_digits
from nnkit.data.pictures import SHAPE_NAMES, shapes
from nnkit.data.points import blobs, logic_gate, moons, spirals, xor
from nnkit.data.public import cifar10, fashion_mnist, mnist
from nnkit.data.tokens import TOKEN_TASKS, token_sequences

__all__ = [
    "INK_NAMES",
    "SHAPE_NAMES",
    "TOKEN_TASKS",
    "blobs",
    "cifar10",
    "digits",
    "fashion_mnist",
    "logic_gate",
    "mnist",
    "moons",
    "painted_digits",
    "photograph",
    "shapes",
    "spirals",
    "token_sequences",
    "xor",
]
