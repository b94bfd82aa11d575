"""What kernels are started with, by the grader and by the server."""

from pathlib import Path

from classroom.endings import Limits
from classroom.execution import Run
from classroom.kernels import DEFAULTS, kernel_environment


def test_defaults_give_way_to_the_environment_and_that_to_what_is_asked(monkeypatch):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    found = kernel_environment(PATH="here")
    assert found["TF_CPP_MIN_LOG_LEVEL"] == DEFAULTS["TF_CPP_MIN_LOG_LEVEL"]
    assert (found["OPENBLAS_NUM_THREADS"], found["PATH"]) == ("7", "here")


def test_a_grading_kernel_gets_them_and_no_secret(monkeypatch):
    monkeypatch.setenv("NNKIT_HIDDEN_SEED", "27182")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    found = Run({}, Limits(), Path("scratch"))._environment()
    assert found["OPENBLAS_NUM_THREADS"] == "1"
    assert "NNKIT_HIDDEN_SEED" not in found
