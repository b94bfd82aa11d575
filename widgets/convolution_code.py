"""Keras code of a stack of layers: printed from plain dicts, and read back without running any of it.

Reading walks the syntax tree and takes literal arguments only; a sentence with the line's number says what it cannot
read. What changes no size (initializers, regularizers) is passed over.
"""

import ast
import difflib
import json
from typing import Any

from nnkit import layer_specs

_CONVOLUTION = ("strides", "padding", "data_format", "dilation_rate", "groups", "activation", "use_bias")
_POOLING = ("pool_size", "strides", "padding", "data_format")
SIGNATURES = {
    "Conv2D": ("filters", "kernel_size", *_CONVOLUTION),
    "DepthwiseConv2D": (
        *("kernel_size", "strides", "padding", "depth_multiplier", "data_format", "dilation_rate"),
        *("activation", "use_bias"),
    ),
    "MaxPooling2D": _POOLING,
    "AveragePooling2D": _POOLING,
    "ZeroPadding2D": ("padding", "data_format"),
    "GlobalMaxPooling2D": ("data_format", "keepdims"),
    "GlobalAveragePooling2D": ("data_format", "keepdims"),
    "Dense": ("units", "activation", "use_bias"),
    "Activation": ("activation",),
    "Dropout": ("rate",),
    "SpatialDropout2D": ("rate",),
    "Flatten": ("data_format",),
    **dict.fromkeys(("BatchNormalization", "LayerNormalization", "GroupNormalization"), ()),
    **dict.fromkeys(("ReLU", "LeakyReLU", "ELU", "Softmax"), ()),
}
"""Layer -> its arguments in Keras' order, as far as they matter here."""

ALIASES = {
    "MaxPool2D": "MaxPooling2D",
    "AvgPool2D": "AveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "Convolution2D": "Conv2D",
}
NO_SIZE = (
    *("initializer", "regularizer", "constraint", "momentum", "epsilon", "axis", "seed", "dtype", "trainable"),
    *("negative_slope", "alpha", "noise_shape", "threshold", "max_value"),
)
"""How the names of arguments end that change no size and no number of weights."""

PASSED_OVER = ("compile", "summary", "fit", "Model")
POSITIONAL = ("filters", "kernel_size", "units", "pool_size", "rate")


class Unreadable(ValueError):  # noqa: N818  a sentence for the student
    """What stands in the code that cannot be read, as a sentence with the line's number."""


# -- printing --------------------------------------------------------------------------------------------------------
def keras_calls(spec: dict) -> list[str]:
    """Return the calls that build one layer: two where the padding is explicit, which Keras' layers do not know.

    Example:
        >>> keras_calls({"type": "Conv2D", "filters": 8, "kernel_size": 3, "padding": 1})
        ['keras.layers.ZeroPadding2D(padding=1)', 'keras.layers.Conv2D(8, 3)']
    """
    kind, padding = spec["type"], spec.get("padding", "valid")
    if kind == "Parallel":
        raise Unreadable(f"{spec.get('name', 'A block')} has branches, which a keras.Sequential cannot hold.")
    if kind == "Input":
        return [f"keras.Input({spec['shape']})"]
    if kind == "ZeroPadding2D" or isinstance(padding, str):
        return [f"keras.layers.{kind}({_arguments(spec)})"]
    inner = {key: value for key, value in spec.items() if key != "padding"}
    return [f"keras.layers.ZeroPadding2D(padding={padding})", f"keras.layers.{kind}({_arguments(inner)})"]


def keras_code(stack: tuple[dict, ...]) -> str:
    """Return the `keras.Sequential` of a whole stack."""
    calls = [f"    {call}," for spec in stack for call in keras_calls(spec)]
    return "\n".join(["model = keras.Sequential([", *calls, "])"])


def _arguments(spec: dict) -> str:
    order = [*SIGNATURES[spec["type"]], "name"]
    names = [name for name in order if spec.get(name) is not None]
    leading = 0
    while leading < len(names) and names[leading] in POSITIONAL and names[leading] == order[leading]:
        leading += 1
    written = [_quoted(spec[name]) for name in names[:leading]]
    return ", ".join(written + [f"{name}={_quoted(spec[name])}" for name in names[leading:]])


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


# -- reading ---------------------------------------------------------------------------------------------------------
def read_keras(code: str) -> list[dict]:
    """Return the layers of Keras code as dicts, {"type": "Input", "shape": ...} first where the code has one.

    Read are layer calls in a list, in `keras.Sequential([...])`, in `model.add(...)`, one below the other, or chained
    as in `x = keras.layers.Conv2D(8, 3)(x)`.

    Raises:
        Unreadable: anything else, in one sentence with the number of the line.

    Example:
        >>> read_keras("keras.layers.Conv2D(8, (3, 3), activation='relu')")
        [{'type': 'Conv2D', 'filters': 8, 'kernel_size': (3, 3), 'activation': 'relu'}]
    """
    try:
        tree = ast.parse(code.strip())
    except SyntaxError as fault:
        raise Unreadable(f"Line {fault.lineno} is not Python: {fault.msg}.") from fault
    reader = _Reader()
    for statement in tree.body:
        reader.statement(statement)
    if not reader.layers:
        raise Unreadable("There is no layer in this code. Write, for example, keras.layers.Conv2D(8, 3).")
    return ([{"type": "Input", "shape": reader.shape}] if reader.shape else []) + reader.layers


class _Reader:
    """What has been read so far: the layers, the input's shape, and the variable that holds the last output."""

    def __init__(self):
        self.layers: list[dict] = []
        self.shape: Any = None
        self.last: str | None = None

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            self.expression(node.value)
            self.last = getattr(node.targets[0], "id", None)
        elif isinstance(node, ast.Expr):
            self.expression(node.value)
        else:
            raise _at(node, f"`{type(node).__name__.lower()}` is not read; write the layers out one by one")

    def expression(self, node: ast.expr) -> None:
        if isinstance(node, (ast.List, ast.Tuple)):
            for part in node.elts:
                self.expression(part)
        elif isinstance(node, ast.Call):
            self.call(node)
        elif not isinstance(node, (ast.Name, ast.Constant)):
            raise _at(node, f"`{ast.unparse(node)[:60]}` is not a layer")

    def call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Call):
            self.chained(node)
            return
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        name = ALIASES.get(name, name)
        if name in ("Sequential", "add"):
            for part in [*node.args, *(word.value for word in node.keywords if word.arg == "layers")]:
                self.expression(part)
        elif name in ("Input", "InputLayer", "build"):
            self.input(node)
        elif name in SIGNATURES:
            self.layers.append(self.layer(name, node))
        elif name not in PASSED_OVER:
            near = difflib.get_close_matches(name, SIGNATURES, 1)
            known = f"did you mean {near[0]}?" if near else f"known are {', '.join(SIGNATURES)}"
            raise _at(node, f"{name or ast.unparse(node)[:40]} is not a layer that can be drawn here; {known}")

    def chained(self, node: ast.Call) -> None:
        given = ast.unparse(node.args[0]) if node.args else ""
        if self.last is not None and self.layers and given != self.last:
            raise _at(node, f"this layer is given {given}, not {self.last}; branches cannot be read from code")
        self.call(node.func)

    def input(self, node: ast.Call) -> None:
        words = {word.arg: word.value for word in node.keywords}
        given = node.args[0] if node.args else words.get("shape", words.get("input_shape", words.get("batch_shape")))
        if given is None:
            raise _at(node, "the input has no shape; write keras.Input((32, 32, 3))")
        self.shape = _literal(given, "shape")

    def layer(self, kind: str, node: ast.Call) -> dict:
        known, spec = SIGNATURES[kind], {"type": kind}
        if len(node.args) > len(known):
            raise _at(node, f"{kind} has {len(node.args)} arguments without a name; here at most {len(known)} are read")
        given = [*zip(known, node.args, strict=False), *((word.arg, word.value) for word in node.keywords)]
        for name, value in given:
            if name in ("input_shape", "batch_input_shape"):
                self.shape = _literal(value, name)
            elif self.matters(kind, name, value):
                spec[name] = _literal(value, name)
        return spec

    def matters(self, kind: str, name: str | None, value: ast.expr) -> bool:
        """Whether an argument belongs into the dict; refuse those that change what nnkit cannot count."""
        if name is None:
            raise _at(value, "arguments after ** cannot be read; write them out")
        if name == "data_format":
            if _literal(value, name) not in (None, "channels_last"):
                raise _at(value, "data_format must be channels_last here: images are (H, W, C)")
            return False
        if name in SIGNATURES[kind] or name == "name":
            return name in layer_specs.KEYS
        if name.endswith(NO_SIZE):
            return False
        near = difflib.get_close_matches(name, SIGNATURES[kind], 1)
        remedy = f"did you mean {near[0]}?" if near else f"read are {', '.join(SIGNATURES[kind]) or 'none'}"
        raise _at(value, f"{kind} has an argument {name} that is not read here; {remedy}")


def _literal(node: ast.expr, name: str) -> Any:
    if name == "activation" and isinstance(node, ast.Attribute):
        return node.attr  # keras.activations.relu, named but never looked up
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise _at(node, f"{name}={ast.unparse(node)[:40]} is not a plain value; write the number itself") from None


def _at(node: ast.AST, sentence: str) -> Unreadable:
    end = "" if sentence.endswith(("?", ".")) else "."
    return Unreadable(f"Line {node.lineno}: {sentence}{end}")
