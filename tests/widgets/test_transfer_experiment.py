"""The experiment behind the transfer explorer: its stored points come out again."""

import json

import numpy as np
import pytest

from widgets.panel import HERE
from widgets.transfer_experiment import (
    NUM_SEEDS,
    SOURCE,
    STEPS,
    TARGET,
    Setting,
    Task,
    experiment,
    pictures,
    run,
    settings,
    shapes_task,
    stored,
)
from widgets.transfer_runs import Runs

FEW_PICTURES = 0.0126  # 4 of 320 test pictures may fall otherwise where another BLAS rounds otherwise


def stored_accuracy(setting):
    """The accuracies in the file, read without the module that wrote them."""
    runs = json.loads((HERE / "transfer.json").read_text())["runs"]
    (found,) = [r["accuracy"] for r in runs if {k: v for k, v in r.items() if k != "accuracy"} == vars(setting)]
    return np.array(found)


@pytest.mark.parametrize(
    ("setting", "seed"),
    [
        (Setting("backbone", 4, 5, None), 0),
        (Setting("backbone", 3, 20, 0.001), 3),
    ],
)
def test_a_stored_point_comes_out_again(setting, seed):
    again = run(stored()[0], shapes_task(), setting, seed)
    assert again == pytest.approx(stored_accuracy(setting)[seed].tolist(), abs=FEW_PICTURES)


def test_the_stored_backbone_knows_its_own_task_and_none_of_the_new_shapes():
    backbone, record = stored()
    assert not set(SOURCE) & set(TARGET)
    x, y = pictures(SOURCE, 60, 100)
    features = backbone.predict(x)
    means = np.array([features[y == k].mean(axis=0) for k in range(6)])
    nearest = np.linalg.norm(features[:, None] - means, axis=-1).argmin(axis=1)
    assert np.mean(nearest == y) > 0.8  # its head is gone, but its features tell its classes apart
    assert record["source_accuracy"] > 0.95
    assert len(record["runs"]) == len(list(settings(4)))
    assert {len(r["accuracy"]) for r in record["runs"]} == {NUM_SEEDS}


def test_the_body_moves_where_it_is_free_and_the_backbone_itself_never():
    backbone, task = stored()[0], shapes_task()
    before = backbone.get_weights()
    short = Task(*(part[::20] for part in (task.x_train, task.y_train, task.x_test, task.y_test)))
    few = Setting("backbone", 0, 5, 0.01)
    moving, frozen = run(backbone, short, few, 1), run(backbone, short, Setting("backbone", 4, 5, None), 1)
    assert moving[0] == frozen[0]
    assert moving != frozen
    for old, new in zip(before, backbone.get_weights(), strict=True):
        assert np.array_equal(old, new)


def test_samples_hold_as_many_of_each_class():
    _, y = shapes_task().sample(5, seed=2)
    assert np.bincount(y).tolist() == [5, 5, 5, 5]


def test_the_experiment_measures_every_setting_that_the_explorer_shows(monkeypatch):
    """The runs themselves are tested above; here each is replaced by its setting and seed."""
    monkeypatch.setattr("widgets.transfer_experiment.run", lambda _, task, setting, seed: [seed + setting.freeze] * 7)
    results = experiment(stored()[0], shapes_task())
    assert results["num_classes"] == len(TARGET)
    runs = Runs(results, 4)
    assert runs.complete()
    assert runs.line(2, 20, 0.001)[:, -1].tolist() == [seed + 2 for seed in range(NUM_SEEDS)]
    assert not Runs(results, 3).complete()


def test_runs_with_a_step_missing_are_not_complete():
    runs = [{**vars(setting), "accuracy": np.ones((2, len(STEPS))).tolist()} for setting in settings(1)]
    results = {"steps": list(STEPS), "num_classes": 3, "runs": runs}
    assert Runs(results, 1).complete()
    runs[3]["accuracy"] = [[0.5]]
    assert not Runs(results, 1).complete()
