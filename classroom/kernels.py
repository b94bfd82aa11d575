"""What the kernels of the course and their server are started with."""

import os

DEFAULTS = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # The lessons multiply small matrices. OpenBLAS' threads wait for each other by spinning: on a machine that does
    # anything else beside, they make a training step many times slower; alone, one thread is as fast as two.
    "OPENBLAS_NUM_THREADS": "1",
    # ipywidgets would tell the page again what the page has just said: a message before every picture of an explorer.
    "JUPYTER_WIDGETS_ECHO": "0",
}

GRADING = "NBGRADER_EXECUTION"  # set by nbgrader and by us wherever a notebook is run to be graded

SERVER = {"ServerApp.kernel_websocket_connection_class": "classroom.websocket.PromptConnection"}


def kernel_environment(**own):
    """The environment of a kernel or of the server that starts it.

    Args:
        **own: variables that win over everything else.

    Returns:
        A dict of environment variables: our defaults, this process's, then `own`.
    """
    return {**DEFAULTS, **os.environ, **own}
