"""Broken but honest files: encodings, line ends, names."""

import json

from tests.corpus import HONEST, NOT_GRADED, as_bytes, family, written
from tests.corpus.exercises import FULL, RIGHT

encoding = family(HONEST, "encoding")
COMMENT = {**RIGHT, "ex1": RIGHT["ex1"] + "\n# größer als null, 大于零"}


def _bytes(change, answers=COMMENT):
    return lambda release: change(json.dumps(written(answers)(release), ensure_ascii=False))


encoding("bom", "A byte-order mark.", make=_bytes(lambda text: b"\xef\xbb\xbf" + text.encode()))
encoding(
    "latin-1",
    "Latin-1.",
    make=_bytes(lambda text: text.encode("latin-1"), {**RIGHT, "ex1": RIGHT["ex1"] + "\n# größer"}),
)
encoding("utf-16", "UTF-16.", make=_bytes(lambda text: text.encode("utf-16")))
encoding(
    "crlf-file",
    "Lines that end as on Windows.",
    make=lambda release: as_bytes(written(RIGHT)(release)).replace(b"\n", b"\r\n"),
)
encoding(
    "crlf-sources",
    "Sources whose lines end as on Windows.",
    {
        name: source.replace(
            """

""",
            "\r\n",
        )
        for name, source in RIGHT.items()
    },
)
encoding("tabs", "Tabs in place of blanks.", {name: source.replace("    ", "\t") for name, source in RIGHT.items()})
encoding(
    "non-ascii-names",
    "Names that are not ASCII.",
    {
        "ex1": """
def relu(größe):
    return np.where(größe > 0, größe, 0.0)
"""
    },
)
encoding("nbsp", "A blank that does not break, in a comment.", {"ex1": RIGHT["ex1"] + "\n#\u00a0fertig\u200b"})


def _named(name):
    def make(release):
        def place(path):
            path.with_name(name).write_bytes(as_bytes(written(RIGHT)(release)))

        return place

    return make


encoding("name-copy", "A browser's name for a second download.", make=_named("corpus_exercises (1).ipynb"))
encoding("name-other", "A name of its own.", make=_named("Meine Lösung.ipynb"))
encoding("name-case", "Another case.", make=_named("Corpus_Exercises.ipynb"))


def _two_names(release):
    def place(path):
        for name in ("a.ipynb", "b.ipynb"):
            path.with_name(name).write_bytes(as_bytes(written(RIGHT)(release)))

    return place


encoding(
    "name-unclear",
    "Two notebooks, none with the right name.",
    make=_two_names,
    points=dict.fromkeys(FULL, 0),
    verdict=NOT_GRADED,
)


def _with_another(release):
    def place(path):
        path.write_bytes(as_bytes(written(RIGHT)(release)))
        path.with_name("old.ipynb").write_bytes(as_bytes(release))

    return place


encoding("name-beside", "A second notebook beside the right one.", make=_with_another)
