"""Stacks written as dicts or read from layers, and the tables made of them."""

import pytest

from nnkit import layer_rows, layers
from nnkit.conv_arithmetic import layer_table
from nnkit.layer_specs import as_specs, num_axes, walk, windows_per_axis


def test_a_table_reads_the_layers_of_a_model():
    model = [layers.Conv2D(4, 3, padding="same"), layers.Residual([layers.Conv2D(4, 3, padding="same")])]
    model += [layers.MaxPooling2D(2), layers.GlobalAveragePooling2D(), layers.Dense(3)]
    table = layer_table(model, (None, 8, 8, 2))
    shape, params = (None, 8, 8, 2), 0
    for layer in model:
        params += layer.build(shape).count_params()
        shape = layer.output_shape(shape)
    assert table.total_params == params
    assert table[-1].output_shape == shape
    assert str(table).splitlines()[-1].startswith("total")
    assert f"<td>{params}</td>" in table._repr_html_()


def test_walk_names_layers_within_branches_and_passes_an_empty_branch_on():
    specs = as_specs([{"type": "Parallel", "name": "unit", "merge": "Add", "branches": [[], [{"kernel_size": 1}]]}])
    steps = list(walk(specs, (None, 8, 8, None)))
    assert [step.name for step in steps] == ["unit/conv2d_1", "unit"]
    assert steps[-1].output_shape == (None, 8, 8, None)


def test_axes_are_counted_from_the_layers():
    assert num_axes(as_specs([{"type": "Conv1D", "kernel_size": 3}, {"type": "Dense", "units": 2}])) == 1
    assert num_axes(as_specs([{"type": "BatchNormalization"}])) == 2


def test_arguments_are_split_by_axis():
    split = windows_per_axis((3, 5), 2, ((1, 0), 4), 1, num_axes=2)
    common = {"strides": 2, "dilation_rate": 1}
    assert split == [{"kernel_size": 3, "padding": (1, 0), **common}, {"kernel_size": 5, "padding": 4, **common}]


def test_table_with_unknown_sizes_says_so():
    table = layer_table([{"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}], (None, None, None, 3))
    assert table[0].output_shape == (None, None, None, 4)
    assert (table[0].multiply_adds, table.total_multiply_adds, table[0].start) == (None, None, None)
    assert "?" in str(table)


def test_table_escapes_names_and_finds_rows():
    table = layer_rows.LayerTable([layer_rows.LayerRow("<b>", "Dense", (None, 2), 1234, 6, None, None, None)])
    assert "&lt;b&gt;" in table._repr_html_()
    assert "1,234" in str(table)
    assert table.row("<b>").params == 1234
    with pytest.raises(ValueError, match="name: received 'c', expected one of <b>"):
        table.row("c")


def block(**second):
    """Two branches that differ in what is given."""
    first = {"filters": 4, "kernel_size": 1}
    return [{"type": "Parallel", "name": "block", "merge": "Add", "branches": [[first], [first | second]]}]


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        (block(filters=5), "layer 'block': branches: received outputs of shapes .*and their filters"),
        (block(strides=2), "layer 'block': branches: received outputs of shapes"),
        (block(filters=0), "layer 'block/conv2d_1': filters: received 0"),
        (block(kernel_size=9), "layer 'block/conv2d_1': kernel_size: received 9"),
        ([{"type": "Parallel", "merge": "Sum", "branches": [[], []]}], "merge: received 'Sum'"),
        ([{"type": "Parallel"}], "branches: received None, expected a list of stacks"),
        (
            [{"type": "MaxPooling2D", "name": "P"}, {"type": "MaxPooling2D", "pool_size": 9}],
            "layer 'maxpooling2d_2': pool_",
        ),
        ([{"type": "Conv1D", "filters": 1, "kernel_size": 3}], r"shape: received \(None, 8, 8, 2\), expected rank 3"),
    ],
)
def test_bad_stacks_are_explained(stack, message):
    with pytest.raises(ValueError, match=message):
        layer_table(stack, (None, 8, 8, 2))
