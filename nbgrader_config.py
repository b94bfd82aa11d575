"""Settings that plain nbgrader and `classroom` share; both work on this same course folder."""

from importlib.util import find_spec

c = get_config()  # noqa: F821  nbgrader defines it while it reads this file

c.CourseDirectory.course_id = "neural-networks"
c.CourseDirectory.source_directory = "solutions"
# nbgrader empties its release folder before it writes, so this is never chapters/.
c.CourseDirectory.release_directory = "build/release"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "wrong_answers.py",
    "right_answers.py",
]

# The stub of every answer; a stub that raises can never pass a test by accident.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}

# nbgrader's own list, with one step more: a grade comes from whether a test cell raised, and from nothing else.
# Without it plain `nbgrader autograde` takes one line on standard error for a failure.
if find_spec("classroom"):
    c.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.Execute",
        "classroom.nbgrader_preprocessor.OnlyErrorsCount",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
