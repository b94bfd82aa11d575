"""`classroom new`: a course folder for one class, with its settings, its chapters, its gradebook and its students."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from classroom.assignment import file_name
from classroom.course import SETTINGS, Course
from classroom.delivery import zone
from classroom.errors import ClassroomError
from classroom.gradebook import enrol, open_gradebook
from classroom.roster import FILE, identifier, roster_of

EXAMPLE = "hand_in.zip"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.pyc")
DRIVER = "postgresql+psycopg"
NO_DRIVER = "PostgreSQL needs psycopg, which is not installed; run: python -m pip install 'nnkit-course[postgresql]'"


@dataclass(frozen=True)
class Plan:
    """What a class is to be like.

    Args:
        chapters: `Chapter`s of the course it is made from.
        students: a CSV file, or None.
        database: the address of a PostgreSQL database; None for a file in the folder.
        timezone: of the times of hand-in, as "Europe/Berlin".
        example: make an example class with its hand-ins.
    """

    chapters: tuple
    students: Path | None = None
    database: str | None = None
    timezone: str = "UTC"
    example: bool = False


def new(source, folder, plan):
    """Make a course folder; it is there whole, or not at all.

    Args:
        source: the `Course` whose chapters are taught.
        folder: the folder to make.
        plan: a `Plan`.

    Returns:
        The new `Course`.

    Raises:
        ClassroomError: where the folder is in use, the list of students cannot be read or the database not be reached.
    """
    folder = Path(os.path.abspath(folder))
    _refuse_used(folder)
    zone(plan.timezone)
    roster_of(source, plan.students) if plan.students else None
    database = checked_database(plan.database) if plan.database else None
    draft = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        _copy_chapters(source, draft, plan.chapters)
        _write_settings(source, draft, folder.name, database, plan.timezone)
        (draft / "README.md").write_text(readme(folder.name, plan), encoding="utf-8")
        if plan.students:
            shutil.copyfile(plan.students, draft / FILE)
        if plan.example:
            from classroom.example import write_example

            write_example(source, plan.chapters[0], draft, draft / EXAMPLE, with_students=not plan.students)
        made = Course(draft)
        with open_gradebook(made):
            pass
        enrol(made, roster_of(made).people)
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Course(folder)


def _refuse_used(folder):
    if folder.is_dir() and any(folder.iterdir()):
        raise ClassroomError(f"{file_name(folder)} is not empty; name a new folder, nothing is ever overwritten.")
    if folder.exists() and not folder.is_dir():
        raise ClassroomError(f"{file_name(folder)} is a file; name a new folder.")


def _copy_chapters(source, draft, chapters):
    """Lessons, student copies and solutions of the chosen chapters; of the pages beside them all."""
    if source.chapters_folder.is_dir():
        (draft / source.chapters_folder.name).mkdir()
        for page in source.chapters_folder.glob("*.ipynb"):
            shutil.copy(page, draft / source.chapters_folder.name)
    for chapter in chapters:
        for folder in (source.chapters_folder / chapter.name, source.step("source", ".", chapter)):
            if folder.is_dir():
                _copy(folder, draft / folder.relative_to(source.root))


def _copy(folder, target):
    try:
        shutil.copytree(folder, target, ignore=LEFT_BEHIND)
    except shutil.Error as error:  # it goes on after a failure and tells all of them at the end
        (_, _, why), *_ = error.args[0]
        raise ClassroomError(
            f"{file_name(folder)} could not be copied ({why}); make room on the disk or correct the permissions, then "
            "run the same command again. Nothing was made."
        ) from error


def _write_settings(source, draft, name, database, timezone):
    """The settings of the course that this one is made from, and below them its own."""
    for file in SETTINGS:
        if (source.root / file).is_file():
            shutil.copyfile(source.root / file, draft / file)
    own = {
        "CourseDirectory.course_id": identifier(name) or "class",
        "Exchange.timezone": timezone,
        **({"CourseDirectory.db_url": database} if database else {}),
    }
    lines = [f"c.{key} = {json.dumps(value)}" for key, value in own.items()]
    lines.append('c.Exchange.root = str(Path(__file__).parent / "exchange")')
    settings = draft / SETTINGS[0]
    before = settings.read_text(encoding="utf-8") if settings.is_file() else "c = get_config()  # noqa: F821\n"
    block = "\n# This class.\nfrom pathlib import Path  # noqa: E402\n\n"
    settings.write_text(before + block + "\n".join(lines) + "\n", encoding="utf-8")
    (draft / "exchange").mkdir()
    if database and _has_password(database):
        settings.chmod(0o600)


def _has_password(database):
    from sqlalchemy import make_url

    return make_url(database).password is not None


def checked_database(address):
    """The address of a database as nbgrader wants it, after a try.

    Args:
        address: as `postgresql://user@host/name`.

    Returns:
        The address with its driver.

    Raises:
        ClassroomError: where it is no such address, or nothing empty answers there.
    """
    from sqlalchemy import create_engine, inspect, make_url
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is None or not url.drivername.startswith("postgresql"):
        raise ClassroomError("--database takes an address as postgresql://USER@HOST/NAME.")
    url = url.set(drivername=DRIVER)
    shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        engine = create_engine(url)
        tables = inspect(engine).get_table_names()
        engine.dispose()
    except ImportError as error:
        raise ClassroomError(NO_DRIVER) from error
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[-1]
        raise ClassroomError(
            f"The database {shown} cannot be used: {said} Start the server, make the database (createdb "
            f"{url.database}), or correct the address; a password may stand in ~/.pgpass."
        ) from error
    if tables:
        raise ClassroomError(
            f"The database {shown} holds {len(tables)} tables already, perhaps another class; make an empty one: "
            "createdb NAME"
        )
    return url.render_as_string(hide_password=False)


def readme(name, plan):
    """What to do in the new folder.

    Args:
        name: the folder's name.
        plan: a `Plan`.

    Returns:
        The text.
    """
    stem = plan.chapters[0].stem
    archive = EXAMPLE if plan.example else "DOWNLOAD.zip"
    rows = "\n".join(f"| {chapter.name} | `classroom grade {chapter.stem}` |" for chapter in plan.chapters)
    begin = dedent(f"""\
        # {name}

        From what students hand in to their marks, in five commands; run them in this folder.

            classroom collect {archive}
            classroom grade {stem}
            classroom desk
            classroom feedback {stem}
            classroom marks --to marks.csv

        1. `collect` sorts a zip or a folder from Moodle, Canvas or plain uploads into `submitted/`. It names every
           file that it leaves out and overwrites nothing; `--update` takes newer ones, the old go to `earlier/`.
        2. `grade` runs each submission in a sandbox and fills the gradebook; it names what cannot be graded.
        3. `desk` opens JupyterLab at the formgrader: the written answers wait there for you, with their rubric.
        4. `feedback` writes an HTML page for each student.
        5. `marks` writes a CSV file; `--for moodle` and `--for canvas` write what these two import.

        `{FILE}` is the class: the export of your platform as it came; replace it when somebody joins. Before you
        collect, set a due date in the formgrader or with

            nbgrader db assignment add {plan.chapters[0].name} --duedate "2026-05-17 23:59:00 UTC"

        Who is late loses what `c.LateSubmissionPlugin.penalty_method` in `{SETTINGS[0]}` says: nothing unless it is
        `"zero"`. `classroom report` shows which ideas the class missed. Every command has `--help`.

        | chapter | |
        |---|---|
        """)
    return begin + rows + "\n"
