"""Plots: what is on the axes is what was given, labelled, and told apart without colour."""

import subprocess
import sys

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from nnkit import plots

NUMERICAL_SLOPE = 1e-6  # slopes of plain functions are central differences; colours are stored in 8 bits
SAMPLING = 0.1  # standard deviation of 500 draws, rounded to three digits


@pytest.fixture
def ax():
    """Axes of a figure that no window and no pyplot knows."""
    return Figure().subplots()


def draw(ax):
    """Render, so that an invalid artist fails the test."""
    ax.figure.canvas.draw()


def lines(ax):
    """Return the labelled lines by label."""
    return {line.get_label(): line for line in ax.get_lines() if not line.get_label().startswith("_")}


def test_importing_plots_imports_neither_pyplot_nor_matplotlib():
    code = "import sys, nnkit.plots; sys.exit(any(m.split('.')[0] == 'matplotlib' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_lines_differ_in_more_than_colour():
    looks = [plots.line_style(i) for i in range(42)]
    assert len({(look["linestyle"], look["marker"], look["color"]) for look in looks}) == 42
    assert len({(look["linestyle"], look["marker"]) for look in looks[:8]}) == 8


def test_style_sets_the_palette():
    import matplotlib

    matplotlib.use("agg")
    with matplotlib.rc_context():
        plots.style()
        colours = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
    assert colours == list(plots.OKABE_ITO.values())


@pytest.mark.parametrize("derivative", [False, True])
def test_activation_curves_draw_function_or_slope(ax, derivative):
    x = np.array([-2.0, 0.5, 2.0])
    plots.activation_curves(ax, {"tanh": "tanh", "square": np.square}, x=x, derivative=derivative)
    draw(ax)
    expected = {"tanh": 1 - np.tanh(x) ** 2, "square": 2 * x} if derivative else {"tanh": np.tanh(x), "square": x**2}
    for label, line in lines(ax).items():
        np.testing.assert_allclose(line.get_ydata(), expected[label], atol=NUMERICAL_SLOPE)
    assert ax.get_title() and ax.get_xlabel() and ("slope" in ax.get_ylabel()) == derivative
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["tanh", "square"]


def test_activation_curves_take_one_name_alone(ax):
    assert list(lines(plots.activation_curves(ax, "relu"))) == ["relu"]


def test_value_and_slope_are_both_there_and_differ_in_dashes(ax):
    plots.value_and_slope(ax, "tanh", x=[-1.0, 0.0, 1.0], limits=(-2, 2))
    draw(ax)
    value, slope = lines(ax).values()
    np.testing.assert_allclose(value.get_ydata(), np.tanh([-1, 0, 1]))
    np.testing.assert_allclose(slope.get_ydata(), 1 - np.tanh([-1, 0, 1]) ** 2)
    assert value.get_linestyle() != slope.get_linestyle() and ax.get_title() == "tanh" and ax.get_ylim() == (-2, 2)


def test_a_band_from_least_to_greatest_stays_within_what_was_measured(ax):
    plots.lines_with_spread(ax, {"a": [[0.0, 1.0], [1.0, 1.0], [1.0, 1.0]]}, band="range")
    draw(ax)
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == 0 and band.max() == 1 and "least to greatest" in ax.get_title()


def test_an_unknown_band_is_named(ax):
    with pytest.raises(ValueError, match="band: received 'sem', expected one of std, range"):
        plots.lines_with_spread(ax, {"a": [1.0]}, band="sem")


def test_lines_show_mean_and_band_of_one_standard_deviation(ax):
    runs = np.array([[1.0, 4.0], [3.0, 8.0]])
    plots.lines_with_spread(ax, {"a": runs}, x=[10, 20], title="T", xlabel="step", ylabel="loss")
    draw(ax)
    np.testing.assert_allclose(lines(ax)["a"].get_ydata(), [2.0, 6.0])
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].max() == pytest.approx(6 + np.sqrt(8))
    assert band[:, 1].min() == pytest.approx(2 - np.sqrt(2))
    assert "2 runs" in ax.get_title() and ax.get_xlabel() == "step"


def test_on_a_logarithmic_axis_the_mean_is_geometric(ax):
    ax.set_yscale("log")
    plots.lines_with_spread(ax, {"a": [[1e-2, 1.0], [1e-4, 1.0]]})
    draw(ax)
    np.testing.assert_allclose(lines(ax)["a"].get_ydata(), [1e-3, 1.0])


def test_a_run_that_broke_down_is_not_left_out_in_silence(ax):
    plots.lines_with_spread(ax, {"a": [[1.0, np.nan], [1.0, 2.0]]})
    assert np.isnan(lines(ax)["a"].get_ydata()[1])


def test_one_run_has_no_band_and_no_note(ax):
    plots.learning_curves(ax, {"a": [3.0, 2.0, 1.0]})
    assert not ax.collections and "run" not in ax.get_title()
    np.testing.assert_array_equal(lines(ax)["a"].get_xdata(), [1, 2, 3])


def test_epochs_are_counted_in_whole_numbers(ax):
    plots.learning_curves(ax, {"a": [3.0, 2.0, 1.0]})
    draw(ax)
    np.testing.assert_array_equal(ax.get_xticks() % 1, 0)


def test_epochs_on_a_logarithmic_axis_keep_their_ticks(ax):
    ax.set_xscale("log")
    plots.learning_curves(ax, {"a": [3.0, 2.0, 1.0]})
    draw(ax)


def test_steps_that_do_not_fit_are_named(ax):
    with pytest.raises(ValueError, match=r"x: received 3 steps, expected 2 as in series\['a'\]"):
        plots.lines_with_spread(ax, {"a": [1.0, 2.0]}, x=[1, 2, 3])


def test_bars_stand_at_the_mean_with_every_run_as_a_dot(ax):
    plots.bars_with_spread(ax, {"a": [1.0, 2.0, 6.0], "b": [4.0]}, title="T", ylabel="time (ms)")
    draw(ax)
    assert [bar.get_height() for bar in ax.patches] == [3.0, 4.0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b"]
    dots = [line for line in ax.get_lines() if line.get_marker() == "o" and line.get_linestyle() == "None"]
    assert sorted(dots[0].get_ydata()) == [1.0, 2.0, 6.0]
    assert [text.get_text() for text in ax.texts] == ["3.000", "4.000"]


def test_bars_on_a_logarithmic_axis_stand_at_the_geometric_mean(ax):
    ax.set_yscale("log")
    plots.bars_with_spread(ax, {"a": [1.0, 100.0]}, digits=1)
    draw(ax)
    assert ax.texts[0].get_text() == "10.0"


def test_a_single_number_has_no_error_bar(ax):
    plots.bars_with_spread(ax, {"a": [0.5]})
    assert not ax.get_lines() and not ax.collections


def test_histograms_put_one_row_a_layer_on_a_common_axis(ax):
    rng = np.random.default_rng(0)
    plots.histograms_by_layer(ax, {"one": rng.normal(0, 1, 500), "two": rng.normal(0, 0.1, (50, 10))})
    draw(ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["one", "two"]
    assert float(ax.texts[1].get_text().split()[1]) == pytest.approx(0.1, rel=SAMPLING)
    heights = [path.get_paths()[0].vertices[:, 1].max() - row for row, path in enumerate(ax.collections)]
    np.testing.assert_allclose(heights, 0.85)


def test_histograms_survive_a_layer_that_broke_down_but_not_all(ax):
    plots.histograms_by_layer(ax, [np.arange(5.0), np.full(5, np.nan)])
    assert ax.texts[1].get_text() == "no finite value"
    with pytest.raises(ValueError, match="layers: received no finite number"):
        plots.histograms_by_layer(ax, [np.full(5, np.nan)])


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_decision_surface_takes_the_colour_of_the_class(ax, columns):
    def predict(points):
        right = (points[:, 0] > 0).astype(float)
        return {1: right[:, None], 2: np.column_stack([1 - right, right]), 3: np.eye(3)[right.astype(int)]}[columns]

    plots.decision_surface(ax, predict, [[-1.0, -1.0], [1.0, 1.0]], [0, 1], resolution=10)
    draw(ax)
    picture = ax.get_images()[0].get_array()
    for column, name in ((0, "blue"), (-1, "vermillion")):
        expected = 1 - 0.6 * (1 - np.array([int(plots.OKABE_ITO[name][i : i + 2], 16) / 255 for i in (1, 3, 5)]))
        np.testing.assert_allclose(picture[5, column], expected, atol=NUMERICAL_SLOPE)


def test_decision_surface_wants_points_in_the_plane(ax):
    with pytest.raises(ValueError, match=r"x: received shape \(4, 3\), expected \(N, 2\)"):
        plots.decision_surface(ax, None, np.zeros((4, 3)), np.zeros(4))


def test_feature_maps_are_laid_out_in_reading_order_on_one_scale(ax):
    maps = np.arange(5.0) * np.ones((2, 3, 1))
    plots.feature_maps(ax, maps, columns=2)
    draw(ax)
    picture = ax.get_images()[0].get_array()
    assert picture.shape == (3 * 3 - 1, 2 * 4 - 1)
    assert picture[0, 0] == 0 and picture[0, 4] == 1 and picture[3, 0] == 2 and picture[6, 0] == 4
    assert ax.get_images()[0].get_clim() == (0, 4)
    assert [text.get_text() for text in ax.texts] == list("01234")


def test_feature_maps_of_a_batch_are_refused(ax):
    with pytest.raises(ValueError, match=r"maps: received shape \(1, 2, 2, 3\)"):
        plots.feature_maps(ax, np.zeros((1, 2, 2, 3)))


@pytest.mark.parametrize(("channels_in", "tiles"), [(1, 4), (3, 4), (2, 8)])
def test_kernels_share_a_scale_symmetric_around_zero(ax, channels_in, tiles):
    kernel = np.zeros((3, 3, channels_in, 4))
    kernel[0, 0, :, 0] = -2.0
    plots.kernels(ax, kernel)
    draw(ax)
    assert len(ax.texts) == tiles
    assert ax.get_images()[0].get_clim() == (-2, 2)


def test_a_kernel_without_channels_is_refused_with_the_cure(ax):
    with pytest.raises(ValueError, match=r"kernel: received shape \(3, 3\).*kernel\[..., None, None\]"):
        plots.kernels(ax, np.zeros((3, 3)))


def test_confusion_matrix_has_truth_in_rows_and_the_accuracy_in_the_title(ax):
    plots.confusion_matrix(ax, [0, 0, 1, 2], [0, 2, 1, 2], class_names=["a", "b", "c"])
    draw(ax)
    cells = {text.get_position(): text.get_text() for text in ax.texts}
    assert cells == {(0, 0): "1", (2, 0): "1", (1, 1): "1", (2, 2): "1"}  # (column, row)
    assert "75.0%" in ax.get_title()
    assert ax.get_xlabel() == "predicted class" and ax.get_ylabel() == "true class"


def test_confusion_matrix_refuses_probabilities(ax):
    with pytest.raises(ValueError, match="y_pred: received 6 predictions, expected 2"):
        plots.confusion_matrix(ax, [0, 1], np.zeros((2, 3)))


def test_graph_puts_every_node_to_the_right_of_what_it_needs(ax):
    nodes = {"x": "x", "w": "w", "z": "x·w", "f": "relu", "l": "loss"}
    edges = [("x", "z"), ("w", "z", "(3, 2)"), ("z", "f"), ("f", "l"), ("x", "l")]
    plots.computation_graph(ax, nodes, edges)
    draw(ax)
    column = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text() in nodes.values()}
    assert all(column[nodes[start]] < column[nodes[end]] for start, end, *_ in edges)
    assert "(3, 2)" in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("edges", "message"),
    [([("a", "c")], "received the node 'c'"), ([("a", "b"), ("b", "a")], r"a circle through \['a', 'b'\]")],
)
def test_graph_refuses_unknown_nodes_and_circles(ax, edges, message):
    with pytest.raises(ValueError, match=message):
        plots.computation_graph(ax, {"a": "A", "b": "B"}, edges)


@pytest.mark.parametrize(
    ("sketch", "parts"),
    [("biological_neuron", ["dendrites", "synapses", "axon"]), ("artificial_neuron", ["$w_3$", "$b$", "$f$", "$y$"])],
)
def test_neuron_sketches_name_their_parts(ax, sketch, parts):
    getattr(plots, sketch)(ax, title="One")
    draw(ax)
    words = " ".join(text.get_text() for text in ax.texts)
    assert all(part in words for part in parts) and ax.get_title() == "One"


def test_network_diagram_tells_weights_apart_without_colour(ax):
    plots.network_diagram(ax, [2, 1], weights=[([[1.5], [-3.0]], [0.25])])
    draw(ax)
    positive, negative = ax.get_lines()
    assert positive.get_linestyle() == "-" and negative.get_linestyle() != "-"
    assert negative.get_linewidth() > positive.get_linewidth()
    assert {"1.5", "-3", "+0.25", "input", "output"} <= {text.get_text() for text in ax.texts}


def test_network_diagram_draws_every_unit_and_weight(ax):
    plots.network_diagram(ax, [3, 4, 2], names=["a", "b", "c"])
    draw(ax)
    assert len(ax.patches) == 9 and len(ax.get_lines()) == 3 * 4 + 4 * 2
    assert {"a", "b", "c"} <= {text.get_text() for text in ax.texts}


def test_network_diagram_refuses_weights_of_another_network(ax):
    with pytest.raises(ValueError, match=r"weights: received the shapes .*\(2, 3\).*expected .*\(3, 2\)"):
        plots.network_diagram(ax, [3, 2], weights=[(np.zeros((2, 3)), np.zeros(2))])


def test_palette_is_okabe_and_itos():
    assert to_hex(plots.OKABE_ITO["blue"]) == "#0072b2" and len(set(plots.OKABE_ITO.values())) == 7
