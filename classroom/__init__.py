"""Running the course: the `classroom` command; `from classroom import check` is the same inside a notebook."""


def check(path=None):
    """Grade this notebook, in place: save it, run its tests, say what is right and give a hint for what is not.

    Args:
        path: the notebook; the one that this cell stands in if None.

    Returns:
        A `CheckButton`, already pressed; None, with a sentence, where no notebook is open, as while it is graded.
    """
    from classroom.notebook import is_open

    if path is None and not is_open():
        print("check() works in an open notebook; elsewhere use: classroom check NOTEBOOK.ipynb")
        return None
    from classroom.check_button import CheckButton

    return CheckButton(path, now=True)


def __getattr__(name):
    if name == "CheckButton":  # ipywidgets, which the command line does not need
        from classroom.check_button import CheckButton

        return CheckButton
    raise AttributeError(f"classroom has no {name!r}; it has check and CheckButton.")
