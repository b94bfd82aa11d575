"""The `classroom` command: reads the words, calls the module that does it, prints, sets the exit status.

Nothing heavy is imported before a command is chosen, so that `classroom --help` answers at once.
"""

import atexit
import gc
import sys

import typer

from classroom.cli import author, instructor, learner
from classroom.errors import ClassroomError, sentence_on

app = typer.Typer(
    name="classroom",
    help="Run the course: open it, check an answer, and, for instructors, release, grade and give feedback.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (learner, instructor, author):
    app.add_typer(part.commands)

INTERRUPTED = 130


def main(words=None):
    """Run the command line.

    Args:
        words: the words after `classroom`; those of this process if None.

    Raises:
        SystemExit: always, with the exit status.
    """
    # jsonschema, which nbformat imports, would compile a grammar of web addresses: a second, and no notebook needs it.
    sys.modules.setdefault("rfc3987_syntax", None)
    atexit.register(gc.freeze)  # nobody misses what a last look for cyclic garbage finds: it takes a fifth of a second
    try:
        app(words)
    except ClassroomError as error:
        print(f"classroom: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except OSError as error:
        print(f"classroom: {sentence_on(error)}", file=sys.stderr)
        sys.exit(ClassroomError.exit_status)
    except SystemExit as ending:
        if ending.code == INTERRUPTED:  # Typer's answer to Ctrl-C
            print("classroom: stopped; what was recorded is kept, run the command again to go on.", file=sys.stderr)
        raise
