"""Famous networks as data for `conv_arithmetic.layer_table` and the explorer: no weights, only what stands on what."""

from dataclasses import dataclass

from nnkit.validation import require_choice


@dataclass(frozen=True)
class Blueprint:
    """A network as a list of layer descriptions.

    Args:
        name: what `load` calls it.
        input_shape: batch axis first.
        layers: dicts as in `nnkit.layer_specs`.
        features: name of the last layer before the head, where the receptive field is usually quoted.
        source: author, year, and which variant this is.
    """

    name: str
    input_shape: tuple
    layers: list
    features: str
    source: str


def load(name):
    """Give a famous network by its name.

    Args:
        name: one of `NAMES`.

    Returns:
        A Blueprint; a new one at every call, so that changing its layers harms nobody.

    Raises:
        ValueError: an unknown name (the nearest right one is named).

    Example:
        >>> from nnkit.conv_arithmetic import layer_table
        >>> [row.params for row in layer_table(load("lenet5")) if row.params]
        [156, 2416, 48120, 10164, 850]

    Taught in: chapters/06_cnns
    """
    return _BUILDERS[require_choice(name, "name", NAMES)]()


def _conv(filters, kernel_size, strides=1, padding="same", **others):
    return {
        "type": "Conv2D",
        "filters": filters,
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
        **others,
    }


def _max_pool(pool_size, strides, padding="valid", **others):
    return {"type": "MaxPooling2D", "pool_size": pool_size, "strides": strides, "padding": padding, **others}


def _dense(units, name, activation="relu"):
    return {"type": "Dense", "units": units, "name": name, "activation": activation}


def lenet5():
    """LeNet-5 in the form taught today: all maps connected, average pooling without weights, softmax at the end.

    The network of 1998 differs: its C3 left out most connections between maps (1,516 weights in place of 2,416), its
    pooling had a weight and a bias for each map (12 and 32 weights), and its output was a radial basis layer.

    Returns:
        A Blueprint of 61,706 parameters for images of 32x32x1.

    Source:
        LeCun, Bottou, Bengio and Haffner, 1998, Gradient-based learning applied to document recognition, section II.B.
    """
    layers = [
        _conv(6, 5, padding="valid", name="C1", activation="tanh"),
        {"type": "AveragePooling2D", "pool_size": 2, "name": "S2"},
        _conv(16, 5, padding="valid", name="C3", activation="tanh"),
        {"type": "AveragePooling2D", "pool_size": 2, "name": "S4"},
        {"type": "Flatten", "name": "flatten"},
        _dense(120, "C5", "tanh"),
        _dense(84, "F6", "tanh"),
        _dense(10, "output", "softmax"),
    ]
    return Blueprint("lenet5", (None, 32, 32, 1), layers, "S4", "LeCun et al., 1998, all maps of C3 connected")


def alexnet():
    """AlexNet as published: two groups in conv2, conv4 and conv5, because it was trained on two graphics cards.

    Returns:
        A Blueprint of 60,965,224 parameters for images of 227x227x3 (the paper says 224, which does not fit).

    Source:
        Krizhevsky, Sutskever and Hinton, 2012, ImageNet classification with deep convolutional neural networks.
    """
    layers = [
        _conv(96, 11, 4, "valid", name="conv1", activation="relu"),
        _max_pool(3, 2, name="pool1"),
        _conv(256, 5, groups=2, name="conv2", activation="relu"),
        _max_pool(3, 2, name="pool2"),
        _conv(384, 3, name="conv3", activation="relu"),
        _conv(384, 3, groups=2, name="conv4", activation="relu"),
        _conv(256, 3, groups=2, name="conv5", activation="relu"),
        _max_pool(3, 2, name="pool5"),
        {"type": "Flatten", "name": "flatten"},
        _dense(4096, "fc6"),
        _dense(4096, "fc7"),
        _dense(1000, "fc8", "softmax"),
    ]
    return Blueprint("alexnet", (None, 227, 227, 3), layers, "pool5", "Krizhevsky et al., 2012, two groups")


def vgg16():
    """VGG-16, configuration D: thirteen 3x3 convolutions in five blocks, three dense layers.

    Returns:
        A Blueprint of 138,357,544 parameters for images of 224x224x3.

    Source:
        Simonyan and Zisserman, 2015, Very deep convolutional networks for large-scale image recognition, table 1, D.

    Checked against:
        keras.applications.VGG16, whose layer names it carries.
    """
    layers = []
    for block, (filters, depth) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), start=1):
        for index in range(1, depth + 1):
            layers.append(_conv(filters, 3, name=f"block{block}_conv{index}", activation="relu"))
        layers.append(_max_pool(2, 2, name=f"block{block}_pool"))
    layers += [{"type": "Flatten", "name": "flatten"}, _dense(4096, "fc1"), _dense(4096, "fc2")]
    layers.append(_dense(1000, "predictions", "softmax"))
    source = "Simonyan and Zisserman, 2015, configuration D"
    return Blueprint("vgg16", (None, 224, 224, 3), layers, "block5_pool", source)


# Where a stage of ResNet-50 halves the map: (which unit of the stage, which convolution of that unit).
RESNET_STRIDES = {
    "resnet50": ("first", "1x1"),
    "resnet50_v1.5": ("first", "3x3"),
    "resnet50_slim": ("last", "3x3"),
}


def resnet50(variant="resnet50"):
    """ResNet-50 in the three forms in use, which differ in where a stage strides, and so in the receptive field.

    "resnet50" strides in the first 1x1 of a stage's first unit (the paper, keras.applications.ResNet50): 483.
    "resnet50_v1.5" strides in the 3x3 of a stage's first unit (torchvision, NVIDIA): 427.
    "resnet50_slim" strides in the 3x3 of a stage's last unit, the last stage not at all (TF-Slim, whose numbers Araujo
    et al. publish): 483.

    Args:
        variant: one of `RESNET_STRIDES`.

    Returns:
        A Blueprint of 25,636,712 parameters for images of 224x224x3, biases and moving statistics counted as in Keras.
        (TF-Slim's own has no biases in its convolutions.)

    Raises:
        ValueError: an unknown variant.

    Source:
        He, Zhang, Ren and Sun, 2016, Deep residual learning for image recognition, table 1.

    Checked against:
        keras.applications.ResNet50 (the first variant), the table of Araujo et al., 2019 (the third).
    """
    where, which = RESNET_STRIDES[require_choice(variant, "variant", tuple(RESNET_STRIDES))]
    slim = where == "last"
    pool = _max_pool(3, 2, "same" if slim else ((1, 1), (1, 1)), name="pool1")
    layers = [_conv(64, 7, 2, 3, name="conv1"), {"type": "BatchNormalization", "name": "bn1"}, pool]
    channels_in = 64
    for stage, (filters, depth) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), start=2):
        for unit in range(1, depth + 1):
            strides = 2 if (unit == depth and stage < 5 if slim else unit == 1 and stage > 2) else 1
            name = f"conv{stage}_block{unit}"
            layers.append(_residual_unit(name, channels_in, filters, strides, which))
            channels_in = 4 * filters
    layers += [{"type": "GlobalAveragePooling2D", "name": "avg_pool"}, _dense(1000, "predictions", "softmax")]
    source = f"He et al., 2016; stride in the {which} of a stage's {where} unit"
    return Blueprint(variant, (None, 224, 224, 3), layers, "conv5_block3", source)


def _residual_unit(name, channels_in, filters, strides, which):
    """Stack 1x1, 3x3, 1x1 beside the shortcut; it projects where the channels change, else it only strides."""
    first, second = (strides, 1) if which == "1x1" else (1, strides)
    convolutions = [
        _conv(filters, 1, first, name="1"),
        _conv(filters, 3, second, 1, name="2"),
        _conv(4 * filters, 1, name="3"),
    ]
    main = [
        layer for conv in convolutions for layer in (conv, {"type": "BatchNormalization", "name": f"{conv['name']}_bn"})
    ]
    if channels_in != 4 * filters:
        projection = _conv(4 * filters, 1, strides, name="0")
        shortcut = [projection, {"type": "BatchNormalization", "name": "0_bn"}]
    else:
        shortcut = [] if strides == 1 else [_max_pool(1, strides, name="0")]
    return {"type": "Parallel", "merge": "Add", "name": name, "branches": [shortcut, main]}


def inception_3a():
    """One Inception module, 3a of GoogLeNet: four branches side by side, their channels concatenated.

    The 1x1 convolutions before the 3x3 and the 5x5 make it affordable: 163,328 weights without biases; with the 3x3 and
    the 5x5 on all 192 channels it would be 393,216.

    Returns:
        A Blueprint of 163,696 parameters for maps of 28x28x192.

    Source:
        Szegedy et al., 2015, Going deeper with convolutions, figure 2b and table 1, row 3a (159K weights, 128M ops).
    """
    branches = [
        [_conv(64, 1, name="1x1")],
        [_conv(96, 1, name="3x3_reduce"), _conv(128, 3, name="3x3")],
        [_conv(16, 1, name="5x5_reduce"), _conv(32, 5, name="5x5")],
        [_max_pool(3, 1, "same", name="pool"), _conv(32, 1, name="pool_proj")],
    ]
    layers = [{"type": "Parallel", "merge": "Concatenate", "name": "inception_3a", "branches": branches}]
    return Blueprint("inception_3a", (None, 28, 28, 192), layers, "inception_3a", "Szegedy et al., 2015, module 3a")


_BUILDERS = {
    "lenet5": lenet5,
    "alexnet": alexnet,
    "vgg16": vgg16,
    **{variant: lambda variant=variant: resnet50(variant) for variant in RESNET_STRIDES},
    "inception_3a": inception_3a,
}
NAMES = tuple(_BUILDERS)
