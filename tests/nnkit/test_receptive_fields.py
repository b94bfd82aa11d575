"""Receptive fields against the published table and against the gradients of real layers."""

import numpy as np
import pytest

from nnkit import layers, networks
from nnkit.conv_arithmetic import receptive_field
from nnkit.receptive_fields import ReceptiveField, for_all_axes, joined

# Araujo, Norris and Sim, 2019: size, effective stride, effective padding (None: it depends on the resolution).
ALEXNET = {"conv1": (11, 4, 0), "pool1": (19, 8, 0), "conv2": (51, 8, 16), "conv3": (99, 16, 32)}
ALEXNET |= {"conv4": (131, 16, 48), "conv5": (163, 16, 64), "pool5": (195, 32, 64)}
VGG16 = {"block1_conv1": (3, 1, 1), "block1_pool": (6, 2, 2), "block2_conv1": (10, 2, 4), "block2_pool": (16, 4, 6)}
VGG16 |= {"block3_conv2": (32, 4, 14), "block3_pool": (44, 8, 18), "block4_conv2": (76, 8, 34)}
VGG16 |= {"block4_pool": (100, 16, 42), "block5_conv2": (164, 16, 74), "block5_pool": (212, 32, 90)}
RESNET_ENDS = ("conv2_block3", "conv3_block4", "conv4_block6", "conv5_block3")


@pytest.mark.parametrize(("name", "published"), [("alexnet", ALEXNET), ("vgg16", VGG16)])
def test_receptive_fields_are_the_published_ones(name, published):
    for layer, (size, stride, padding) in published.items():
        assert receptive_field(networks.load(name), at=layer) == (size, stride, -padding), layer


@pytest.mark.parametrize(
    ("resolution", "paddings"), [(None, [None] * 4), (224, (15, 47, 143, 239)), (321, (17, 49, 145, 241))]
)
def test_resnet50_of_tf_slim_is_the_published_one(resolution, paddings):
    for layer, size, stride, padding in zip(RESNET_ENDS, (35, 99, 291, 483), (8, 16, 32, 32), paddings, strict=True):
        field = receptive_field(networks.load("resnet50_slim"), resolution, at=layer)
        assert field == (size, stride, None if padding is None else -padding)


def test_resnet50_sees_less_with_the_stride_in_the_first_3x3():
    """Units of 3x3 at strides 4, 8, 16, 32; where the 3x3 itself strides, it still steps on the finer map."""
    stem = 7 + 2 * 2
    in_the_3x3 = stem + 3 * 8 + (8 + 3 * 16) + (16 + 5 * 32) + (32 + 2 * 64)
    in_the_1x1 = stem + 3 * 8 + 4 * 16 + 6 * 32 + 3 * 64
    for variant, expected in (("resnet50_v1.5", in_the_3x3), ("resnet50", in_the_1x1)):
        assert receptive_field(networks.load(variant), 224, at="conv5_block3").size == expected
    assert (in_the_3x3, in_the_1x1) == (427, 483)


@pytest.mark.parametrize(("resolution", "padding"), [(224, 126), (321, 157)])
def test_mobilenet_by_depthwise_layers_is_the_published_one(resolution, padding):
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    stack = [{"kernel_size": 3, "strides": 2, "padding": "same"}]
    for s in strides:
        stack += [{"type": "DepthwiseConv2D", "kernel_size": 3, "strides": s, "padding": "same"}, {"kernel_size": 1}]
    assert receptive_field(stack, resolution) == (315, 32, -padding)


def random_stack(rng, length):
    """A stack of valid and same convolutions and average pooling, with strides or dilation."""
    stack = []
    for _ in range(length):
        spec = {"padding": str(rng.choice(["valid", "same"])), "strides": int(rng.integers(1, 3))}
        if rng.random() < 0.3:
            stack.append(spec | {"type": "AveragePooling1D", "pool_size": int(rng.integers(1, 4))})
        else:
            dilation = int(rng.integers(1, 4)) if spec["strides"] == 1 else 1
            kernel = {"kernel_size": int(rng.integers(1, 5)), "dilation_rate": dilation}
            stack.append(spec | kernel | {"type": "Conv1D", "filters": 1})
    return stack


@pytest.mark.parametrize("seed", range(20))
def test_receptive_field_is_where_the_gradient_is_not_zero(seed):
    """All weights positive, so that the gradient of one output vanishes exactly where it does not look."""
    size = 60
    stack = random_stack(np.random.default_rng(seed), length=3)
    built, x = [], np.ones((1, size, 1))
    for spec in stack:
        options = {key: value for key, value in spec.items() if key != "type"}
        options |= {"kernel_initializer": "ones"} if spec["type"] == "Conv1D" else {}
        built.append(getattr(layers, spec["type"])(**options))
        x = built[-1].forward(x)
    field = receptive_field(stack, size)
    inside = 0
    for position in range(x.shape[1]):
        grad = np.zeros_like(x)
        grad[0, position] = 1
        for layer in reversed(built):
            grad = layer.backward(grad)
        seen = np.flatnonzero(grad[0, :, 0])
        first, last = field.region(position)
        assert first <= seen[0] and seen[-1] <= last, stack
        if first >= 0 and last < size:  # no padding within: the ends are really read
            inside += 1
            assert (seen[0], seen[-1]) == (first, last), stack
    assert inside > 0, f"seed {seed}: every field reaches into the padding, so that nothing was compared"


def test_axes_and_branches_that_differ():
    field = receptive_field([{"kernel_size": (3, 5), "padding": "same"}])
    assert field == ((3, 5), 1, (-1, -2))
    assert field.region((4, 4)) == ((3, 5), (2, 6))
    three = [{"kernel_size": 3, "strides": 2, "padding": 1}]
    merged = {"type": "Parallel", "merge": "Add", "branches": [three, [{"kernel_size": 1, "strides": 2}]]}
    assert receptive_field([merged, {"kernel_size": 3}]) == (3 + 2 * 2, 2, -1)


def test_fields_that_meet_cover_each_other():
    assert joined([ReceptiveField(3, 2, -1), ReceptiveField(3, 2, 4)]) == (8, 2, -1)
    assert joined([ReceptiveField(3, 2, None), ReceptiveField(7, 2, 4)]) == (7, 2, None)
    with pytest.raises(ValueError, match=r"branches: received effective strides \[1, 2\], expected one"):
        joined([ReceptiveField(1, 1, 0), ReceptiveField(1, 2, 0)])


def test_region_without_a_start_is_refused():
    with pytest.raises(ValueError, match=r"start: received None.*Give input_size"):
        ReceptiveField(3, 2, None).region(0)


def test_axes_are_taken_apart_and_put_together():
    field = for_all_axes([ReceptiveField(3, 2, -1), ReceptiveField(5, 2, None)])
    assert field == ((3, 5), 2, (-1, None))
    assert [field.along(0), field.along(1)] == [(3, 2, -1), (5, 2, None)]
